"""Logging, undoing and hiding change *tyst i 6 månader* at once, for each as they may know."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest
from django.http import QueryDict

from movements.access.funnel import selection
from movements.access.identity import acting_as
from movements.access.readers import reader_of
from movements.access.rows import Sensitivity
from movements.dialogue.actions import log_meeting, protect_existence, undo_meeting
from movements.directory.filters import OrganisationFilter
from movements.models import HeldContact, Meeting, Organisation

EVERYBODY = ("anna", "asta", "bo", "cia", "dag")
OURS = ("anna", "asta", "cia")


@pytest.fixture
def quiet(cast):
    """`quiet(organisation)`: the names of those for whom it is quiet for six months."""

    def _quiet(organisation, query="quiet_for=6"):
        def is_quiet(name):
            rows = selection(OrganisationFilter, cast.reader(name), QueryDict(query))
            return rows.filter(pk=organisation.pk).exists()

        return tuple(name for name in EVERYBODY if is_quiet(name))

    return _quiet


@pytest.mark.django_db
def test_never_met_is_quiet_for_all(tenants, quiet):
    assert quiet(tenants) == EVERYBODY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fact", "for_whom"),
    [
        (Sensitivity.OPEN, ()),
        (Sensitivity.ASSOCIATION, ("bo", "dag")),
        (Sensitivity.NAMED, EVERYBODY),
    ],
)
def test_a_meeting_ends_the_quiet_for_those_who_may_know(
    fact, for_whom, log, tenants, quiet, acting
):
    meeting = log(tenants, fact_readers=fact)
    assert quiet(tenants) == for_whom
    living = tuple(name for name in EVERYBODY if name not in for_whom)
    assert quiet(tenants, "living=1") == living
    with acting("anna") as anna:
        undo_meeting(by=anna, meeting=meeting)
    assert quiet(tenants) == EVERYBODY


@pytest.mark.django_db
def test_an_old_meeting_does_not_end_the_quiet(log, tenants, quiet, today):
    log(tenants, day=today - timedelta(days=200))
    assert quiet(tenants) == EVERYBODY
    assert quiet(tenants, "quiet_for=9") == ()


@pytest.mark.django_db
def test_undoing_the_latest_leaves_the_one_before(log, tenants, quiet, acting, today):
    log(tenants, day=today - timedelta(days=30))
    latest = log(tenants)
    with acting("anna") as anna:
        undo_meeting(by=anna, meeting=latest)
    tenants.refresh_from_db()
    assert tenants.last_open_contact == today - timedelta(days=30)


@pytest.mark.django_db
def test_protecting_an_organisation_narrows_its_meetings_promises_and_people(
    log, tenants, register, quiet, acting, cast, today
):
    friend = register("Grannen")
    meeting = log(tenants, friend)
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=tenants)
    meeting.refresh_from_db()
    assert meeting.sensitivity == Sensitivity.ASSOCIATION
    assert quiet(friend) == ("bo", "dag"), "they may no longer know of the joint meeting"
    assert HeldContact.objects.filter(organisation=friend).exists()
    assert quiet(tenants, "living=1") == OURS


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_taps_at_once_save_one_meeting_and_two_colleagues_one_true_tally(
    cast, norr, tenants, today
):
    token = Meeting.new_id()
    jobs = [
        ("anna", {"form_token": token}),
        ("anna", {"form_token": token}),
        ("asta", {"day": today - timedelta(days=3)}),
        ("asta", {"day": today - timedelta(days=9)}),
    ]
    start, problems = threading.Barrier(len(jobs)), []

    def work(user, more):
        try:
            start.wait()
            with acting_as(reader_of(user), why="test") as reader:
                log_meeting(by=reader, association=norr, organisations=[tenants], **more)
        except Exception as problem:  # noqa: BLE001  (told to the test below)
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(getattr(cast, n), m)) for n, m in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert Meeting.objects.count() == 3
    assert Organisation.objects.get(pk=tenants.pk).last_open_contact == today
    assert not transaction.get_connection().in_atomic_block


@pytest.fixture(autouse=True)
def what_is_known_is_what_was_met(request):
    """After every deed here: the board's column says the latest of the open and the held facts."""
    yield
    if "tenants" in request.fixturenames or "district" in request.fixturenames:
        assert not known_wrongly()


def known_wrongly() -> list:
    """Organisations whose `last_known_contact` is not what their facts say."""
    held = HeldContact.objects.filter(organisation=OuterRef("pk")).order_by("-last_contact")
    latest = Greatest("last_open_contact", Subquery(held.values("last_contact")[:1]))
    rows = Organisation.objects.annotate(latest=latest)
    return [one.name for one in rows if one.last_known_contact != one.latest]
