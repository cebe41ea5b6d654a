"""Who has read about somebody: the answer, to whom, and that the question is itself in the log."""

import pytest
from django.urls import reverse

from movements.access.identity import acting_as
from movements.access.read_log import ReadLog
from movements.rights.readings import who_has_seen
from tests.rights.canary import EMAIL, NAME, as_service

pytestmark = pytest.mark.django_db


def ask(cast, who, asked):
    with acting_as(cast.reader(who), why="test") as reader:
        return who_has_seen(reader, asked)


@pytest.fixture
def read(client, cast, planted):
    """Asta and Cia have opened the organisation's page."""
    for who in ("asta", "cia"):
        client.force_login(getattr(cast, who))
        client.get(reverse("organisation_detail", args=[planted.organisation.pk]))
    return planted.person


@pytest.mark.parametrize("asked", ["number", NAME.lower(), EMAIL])
def test_the_officer_learns_who_by_name_number_or_address(cast, read, asked):
    read.refresh_from_db()
    (seen,) = ask(cast, "frid", f"P-{read.number}" if asked == "number" else asked)
    assert seen.number == read.number
    assert {one.who for one in seen.readings} == {"Asta", "Cia"}
    assert seen.people == 2
    assert NAME not in str(seen)


def test_the_question_is_in_the_log(cast, read, district):
    ask(cast, "frid", NAME)
    with as_service("retention", district):
        row = ReadLog.objects.get(deed="question")
    assert (row.user_id, row.persons) == (cast.frid.pk, [read.pk])
    (seen,) = ask(cast, "frid", NAME)
    assert "Frid" in {one.who for one in seen.readings}


@pytest.mark.parametrize("who", ["asta", "cia", "dag", "glenn", "hedda"])
def test_nobody_else_learns_even_that_there_is_somebody(cast, read, who):
    assert ask(cast, who, NAME) == ask(cast, who, "Finns Inte") == []


@pytest.mark.parametrize("asked", ["", "Ka", "P-999999999", "Finns Inte"])
def test_a_question_that_means_nobody_is_answered_with_nobody(cast, read, asked):
    assert ask(cast, "frid", asked) == []
