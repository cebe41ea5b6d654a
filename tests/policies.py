"""Lets a test make and read rows as nobody, and nothing else: the floor holds in all that it tries.

The suite runs as the application role, which row-level security holds down. A test that makes its
world, or looks at what came of a deed, is nobody in particular and would see nothing. So the test
database gets policies of its own, which let through whoever has said `forankra.ground` on the
connection, as long as no identity is in force. A request, whoever it comes from, takes the setting
away for as long as it lasts, and so does a job or a command: what they do as nobody, nobody does.

`forankra.floor` is the leak matrix's: `off` lifts the floor inside identities too, so that what the
funnel holds alone can be seen.
"""

import threading
from contextlib import contextmanager
from unittest import mock

from django.core.handlers.base import BaseHandler
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.backends.signals import connection_created
from procrastinate.tasks import Task
from psycopg.pq import TransactionStatus

IDLE, INTRANS = TransactionStatus.IDLE, TransactionStatus.INTRANS

NOBODY = "acting_user() IS NULL AND acting_service() = ''"
GROUND = f"(SELECT current_setting('forankra.ground', true) = 'on' AND {NOBODY})"
LIFTED = "(SELECT current_setting('forankra.floor', true) = 'off')"
POLICED = "SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')"


def policed() -> list[str]:
    """The tables that a policy holds."""
    with connection.cursor() as cursor:
        cursor.execute(POLICED)
        return [name for (name,) in cursor.fetchall()]


def _lay() -> None:
    """The test-only policies; anew each time, for a kept database may have new tables."""
    with connections["owner"].cursor() as cursor:
        for table in policed():
            for name, condition in (("ground", GROUND), ("lifted", LIFTED)):
                cursor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
                cursor.execute(
                    f"CREATE POLICY {name} ON {table} USING ({condition}) WITH CHECK ({condition})"
                )


class _Here(threading.local):
    in_earnest = 0  # how many requests, jobs or commands deep this thread is


_here = _Here()


def _say(setting: str, value: str) -> None:
    """For the session, past Django's own cursors: nobody's queries are counted up by it.

    A transaction that failed takes nothing in; it is rolled back to where this was not said.
    """
    raw = connection.connection
    if raw is not None and raw.info.transaction_status in (IDLE, INTRANS):
        raw.execute("SELECT set_config(%s, %s, false)", [setting, value])


def _on_connecting(sender, connection, **kwargs) -> None:
    if connection.alias == "default" and not _here.in_earnest:
        connection.connection.execute("SELECT set_config('forankra.ground', 'on', false)")


@contextmanager
def as_in_earnest():
    """Without what tests are allowed."""
    _here.in_earnest += 1
    _say("forankra.ground", "off")
    try:
        yield
    finally:
        _here.in_earnest -= 1
        if not _here.in_earnest:
            _say("forankra.ground", "on")


def _in_earnest(real):
    def called(*arguments, **named):
        with as_in_earnest():
            return real(*arguments, **named)

    return called


@contextmanager
def let_tests_through():
    """For the whole suite."""
    _lay()
    connection_created.connect(_on_connecting, weak=False)
    connections["default"].close()
    answer, deed = BaseHandler.get_response, Task.__call__
    command = BaseCommand.execute
    with (
        mock.patch.object(BaseHandler, "get_response", _in_earnest(answer)),
        mock.patch.object(Task, "__call__", _in_earnest(deed)),
        mock.patch.object(BaseCommand, "execute", _in_earnest(command)),
    ):
        yield
    connection_created.disconnect(_on_connecting)


@contextmanager
def lifted_floor():
    """What the funnel holds alone: inside, no policy holds anybody."""
    _say("forankra.floor", "off")
    try:
        yield
    finally:
        _say("forankra.floor", "on")
