"""Undoing a meeting: as if it had not been logged; and bringing it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from movements.access.funnel import NotAllowed, selection
from movements.access.rows import Sensitivity
from movements.dialogue.actions import (
    Promised,
    Said,
    keep_promise,
    redo_meeting,
    release_promise,
    undo_meeting,
)
from movements.dialogue.filters import MeetingFilter, PromiseFilter
from movements.directory.actions import tie_relation
from movements.models import Meeting, Promise, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def undo(acting):
    def _undo(meeting, by="anna"):
        with acting(by) as reader:
            return undo_meeting(by=reader, meeting=meeting)

    return _undo


@pytest.fixture
def redo(acting):
    def _redo(meeting, by="anna"):
        with acting(by) as reader:
            return redo_meeting(by=reader, meeting=meeting)

    return _redo


@pytest.fixture
def tie(acting, norr):
    """`tie(organisation, **fields)` changes Norr's tie, or makes one."""

    def _tie(organisation, **fields):
        with acting("anna") as anna:
            return tie_relation(by=anna, association=norr, organisation=organisation, **fields)

    return _tie


def tie_of(organisation):
    return Relation.objects.get(organisation=organisation, ended_on=None)


def test_an_undone_meeting_is_in_no_list_and_its_promises_with_it(log, tenants, undo, cast, today):
    meeting = log(tenants, said=Said(promises=[Promised("Ring", cast.anna, today)]))
    undo(meeting)
    anna = cast.reader("anna")
    assert not selection(MeetingFilter, anna, {}).exists()
    assert not selection(PromiseFilter, anna, {}).exists()


def test_a_redone_meeting_is_as_it_was(log, tenants, undo, redo, cast, today):
    meeting = log(tenants, said=Said(promises=[Promised("Ring", cast.anna, today)]))
    undo(meeting)
    undo(meeting)  # a second tap changes nothing
    redo(meeting)
    redo(meeting)
    anna = cast.reader("anna")
    assert selection(MeetingFilter, anna, {}).get() == meeting
    assert selection(PromiseFilter, anna, {}).get().text == "Ring"


def test_a_promise_that_was_put_away_by_itself_does_not_come_back(
    log, tenants, undo, redo, cast, today
):
    meeting = log(tenants, said=Said(promises=[Promised("Ring", cast.anna, today)]))
    Promise.objects.update(archived_at=timezone.now() - timedelta(days=1))
    undo(meeting)
    redo(meeting)
    assert not Promise.objects.filter(archived_at=None).exists()


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_undoing_is_refused_to_those_without_a_post_in_the_association(name, log, tenants, undo):
    meeting = log(tenants)
    with pytest.raises(NotAllowed):
        undo(meeting, by=name)
    meeting.refresh_from_db()
    assert not meeting.is_archived


def test_a_colleague_undoes_what_a_colleague_logged_but_not_what_they_may_not_see(
    log, tenants, undo
):
    undo(log(tenants), by="asta")
    hidden = log(tenants, fact_readers=Sensitivity.NAMED)
    with pytest.raises(Meeting.DoesNotExist):
        undo(hidden, by="asta")


def test_undoing_leaves_its_trace(log, tenants, undo, cast):
    meeting = undo(log(tenants), by="asta")
    event = Meeting.pgh_event_model.objects.filter(pgh_obj_id=meeting.pk).latest("pgh_id")
    assert event.archived_at is not None
    assert event.pgh_context.metadata == {"user": str(cast.asta.pk), "why": "undo_meeting"}


def test_a_first_meeting_makes_the_tie_and_its_undoing_takes_it_away(
    log, register, undo, redo, cast, soder
):
    strangers = register("Klimatet nu", by="bo", association=soder)
    meeting = log(strangers, follow_up_on=None)
    assert Relation.objects.filter(organisation=strangers).count() == 2
    undo(meeting)
    assert Relation.objects.get(organisation=strangers).association == soder
    redo(meeting)
    assert Relation.objects.filter(organisation=strangers, step="first_talk").count() == 1


def test_undoing_puts_the_tie_back_where_it_was(log, tenants, undo, tie, cast, today):
    due = today + timedelta(days=3)
    tie(tenants, step="contacted", lead=cast.asta, next_contact_on=due)
    meeting = log(tenants, said=Said(demands="Krav"), follow_up_on=today + timedelta(weeks=3))
    moved = tie_of(tenants)
    assert (moved.step, moved.next_contact_on) == ("demands_heard", today + timedelta(weeks=3))
    undo(meeting)
    back = tie_of(tenants)
    assert (back.step, back.lead, back.next_contact_on) == ("contacted", cast.asta, due)


