"""Identity is the transaction's, not the connection's: through a pool nobody meets another's rows.

A real pgbouncer in transaction mode, and psycopg's own pool: few connections, many people at once.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from psycopg_pool import ConnectionPool

from movements.access.identity import ACTING, who_is
from movements.access.readers import NOBODY
from movements.models import ContactPerson
from tests import crowd as crowded
from tests.policies import as_in_earnest

PGBOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
TURNS = 10_000  # promise 2 of docs/trust.md
PEOPLE = ("anna", "bo", "cia", "dag", "frid", "hedda", "ivar", None)
SEEN = "SELECT id FROM movements_contactperson"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.fixture
def pgbouncer():
    """Address of a pgbouncer in front of the test database: three connections for everybody."""
    settings = connection.settings_dict
    place = {"host": settings["HOST"], "port": settings["PORT"], "password": settings["PASSWORD"]}
    behind = " ".join(f"{key}={value}" for key, value in place.items() if value)
    with tempfile.TemporaryDirectory(prefix="pool") as made:  # a socket's path must be short
        folder = Path(made)
        (folder / "users").write_text(f'"{settings["USER"]}" ""\n')
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = {behind}\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = {made}\n"
            f"listen_port = 6543\nauth_type = trust\nauth_file = {made}/users\n"
            "pool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 200\n"
            "ignore_startup_parameters = options\n"
        )
        as_server = {}
        if os.geteuid() == 0:  # it refuses root
            as_server = {"user": "postgres", "group": "postgres", "extra_groups": []}
            for one in (folder, *folder.iterdir()):
                shutil.chown(one, "postgres")
        server = subprocess.Popen(
            [PGBOUNCER, "-q", str(folder / "pgbouncer.ini")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **as_server,
        )
        socket = folder / ".s.PGSQL.6543"
        for _try in range(200):
            if socket.exists():
                break
            time.sleep(0.05)
        assert socket.exists(), "pgbouncer did not start"
        yield {"host": made, "port": 6543}
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def expected(cast, crowd):
    """Who acts, what the database is told of them, and which persons they may see."""
    told = {}
    for name in PEOPLE:
        reader = cast.reader(name) if name else NOBODY
        seen = ContactPerson.objects.visible_to(reader).values_list("pk", flat=True)
        told[name] = (who_is(reader), set(seen))
    assert len({frozenset(seen) for _who, seen in told.values()}) >= 4
    return told


def _address(**more) -> dict:
    settings = connection.settings_dict
    return {
        "host": settings["HOST"],
        "port": settings["PORT"] or None,
        "user": settings["USER"],
        "password": settings["PASSWORD"] or None,
        "dbname": settings["NAME"],
        "prepare_threshold": None,
    } | more


def _turn(raw, told) -> set:
    """One request's worth: say who acts, read. Nobody in particular says nothing at all."""
    who, _seen = told
    with raw.transaction():
        if who[0] is not None:
            raw.execute(ACTING, who)
        return {pk for (pk,) in raw.execute(SEEN).fetchall()}


def _foreign(borrowed, expected, number: int, turns: int) -> int:
    """Takes turns, each time as the next person; how often the rows were another's."""
    wrong = 0
    for turn in range(turns):
        told = expected[PEOPLE[(number + turn) % len(PEOPLE)]]
        with borrowed() as raw:
            wrong += _turn(raw, told) != told[1]
    return wrong


def _all_at_once(borrowed, expected, turns: int = TURNS, hands: int = 8) -> int:
    with ThreadPoolExecutor(hands) as pool:
        done = [
            pool.submit(_foreign, borrowed, expected, number, turns // hands)
            for number in range(hands)
        ]
        return sum(one.result() for one in done)


def test_no_foreign_row_through_pgbouncer_in_ten_thousand_turns(pgbouncer, expected):
    local = threading.local()

    with ExitStack() as connected:

        @contextmanager
        def borrowed():
            if not hasattr(local, "raw"):
                raw = psycopg.connect(**_address(**pgbouncer))
                local.raw = connected.enter_context(raw)
            yield local.raw

        assert _all_at_once(borrowed, expected) == 0


def test_no_foreign_row_through_psycopgs_own_pool(expected):
    with ConnectionPool(kwargs=_address(), min_size=3, max_size=3, open=True) as pool:
        assert _all_at_once(pool.connection, expected, turns=2_000) == 0


def test_what_a_session_says_would_follow_the_connection(pgbouncer, expected):
    """Why identity is never said for the session: here it leaks, and the test above would tell."""
    who, seen = expected["cia"]
    with psycopg.connect(**_address(**pgbouncer), autocommit=True) as raw:
        raw.execute("SELECT set_config('forankra.user', %s, false)", [str(who[0])])
        raw.execute("SELECT set_config('forankra.district', %s, false)", [str(who[2])])
        raw.execute("SELECT set_config('forankra.roles', '{board}', false)")
    with psycopg.connect(**_address(**pgbouncer), autocommit=True) as raw:
        leaked = {pk for (pk,) in raw.execute(SEEN).fetchall()}
        raw.execute("DISCARD ALL")
    assert leaked == seen != set()


def test_pages_and_api_answer_through_pgbouncer(pgbouncer, crowd, cast, monkeypatch):
    for key, value in {"HOST": pgbouncer["host"], "PORT": str(pgbouncer["port"])}.items():
        monkeypatch.setitem(connections.settings["default"], key, value)

    def visit(name: str) -> tuple[str, int, set]:
        try:
            with as_in_earnest():
                client = Client()
                client.force_login(getattr(cast, name))
                page = client.get("/organisationer/")
                rows = client.get("/api/v1/contact-persons/").json()["results"]
                return name, page.status_code, {row["id"] for row in rows}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(visit, ("anna", "bo", "cia", "dag") * 5))
    for name, status, ids in answers:
        seen = ContactPerson.objects.visible_to(cast.reader(name)).live()
        assert (status, ids) == (200, {str(pk) for pk in seen.values_list("pk", flat=True)})


def test_a_kept_connection_forgets_who_it_served(crowd, cast):
    """CONN_MAX_AGE keeps connections between requests: the next anonymous one sees nothing."""
    client = Client()
    client.force_login(cast.cia)
    with as_in_earnest():
        assert client.get("/organisationer/").status_code == 200
        assert connection.connection is not None
        assert not ContactPerson.objects.exists()
