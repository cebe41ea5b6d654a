"""Whoever has lost both phone and codes begins anew: it takes a second person, and a letter."""

from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from movements.access.actions import issue_token
from movements.access.funnel import NotAllowed
from movements.access.identity import acting_as
from movements.access.inviting import invite_anew, may_invite_anew
from movements.models import Invitation, Post, Role, Session, User
from tests.access.letters import ADDRESS, secret_of, send_letters
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "fyra nya gröna stolar"


def post_of(user) -> Post:
    return Post.objects.filter(user=user).earliest("starts_on")


@pytest.fixture
def annas(cast):
    """Anna's own browser, logged in, with a token beside it."""
    client = Client()
    client.force_login(cast.anna)
    with acting_as(cast.reader("anna"), why="test") as anna:
        issue_token(by=anna)
    return client


@pytest.fixture
def letter(cast, acting):
    """The secret of the letter by which Anna begins anew; Asta asked for it."""
    with acting("asta") as asta:
        invite_anew(by=asta, post=post_of(cast.anna), address=ADDRESS)
    send_letters()
    return secret_of()


def test_what_was_open_ends_at_once(annas, cast, letter):
    assert annas.get("/idag/").url.startswith("/konto/login/")
    assert not Session.objects.filter(user=cast.anna).exists()
    assert not cast.anna.auth_token_set.exists()
    cast.anna.refresh_from_db()
    assert cast.anna.factor_mark is None
    assert cast.anna.is_active
    old = Client().post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    assert old.status_code == 200


def test_the_letter_says_who_did_it_and_what_no_longer_works(letter):
    (written,) = mail.outbox
    assert written.to == ["anna@example.org"]
    assert "Asta" in written.body
    assert "slutat gälla" in written.body
    assert "bad om det" in written.body


def test_anna_begins_anew_with_the_posts_that_she_had(cast, letter):
    held, client = post_of(cast.anna), Client()
    way = reverse("invitation", args=[letter])
    assert 'value="Anna"' in client.get(way).content.decode()
    answer = client.post(way, {"name": "Anna", "password": NEW})
    assert answer.status_code == 302
    assert client.get("/idag/").url == "/konto/andra-steget/"  # and nothing before that
    assert list(Post.objects.filter(user=cast.anna)) == [held]
    assert User.objects.get(pk=cast.anna.pk).check_password(NEW)
    assert Invitation.objects.get().accepted_by == cast.anna


def test_the_one_who_asked_cannot_answer(cast, letter):
    client = Client()
    client.force_login(cast.asta)
    page = client.get(reverse("invitation", args=[letter])).content.decode()
    assert cast.anna.email not in page
    client.post(reverse("invitation", args=[letter]), {"name": "Anna", "password": NEW})
    assert not User.objects.get(pk=cast.anna.pk).has_usable_password()


def test_the_page_does_it(cast):
    client, post = Client(), post_of(cast.anna)
    client.force_login(cast.asta)
    assert "Låt börja om" in client.get(reverse("people_post", args=[post.pk])).content.decode()
    answer = client.post(reverse("people_begin_anew", args=[post.pk]))
    assert answer.status_code == 302
    cast.anna.refresh_from_db()
    assert cast.anna.factor_mark is None


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "dag", "eva", "frid", "hedda", "ivar"])
def test_others_may_not(cast, acting, name):
    who = cast.asta if name == "anna" else cast.anna
    with acting(name) as reader, pytest.raises((NotAllowed, Post.DoesNotExist)):
        invite_anew(by=reader, post=post_of(who), address=ADDRESS)
    assert User.objects.get(pk=who.pk).has_usable_password()


@pytest.mark.parametrize("name", ["asta", "glenn"])
def test_nobody_does_it_for_themselves(cast, acting, name):
    """Whoever finds an open browser must not get past the second factor by it."""
    with acting(name) as reader, pytest.raises(NotAllowed):
        invite_anew(by=reader, post=post_of(reader.user), address=ADDRESS)


def test_an_association_empties_no_account_that_the_board_uses_too(cast, acting, district):
    since = {"starts_on": date(2020, 1, 1), "district": district}
    Post.objects.create(user=cast.anna, role=Role.BOARD, **since)
    with acting("asta") as asta:
        assert not may_invite_anew(asta, cast.anna)
    with acting("glenn") as glenn:
        assert may_invite_anew(glenn, cast.anna)


def test_nor_one_that_another_district_uses(cast, acting):
    grannen = post_of(cast.hedda)
    Post.objects.create(
        user=cast.anna,
        role=Role.STEWARD,
        district=grannen.district,
        association=grannen.association,
        starts_on=date(2020, 1, 1),
    )
    with acting("asta") as asta:
        assert not may_invite_anew(asta, cast.anna)
    with acting("glenn") as glenn:
        assert may_invite_anew(glenn, cast.anna)


def test_the_last_administrator_begins_anew_by_a_command(cast):
    call_command("empty_account", "Glenn@example.org")
    cast.glenn.refresh_from_db()
    assert cast.glenn.factor_mark is None
    assert not cast.glenn.has_usable_password()
    with pytest.raises(CommandError):
        call_command("empty_account", "ingen@example.org")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_whoever_was_emptied_gets_a_letter_for_a_forgotten_password(cast, mailoutbox):
    call_command("empty_account", "glenn@example.org")
    Client().post("/konto/password/reset/", {"email": "glenn@example.org"})
    (written,) = mailoutbox
    assert "/konto/password/reset/key/" in written.body
