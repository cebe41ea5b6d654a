"""A second factor comes before anything about a person; what was opened with it is shut with it."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from crm.access import gate
from movements.access.actions import issue_token
from movements.access.checks import the_door_is_shut
from movements.access.factors import DEMO_DOMAIN, is_protected
from movements.access.identity import acting_as
from movements.access.readers import reader_of, service
from movements.access.sessions import BEGUN
from movements.models import User
from tests.conftest import PASSWORD
from tests.door import (
    code_now,
    give_factors,
    log_in_with_password_alone,
    take_factors_away,
)
from tests.test_endpoints import LOGGED_IN, METHODS, NAMES_A_ROW, WITH_A_POST, address, ask

SET_UP = "/konto/andra-steget/"


@pytest.fixture
def bare(cast):
    """Anna, whose account has no second factor, logged in with her password alone."""
    take_factors_away(cast.anna)
    client = Client()
    log_in_with_password_alone(client, cast.anna)
    return client


def log_in(client, user, password=PASSWORD):
    return client.post("/konto/login/", {"login": user.email, "password": password})


# ---- nothing before it


@pytest.mark.parametrize("method", METHODS)
def test_without_a_second_factor_every_door_leads_to_the_page_that_sets_it_up(bare, method):
    wrong = []
    for name in sorted(WITH_A_POST | NAMES_A_ROW | LOGGED_IN):
        path = address(name, uuid4() if name in NAMES_A_ROW else None)
        answer = ask(bare, method, path)
        if path.startswith("/api/"):
            told = answer.status_code == 403 and answer.json()["error"]["code"]
            fine = told == "second_factor" or answer.status_code == 405
        else:
            fine = name in gate.SETTING_UP or (answer.status_code, answer.url) == (302, SET_UP)
        if not fine:
            wrong.append((name, answer.status_code))
    assert wrong == []


def test_the_page_that_sets_it_up_tells_nothing_about_anybody(bare, cast, norr, soder):
    html = bare.get(SET_UP).content.decode()
    known = {getattr(cast, name).email for name in cast.names if name != "anna"}
    known |= {f">{norr.name}", f">{soder.name}", str(norr.pk), str(norr.district_id)}
    assert {one for one in known if one in html} == set()


def test_whoever_has_not_shown_it_holds_no_post(bare):
    assert bare.get(SET_UP).wsgi_request.reader.posts == ()


def test_log_out_and_the_language_are_open_before_it(bare, cast):
    assert bare.post("/sprak/", {"language": "en"}).status_code == 302
    assert b"Protect your account first" in bare.get(SET_UP).content
    bare.post("/konto/logout/")
    assert bare.get(SET_UP).url.startswith("/konto/login/")


def test_a_session_that_never_showed_the_factor_is_no_session(cast):
    client = Client()
    log_in_with_password_alone(client, cast.anna)
    assert client.get("/idag/").url == "/konto/login/?next=/idag/"
    assert client.get("/api/v1/organisations/").status_code in (401, 403)
    assert client.get(SET_UP).url.startswith("/konto/login/")


def test_it_costs_no_query(cast, client, django_assert_max_num_queries):
    client.force_login(cast.anna)
    with django_assert_max_num_queries(50) as asked:
        assert client.get("/hjalp/").status_code == 200
    told = [query["sql"] for query in asked]
    assert not any("mfa_authenticator" in sql or "forankra_counts" in sql for sql in told)
    assert sum("factor_mark" in sql for sql in told) == 1  # with the user and the posts


# ---- the way in


def test_password_and_code_open_the_door(cast, client):
    assert log_in(client, cast.anna).url == "/konto/andra-steget/kod/"
    assert client.get("/idag/").url.startswith("/konto/login/")
    answer = client.post("/konto/andra-steget/kod/", {"code": code_now()})
    assert answer.url == "/idag/"
    assert client.get("/idag/").status_code == 200


def test_a_code_works_once(cast):
    code, answers = code_now(), []
    for _each in range(2):
        client = Client()
        log_in(client, cast.anna)
        answers.append(client.post("/konto/andra-steget/kod/", {"code": code}).status_code)
    assert answers == [302, 200]


def test_a_wrong_code_is_refused_in_words(cast, client):
    log_in(client, cast.anna)
    answer = client.post("/konto/andra-steget/kod/", {"code": "000000"})
    assert "Koden är fel" in answer.content.decode()
    assert client.get("/idag/").status_code == 302


def test_after_the_login_of_an_account_without_one_comes_the_page_that_sets_it_up(cast, client):
    take_factors_away(cast.anna)
    log_in(client, cast.anna)
    assert client.get("/idag/").url == SET_UP


# ---- setting it up


def connect_app(client) -> str:
    """Connects an app and gives the page of the codes."""
    client.get(f"{SET_UP}app/")
    secret = client.session["mfa.totp.secret"]
    code = code_now(secret)
    answer = client.post(f"{SET_UP}app/", {"code": code})
    assert answer.url == f"{SET_UP}koder/", answer.content.decode()
    return client.get(answer.url).content.decode()


@pytest.fixture
def newcomer(cast, client):
    take_factors_away(cast.anna)
    log_in(client, cast.anna)
    return client


def codes_in(html: str) -> list[str]:
    part = html.split('<ol class="codes"')[1].split("</ol>")[0]
    return [item.split("</li>")[0] for item in part.split("<li>")[1:]]


def test_connecting_an_app_opens_the_door_and_shows_ten_codes_once(newcomer, cast):
    codes = codes_in(connect_app(newcomer))
    assert len(set(codes)) == 10
    assert set("".join(codes)).isdisjoint("l1o0i")
    assert newcomer.get("/idag/").status_code == 200
    again = newcomer.get(f"{SET_UP}koder/").content.decode()
    assert not any(code in again for code in codes)


def test_a_recovery_code_stands_in_for_the_app_once(newcomer, cast):
    code = codes_in(connect_app(newcomer))[3]
    opened = []
    for written in (code.upper(), code.replace(" ", "")):
        client = Client()
        log_in(client, cast.anna)
        answer = client.post(f"{SET_UP}kod/", {"code": written})
        opened.append(answer.status_code)
    assert opened == [302, 200]


def test_codes_and_secrets_cannot_be_read_in_the_database(newcomer, cast):
    codes = codes_in(connect_app(newcomer))
    with connection.cursor() as cursor, acting_as(service("door"), why="test"):
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        kept = cursor.fetchone()[0]
    assert not any(code.replace(" ", "") in kept for code in codes)


def test_the_last_factor_is_not_taken_away(cast, newcomer):
    connect_app(newcomer)
    newcomer.post(f"{SET_UP}app/ta-bort/")
    cast.anna.refresh_from_db()
    assert cast.anna.factor_mark is not None


# ---- what is opened with it is shut with it


def test_losing_every_factor_acts_on_the_next_request(cast, client):
    client.force_login(cast.anna)
    assert client.get("/idag/").status_code == 200
    take_factors_away(cast.anna)
    assert client.get("/idag/").url == SET_UP


def test_another_factor_after_a_lost_one_does_not_open_old_sessions(cast, client):
    client.force_login(cast.anna)
    take_factors_away(cast.anna)
    give_factors(cast.anna)
    assert client.get("/idag/").url.startswith("/konto/login/")


def test_a_factor_deleted_past_the_pages_is_noticed(cast):
    before = cast.anna.factor_mark
    with connection.cursor() as cursor, acting_as(service("door"), why="test"):
        cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [cast.anna.pk])
    cast.anna.refresh_from_db()
    assert before is not None
    assert cast.anna.factor_mark is None


def test_recovery_codes_alone_protect_nothing(cast):
    take_factors_away(cast.anna)
    with acting_as(service("door"), why="test"):
        Authenticator.objects.create(user=cast.anna, type="recovery_codes", data={})
    cast.anna.refresh_from_db()
    assert not is_protected(cast.anna)


# ---- machines


def test_no_token_is_made_without_a_second_factor(cast):
    take_factors_away(cast.anna)
    anna = reader_of(cast.anna)
    with acting_as(anna, why="test"), pytest.raises(ValidationError):
        issue_token(by=anna)


def test_a_token_ends_with_the_last_factor(cast, client):
    with acting_as(cast.reader("anna"), why="test") as anna:
        _row, secret = issue_token(by=anna)
    shown = {"authorization": f"Token {secret}"}
    assert client.get("/api/v1/organisations/", headers=shown).status_code == 200
    take_factors_away(cast.anna)
    refused = client.get("/api/v1/organisations/", headers=shown)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "second_factor")


# ---- whose secrets are whose


def test_the_database_shows_an_authenticator_to_its_owner_alone(cast, acting):
    with acting("anna"):
        assert list(Authenticator.objects.values_list("user", flat=True)) == [cast.anna.pk]
    for name in ("asta", "cia", "frid", "glenn", "eva"):
        with acting(name):
            assert not Authenticator.objects.filter(user=cast.anna).exists()


def test_nobody_takes_away_the_factor_of_another(cast, client):
    with acting_as(service("door"), why="test"):
        key = Authenticator.objects.create(user=cast.anna, type="webauthn", data={"name": "x"})
    client.force_login(cast.bo)
    path = f"{SET_UP}passkey/{key.pk}/ta-bort/"
    assert client.post(path).status_code in (302, 404)
    with acting_as(service("door"), why="test"):
        assert Authenticator.objects.filter(pk=key.pk).exists()


# ---- the demo


@pytest.fixture
def demo(db):
    return User.objects.create_user(f"prov@{DEMO_DOMAIN}", "Prov", PASSWORD)


def test_the_demos_people_open_with_a_password_on_ones_own_machine(demo, settings):
    settings.DEBUG, settings.DEMO_ALLOWED = True, True
    client = Client()
    log_in_with_password_alone(client, demo)
    assert client.get("/idag/").status_code == 403  # no post, but through the door
    assert is_protected(demo)


@pytest.mark.parametrize(("debug", "allowed"), [(False, True), (True, False), (False, False)])
def test_and_never_where_real_people_work(demo, settings, debug, allowed):
    settings.DEBUG, settings.DEMO_ALLOWED = debug, allowed
    client = Client()
    log_in_with_password_alone(client, demo)
    assert client.get("/idag/").url == SET_UP
    assert not is_protected(demo)


def test_the_demo_in_production_stops_the_start(settings):
    settings.DEBUG, settings.DEMO_ALLOWED = False, True
    assert "access.E004" in {problem.id for problem in the_door_is_shut()}
    settings.DEMO_ALLOWED = False
    assert the_door_is_shut() == []


# ---- whose address it is


def test_no_session_gives_the_account_another_address(cast, client):
    """A letter for a new password goes to the address that was invited, whoever has the session."""
    client.force_login(cast.anna)
    assert cast.anna.email in client.get("/konto/email/").content.decode()
    sent = {"email": "tjuv@exempel.example", "action_add": ""}
    assert client.post("/konto/email/", sent).status_code == 405
    assert not EmailAddress.objects.filter(email="tjuv@exempel.example").exists()


# ---- sessions


def test_the_session_is_another_one_after_login(cast, client):
    client.get("/konto/login/")
    log_in(client, cast.anna)
    before = client.session.session_key
    client.post(f"{SET_UP}kod/", {"code": code_now()})
    assert before != client.session.session_key
    assert not client.session.exists(before)


def test_a_session_that_stands_unused_ends(cast, client, settings):
    client.force_login(cast.anna)
    session = client.session
    session[gate.SEEN] = int(time.time()) - settings.SESSION_IDLE - 1
    session.save()
    assert client.get("/idag/").url.startswith("/konto/login/")


def test_a_session_ends_after_two_weeks_however_much_it_is_used(cast, client, settings):
    client.force_login(cast.anna)
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    for days, stays in ((longest - timedelta(days=1), True), (longest, False)):
        session = client.session
        session[BEGUN] = (timezone.localdate() - days).isoformat()
        session.save()
        assert (client.get("/idag/").status_code == 200) is stays


def test_a_session_that_is_used_is_noted_now_and_then(cast, client):
    client.force_login(cast.anna)
    session = client.session
    session[gate.SEEN] = int(time.time()) - gate.SEEN_EVERY - 1
    session.save()
    client.get("/hjalp/")
    assert client.session[gate.SEEN] >= int(time.time()) - 5


def test_a_new_password_ends_the_other_sessions(cast):
    here, there = Client(), Client()
    for each in (here, there):
        each.force_login(cast.anna)
    new = "fyra-blinda-getter"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/konto/password/change/", told).status_code == 302
    assert here.get("/idag/").status_code == 200
    assert there.get("/idag/").url.startswith("/konto/login/")


def test_cookies_are_for_this_site_and_no_script(cast, client):
    log_in(client, cast.anna)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_session_keeps_neither_address_nor_browser(cast, client):
    log_in(client, cast.anna)
    client.post(
        f"{SET_UP}kod/",
        {"code": code_now()},
        REMOTE_ADDR="203.0.113.7",
        headers={"user-agent": "Provbläddraren/1"},
    )
    kept = str(dict(client.session.items()))
    assert "203.0.113.7" not in kept
    assert "Provbläddraren" not in kept
    assert client.session.get_expiry_date() > datetime.now(UTC)
