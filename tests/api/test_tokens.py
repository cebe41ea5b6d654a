"""Tokens: made by a person, shown once, hashed, and never more than the person is today."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from movements.access.actions import MOST_TOKENS
from movements.models import Post

TOKENS = "/api/v1/tokens/"
ROWS = "/api/v1/organisations/"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def page(cast):
    """A logged-in browser."""

    def client(name):
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return client


def machine(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_token_is_made_once_and_works(crowd, page, cast):
    answer = page("anna").post(TOKENS)
    assert answer.status_code == 201
    made = answer.json()
    rows = machine(made["token"]).get(ROWS)
    assert rows.status_code == 200
    assert rows.json() == page("anna").get(ROWS).json()
    (listed,) = page("anna").get(TOKENS).json()
    assert listed == {name: made[name] for name in ("key", "created", "expires")}


def test_the_secret_is_kept_nowhere(crowd, page):
    secret = page("anna").post(TOKENS).json()["token"]
    row = AuthToken.objects.get()
    kept = [str(getattr(row, field.attname)) for field in row._meta.fields]
    assert secret not in kept
    assert len(row.token_key) <= len(secret) / 4


def test_a_token_expires(crowd, page, settings):
    made = page("anna").post(TOKENS).json()
    row = AuthToken.objects.get()
    days = settings.REST_KNOX["TOKEN_TTL"]
    assert abs(row.expiry - timezone.now() - days) < timedelta(minutes=1)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert page("anna").get(TOKENS).json() == []
    assert machine(made["token"]).get(ROWS).status_code == 401


def test_a_token_makes_no_token(crowd, page):
    secret = page("anna").post(TOKENS).json()["token"]
    assert machine(secret).post(TOKENS).status_code in (401, 403)
    assert AuthToken.objects.count() == 1


def test_ending_a_token_acts_at_once(crowd, page):
    made = page("anna").post(TOKENS).json()
    client = machine(made["token"])
    assert client.get(ROWS).status_code == 200
    assert page("anna").delete(f"{TOKENS}{made['key']}/").status_code == 204
    assert client.get(ROWS).status_code == 401


def test_nobody_sees_or_ends_anothers_token(crowd, page):
    key = page("anna").post(TOKENS).json()["key"]
    assert page("bo").get(TOKENS).json() == []
    assert page("bo").delete(f"{TOKENS}{key}/").status_code == 404
    assert AuthToken.objects.count() == 1


def test_an_ended_post_acts_on_the_next_request(crowd, page, cast):
    client = machine(page("anna").post(TOKENS).json()["token"])
    assert client.get(ROWS).json()["results"]
    Post.objects.filter(user=cast.anna).update(ends_on=timezone.localdate())
    assert client.get(ROWS).status_code == 403


def test_a_post_that_has_not_begun_opens_nothing(crowd, page, cast):
    client = machine(page("anna").post(TOKENS).json()["token"])
    Post.objects.filter(user=cast.anna).update(starts_on=date(2099, 1, 1))
    assert client.get(ROWS).status_code == 403


def test_a_deactivated_user_is_out_on_the_next_request(crowd, page, cast):
    browser = page("anna")
    client = machine(browser.post(TOKENS).json()["token"])
    cast.anna.is_active = False
    cast.anna.save()
    assert client.get(ROWS).status_code == 401
    assert browser.get(ROWS).status_code == 401


def test_a_person_holds_only_so_many(crowd, page, cast):
    for _number in range(MOST_TOKENS):
        cast.anna.auth_token_set.create()
    answer = page("anna").post(TOKENS)
    assert answer.status_code == 400
    assert str(MOST_TOKENS) in answer.json()["error"]["message"]
    assert AuthToken.objects.count() == MOST_TOKENS


def test_without_a_post_there_is_nothing_to_hold_a_token_for(crowd, page):
    assert page("eva").post(TOKENS).status_code == 403
    assert Client().post(TOKENS).status_code in (401, 403)


def test_a_session_and_a_token_of_two_people_is_refused(crowd, page):
    secret = page("bo").post(TOKENS).json()["token"]
    answer = page("anna").get(ROWS, headers={"Authorization": f"Token {secret}"})
    assert answer.status_code == 401
    assert answer.json()["error"]["fields"] == {}


def test_a_session_and_a_token_of_one_person_is_fine(crowd, page):
    browser = page("anna")
    secret = browser.post(TOKENS).json()["token"]
    answer = browser.get(ROWS, headers={"Authorization": f"Token {secret}"})
    assert answer.json() == browser.get(ROWS).json()
