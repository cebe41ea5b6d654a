"""A request is wired to its deed: one press of the officer does it, and says so on the request."""

import io
import zipfile
from datetime import timedelta

import pyrage
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from movements.access.funnel import NotAllowed
from movements.models import (
    Association,
    ContactPerson,
    MeetingContent,
    Post,
    ReadLog,
    RightsRequest,
    SealedExtract,
    Tombstone,
)
from movements.rights import deeds
from movements.rights.requests import receive_request, steps_of
from tests.rights.canary import NAME, as_service


@pytest.fixture
def receive(acting, today):
    def make(kind, person):
        with acting("frid") as frid:
            return receive_request(
                by=frid, kind=kind, came_on=today, came_by="email", person_number=person.number
            )

    return make


def page_of(client, request) -> str:
    return client.get(reverse("request_detail", args=[request.pk])).content.decode()


def post(client, name, request, **said):
    return client.post(reverse(name, args=[request.pk]), said)


def test_access_is_gathered_sealed_and_handed_out(client, cast, planted, receive):
    request = receive("access", planted.person)
    client.force_login(cast.frid)
    assert reverse("request_gather", args=[request.pk]) in page_of(client, request)
    assert post(client, "request_gather", request).status_code == 302
    request.refresh_from_db()
    assert request.status == "sealed"
    assert request.figures["seconds"] < 60
    page = page_of(client, request)
    assert NAME not in page
    assert "Gathered and sealed" in page or "Samlat" in page
    client.force_login(cast.asta)
    shown = post(client, "request_passphrase", request)
    assert shown.headers["Cache-Control"] == "no-store"
    phrase = deeds.passphrase_of(request)
    assert phrase in shown.content.decode()
    again = post(client, "request_passphrase", request)
    assert again.status_code == 302
    client.force_login(cast.frid)
    file = post(client, "request_hand_out", request)
    plain = pyrage.passphrase.decrypt(file.content, phrase)
    told = zipfile.ZipFile(io.BytesIO(plain)).read("registerutdrag.json").decode()
    assert NAME in told
    request.refresh_from_db()
    assert (request.status, request.outcome, request.deed) == ("handed_out", "done", "gathered")
    assert request.done_at
    assert ReadLog.objects.filter(deed="extract", user=cast.frid).exists()
    assert ReadLog.objects.filter(deed="export", user=cast.frid).exists()


def test_nobody_has_both_the_file_and_its_passphrase(cast, acting, planted, receive, district):
    """Somebody with both posts gets the one or the other."""
    Post.objects.create(
        district=district,
        user=cast.frid,
        role="steward",
        association=Association.objects.get(pk=planted.person.association_id),
        starts_on=timezone.localdate() - timedelta(days=1),
    )
    request = receive("access", planted.person)
    with acting("frid") as frid:
        deeds.gather(by=frid, request=request)
        deeds.tell_passphrase(by=frid, request=request)
        with pytest.raises(ValidationError):
            deeds.hand_out(by=frid, request=request)
    request.refresh_from_db()
    assert request.status == "sealed"


def test_the_passphrase_is_in_no_table_and_the_officer_is_not_told_it(
    cast, acting, planted, receive, district
):
    request = receive("access", planted.person)
    with acting("frid") as frid:
        request = deeds.gather(by=frid, request=request)
        with pytest.raises(NotAllowed):
            deeds.tell_passphrase(by=frid, request=request)
    phrase = deeds.passphrase_of(request)
    with as_service("retention", district):
        assert phrase not in str(SealedExtract.objects.defer("content").values())
    assert phrase not in str(RightsRequest.objects.values())
    with acting("bo") as bo, pytest.raises((NotAllowed, RightsRequest.DoesNotExist)):
        deeds.tell_passphrase(by=bo, request=request)


def test_an_extract_whose_day_is_over_is_gathered_again(acting, planted, receive, district):
    request = receive("access", planted.person)
    with acting("frid") as frid:
        deeds.gather(by=frid, request=request)
    SealedExtract.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with acting("frid") as frid:
        with pytest.raises(ValidationError):
            deeds.hand_out(by=frid, request=request)
        deeds.gather(by=frid, request=request)
        assert deeds.hand_out(by=frid, request=request).request_id == request.pk


def test_erasure_shows_what_goes_and_then_does_it(client, cast, planted, receive, district):
    request = receive("erasure", planted.person)
    client.force_login(cast.frid)
    address = reverse("request_erase", args=[request.pk])
    page = client.get(address).content.decode()
    assert NAME not in page
    assert ContactPerson.objects.filter(pk=planted.person.pk).exists()
    assert NAME in "".join(MeetingContent.objects.values_list("notes", flat=True))
    refused = client.post(address, {"typed": "P-1"})
    assert refused.status_code == 200
    assert ContactPerson.objects.filter(pk=planted.person.pk).exists()
    code = f"P-{planted.person.number}"
    assert client.post(address, {"typed": code, "refuse_hereafter": "on"}).status_code == 302
    assert not ContactPerson.objects.filter(pk=planted.person.pk).exists()
    assert NAME not in "".join(MeetingContent.objects.values_list("notes", flat=True))
    with as_service("erasure", district):
        assert Tombstone.objects.exists()
    request.refresh_from_db()
    assert (request.status, request.outcome, request.deed) == ("handed_out", "done", "erased")
    assert request.figures["rows"] > 0
    assert code in page_of(client, request)


