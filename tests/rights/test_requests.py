"""Requests are answered in a month; the association acts, the officer reminds."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from movements.access.funnel import NotAllowed, visible
from movements.models import RightsRequest
from movements.rights.requests import (
    answer_request,
    close_request,
    extend_request,
    open_requests,
    receive_request,
    remind_of_request,
    send_to_association,
)


@pytest.fixture
def receive(acting, today):
    def make(kind="rectification", **more):
        with acting("frid") as frid:
            return receive_request(
                by=frid, kind=kind, came_on=more.pop("came_on", today), came_by="email", **more
            )

    return make


def test_a_request_has_a_number_and_a_month(receive, today):
    first, second = receive(), receive()
    assert first.code == f"B-{today.year}-001"
    assert second.code == f"B-{today.year}-002"
    assert first.due_on == today + relativedelta(months=1)
    event = RightsRequest.pgh_event_model.objects.filter(pgh_obj=first.pk).get()
    assert event.pgh_context.metadata["why"] == "handle_requests"


@pytest.mark.parametrize("name", ["anna", "asta", "bo", "cia", "dag", "glenn", "hedda"])
def test_nobody_but_the_officer_takes_in_and_sees_them(receive, acting, today, name):
    request = receive()
    with acting(name) as reader:
        assert not visible(RightsRequest, reader).exists()
        with pytest.raises(NotAllowed):
            receive_request(by=reader, kind="access", came_on=today, came_by="email")
        with pytest.raises((NotAllowed, RightsRequest.DoesNotExist)):
            close_request(by=reader, request=request, outcome="done")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "curiosity"}, "kind"),
        ({"came_on": None}, "came_on"),
        ({"person_number": 999_999_999}, "person_number"),
        ({"concerns": "Anna, 811228-9874"}, "concerns"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(receive, today, given, field):
    if given.get("came_on", today) is None:
        given = {"came_on": today + timedelta(days=1)}
    with pytest.raises(ValidationError) as refused:
        receive(**given)
    assert list(refused.value.message_dict) == [field]


def test_the_association_acts_and_the_officer_closes(receive, keep, acting):
    request = receive(person_number=keep().number)
    with acting("frid") as frid:
        send_to_association(by=frid, request=request)
        assert remind_of_request(by=frid, request=request).reminded_at
    with acting("bo") as bo:
        assert not open_requests(bo).exists()
    with acting("anna") as anna:
        (theirs,) = open_requests(anna)
        answer_request(by=anna, request=theirs, answer="Rollen är rättad.")
    with acting("frid") as frid:
        closed = close_request(by=frid, request=request, outcome="done")
        assert closed.answer == "Rollen är rättad."
        assert not open_requests(frid).exists()
        with pytest.raises(ValidationError):
            close_request(by=frid, request=request, outcome="done")


def test_a_request_about_nobody_is_sent_to_nobody(receive, acting):
    request = receive()
    with acting("frid") as frid, pytest.raises(ValidationError):
        send_to_association(by=frid, request=request)


@pytest.mark.parametrize(
    ("kind", "restricted"),
    [("restriction", True), ("objection", True), ("access", False), ("erasure", False)],
)
def test_whoever_objects_is_restricted_at_once(receive, keep, kind, restricted):
    person = keep()
    receive(kind=kind, person_number=person.number)
    person.refresh_from_db()
    assert person.is_restricted is restricted
    assert (person.restricted_for == "request") is restricted


def test_longer_takes_a_reason_and_three_months_at_most(receive, acting, today):
    request = receive()
    with acting("frid") as frid:
        with pytest.raises(ValidationError):
            extend_request(by=frid, request=request, reason=" ")
        longer = extend_request(by=frid, request=request, reason="Många anteckningar.")
    assert longer.due_on == today + relativedelta(months=3)
    for broken in ({"due_on": today + timedelta(days=120)}, {"extension": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=request.pk).update(**broken)


@pytest.mark.parametrize("outcome", ["refused", "partly"])
def test_a_refusal_is_given_its_reason(receive, acting, outcome):
    request = receive()
    with acting("frid") as frid:
        with pytest.raises(ValidationError) as refused:
            close_request(by=frid, request=request, outcome=outcome)
        assert list(refused.value.message_dict) == ["reason"]
        close_request(by=frid, request=request, outcome=outcome, reason="Det är uppenbart.")


def test_late_ones_are_found(receive, today):
    late = receive(came_on=today - timedelta(days=40))
    receive()
    assert list(RightsRequest.objects.overdue(today)) == [late]


def test_the_pages_take_a_request_the_whole_way(keep, client, cast, today):
    person = keep()
    client.force_login(cast.frid)
    asked = {
        "kind": "rectification",
        "came_on": today.isoformat(),
        "came_by": "letter",
        "person_number": f"P-{person.number}",
    }
    answer = client.post(reverse("request_create"), asked)
    request = RightsRequest.objects.get()
    assert answer.url == reverse("request_detail", args=[request.pk])
    client.post(reverse("request_send", args=[request.pk]))
    client.force_login(cast.anna)
    page = client.get(reverse("request_detail", args=[request.pk])).content.decode()
    assert reverse("request_answer", args=[request.pk]) in page
    assert reverse("request_close", args=[request.pk]) not in page
    assert (
        client.post(reverse("request_close", args=[request.pk]), {"outcome": "done"}).status_code
        == 403
    )
    client.post(reverse("request_answer", args=[request.pk]), {"answer": "Rättat."})
    client.force_login(cast.frid)
    refused = client.post(reverse("request_close", args=[request.pk]), {"outcome": "refused"})
    assert refused.status_code == 200
    client.post(reverse("request_close", args=[request.pk]), {"outcome": "done"})
    request.refresh_from_db()
    assert (request.status, request.answer) == ("handed_out", "Rättat.")


def test_a_number_that_is_none_is_said_at_its_field(client, cast, today):
    client.force_login(cast.frid)
    asked = {"kind": "access", "came_on": today.isoformat(), "came_by": "email"}
    for wrong in ("Margareta", "P-99999999"):
        answer = client.post(reverse("request_create"), asked | {"person_number": wrong})
        assert answer.status_code == 200
        assert f'value="{wrong}"' in answer.content.decode()
    assert not RightsRequest.objects.exists()
