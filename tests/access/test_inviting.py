"""Somebody is asked to hold a post: by whom, for what, and what the letter says."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from movements.access.funnel import NotAllowed
from movements.access.invitation_jobs import forget_old_invitations, send_invitation
from movements.access.inviting import invitation_of, invite_again, revoke_invitation
from movements.models import Invitation, Post
from tests.access.letters import ADDRESS, asked, secret_of, send_letters, waiting_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def asta(acting):
    with acting("asta") as asta:
        yield asta


def test_a_letter_is_sent_with_who_what_and_a_link(cast, acting, norr):
    with acting("asta") as asta:
        asked(asta, norr)
    assert mail.outbox == []
    send_letters()
    (letter,) = mail.outbox
    assert letter.to == ["ny@example.org"]
    assert "Asta" in letter.subject
    assert "Norr" in letter.body
    assert len(secret_of(letter)) == 43
    row = Invitation.objects.get()
    assert (row.role, row.association, row.invited_by) == ("steward", norr, cast.asta)
    assert row.sent_at
    assert row.expires_at - timezone.now() > timedelta(days=6, hours=23)


@pytest.mark.parametrize(("language", "word"), [("sv", "Öppna länken"), ("en", "Open the link")])
def test_the_letter_is_in_the_language_asked_for(acting, norr, language, word):
    with acting("asta") as asta:
        asked(asta, norr, language=language)
    send_letters()
    assert word in mail.outbox[0].body


def test_the_secret_is_kept_nowhere(acting, norr):
    with acting("asta") as asta:
        asked(asta, norr)
    job = waiting_letters().get()
    send_letters()
    secret = secret_of()
    row = Invitation.objects.get()
    assert secret not in str(job.args)
    assert "ny@example.org" not in str(job.args)
    assert secret not in str([getattr(row, field.attname) for field in row._meta.fields])


def test_the_history_says_who_asked_and_keeps_no_address(cast, acting, norr):
    with acting("asta") as asta:
        invitation = asked(asta, norr)
        revoke_invitation(by=asta, invitation=invitation)
    events = Invitation.pgh_event_models["insert"].objects.order_by("pgh_id")
    said = [event.pgh_context.metadata for event in events.select_related("pgh_context")]
    assert said == [{"user": str(cast.asta.pk), "why": "invite"}] * 2
    fields = {field.name for field in events.model._meta.fields}
    assert fields.isdisjoint({"email", "fingerprint"})


@pytest.mark.parametrize(
    ("name", "role", "place"),
    [
        ("anna", "steward", "norr"),
        ("cia", "steward", "norr"),
        ("frid", "steward", "norr"),
        ("asta", "steward", "soder"),
        ("asta", "board", "district"),
        ("asta", "administrator", "district"),
        ("asta", "representative", "socialnamnden"),
        ("hedda", "steward", "norr"),
    ],
)
def test_it_is_refused_to_the_wrong_post_or_place(acting, request, name, role, place):
    where = request.getfixturevalue(place)
    with acting(name) as reader, pytest.raises(NotAllowed):
        asked(reader, where, role=role)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["board", "administrator", "representative", "privacy_officer"])
def test_no_role_beyond_the_association_hides_behind_its_place(asta, norr, role):
    with pytest.raises(ValidationError) as refused:
        asked(asta, norr, role=role)
    assert set(refused.value.message_dict) == {"role"}


@pytest.mark.parametrize(
    ("role", "place"),
    [("administrator", "district"), ("representative", "socialnamnden"), ("steward", "soder")],
)
def test_an_administrator_asks_anywhere_in_the_district(acting, request, role, place):
    where = request.getfixturevalue(place)
    with acting("glenn") as glenn:
        assert asked(glenn, where, role=role).place == where


@pytest.mark.parametrize("email", ["", "ingen", "a@b", "a b@example.org", "a@example.org\nx: y"])
def test_what_is_no_address_is_said(asta, norr, email):
    with pytest.raises(ValidationError) as refused:
        asked(asta, norr, email=email)
    assert set(refused.value.message_dict) == {"email"}


def test_who_holds_the_post_is_not_asked_again(asta, norr):
    with pytest.raises(ValidationError) as refused:
        asked(asta, norr, email="Anna@example.org")
    assert set(refused.value.message_dict) == {"email"}


def test_to_ask_the_same_again_sends_the_letter_again(acting, norr):
    with acting("asta") as asta:
        one = asked(asta, norr)
        assert asked(asta, norr, email=" NY@example.org") == one
    assert Invitation.objects.count() == 1
    assert waiting_letters().count() == 2


def test_a_new_letter_ends_the_old_link(acting, norr):
    with acting("asta") as asta:
        one = asked(asta, norr)
    send_letters()
    old = secret_of()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with acting("asta") as asta:
        invite_again(by=asta, invitation=one, address=ADDRESS)
    assert invitation_of(old) is None
    send_letters()
    found = invitation_of(secret_of())
    assert found == one
    assert not found.has_expired


def test_a_letter_taken_back_before_it_was_written_is_never_sent(acting, norr):
    with acting("asta") as asta:
        one = asked(asta, norr)
        revoke_invitation(by=asta, invitation=one)
    send_letters()
    assert mail.outbox == []


def test_what_was_taken_back_is_not_taken_back_again(asta, norr):
    one = asked(asta, norr)
    revoke_invitation(by=asta, invitation=one)
    with pytest.raises(ValidationError):
        revoke_invitation(by=asta, invitation=one)


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "frid", "hedda"])
def test_nobody_else_sees_or_takes_back_an_invitation(acting, norr, name):
    with acting("asta") as asta:
        one = asked(asta, norr)
    with acting(name) as reader:
        for deed in (revoke_invitation, invite_again):
            more = {"address": "x"} if deed is invite_again else {}
            with pytest.raises(Invitation.DoesNotExist):
                deed(by=reader, invitation=one, **more)
        assert not Invitation.objects.visible_to(reader).exists()
    assert Invitation.objects.unanswered().count() == 1


def test_an_admin_who_is_a_steward_elsewhere_sees_no_invitation_there(cast, acting, norr, soder):
    Post.objects.create(
        district=norr.district,
        user=cast.asta,
        role="steward",
        association=soder,
        starts_on=timezone.localdate(),
    )
    with acting("glenn") as glenn:
        asked(glenn, soder, email="s@example.org")
    with acting("asta") as asta:
        assert not Invitation.objects.visible_to(asta).exists()


def test_a_place_has_only_so_many_who_wait(asta, norr, monkeypatch):
    monkeypatch.setattr("movements.access.inviting.MOST_WAITING", 2)
    for number in range(2):
        asked(asta, norr, email=f"a{number}@example.org")
    with pytest.raises(ValidationError):
        asked(asta, norr, email="en-till@example.org")


def test_a_mail_server_that_is_away_loses_no_letter(acting, norr, monkeypatch):
    with acting("asta") as asta:
        asked(asta, norr)

    def away(self):
        raise ConnectionRefusedError

    job = waiting_letters().get()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", away)
        with pytest.raises(ConnectionRefusedError):
            send_invitation(**job.args)
    send_invitation(**job.args)
    assert len(mail.outbox) == 1


def test_what_is_long_over_is_forgotten(acting, norr):
    with acting("asta") as asta:
        asked(asta, norr, email="gammal@example.org")
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=31))
        asked(asta, norr)
    forget_old_invitations(timestamp=0)
    assert [one.email for one in Invitation.objects.all()] == ["ny@example.org"]
