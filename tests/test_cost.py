"""No page asks more than twelve questions whatever the counts: those that no room counts itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from movements.models import Organisation
from tests.conftest import municipality

pytestmark = pytest.mark.django_db

MOST = 12
PAGES = {
    "anna": ["/sok/forslag/", "/organisationer/vyer/", "/organisationer/vyer/ny/?kind=sports"],
    "glenn": ["/installningar/adresser/", "/installningar/register/"],
}
SEARCHES = ["/sok/?q=klubb+haninge", "/sok/?q=klubbb+hanninge", "/sok/forslag/?q=klubb"]


@pytest.fixture
def doubles(district, norr):
    """doubles(number): organisations of which two and two have the same name and seat."""

    def doubles(number):
        shared = {"district": district, "registered_by": norr, "kind": "sports"}
        shared["municipality"] = municipality("0136")
        return [
            Organisation.objects.create(**shared, name=f"Klubb Haninge {n // 2}")
            for n in range(number)
        ]

    return doubles


def costs(client, addresses):
    """{address: the questions that its page asked}."""
    said = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        said[address] = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    return said


@pytest.mark.parametrize("number", [4, 250])
@pytest.mark.parametrize("who", ["anna", "cia", "glenn"])
def test_every_page_asks_at_most_twelve(client, cast, doubles, who, number):
    one, other, *_rest = doubles(number)
    client.force_login(getattr(cast, who))
    addresses = [*PAGES.get(who, []), *SEARCHES]
    if who != "glenn":
        addresses += [
            reverse("organisation_duplicates"),
            reverse("organisation_duplicate", args=[one.pk, other.pk]),
            reverse("organisation_merge_with", args=[one.pk]),
        ]
    over = {a: len(sqls) for a, sqls in costs(client, addresses).items() if len(sqls) > MOST}
    assert not over
