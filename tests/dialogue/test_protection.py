"""Never wider: the database's own guard, and the deed that hides that an organisation exists."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from movements.access.funnel import NotAllowed, visible
from movements.access.rows import Sensitivity
from movements.dialogue.actions import Promised, Said, protect_existence, redo_meeting, undo_meeting
from movements.directory.actions import keep_contact_person
from movements.models import (
    ContactPerson,
    Meeting,
    MeetingContent,
    Organisation,
    Promise,
    Relation,
    TieMove,
)
from movements.privacy.models import Basis

pytestmark = pytest.mark.django_db


def test_content_can_not_be_made_wider_than_the_fact(log, tenants):
    meeting = log(tenants, said=Said(demands="Krav"), fact_readers=Sensitivity.NAMED)
    content = MeetingContent.objects.filter(meeting=meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        content.update(sensitivity=Sensitivity.OPEN)


def test_a_fact_can_not_be_made_narrower_than_its_content(log, tenants):
    meeting = log(tenants, said=Said(demands="Krav"), readers=Sensitivity.OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(sensitivity=Sensitivity.ASSOCIATION)


def test_protecting_narrows_all_that_would_tell(log, tenants, acting, cast, today):
    said = Said(demands="Krav", promises=[Promised("Ring", cast.anna, today)])
    log(tenants, said=said, readers=Sensitivity.OPEN)
    with acting("anna") as anna:
        protected = protect_existence(by=anna, organisation=tenants)
    assert protected.existence_protected
    for name in ("bo", "dag"):
        for model in (Organisation, Meeting, MeetingContent, Promise, Relation, TieMove):
            assert not visible(model, cast.reader(name)).exists(), (name, model)
    for name in ("anna", "asta", "cia"):
        for model in (Organisation, Meeting, MeetingContent, Promise, Relation, TieMove):
            assert visible(model, cast.reader(name)).exists(), (name, model)


@pytest.mark.parametrize("name", ["cia", "dag", "frid", "glenn", "hedda"])
def test_protecting_is_refused_to_the_wrong_post(name, tenants, acting):
    with pytest.raises((NotAllowed, Organisation.DoesNotExist)), acting(name) as reader:
        protect_existence(by=reader, organisation=tenants)
    tenants.refresh_from_db()
    assert not tenants.existence_protected


def test_protecting_leaves_its_trace(tenants, acting, cast):
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=tenants)
    event = Organisation.pgh_event_model.objects.filter(pgh_obj_id=tenants.pk).latest("pgh_id")
    assert event.existence_protected
    assert event.pgh_context.metadata["user"] == str(cast.anna.pk)


def test_contact_persons_are_hidden_with_their_organisation(tenants, acting, norr, cast, today):
    with acting("anna") as anna:
        keep_contact_person(
            by=anna,
            association=norr,
            organisation=tenants,
            name="Margareta Holmer",
            basis=next(iter(Basis)),
            source="hemsidan",
            keep_until=today + timedelta(days=300),
            sensitivity=Sensitivity.OPEN,
        )
        assert visible(ContactPerson, cast.reader("bo")).exists()
        protect_existence(by=anna, organisation=tenants)
    assert not visible(ContactPerson, cast.reader("bo")).exists()


def test_bringing_a_meeting_back_leaves_its_trace(log, tenants, acting, cast):
    meeting = log(tenants)
    with acting("anna") as anna:
        undo_meeting(by=anna, meeting=meeting)
    with acting("asta") as asta:
        redo_meeting(by=asta, meeting=meeting)
    event = Meeting.pgh_event_model.objects.filter(pgh_obj_id=meeting.pk).latest("pgh_id")
    assert event.pgh_context.metadata == {"user": str(cast.asta.pk), "why": "redo_meeting"}


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_bringing_a_meeting_back_is_refused_to_the_wrong_post(name, log, tenants, acting):
    meeting = log(tenants)
    with acting("anna") as anna:
        undo_meeting(by=anna, meeting=meeting)
    with pytest.raises(NotAllowed), acting(name) as reader:
        redo_meeting(by=reader, meeting=meeting)
