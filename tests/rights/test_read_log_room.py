"""The room of the read log: the officer's alone, by number and never by name; asking is noted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from movements.access.identity import acting_as
from movements.access.read_log import ReadLog
from tests.rights.canary import EMAIL, NAME, as_service

pytestmark = pytest.mark.django_db
ROOM = "/dataskydd/laslogg/"


@pytest.fixture
def read(client, cast, planted):
    """Asta and Cia have opened the organisation's page."""
    for who in ("asta", "cia"):
        client.force_login(getattr(cast, who))
        client.get(reverse("organisation_detail", args=[planted.organisation.pk]))
    planted.person.refresh_from_db()
    return planted.person


@pytest.fixture
def shown(client, cast):
    """shown(question, who) → status and text of the room."""

    def ask(question="", who="frid"):
        client.force_login(getattr(cast, who))
        answer = client.get(f"{ROOM}?{question}")
        return answer.status_code, answer.content.decode()

    return ask


@pytest.fixture
def told(cast):
    """told(question, who) → the answer of the machines' door."""

    def ask(question="", who="frid"):
        client = APIClient()
        _row, secret = getattr(cast, who).auth_token_set.create()
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
        return client.get(f"/api/v1/read-log/?{question}")

    return ask


def test_it_says_who_read_about_which_number_and_never_the_name(shown, told, read):
    status, text = shown()
    assert status == 200
    assert f"P-{read.number}" in text
    assert "Asta" in text
    assert "Cia" in text
    assert NAME not in text
    assert EMAIL not in text
    rows = told().json()["results"]
    assert {row["who"]["name"] for row in rows} == {"Asta", "Cia"}
    assert read.number in {number for row in rows for number in row["numbers"]}
    assert NAME not in str(rows)


@pytest.mark.parametrize("who", ["asta", "anna", "cia", "dag", "glenn"])
def test_it_is_the_officers_alone(shown, told, read, who):
    status, text = shown(who=who)
    assert status == 403
    assert "Läslogg" not in text
    assert told(who=who).json()["results"] == []


def test_another_districts_officer_sees_nothing_of_it(told, read, cast):
    assert told(who="hedda").json().get("results", []) == []


@pytest.mark.parametrize("asked", ["number", NAME.lower(), EMAIL])
def test_whom_it_is_about_may_be_asked_and_the_question_is_noted(
    shown, told, read, district, asked
):
    asked = f"P-{read.number}" if asked == "number" else asked
    _status, text = shown(f"who={asked}")
    assert "Asta" in text
    with as_service("retention", district):
        assert ReadLog.objects.filter(deed="question", persons=[read.pk]).count() == 1
    assert {row["deed"] for row in told(f"who={asked}").json()["results"]} >= {"person", "question"}


def test_somebody_elses_asking_notes_nothing(shown, told, read, district):
    shown(f"who=P-{read.number}", who="asta")
    told(f"who=P-{read.number}", who="asta")
    with as_service("retention", district):
        assert not ReadLog.objects.filter(deed="question").exists()


def test_whom_nobody_knows_has_no_readings(shown, told, read):
    assert "Asta" not in shown("who=Finns+Inte")[1]
    assert told("who=Finns+Inte").json()["results"] == []


def test_one_readers_readings_and_one_deed_and_one_day(told, read, cast, today):
    mine = told(f"user={cast.asta.pk}").json()["results"]
    assert {row["who"]["name"] for row in mine} == {"Asta"}
    assert told("deed=export").json()["results"] == []
    assert told(f"deed=person&since={today}&until={today}").json()["results"]
    assert told(f"until={today - timedelta(days=1)}").json()["results"] == []
    assert told(f"since={today + timedelta(days=1)}").json()["results"] == []
    assert told("since=0001-01-01&until=9999-12-31").json()["results"]


def test_who_is_no_longer_here_is_counted_without_a_number(shown, told, cast, read, district):
    with as_service("retention", district):
        before = ReadLog.objects.filter(persons=[read.pk]).count()
        read.delete()
    rows = [row for row in told().json()["results"] if row["gone"]]
    assert len(rows) == before >= 1
    assert all(row["numbers"] == [] for row in rows)
    assert "P-" not in shown()[1].partition("<tbody>")[2]


def test_a_question_that_cannot_be_read_is_said(shown, told, read):
    status, text = shown("since=igår")
    assert status == 400
    assert "Asta" not in text
    assert told("since=igår").status_code == 400
    assert told("nonsense=1").status_code == 400


def test_a_long_log_is_shown_a_page_at_a_time(
    shown, district, cast, read, django_assert_max_num_queries
):
    with acting_as(cast.reader("asta"), why="test"):
        ReadLog.objects.bulk_create(
            ReadLog(district=district, user=cast.asta, deed="person", persons=[read.pk])
            for _one in range(120)
        )
    with django_assert_max_num_queries(30):
        _status, text = shown()
    assert text.count('<tr id="l-') == 50
    assert "after=" in text
