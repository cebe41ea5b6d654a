"""Behind the link of a letter: the invited address signs up, and whoever guesses learns nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from movements.access.funnel import NotAllowed
from movements.access.inviting import accept_invitation, revoke_invitation, sign_up
from movements.access.readers import reader_of
from movements.models import Invitation, Post, User
from tests.access.letters import asked, secret_of, send_letters

pytestmark = pytest.mark.django_db
PASSWORD = "en-helt-ny-lång-fras"


@pytest.fixture
def secret(acting, norr):
    """Of a letter to ny@example.org."""
    with acting("asta") as asta:
        asked(asta, norr)
    send_letters()
    return secret_of()


@pytest.fixture
def letter_to(acting, norr):
    def send(email, **more):
        with acting("asta") as asta:
            asked(asta, norr, email=email, **more)
        send_letters()
        return secret_of()

    return send


def page(secret: str) -> str:
    return reverse("invitation", args=[secret])


def test_who_is_invited_signs_up_and_holds_the_post(cast, secret, norr):
    client = Client()
    shown = client.get(page(secret))
    assert shown.status_code == 200
    assert "ny@example.org" in shown.content.decode()
    answer = client.post(page(secret), {"name": "Nya Nora", "password": PASSWORD})
    assert answer.status_code == 302
    user = User.objects.get(email="ny@example.org")
    assert user.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)
    reader = reader_of(user)
    assert [(post.role, post.association) for post in reader.posts] == [("steward", norr)]
    row = Invitation.objects.get()
    assert row.accepted_by == user
    assert row.fingerprint is None


def test_the_address_is_the_invited_one_whatever_is_sent(secret):
    Client().post(
        page(secret), {"name": "Nora", "password": PASSWORD, "email": "annan@example.org"}
    )
    assert User.objects.filter(email="ny@example.org").exists()
    assert not User.objects.filter(email="annan@example.org").exists()


def test_a_link_is_used_once(secret):
    sign_up(secret=secret, name="Nora", password=PASSWORD)
    with pytest.raises(Invitation.DoesNotExist):
        sign_up(secret=secret, name="Nora igen", password=PASSWORD)
    assert Post.objects.filter(user__email="ny@example.org").count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [({"name": "", "password": PASSWORD}, "name"), ({"name": "Nora", "password": "kort"}, "pass")],
)
def test_what_is_missing_is_said_and_nothing_is_made(secret, said, field):
    answer = Client().post(page(secret), said)
    assert answer.status_code == 200
    assert f'href="#id_{field}' in answer.content.decode()
    assert not User.objects.filter(email="ny@example.org").exists()
    assert Invitation.objects.unanswered().exists()


def test_account_and_post_come_together_or_not_at_all(secret, monkeypatch):
    def broken(*args, **more):
        raise RuntimeError

    monkeypatch.setattr(Post, "save", broken)
    with pytest.raises(RuntimeError):
        sign_up(secret=secret, name="Nora", password=PASSWORD)
    assert not User.objects.filter(email="ny@example.org").exists()
    assert Invitation.objects.unanswered().exists()


def told(secret: str) -> tuple[int, str]:
    """Without the head of the page, where each visit has a token of its own."""
    answer = Client().get(page(secret))
    return answer.status_code, answer.content.decode().partition("<main")[2]


def test_used_revoked_and_wrong_are_told_the_same(letter_to, acting):
    wrong = told("x" * 43)
    used, revoked = letter_to("a@example.org"), letter_to("b@example.org")
    sign_up(secret=used, name="A", password=PASSWORD)
    with acting("asta") as asta:
        revoke_invitation(by=asta, invitation=Invitation.objects.get(email="b@example.org"))
    assert wrong[0] == 404
    assert told(used) == told(revoked) == told("kort") == wrong
    for secret in (used, revoked, "x" * 43):
        answer = Client().post(page(secret), {"name": "Nora", "password": PASSWORD})
        assert answer.status_code == 404


def test_an_expired_one_says_whom_to_ask(secret):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    status, text = told(secret)
    assert status == 404
    assert "Be Asta om en ny" in text
    assert "ny@example.org" not in text
    with pytest.raises(Invitation.DoesNotExist):
        sign_up(secret=secret, name="Nora", password=PASSWORD)


def test_whoever_has_an_account_logs_in_and_takes_the_post(cast, letter_to, norr):
    secret = letter_to("eva@example.org")
    stranger = Client().get(page(secret)).content.decode()
    assert f"next={page(secret).replace('/', '%2F')}" in stranger
    client = Client()
    client.force_login(cast.eva)
    assert client.get("/idag/").status_code == 403
    assert client.post(page(secret)).status_code == 302
    assert client.get("/idag/").status_code == 200
    post = Post.objects.get(user=cast.eva)
    assert (post.role, post.association) == ("steward", norr)


def test_another_account_does_not_take_it(cast, secret):
    client = Client()
    client.force_login(cast.eva)
    assert "ny@example.org" not in client.get(page(secret)).content.decode()
    client.post(page(secret))
    assert not Post.objects.filter(user=cast.eva).exists()
    with pytest.raises(NotAllowed):
        accept_invitation(by=cast.reader("eva"), secret=secret)
    client.post(page(secret), {"log_out": "1"})
    assert "_auth_user_id" not in client.session


def test_an_account_that_exists_is_not_signed_up_again(cast, letter_to):
    secret = letter_to("eva@example.org")
    before = cast.eva.password
    Client().post(page(secret), {"name": "Inte Eva", "password": PASSWORD})
    cast.eva.refresh_from_db()
    assert (cast.eva.password, cast.eva.name) == (before, "Eva")


def test_taking_a_post_leaves_its_trace(cast, letter_to, acting):
    secret = letter_to("eva@example.org")
    with acting("eva") as eva:
        accept_invitation(by=eva, secret=secret)
    (event,) = Post.pgh_event_models["insert"].objects.filter(user=cast.eva)
    assert event.pgh_context.metadata == {"user": str(cast.eva.pk), "why": "accept_invitation"}


def test_a_post_that_one_has_is_not_doubled(cast, letter_to, norr):
    secret = letter_to("eva@example.org")
    Post.objects.create(
        district=norr.district,
        user=cast.eva,
        role="steward",
        association=norr,
        starts_on=timezone.localdate(),
    )
    accept_invitation(by=cast.reader("eva"), secret=secret)
    assert Post.objects.filter(user=cast.eva).count() == 1


def test_a_closed_account_is_opened_by_a_new_invitation_and_a_new_password(cast, letter_to):
    User.objects.filter(pk=cast.eva.pk).update(is_active=False)
    cast.eva.auth_token_set.create()
    secret = letter_to("eva@example.org")
    sign_up(secret=secret, name="Eva Ny", password=PASSWORD)
    cast.eva.refresh_from_db()
    assert cast.eva.is_active
    assert cast.eva.check_password(PASSWORD)
    assert not cast.eva.auth_token_set.exists()
