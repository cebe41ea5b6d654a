"""What only some may know of stands in nobody's way, and says nothing by doing so."""

import pytest

from movements.access.rows import Sensitivity, UUIDRow
from movements.dialogue.actions import log_meeting, undo_meeting
from movements.directory.actions import register_organisation, tie_relation
from movements.directory.models import Relation
from movements.models import Meeting, Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(norr, acting):
    with acting("anna") as anna:
        made = register_organisation(
            by=anna,
            association=norr,
            name="Byalaget",
            municipality=Municipality.objects.defer("border").get(code="0136", valid_to=None),
        )
        tie_relation(by=anna, association=norr, organisation=made, sensitivity=Sensitivity.NAMED)
    return made


def test_a_colleague_makes_a_tie_beside_one_that_only_anna_knows_of(acting, norr, organisation):
    with acting("asta") as asta:
        tie = tie_relation(
            by=asta, association=norr, organisation=organisation, wishes="Ring först"
        )
    assert tie.sensitivity == Sensitivity.OPEN
    assert Relation.objects.filter(organisation=organisation, ended_on=None).count() == 2


def test_a_colleagues_meeting_leaves_the_hidden_tie_alone(acting, norr, organisation):
    hidden = Relation.objects.get(organisation=organisation)
    with acting("asta") as asta:
        log_meeting(by=asta, association=norr, organisations=[organisation])
    own = Relation.objects.exclude(pk=hidden.pk).get(organisation=organisation)
    assert own.step == Relation.Step.FIRST_TALK
    hidden.refresh_from_db()
    assert hidden.step == Relation.Step.MAPPED


def test_the_form_of_an_undone_meeting_saves_a_new_one(acting, norr, organisation):
    token = UUIDRow.new_id()
    with acting("anna") as anna:
        wrong = log_meeting(
            by=anna, association=norr, organisations=[organisation], form_token=token
        )
        undo_meeting(by=anna, meeting=wrong)
        right = log_meeting(
            by=anna, association=norr, organisations=[organisation], form_token=token
        )
    assert right.pk != wrong.pk
    assert Meeting.objects.live().get() == right
