"""Whoever's lock is changed gets a letter about it, at the address that they log in with."""

from contextlib import contextmanager

import pytest
from django.test import Client

from tests.conftest import PASSWORD
from tests.door import code_now, take_factors_away

SET_UP = "/konto/andra-steget/"
NEW = "fyra-blinda-getter"


@pytest.fixture
def letters(mailoutbox, django_capture_on_commit_callbacks):
    """`with letters() as sent:` — what was sent when the answers inside were committed."""

    @contextmanager
    def _letters():
        with django_capture_on_commit_callbacks(execute=True):
            yield mailoutbox

    return _letters


def in_words(sent) -> list[str]:
    """What each letter says first."""
    return [letter.body.split("\n")[0] for letter in sent]


def connect_app(client) -> None:
    client.get(f"{SET_UP}app/")
    client.post(f"{SET_UP}app/", {"code": code_now(client.session["mfa.totp.secret"])})


@pytest.fixture
def annas(cast, client):
    client.force_login(cast.anna)
    return client


def test_a_new_password(annas, letters, cast):
    with letters() as sent:
        told = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        annas.post("/konto/password/change/", told)
    assert in_words(sent) == ["Lösenordet ändrades."]
    assert sent[0].to == [cast.anna.email]
    assert "Var det inte du?" in sent[0].body


def test_a_new_password_by_letter(cast, letters):
    with letters() as sent:
        Client().post("/konto/password/reset/", {"email": cast.anna.email})
    way = next(word for word in sent[0].body.split() if "/key/" in word)
    path = "/konto/" + way.split("/konto/")[1]
    client = Client()
    form = client.get(path, follow=True).request["PATH_INFO"]
    with letters() as sent:
        client.post(form, {"password1": NEW, "password2": NEW})
    assert in_words(sent)[1:] == ["Lösenordet ändrades med en länk i ett brev."]
    assert client.get("/idag/").url.startswith("/konto/login/")  # the link lets nobody in


def test_an_app_and_its_codes(cast, client, letters):
    take_factors_away(cast.anna)
    client.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    with letters() as sent:
        connect_app(client)
    assert "En app för koder anslöts." in in_words(sent)
    assert {letter.to[0] for letter in sent} == {cast.anna.email}


def test_new_recovery_codes(cast, client, letters):
    take_factors_away(cast.anna)
    client.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    connect_app(client)
    with letters() as sent:
        client.post(f"{SET_UP}koder/nya/")
    assert in_words(sent) == ["Nya återställningskoder gjordes."]


def test_a_recovery_code_that_was_used(cast, client, letters):
    take_factors_away(cast.anna)
    client.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    connect_app(client)
    page = client.get(f"{SET_UP}koder/").content.decode()
    code = page.split('<ol class="codes"')[1].split("<li>")[1].split("</li>")[0]
    other = Client(headers={"accept-language": "en"})
    other.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    with letters() as sent:
        assert other.post(f"{SET_UP}kod/", {"code": code}).status_code == 302
    assert in_words(sent) == ["Någon loggade in med en av dina återställningskoder."]


def test_a_code_from_the_app_writes_no_letter(cast, client, letters):
    client.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    with letters() as sent:
        assert client.post(f"{SET_UP}kod/", {"code": code_now()}).status_code == 302
    assert sent == []


def test_what_was_refused_writes_no_letter(annas, letters):
    with letters() as sent:
        told = {"oldpassword": "fel", "password1": NEW, "password2": NEW}
        annas.post("/konto/password/change/", told)
        annas.post(f"{SET_UP}app/ta-bort/")  # the only one
    assert sent == []


def test_it_is_in_the_language_of_the_account(cast, annas, letters):
    cast.anna.language = "en"
    cast.anna.save()
    with letters() as sent:
        told = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        annas.post("/konto/password/change/", told, REMOTE_ADDR="203.0.113.7")
    assert in_words(sent) == ["The password was changed."]
    assert "203.0.113.7" not in sent[0].body


def test_a_strangers_browser_does_not_choose_the_language(cast, letters):
    with letters() as sent:
        english = Client(headers={"accept-language": "en"})
        english.post("/konto/password/reset/", {"email": cast.anna.email})
    assert sent[0].subject == "Nytt lösenord i Förankra"
