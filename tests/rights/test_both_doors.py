"""A question about the registers of the law means the same on the pages and in the API."""

import re

import pytest
from django.http import QueryDict

from movements.access.funnel import selection
from movements.access.identity import acting_as
from movements.models import Review, RightsRequest
from movements.rights.filters import (
    IncidentFilter,
    InformFilter,
    ReadingFilter,
    RequestFilter,
    ReviewFilter,
)
from tests.browser.scenery import law
from tests.crowd import build

LAW = {
    "requests": (
        RequestFilter,
        "begaranden",
        ("", "kind=access", "status=collecting", "overdue=1"),
    ),
    "incidents": (IncidentFilter, "incidenter", ("", "open=1")),
    "inform": (InformFilter, "informera", ("", "overdue=1", "association={norr}")),
    "read-log": (
        ReadingFilter,
        "laslogg",
        ("", "deed=extract", "deed=person&deed=search", "since=2020-01-01", "until=2020-01-01"),
    ),
    "reviews": (ReviewFilter, "att-se-over", ("", "state=waiting", "state=kept")),
}


@pytest.mark.parametrize("path", LAW)
@pytest.mark.parametrize("who", ["frid", "anna", "bo", "cia"])
def test_the_registers_of_the_law_are_the_same_at_both_doors(
    registers, cast, client, norr, who, path
):
    question, room, queries = LAW[path]
    client.force_login(getattr(cast, who))
    link = rf'(?:/dataskydd/{room}/|<tr id="l-)([0-9a-f-]{{36}})[/"]'
    for asked in queries:
        query = asked.format(norr=norr.pk)
        with acting_as(cast.reader(who), why="test") as reader:
            expected = {str(row.pk) for row in selection(question, reader, QueryDict(query))}
        assert _in_api(client, path, query) == expected, query
        page = client.get(f"/dataskydd/{room}/?{query}")
        if page.status_code == 200:
            assert set(re.findall(link, page.content.decode())) == expected, query
        else:
            assert (page.status_code, expected) == (403, set()), query
    assert client.get(f"/dataskydd/{room}/?nonsens=1").status_code in (400, 403)


@pytest.fixture
def registers(cast, district, norr, soder, socialnamnden):
    """Three requests, an incident and somebody to look over; each seen by somebody."""
    law(cast, build(cast, district, norr, soder, socialnamnden))
    assert RightsRequest.objects.exists()
    assert Review.objects.exists()


def _in_api(client, path: str, query: str) -> set[str]:
    rows = client.get(f"/api/v1/{path}/?{query}&page_size=100".replace("?&", "?")).json()["results"]
    return {row["id"] for row in rows}
