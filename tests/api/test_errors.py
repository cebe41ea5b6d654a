"""Whatever goes wrong under /api/ is said in one shape."""

import pytest
from django.test import Client

from tests.api.test_lists import LISTS


def shape(answer, status: int, code: str) -> dict:
    """The error inside, after checking that it is the one shape and nothing else."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/json")
    said = answer.json()
    assert set(said) == {"error"}
    error = said["error"]
    assert set(error) == {"code", "message", "fields"}
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    assert isinstance(error["fields"], dict)
    return error


def test_a_stranger_is_asked_who_they_are(crowd, api):
    answer = api(None).get("/api/v1/organisations/")
    shape(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "token", ["", "kort", "0" * 64, "ÿ" * 64, "g" * 64, "0" * 63 + " ", "a b", "0" * 63 + "\0"]
)
def test_a_token_that_is_none_is_refused(crowd, api, token):
    answer = api(None).get("/api/v1/organisations/", headers={"Authorization": f"Token {token}"})
    assert shape(answer, 401, answer.json()["error"]["code"])["code"] in (
        "authentication_failed",
        "not_authenticated",
    )


def test_without_a_post_the_door_is_closed(crowd, api):
    shape(api("eva").get("/api/v1/organisations/"), 403, "permission_denied")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/organisations/inget/",
        "/api/v1/organisations/00000000-0000-7000-8000-000000000000/",
        "/api/v1/ingenting/",
        "/api/",
        "/api/v2/organisations/",
        "/api/v1/municipalities/9999/",
        "/api/v1/tiles/organisations/3/9/1.mvt",
        "/api/v1/tiles/organisations/99/1/1.mvt",
        "/api/v1/tiles/organisations/99999999999999999999/1/1.mvt",
        "/api/v1/organisations/?format=xml",
    ],
)
def test_what_is_not_there(crowd, api, path):
    shape(api("anna").get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["put", "delete", "options", "post"])
def test_a_method_that_is_not_served(crowd, api, method):
    path = "/api/v1/promises/" if method == "post" else "/api/v1/organisations/"
    shape(getattr(api("anna"), method)(path), 405, "method_not_allowed")


def test_a_body_of_another_kind(crowd, api):
    answer = api("anna").post("/api/v1/meetings/", "a=b", content_type="text/csv")
    shape(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", "[" * 5000, '"text"', "[]", "null", b"\xff", "NaN"])
def test_a_body_that_cannot_be_read(crowd, api, body):
    answer = api("anna").post("/api/v1/meetings/", body, content_type="application/json")
    assert answer.status_code == 400
    shape(answer, 400, answer.json()["error"]["code"])


def test_an_answer_in_a_language_we_do_not_speak(crowd, api):
    answer = api("anna").get("/api/v1/organisations/", headers={"Accept": "text/csv"})
    shape(answer, 406, "not_acceptable")


MALFORMED = [
    "kind=klubb",
    "kind=union&kind=x",
    "policy_area=allt",
    "municipality=Haninge",
    "municipality=9999",
    "quiet_for=7",
    "quiet_for=sex",
    "living=ja",
    "white_spots=0",
    "okänd=1",
    "Kind=union",
    "page_size=många",
    "page_size=0",
    "page_size=501",
    "page_size=-1",
    "page_size=٣",
    "after=x",
    "after=W10",
    "after=WyJhIiwiYiIsImMiXQ",
    "before=%00",
    "after=%C3%A5",
    "q=noll%00byte",
]


@pytest.mark.parametrize("query", MALFORMED)
def test_a_question_that_cannot_be_read_gives_no_rows(crowd, api, query):
    answer = api("cia").get(f"/api/v1/organisations/?{query}")
    error = shape(answer, 400, "malformed_question")
    assert error["fields"]
    assert all(said and all(said) for said in error["fields"].values())


def test_a_deeply_nested_page_token_is_just_another_bad_one(crowd, api):
    from base64 import urlsafe_b64encode

    token = urlsafe_b64encode(b"[" * 3000).decode()
    shape(api("cia").get("/api/v1/meetings/", {"after": token}), 400, "malformed_question")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_refuses_a_filter_it_does_not_have(crowd, api, name):
    error = shape(api("cia").get(f"/api/v1/{name}/?finns=inte"), 400, "malformed_question")
    assert list(error["fields"]) == ["finns"]


def test_a_crash_tells_nothing_but_that_it_was_ours(crowd, cast, monkeypatch):
    def fall(*args):
        raise RuntimeError("hemligheten")

    monkeypatch.setattr("api.directory.Organisations.shaped", fall)
    client = Client(raise_request_exception=False)
    client.force_login(cast.anna)
    answer = client.get("/api/v1/organisations/")
    shape(answer, 500, "internal_server_error")
    assert "hemligheten" not in answer.content.decode()


def test_a_host_that_is_not_ours(crowd, cast, settings):
    settings.ALLOWED_HOSTS = ["forankra.example"]
    answer = Client().get("/api/v1/organisations/", headers={"Host": "evil.example"})
    shape(answer, 400, "bad_request")


def test_a_page_of_ours_needs_the_csrf_token(crowd, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    answer = client.post("/api/v1/meetings/", {}, content_type="application/json")
    shape(answer, 403, "permission_denied")


def test_what_two_change_at_once_is_a_conflict(crowd, api, monkeypatch):
    from django.db import IntegrityError

    def collide(**kwargs):
        raise IntegrityError

    monkeypatch.setattr("api.directory.archive_organisation", collide)
    pk = crowd.organisations["Vision Haninge"].pk
    shape(api("anna").post(f"/api/v1/organisations/{pk}/archive/"), 409, "conflict")


def test_too_often_says_when_to_come_back(crowd, cast, monkeypatch, settings):
    monkeypatch.setattr("api.access.MakingTokens.rate", "1/hour")
    client = Client()
    client.force_login(cast.anna)
    assert client.post("/api/v1/tokens/").status_code == 201
    answer = client.post("/api/v1/tokens/")
    shape(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0


def test_pages_of_people_keep_their_own_errors(db):
    answer = Client().get("/finns-inte/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
