"""The database is away, crowded or slow: health tells the truth, pages say it in words."""

import http.client
import json
import secrets
from contextlib import closing

import psycopg
import pytest

from deploy import cluster
from tests.drills.ground import HOST

pytestmark = pytest.mark.xdist_group("drills")
SWEDISH, ENGLISH = "sv", "en"
SESSION = f"sessionid={secrets.token_hex(16)}"  # nobody's: but only the database knows that


def _lower(headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


@pytest.fixture(scope="module")
def port(private):
    private.people()
    with private.serving() as port:
        yield port


@pytest.fixture
def ask(port, private):
    """ask(path, **headers) → (status, headers, text)."""

    def ask(path, language=SWEDISH, **headers):
        with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
            connection.request("GET", path, headers={"Accept-Language": language, **headers})
            answer = connection.getresponse()
            return answer.status, _lower(answer.getheaders()), answer.read().decode()

    return ask


@pytest.fixture
def token(private):
    return {"Authorization": f"Token {private.people()['token']}"}


@pytest.fixture
def away(private):
    """The database is killed, and comes back after the test."""
    private.kill_database()
    yield
    private.start_database()


@pytest.fixture
def changed(private):
    """changed("CONNECTION LIMIT 0"): the serving role is altered, until the test ends."""

    def alter(how):
        with private.connect("postgres") as connection:
            connection.execute(f"ALTER ROLE {cluster.APP} {how}")
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
                [cluster.APP],
            )

    yield alter
    alter("CONNECTION LIMIT -1")
    alter("SET statement_timeout = '30s'")


def test_health_tells_the_truth(ask, away, private):
    assert ask("/healthz/")[0] == 200
    status, _headers, text = ask("/readyz/", ENGLISH)
    assert status == 503
    assert "cannot be reached" in json.loads(text)["why"]
    private.start_database()
    assert ask("/readyz/")[::2] == (200, '{"status": "ready"}')


@pytest.mark.parametrize("language", [SWEDISH, ENGLISH])
def test_a_page_says_it_in_words(ask, away, language):
    status, headers, text = ask("/idag/", language, Cookie=SESSION)
    assert status == 503
    assert headers["retry-after"] == "10"
    assert headers["cache-control"] == "no-store"
    assert f'<html lang="{language}"' in text
    assert 'data-outage="database_away"' in text
    assert "Traceback" not in text
    assert "OperationalError" not in text


def test_a_machine_is_told_in_its_own_shape(ask, away, token):
    status, headers, text = ask("/api/v1/organisations/", ENGLISH, **token)
    assert (status, headers["retry-after"]) == (503, "10")
    told = json.loads(text)["error"]
    assert told["code"] == "database_away"
    assert "cannot be reached" in told["message"]


def test_a_session_of_a_page_that_asks_the_api_is_told_as_well(ask, away):
    status, headers, text = ask("/api/v1/organisations/", Cookie=SESSION)
    assert status == 503
    assert "retry-after" in headers
    assert json.loads(text)["error"]["code"] in ("service_unavailable", "database_away")


def test_when_there_is_no_room_for_one_more_it_says_so(ask, changed, token):
    changed("CONNECTION LIMIT 0")
    status, headers, text = ask("/idag/", Cookie=SESSION)
    assert (status, headers["retry-after"]) == (503, "5")
    assert 'data-outage="busy"' in text
    assert json.loads(ask("/api/v1/organisations/", **token)[2])["error"]["code"] == "busy"
    assert ask("/readyz/")[0] == 503
    assert ask("/healthz/")[0] == 200


def test_what_takes_too_long_is_stopped_and_says_so(ask, changed, token):
    changed("SET statement_timeout = '1ms'")
    found = {ask("/api/v1/organisations/?q=byalag", **token)[0] for _try in range(5)}
    assert 503 in found
    codes = [ask("/api/v1/organisations/?q=byalag", **token) for _try in range(5)]
    told = [json.loads(text)["error"]["code"] for status, _h, text in codes if status == 503]
    assert set(told) == {"too_slow"}


def test_whoever_serves_is_held_and_whoever_migrates_is_not(private):
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    held = {}
    for role in (cluster.APP, cluster.OWNER):
        with private.connect(role) as connection:
            held[role] = [connection.execute(f"SHOW {n}").fetchone()[0] for n in names]
    assert held[cluster.APP] == ["30s", "10s", "2min"]
    assert held[cluster.OWNER] == ["0", "0", "0"]


def test_a_statement_past_its_time_is_ended_by_the_database(private):
    with private.connect(cluster.APP) as connection:
        connection.execute("SET statement_timeout = '50ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(5)")
