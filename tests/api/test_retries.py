"""`Idempotency-Key`: what is sent twice is done once, whoever else sends the same key."""

import json
import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from movements.access.identity import acting_as
from movements.access.readers import reader_of
from movements.models import Association, District, DoneOnce, Organisation, Post, Role, User
from tests.door import give_factors

API = "/api/v1"
KEY = {"Idempotency-Key": "min egen nyckel"}


@pytest.fixture
def send(cast):
    """send("anna", "POST", "organisations/", {...}, **headers)"""

    def send(who, method, path, body=None, **headers):
        client = Client()
        client.force_login(getattr(cast, who))
        return client.generic(
            method, f"{API}/{path}", dumped(body), "application/json", headers=headers
        )

    return send


def dumped(body) -> str:
    return json.dumps(body or {})


def a_new_one(norr, **more) -> dict:
    return {"association": str(norr.pk), "name": "Utö byalag"} | more


def test_the_second_time_the_same_row_is_answered(send, norr):
    first, again = (send("anna", "POST", "organisations/", a_new_one(norr), **KEY) for _ in "12")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Organisation.objects.count() == 1


def test_without_a_key_two_are_two(send, norr):
    for _ in "12":
        assert send("anna", "POST", "organisations/", a_new_one(norr)).status_code == 201
    assert Organisation.objects.count() == 2


def test_the_same_key_for_something_else_is_refused(send, norr):
    send("anna", "POST", "organisations/", a_new_one(norr), **KEY)
    other = send("anna", "POST", "organisations/", a_new_one(norr, name="Annat"), **KEY)
    assert other.status_code == 422
    assert other.json()["error"]["code"] == "key_used"
    assert Organisation.objects.count() == 1
    long = send("anna", "POST", "organisations/", a_new_one(norr), **{"Idempotency-Key": "x" * 256})
    assert long.json()["error"]["fields"].keys() == {"Idempotency-Key"}


def test_a_key_is_of_the_one_who_chose_it(send, norr, soder):
    one = send("anna", "POST", "organisations/", a_new_one(norr), **KEY).json()
    other = send("bo", "POST", "organisations/", a_new_one(soder), **KEY).json()
    assert one["id"] != other["id"]


def test_what_failed_may_be_sent_again_with_the_same_key(send, norr):
    wrong = {"kind": "finns-inte"}
    assert (
        send("anna", "POST", "organisations/", a_new_one(norr, **wrong), **KEY).status_code == 400
    )
    assert send("anna", "POST", "organisations/", a_new_one(norr), **KEY).status_code == 201


def test_the_second_answer_tells_no_more_than_may_be_seen_then(send, norr, cast):
    made = send("anna", "POST", "organisations/", a_new_one(norr), **KEY).json()
    Organisation.objects.filter(pk=made["id"]).update(existence_protected=True, registered_by=None)
    Organisation.objects.get(pk=made["id"]).relations.all().delete()
    again = send("anna", "POST", "organisations/", a_new_one(norr), **KEY)
    assert again.status_code == 404
    assert "Utö" not in again.text


def test_changes_and_deeds_and_views_take_a_key_too(send, norr):
    made = send("anna", "POST", "organisations/", a_new_one(norr)).json()
    path, version = f"organisations/{made['id']}/", {"If-Match": made["version"]}
    answers = [send("anna", "PATCH", path, {"town": "Utö"}, **KEY, **version) for _ in "12"]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    body = {"name": "Facken", "query": "kind=union"}
    key = {"Idempotency-Key": str(uuid4())}
    one, two = (send("anna", "POST", "views/", body, **key).json() for _ in "12")
    assert one == two
    gone = {"Idempotency-Key": str(uuid4())}
    codes = [send("anna", "DELETE", f"views/{one['id']}/", **gone).status_code for _ in "12"]
    assert codes == [204, 204]


def test_it_is_forgotten_after_a_day_and_read_by_its_owner_alone(send, norr, acting):
    send("anna", "POST", "organisations/", a_new_one(norr), **KEY)
    with acting("bo"):
        assert not DoneOnce.objects.exists()
    with acting("anna"):
        DoneOnce.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert send("anna", "POST", "organisations/", a_new_one(norr), **KEY).status_code == 201
    assert Organisation.objects.count() == 2


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_at_once_make_one_row():
    district = District.objects.create(name="Provdistriktet")
    norr = Association.objects.create(district=district, name="Norr")
    user = User.objects.create_user("anna@example.org", "Anna")
    post = {"user": user, "role": Role.STEWARD, "association": norr, "district": district}
    Post.objects.create(starts_on=date(2020, 1, 1), **post)
    give_factors(user)  # once, before four log in at the same moment
    start, answers = threading.Barrier(4), []

    def write():
        client = Client()
        try:
            client.force_login(user)
            start.wait(30)
            path, body = f"{API}/organisations/", dumped(a_new_one(norr))
            answers.append(client.generic("POST", path, body, "application/json", headers=KEY))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    with acting_as(reader_of(user), why="test"):
        assert Organisation.objects.count() == 1