def test_undoing_keeps_what_somebody_changed_since(log, tenants, undo, tie, today):
    meeting = log(tenants, follow_up_on=today + timedelta(weeks=3))
    agreed = today + timedelta(days=40)
    tie(tenants, next_contact_on=agreed)
    undo(meeting)
    back = tie_of(tenants)
    assert (back.step, back.next_contact_on) == ("mapped", agreed)


def test_undoing_the_first_of_two_meetings_leaves_the_second_its_tie(log, tenants, undo):
    first, second = log(tenants), log(tenants)
    undo(first)
    assert tie_of(tenants).step == "first_talk"
    undo(second)
    assert tie_of(tenants).step == "mapped"


def test_a_tie_with_fewer_readers_than_the_meeting_is_moved(log, tenants, tie):
    tie(tenants, sensitivity=Sensitivity.ASSOCIATION)
    log(tenants)
    assert tie_of(tenants).step == "first_talk"


@pytest.mark.parametrize("readers", [Sensitivity.ASSOCIATION, Sensitivity.NAMED])
def test_an_open_tie_does_not_tell_of_a_meeting_that_is_not_open(log, tenants, readers, today):
    log(tenants, fact_readers=readers, follow_up_on=today + timedelta(days=5))
    untold = tie_of(tenants)
    assert (untold.step, untold.lead, untold.next_contact_on) == ("mapped", None, None)


def test_a_check_in_agreed_for_later_stands_when_nothing_is_said(log, tenants, tie, today):
    later = today + timedelta(days=30)
    tie(tenants, next_contact_on=later)
    log(tenants)
    assert tie_of(tenants).next_contact_on == later


def test_a_check_in_that_was_due_is_done_by_the_meeting(log, tenants, tie, today):
    tie(tenants, next_contact_on=today - timedelta(days=30))
    log(tenants)
    assert tie_of(tenants).next_contact_on is None


def test_the_cadence_says_when_to_meet_again_and_no_says_never(log, tenants, tie, today):
    tie(tenants, cadence_months=1)
    log(tenants)
    assert tie_of(tenants).next_contact_on > today + timedelta(days=27)
    log(tenants, no_follow_up=True)
    assert tie_of(tenants).next_contact_on is None


def test_a_declined_tie_stays_declined_and_a_dormant_one_wakes(log, register, tie):
    declined, dormant = register("Nej tack"), register("Sovande")
    tie(declined, step="declined")
    tie(dormant, step="dormant")
    log(declined, dormant)
    assert tie_of(declined).step == "declined"
    assert tie_of(dormant).step == "first_talk"


def test_a_kept_promise_of_an_undone_meeting_comes_back_kept(
    log, tenants, undo, redo, acting, cast, today
):
    meeting = log(tenants, said=Said(promises=[Promised("Ring", cast.anna, today)]))
    with acting("anna") as anna:
        keep_promise(by=anna, promise=meeting.content.promises.get())
    undo(meeting)
    redo(meeting)
    assert Promise.objects.get().status == "kept"


def test_a_redone_meeting_still_says_that_nothing_was_agreed(log, tenants, undo, redo, tie):
    tie(tenants, cadence_months=3)
    meeting = log(tenants, no_follow_up=True)
    undo(meeting)
    redo(meeting)
    assert tie_of(tenants).next_contact_on is None


def test_a_promise_of_an_undone_meeting_is_not_closed(log, tenants, undo, cast, today, acting):
    promise = log(
        tenants, said=Said(promises=[Promised("Ring", cast.anna, today)])
    ).content.promises.get()
    undo(Meeting.objects.get())
    with acting("anna") as anna, pytest.raises(ValidationError, match="borttaget"):
        keep_promise(by=anna, promise=promise)


def test_a_released_promise_is_not_kept_before_it_is_open_again(log, tenants, cast, today, acting):
    promise = log(
        tenants, said=Said(promises=[Promised("Ring", cast.anna, today)])
    ).content.promises.get()
    with acting("anna") as anna:
        release_promise(by=anna, promise=promise, reason="Lokalen såldes")
        with pytest.raises(ValidationError, match="redan avslutat"):
            keep_promise(by=anna, promise=promise)
    promise.refresh_from_db()
    assert (promise.status, promise.reason) == ("released", "Lokalen såldes")
