"""A list asks the same number of questions of the database for ten rows and for a thousand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from movements.access.rows import Sensitivity
from movements.dialogue.actions import count_contacts
from movements.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Organisation,
    Participant,
    Point,
    Promise,
    Relation,
)
from tests.api.test_lists import LISTS
from tests.crowd import municipality

MOST = 12  # session, posts and identity included


@pytest.fixture
def fill(cast, district, norr, today):
    """Makes `number` organisations, each with one row of every kind that a list shows."""
    home = municipality("0136")
    held = {"association": norr, "sensitivity": Sensitivity.OPEN}
    party = held | {"association_ids": [norr.pk]}

    def many(model, organisations, **facts):
        def value(thing, number):
            return thing(number) if callable(thing) else thing

        return model.objects.bulk_create(
            model(district=district, **{name: value(fact, n) for name, fact in facts.items()})
            for n in range(len(organisations))
        )

    def make(number: int) -> None:
        rows = Organisation.objects.bulk_create(
            Organisation(district=district, name=f"Förening {n}", municipality=home)
            for n in range(number)
        )
        many(ActivityArea, rows, organisation=rows.__getitem__, municipality=home)
        many(
            Relation, rows, **held, organisation=rows.__getitem__, lead=cast.anna, started_on=today
        )
        people = many(
            ContactPerson,
            rows,
            **held,
            name=lambda n: f"Person {n}",
            basis="official",
            source="webbplats",
            keep_until=today + timedelta(days=100),
        )
        many(ContactRole, rows, person=people.__getitem__, organisation=rows.__getitem__)
        many(Channel, rows, person=people.__getitem__, kind="phone", value="08-1")
        meetings = many(Meeting, rows, **party, day=today, author=cast.anna)
        many(
            MeetingOrganisation,
            rows,
            meeting=meetings.__getitem__,
            organisation=rows.__getitem__,
        )
        said = many(MeetingContent, rows, **party, meeting=meetings.__getitem__, author=cast.anna)
        many(
            Point,
            rows,
            content=said.__getitem__,
            organisation=rows.__getitem__,
            kind="demand",
            text="x",
        )
        many(Participant, rows, content=said.__getitem__, person=people.__getitem__)
        many(
            Promise,
            rows,
            **party,
            organisation=rows.__getitem__,
            content=said.__getitem__,
            owner=cast.anna,
            text="x",
            due_on=today,
        )
        count_contacts(district, rows)

    # Rows of an open transaction have no statistics: the planner thinks that there is one of each.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
    return make


def asked(client, path: str) -> tuple[int, int]:
    """(queries, rows)"""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return len(caught), len(answer.json()["results"])


def test_a_list_costs_the_same_for_ten_and_for_a_thousand(fill, api):
    clients = {who: api(who) for who in ("anna", "cia", "dag")}
    paths = [f"/api/v1/{name}/?page_size=500" for name in LISTS]

    def costs():
        return {(who, path): asked(clients[who], path) for who in clients for path in paths}

    fill(10)
    few = costs()
    fill(990)
    many = costs()
    assert {rows for _queries, rows in few.values()} == {10}
    assert {rows for _queries, rows in many.values()} == {500}
    assert {asked: queries for asked, (queries, _rows) in few.items()} == {
        asked: queries for asked, (queries, _rows) in many.items()
    }
    assert max(queries for queries, _rows in many.values()) <= MOST


@pytest.mark.parametrize("query", ["quiet_for=6", "living=1", "white_spots=1", "q=förening+1"])
def test_a_filter_adds_at_most_the_reading_of_its_choices(fill, api, query):
    client = api("anna")
    fill(20)
    plain, _rows = asked(client, "/api/v1/organisations/")
    filtered, _rows = asked(client, f"/api/v1/organisations/?{query}&municipality=0136")
    assert filtered <= min(plain + 2, MOST)


def test_a_session_costs_no_more_than_a_token(fill, cast, client):
    fill(10)
    client.force_login(cast.anna)
    for name in LISTS:
        queries, _rows = asked(client, f"/api/v1/{name}/")
        assert queries <= MOST
