"""Invitations, posts and sessions at the machines' door: the same deeds, refused alike."""

import pytest

from movements.models import Invitation, Post, Promise, Relation, Session, User
from tests.access.letters import secret_of, send_letters

ASK, POSTS, SESSIONS = "/api/v1/invitations/", "/api/v1/posts/", "/api/v1/sessions/"
NEW = {"email": "ny@example.org", "role": "steward"}


@pytest.fixture
def asked(crowd, api, norr):
    """Asta's invitation, as the answer says it."""
    answer = api("asta").post(ASK, NEW | {"association": str(norr.pk)}, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_an_invitation_is_made_listed_sent_again_and_taken_back(asked, api, norr):
    assert asked["association"] == {"id": str(norr.pk), "name": "Norr"}
    assert asked["invited_by"]["name"] == "Asta"
    asta = api("asta")
    assert [one["id"] for one in asta.get(ASK).json()] == [asked["id"]]
    assert asta.post(f"{ASK}{asked['id']}/again/").status_code == 200
    send_letters()
    assert secret_of() not in str(asta.get(ASK).json())
    assert asta.delete(f"{ASK}{asked['id']}/").status_code == 204
    assert asta.get(ASK).json() == []
    assert Invitation.objects.get().revoked_at


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "frid", "hedda"])
def test_who_may_not_ask_is_refused_and_sees_none(asked, api, norr, name):
    client = api(name)
    there = {"association": str(norr.pk)}
    assert client.post(ASK, NEW | there, format="json").status_code in (400, 403)
    assert client.get(ASK).json() == []
    assert client.delete(f"{ASK}{asked['id']}/").status_code == 404
    assert client.post(f"{ASK}{asked['id']}/again/").status_code == 404


def test_an_admin_asks_nobody_to_the_district_or_elsewhere(crowd, api, soder):
    asta = api("asta")
    board = {"email": "ny@example.org", "role": "board"}
    assert asta.post(ASK, board, format="json").status_code == 403
    there = NEW | {"association": str(soder.pk)}
    assert asta.post(ASK, there, format="json").status_code == 403
    assert api("glenn").post(ASK, board, format="json").status_code == 201


def test_posts_are_listed_to_those_who_answer_for_them_and_end(crowd, api, cast):
    listed = {one["user"]["name"] for one in api("asta").get(POSTS).json()}
    assert {"Anna", "Asta"} <= listed
    assert "Bo" not in listed
    assert api("anna").get(POSTS).json() == []
    annas, asta = api("anna"), api("asta")
    post = Post.objects.get(user=cast.anna)
    assert annas.post(f"{POSTS}{post.pk}/end/").status_code == 403
    assert asta.post(f"{POSTS}{post.pk}/end/").status_code == 200
    assert annas.get(POSTS).status_code == 401


def test_an_administrator_offboards(crowd, api, cast):
    post = Post.objects.get(user=cast.anna)
    assert api("bo").post(f"{POSTS}{post.pk}/offboard/").status_code == 403
    assert api("glenn").post(f"{POSTS}{post.pk}/offboard/").status_code == 204
    assert not User.objects.get(pk=cast.anna.pk).is_active


def test_what_is_led_is_handed_over(crowd, api, cast):
    post = Post.objects.get(user=cast.anna)
    to = {"taker": str(cast.asta.pk)}
    Relation.objects.filter(association=post.association, ended_on=None).update(lead=cast.anna)
    number = api("asta").post(f"{POSTS}{post.pk}/hand-over/", to, format="json").json()["number"]
    assert number > 0
    assert Relation.objects.filter(lead=cast.asta).exists()
    assert not Promise.objects.open().filter(owner=cast.anna, sensitivity="open").exists()
    wrong = {"taker": str(cast.bo.pk)}
    assert api("asta").post(f"{POSTS}{post.pk}/hand-over/", wrong, format="json").status_code == 400


def test_a_token_sees_and_ends_no_session(crowd, api, cast, client):
    client.force_login(cast.anna)
    (row,) = client.get(SESSIONS).json()
    assert row["current"]
    assert api("anna").get(SESSIONS).status_code in (401, 403)
    assert client.delete(f"{SESSIONS}{row['name']}/").status_code == 204
    assert not Session.objects.filter(user=cast.anna).exists()