def test_what_the_preview_counts_is_what_goes(acting, planted, receive):
    request = receive("erasure", planted.person)
    with acting("frid") as frid:
        goes = deeds.what_goes(by=frid, request=request)
        assert goes.rows > 0
        done = deeds.erase_for(
            by=frid,
            request=request,
            typed=f"P-{planted.person.number}",
            refuse_hereafter=False,
        )
    assert done.figures == {"rows": goes.rows, "texts": goes.texts, "files": goes.files}


def test_restriction_is_kept_and_lifted_with_a_reason(client, cast, keep, receive):
    person = keep()
    request = receive("restriction", person)
    client.force_login(cast.frid)
    assert post(client, "request_restrict", request).status_code == 302
    request.refresh_from_db()
    person.refresh_from_db()
    assert (request.status, request.deed) == ("handed_out", "restricted")
    assert person.restricted_for == "request"
    assert post(client, "request_lift", request, **{"weigh-reason": " "}).status_code == 200
    assert post(client, "request_lift", request, **{"weigh-reason": "Utrett."}).status_code == 302
    request.refresh_from_db()
    person.refresh_from_db()
    assert not person.is_restricted
    assert request.lifted_because == "Utrett."
    assert "Utrett." in page_of(client, request)


def test_an_objection_is_dismissed_with_a_reason_or_upheld(client, cast, keep, receive):
    kept, gone = keep(), keep(name="Lars Lind", channels=[("email", "l@example.org")])
    client.force_login(cast.frid)
    first = receive("objection", kept)
    assert post(client, "request_dismiss", first, **{"weigh-reason": ""}).status_code == 200
    assert post(client, "request_dismiss", first, **{"weigh-reason": "Rollen är offentlig."})
    first.refresh_from_db()
    kept.refresh_from_db()
    assert (first.outcome, first.deed) == ("refused", "dismissed")
    assert first.reason == "Rollen är offentlig."
    assert not kept.is_restricted
    second = receive("objection", gone)
    post(client, "request_erase", second, typed=f"P-{gone.number}", refuse_hereafter="on")
    second.refresh_from_db()
    assert second.deed == "erased"
    assert not ContactPerson.objects.filter(pk=gone.pk).exists()


def test_rectification_is_the_associations_who_knows_them(client, cast, keep, receive):
    person = keep()
    request = receive("rectification", person)
    client.force_login(cast.frid)
    post(client, "request_send", request)
    client.force_login(cast.anna)
    page = page_of(client, request)
    assert person.name in page
    assert "/kontaktperson/" in page
    post(client, "request_answer", request, answer="Rättat.")
    client.force_login(cast.frid)
    assert person.name not in page_of(client, request)
    post(client, "request_close", request, outcome="done")
    request.refresh_from_db()
    assert request.closed_on


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "dag", "glenn", "hedda"])
def test_nobody_but_the_officer_does_them(acting, keep, receive, name):
    erasure, restriction = receive("erasure", keep()), receive("restriction", keep(name="Eva Ek"))
    tries = [
        (deeds.gather, erasure, {}),
        (deeds.hand_out, erasure, {}),
        (deeds.what_goes, erasure, {}),
        (deeds.erase_for, erasure, {"typed": "P-1", "refuse_hereafter": False}),
        (deeds.restrict_for, restriction, {}),
        (deeds.lift_for, restriction, {"reason": "x"}),
        (deeds.dismiss, restriction, {"reason": "x"}),
    ]
    for deed, request, more in tries:
        with acting(name) as by, pytest.raises((NotAllowed, RightsRequest.DoesNotExist)):
            deed(by=by, request=request, **more)
    assert ContactPerson.objects.count() == 2


def test_a_deed_of_another_kind_is_refused(acting, keep, receive):
    request = receive("access", keep())
    with acting("frid") as frid:
        for deed in (deeds.what_goes, deeds.restrict_for):
            with pytest.raises(ValidationError):
                deed(by=frid, request=request)
    assert ContactPerson.objects.exists()


def test_its_history_says_every_step(acting, keep, receive):
    request = receive("access", keep())
    with acting("frid") as frid:
        deeds.gather(by=frid, request=request)
    with acting("anna") as anna:
        deeds.tell_passphrase(by=anna, request=request)
    with acting("frid") as frid:
        deeds.hand_out(by=frid, request=request)
        steps = steps_of(frid, request)
    assert [step["why"] for step in steps] == [
        *("handle_requests", "gather_extract", "tell_passphrase", "hand_out")
    ]
    assert len({step["who"] for step in steps}) == 2
