"""A job may take its time, for its own transaction alone; an outage is known from a mistake."""

import psycopg
import pytest
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from movements.access.jobs import name_of, working_for
from movements.access.outages import RETRY_AFTER, Outage, outage_of, words

NAMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def settings_now() -> list[str]:
    with connection.cursor() as cursor:
        return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in NAMES]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_job_takes_its_time_and_leaves_nothing_of_it_behind(cast):
    before = settings_now()
    with working_for(name_of(cast.reader("cia")), why="test"):
        assert settings_now() == ["30min", "1min", "30min"]
    assert settings_now() == before


@pytest.mark.django_db
def test_each_kind_of_outage_is_known_by_what_the_database_says():
    said = {
        "SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(2)": Outage.SLOW,
        "DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$": Outage.BUSY,
        "DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$": Outage.BUSY,
        "DO $$ BEGIN RAISE SQLSTATE '53100'; END $$": Outage.FULL,
        "DO $$ BEGIN RAISE SQLSTATE '25P03'; END $$": Outage.SLOW,
        "SELECT 1/0": None,
        "SELECT nonsense": None,
    }
    for statement, outage in said.items():
        with pytest.raises(DatabaseError) as raised, transaction.atomic():
            connection.cursor().execute(statement)
        assert outage_of(raised.value) is outage, statement


@pytest.mark.parametrize("error", [ValueError("x"), IntegrityError("x"), DataError("x"), None])
def test_a_mistake_of_ours_is_no_outage(error):
    assert outage_of(error) is None


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_connection_that_is_gone_is_one(kind):
    assert outage_of(kind("the connection is closed")) is Outage.AWAY


def test_a_pool_with_nothing_left_is_crowded_and_not_away():
    from psycopg_pool import PoolTimeout

    error = OperationalError("couldn't get a connection after 10.00 sec")
    error.__cause__ = PoolTimeout("couldn't get a connection after 10.00 sec")
    assert outage_of(error) is Outage.BUSY
    refused = OperationalError("FATAL:  sorry, too many clients already")
    refused.__cause__ = psycopg.errors.TooManyConnections("sorry, too many clients already")
    assert outage_of(refused) is Outage.BUSY


def test_each_has_its_words_and_when_to_come_back():
    for outage in Outage:
        assert words(outage)
        assert RETRY_AFTER[outage] > 0
