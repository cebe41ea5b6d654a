"""Logging a meeting: what it saves, who may, and what it leaves behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from movements.access.funnel import NotAllowed, visible
from movements.access.rows import Sensitivity
from movements.dialogue.actions import Promised, Said, log_meeting
from movements.dialogue.choices import Mode
from movements.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Point,
    Promise,
    Relation,
)

pytestmark = pytest.mark.django_db


def seen(model, cast, name):
    return set(visible(model, cast.reader(name)).values_list("pk", flat=True))


def test_a_meeting_needs_nothing_but_an_organisation(log, tenants, today, cast):
    meeting = log(tenants)
    assert meeting.day == today
    assert meeting.mode == Mode.VISIT
    assert meeting.author == cast.anna
    assert [party.organisation for party in meeting.parties.all()] == [tenants]
    assert not MeetingContent.objects.filter(meeting=meeting).exists()


def test_what_was_said_becomes_points_and_promises(log, tenants, today, cast):
    meeting = log(
        tenants,
        said=Said(
            demands=" Stoppa hyreshöjningen ",
            support="En lokal i mars",
            support_kinds=["premises", "raise_issue", "premises"],
            promises=[Promised("Fråga Folkets hus", cast.asta, today + timedelta(days=14))],
        ),
    )
    points = {point.kind: point for point in meeting.content.points.all()}
    assert points["demand"].text == "Stoppa hyreshöjningen"
    assert points["support"].support_kinds == ["premises", "raise_issue"]
    promise = meeting.content.promises.get()
    assert (promise.owner, promise.organisation, promise.status) == (cast.asta, tenants, "open")


def test_what_several_said_together_belongs_to_none_of_them_alone(log, tenants, register, cast):
    other = register("Aktion mot vräkningar")
    meeting = log(other, tenants, said=Said(demands="Vräkningsstopp"))
    assert [party.organisation for party in meeting.parties.order_by("id")] == [other, tenants]
    assert meeting.content.points.get().organisation is None


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_it_is_refused_to_those_without_a_post_in_the_association(
    name, cast, norr, tenants, acting
):
    with pytest.raises(NotAllowed), acting(name) as reader:
        log_meeting(by=reader, association=norr, organisations=[tenants])
    assert not Meeting.objects.exists()


def test_it_leaves_its_trace(log, tenants, cast):
    meeting = log(tenants)
    event = Meeting.pgh_event_model.objects.get(pgh_obj_id=meeting.pk, pgh_label="insert")
    assert event.pgh_context.metadata == {"user": str(cast.anna.pk), "why": "log_meeting"}


def test_an_organisation_that_the_writer_may_not_see_is_answered_as_missing(
    shelter, cast, soder, acting
):
    with pytest.raises(ValidationError) as hidden, acting("bo") as bo:
        log_meeting(by=bo, association=soder, organisations=[shelter])
    shelter.pk = uuid4()
    with pytest.raises(ValidationError) as missing, acting("bo") as bo:
        log_meeting(by=bo, association=soder, organisations=[shelter])
    assert hidden.value.message_dict == missing.value.message_dict


def test_the_day_has_been_and_the_follow_up_has_not(log, tenants, today):
    with pytest.raises(ValidationError) as wrong:
        log(tenants, day=today + timedelta(days=1), follow_up_on=today)
    assert set(wrong.value.message_dict) == {"day", "follow_up_on"}


def test_a_day_of_another_age_is_a_slip_of_the_finger(log, tenants, today):
    with pytest.raises(ValidationError) as wrong:
        log(tenants, day=today.replace(year=226, day=1))
    assert set(wrong.value.message_dict) == {"day"}


def test_a_promise_needs_words_an_owner_of_ours_and_a_day_ahead(log, tenants, today, cast):
    with pytest.raises(ValidationError) as wrong:
        log(tenants, said=Said(promises=[Promised(" ", cast.bo, today - timedelta(days=1))]))
    assert set(wrong.value.message_dict) == {"promise", "owner", "due_on"}


def test_unknown_support_and_endless_text_are_refused(log, tenants):
    with pytest.raises(ValidationError) as wrong:
        log(tenants, said=Said(demands="a" * 4001, support_kinds=["cake"]))
    assert set(wrong.value.message_dict) == {"demands", "support_kinds"}


def test_the_same_form_saves_once(log, tenants):
    token = uuid4()
    first = log(tenants, form_token=token, said=Said(demands="En gång"))
    again = log(tenants, form_token=token, said=Said(demands="En gång"))
    assert first.pk == again.pk
    assert (Meeting.objects.count(), Point.objects.count()) == (1, 1)


def test_the_district_knows_that_we_met_but_only_ours_and_the_board_what_was_said(
    log, tenants, cast, today
):
    meeting = log(
        tenants, said=Said(demands="Krav", promises=[Promised("Löfte", cast.anna, today)])
    )
    for name in ("anna", "asta", "bo", "cia", "dag"):
        assert meeting.pk in seen(Meeting, cast, name)
    for name in ("anna", "asta", "cia"):
        assert seen(MeetingContent, cast, name)
        assert seen(Point, cast, name)
        assert seen(Promise, cast, name)
    for name in ("bo", "dag", "eva", "frid", "glenn", "hedda", "ivar"):
        for model in (MeetingContent, Point, Promise):
            assert not seen(model, cast, name), (name, model)
    for name in ("eva", "frid", "glenn", "hedda", "ivar"):
        assert not seen(Meeting, cast, name)
        assert not seen(MeetingOrganisation, cast, name)


def test_what_is_said_for_the_district_is_read_by_the_district(log, tenants, cast):
    log(tenants, said=Said(demands="Krav"), readers=Sensitivity.OPEN)
    assert all(seen(Point, cast, name) for name in ("anna", "asta", "bo", "cia", "dag"))


def test_a_hidden_meeting_is_read_by_its_author_and_those_named_alone(log, tenants, cast, today):
    log(
        tenants,
        said=Said(demands="Krav", promises=[Promised("Ring", cast.anna, today)]),
        fact_readers=Sensitivity.NAMED,
        readers=Sensitivity.OPEN,
    )
    for model in (Meeting, MeetingOrganisation, MeetingContent, Point, Promise):
        assert seen(model, cast, "anna")
        for name in set(cast.names) - {"anna"}:
            assert not seen(model, cast, name), (name, model)


def test_those_chosen_and_those_who_promised_are_among_the_named(log, tenants, cast, today):
    log(
        tenants,
        said=Said(promises=[Promised("Ring", cast.asta, today)]),
        readers=Sensitivity.NAMED,
    )
    assert seen(Promise, cast, "asta")
    assert not seen(Promise, cast, "cia")
    assert seen(Meeting, cast, "bo"), "that we met is still known"


def test_only_colleagues_can_be_named(log, tenants, cast):
    with pytest.raises(ValidationError) as wrong:
        log(tenants, readers=Sensitivity.NAMED, named=[cast.bo])
    assert set(wrong.value.message_dict) == {"named"}


def test_a_protected_organisation_narrows_its_meeting_and_what_was_said(log, shelter, cast):
    meeting = log(
        shelter,
        said=Said(demands="Krav"),
        readers=Sensitivity.OPEN,
        fact_readers=Sensitivity.OPEN,
    )
    assert meeting.sensitivity == Sensitivity.ASSOCIATION
    assert all(seen(Meeting, cast, name) for name in ("anna", "asta", "cia"))
    assert not any(seen(Meeting, cast, name) for name in ("bo", "dag", "frid", "glenn"))
    assert Relation.objects.get(organisation=shelter).sensitivity == Sensitivity.ASSOCIATION
