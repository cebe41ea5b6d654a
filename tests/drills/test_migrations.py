"""A migration that must wait holds nobody up for long, and comes through in the end."""

import threading
import time

import pytest
from django.db import OperationalError

from deploy import cluster
from deploy.patience import patiently

pytestmark = pytest.mark.xdist_group("drills")
MOST = 2.0  # seconds that a reader may stand still
READ = "SELECT name FROM movements_organisation LIMIT 1"


def _read_on(private, stop, waits):
    with private.connect(cluster.APP) as connection:
        while not stop.is_set():
            began = time.monotonic()
            connection.execute(READ)
            waits.append(time.monotonic() - began)
            time.sleep(0.01)


def test_a_migration_behind_an_idle_transaction_holds_readers_up_two_seconds_at_most(private):
    """One has read the table and does nothing more; the migration must have the table alone."""
    stop, waits, done = threading.Event(), [], []
    more = {"DJANGO_SETTINGS_MODULE": "tests.drills.tried.settings"}

    def migrate():
        done.append(private.manage("migrate", "tried", env=private.env | more))

    idle = private.connect(cluster.OWNER)
    idle.autocommit = False
    idle.execute(READ)
    readers = [threading.Thread(target=_read_on, args=[private, stop, waits]) for _ in range(2)]
    migrating = threading.Thread(target=migrate)
    for thread in (*readers, migrating):
        thread.start()
    try:
        _until_refused(private)
        assert migrating.is_alive(), "it waits for the one that is idle"
        idle.rollback()
        migrating.join(120)
    finally:
        idle.close()
        stop.set()
        for thread in readers:
            thread.join()
    assert done, "it came through when the way was free"
    assert 0.5 < max(waits) <= MOST, "readers did stand behind it, and not for long"
    with private.connect() as connection:
        connection.execute("SELECT tried FROM movements_organisation LIMIT 1")
        connection.execute("ALTER TABLE movements_organisation DROP COLUMN tried")
        connection.execute("DELETE FROM django_migrations WHERE app = 'tried'")


def _until_refused(private, patience=120):
    """Until the migration has asked for the table, and has stepped back twice."""
    asking = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE%%tried%%' AND {}"
    seen, before = 0, False
    with private.connect("postgres") as connection:
        for _try in range(patience * 50):
            waits = bool(
                connection.execute(asking.format("wait_event_type = 'Lock'")).fetchone()[0]
            )
            seen += before and not waits
            before = waits
            if seen == 2:
                return
            time.sleep(0.02)
    raise AssertionError("the migration never stepped back")


def _refusal(state):
    error = OperationalError("refused")
    error.__cause__ = type("Refused", (Exception,), {"sqlstate": state})()
    return error


def test_it_is_tried_again_until_it_is_let_through(monkeypatch):
    monkeypatch.setattr("deploy.patience.time.sleep", lambda seconds: None)
    left = [_refusal("55P03"), _refusal("40P01")]

    def deed():
        if left:
            raise left.pop()

    said = []
    assert patiently(deed, said.append) == 3
    assert len(said) == 2


@pytest.mark.parametrize(("state", "tried"), [("55P03", 4), ("42P01", 1)])
def test_it_gives_up_in_the_end_and_at_once_for_any_other_reason(monkeypatch, state, tried):
    monkeypatch.setattr("deploy.patience.time.sleep", lambda seconds: None)
    times = []

    def deed():
        times.append(1)
        raise _refusal(state)

    with pytest.raises(OperationalError):
        patiently(deed, lambda text: None, tries=4)
    assert len(times) == tried
