"""How often somebody tried to come in is counted by account and by address, by all together."""

import os
import re
import subprocess
import sys
from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache, caches
from django.db import connections, transaction
from django.test import Client

from crm import settings as production
from movements.models import User
from tests.conftest import PASSWORD
from tests.door import code_now

SHARED = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counts"])


@pytest.fixture
def shared(settings):
    """The table that all processes share, as a server has it."""
    settings.CACHES = production.CACHES
    cache.clear()
    yield caches["default"]
    cache.clear()


WRONG = "fel-lösenord-helt"


def attempt(client, address, password=WRONG, **more):
    return client.post("/konto/login/", {"login": address, "password": password}, **more)


def said(answer) -> str:
    html = answer.content.decode()
    return html.split('class="errors"')[1].split("</ul>")[0] if 'class="errors"' in html else ""


def test_after_five_tries_an_account_waits_and_is_told_until_when(cast, client):
    for _each in range(5):
        assert "Vänta" not in said(attempt(client, cast.anna.email))
    refused = said(attempt(client, cast.anna.email, PASSWORD))
    assert re.search(r"Vänta 15 minuter\. Du kan försöka igen kl\. \d\d[.:]\d\d", refused)


def test_others_do_not_wait_with_it(cast, client):
    for _each in range(6):
        attempt(client, cast.anna.email)
    assert attempt(client, cast.bo.email, PASSWORD).status_code == 302


def test_an_unknown_account_gets_the_same_answers(cast):
    def answers(address):
        cache.clear()
        client = Client()
        told = [said(attempt(client, address)) for _each in range(6)]
        return [re.sub(r"\d\d[.:]\d\d", "", one) for one in told]

    assert answers(cast.anna.email) == answers("ingen@exempel.example")


def test_an_unknown_account_costs_a_hash_too(cast, client):
    """The same work, whoever is asked for: nothing is measured here that a busy machine changes."""
    hashes, real = [], MD5PasswordHasher.encode

    def counted(self, *args):
        hashes.append(1)
        return real(self, *args)

    done = {}
    for address in (cast.anna.email, "ingen@exempel.example"):
        hashes.clear()
        with mock.patch.object(MD5PasswordHasher, "encode", counted):
            attempt(client, address)
        done[address] = len(hashes)
    assert len(set(done.values())) == 1
    assert min(done.values()) > 0


def test_an_address_that_tries_many_accounts_waits(cast, client):
    for number in range(20):
        attempt(client, f"nummer{number}@exempel.example", REMOTE_ADDR="203.0.113.7")
    refused = attempt(client, cast.bo.email, PASSWORD, REMOTE_ADDR="203.0.113.7")
    assert "Vänta" in said(refused)
    assert attempt(Client(), cast.bo.email, PASSWORD, REMOTE_ADDR="203.0.113.8").status_code == 302


@pytest.mark.parametrize(("behind", "stopped"), [(0, True), (1, False)])
def test_what_a_proxy_says_counts_only_behind_one(cast, settings, behind, stopped):
    """Without a proxy, a new X-Forwarded-For with each try would count as a new address."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = behind
    client = Client()
    for number in range(20):
        forwarded = {"x-forwarded-for": f"198.51.100.{number}"}
        attempt(client, f"n{number}@exempel.example", headers=forwarded)
    last = attempt(client, cast.bo.email, PASSWORD, headers={"x-forwarded-for": "198.51.100.99"})
    assert ("Vänta" in said(last)) is stopped


def test_codes_are_not_guessed(cast, client):
    attempt(client, cast.anna.email, PASSWORD)
    for number in range(5):
        client.post("/konto/andra-steget/kod/", {"code": f"00000{number}"})
    refused = client.post("/konto/andra-steget/kod/", {"code": code_now()})
    assert "Vänta 15 minuter" in said(refused)


def test_too_many_requests_from_an_address_get_a_page_that_says_how_long(db, client):
    answers = [client.post("/konto/password/reset/", {"email": "x@y.example"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Vänta 15 minuter" in answers[-1].content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_forgotten_password_answers_alike_and_writes_a_letter_either_way(cast, mailoutbox):
    answers = []
    for address in (cast.anna.email, "ingen@exempel.example"):
        answer = Client().post("/konto/password/reset/", {"email": address})
        answers.append((answer.status_code, answer.url))
    assert len(set(answers)) == 1
    assert [letter.to for letter in mailoutbox] == [[cast.anna.email], ["ingen@exempel.example"]]
    assert "/konto/password/reset/key/" in mailoutbox[0].body
    assert "/konto/" not in mailoutbox[1].body


# ---- the table they share


@SHARED
def test_a_count_survives_the_answer_that_is_rolled_back(shared):
    with transaction.atomic():
        cache.set("tries", 1)
        User.objects.create_user("kvar@exempel.example", "Kvar", PASSWORD)
        transaction.set_rollback(True)
    assert cache.get("tries") == 1
    assert not User.objects.filter(email="kvar@exempel.example").exists()


@SHARED
def test_two_processes_count_together(cast, client, shared):
    for _each in range(5):
        attempt(client, cast.anna.email)
    script = (
        "import django; django.setup();"
        "from django.test import Client;"
        "from django.conf import settings;"
        "settings.ALLOWED_HOSTS.append('testserver');"
        f"answer = Client().post('/konto/login/', {{'login': {cast.anna.email!r},"
        f" 'password': {PASSWORD!r}}});"
        "print(answer.status_code, 'Vänta' in answer.content.decode())"
    )
    place = connections["default"].settings_dict
    owner = connections["owner"].settings_dict
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "DEBUG": "true",
        "DATABASE_URL": url(place),
        "DATABASE_OWNER_URL": url(owner),
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["200", "True"]


def url(place: dict) -> str:
    host = place["HOST"].replace("/", "%2F")
    return (
        f"postgresql://{place['USER']}:{place['PASSWORD']}@{host}:{place['PORT']}/{place['NAME']}"
    )


@SHARED
def test_no_address_stands_in_the_table(cast, client, shared):
    attempt(client, cast.anna.email, REMOTE_ADDR="203.0.113.7")
    with connections["counts"].cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM forankra_counts")
        kept = cursor.fetchone()[0]
    assert kept
    assert "203.0.113.7" not in kept
    assert cast.anna.email not in kept
