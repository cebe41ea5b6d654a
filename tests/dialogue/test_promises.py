"""What we promised: kept, released with a reason, opened again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from movements.access.funnel import NotAllowed, selection
from movements.access.rows import Sensitivity
from movements.dialogue.actions import (
    Promised,
    Said,
    keep_promise,
    release_promise,
    reopen_promise,
)
from movements.dialogue.filters import PromiseFilter
from movements.models import Promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(log, tenants, cast, today):
    owed = Promised("Fråga Folkets hus", cast.anna, today)
    return log(tenants, said=Said(promises=[owed])).content.promises.get()


def test_a_promise_is_kept_and_can_be_opened_again(promise, acting, today):
    with acting("asta") as asta:
        kept = keep_promise(by=asta, promise=promise)
        assert (kept.status, kept.closed_on) == ("kept", today)
        opened = reopen_promise(by=asta, promise=kept)
    assert (opened.status, opened.closed_on) == ("open", None)


def test_a_promise_is_released_only_with_a_reason(promise, acting):
    with pytest.raises(ValidationError) as wrong, acting("anna") as anna:
        release_promise(by=anna, promise=promise, reason="  ")
    assert set(wrong.value.message_dict) == {"reason"}
    with acting("anna") as anna:
        released = release_promise(by=anna, promise=promise, reason=" Lokalen är såld ")
    assert (released.status, released.reason) == ("released", "Lokalen är såld")


def test_opening_again_takes_the_reason_away(promise, acting):
    with acting("anna") as anna:
        released = release_promise(by=anna, promise=promise, reason="Lokalen är såld")
        assert reopen_promise(by=anna, promise=released).reason == ""


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_closing_is_refused_to_the_wrong_post(name, promise, acting):
    for deed in (keep_promise, reopen_promise):
        with pytest.raises(NotAllowed), acting(name) as reader:
            deed(by=reader, promise=promise)
    with pytest.raises(NotAllowed), acting(name) as reader:
        release_promise(by=reader, promise=promise, reason="Nej")
    promise.refresh_from_db()
    assert promise.status == "open"


def test_a_colleague_cannot_close_what_they_may_not_see(log, tenants, cast, today, acting):
    owed = Promised("Ring", cast.anna, today)
    meeting = log(tenants, said=Said(promises=[owed]), readers=Sensitivity.NAMED)
    with pytest.raises(Promise.DoesNotExist), acting("asta") as asta:
        keep_promise(by=asta, promise=meeting.content.promises.get())


def test_keeping_leaves_its_trace(promise, acting, cast):
    with acting("asta") as asta:
        keep_promise(by=asta, promise=promise)
    event = Promise.pgh_event_model.objects.filter(pgh_obj_id=promise.pk).latest("pgh_id")
    assert event.status == "kept"
    assert event.pgh_context.metadata == {"user": str(cast.asta.pk), "why": "keep_promise"}


def test_late_promises_are_those_whose_day_has_passed(log, tenants, cast, today):
    owed = [
        Promised("Sen", cast.anna, today - timedelta(days=1)),
        Promised("I tid", cast.anna, today),
    ]
    log(tenants, day=today - timedelta(days=9), said=Said(promises=owed))
    late = selection(PromiseFilter, cast.reader("anna"), {"overdue": "1"})
    assert [promise.text for promise in late] == ["Sen"]
