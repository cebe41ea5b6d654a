"""What stays when a test that commits cleans up after itself: the places, and Django's own lists.

Borders and place names take seconds to load and no test changes them. A plain flush would empty
them, and every test after it would stand on nothing.
"""

from contextlib import contextmanager
from unittest import mock

from django.apps import apps
from django.core.management.commands import flush
from django.db import connections

from deploy.backup import connect

KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def ground() -> set[str]:
    """The tables that a flush leaves alone."""
    places = (m for m in apps.get_models() if m.__module__.startswith("movements.places"))
    return KEPT | {model._meta.db_table for model in places}


def _truncate(style, connection, reset_sequences=True, allow_cascade=False):
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = ", ".join(connection.ops.quote_name(name) for name in sorted({*tables} - ground()))
    return [f"TRUNCATE {quoted}"]


@contextmanager
def kept_ground():
    """While this holds, TransactionTestCase flushes everything but the ground."""
    with (
        mock.patch.object(flush, "sql_flush", _truncate),
        mock.patch.object(flush, "emit_post_migrate_signal"),
    ):
        yield


ANALYSE = r"""
CREATE OR REPLACE FUNCTION tests_analyse(untouched text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE filled regclass;
BEGIN
    FOR filled IN SELECT relid FROM pg_stat_user_tables
        WHERE relname LIKE 'movements\_%' AND NOT relname = ANY (untouched)
    LOOP
        EXECUTE format('ANALYZE %s', filled);
    END LOOP;
END $$
"""


def seen_by_planner():
    """Tell the planner what has been put into the tables just now, for this transaction alone.

    Statistics stay when rows go. Those of a district that another test committed and emptied say
    that nobody has any other, so that a thousand rows of ours are taken for one and joined by
    going through them all a thousand times: minutes for what takes a tenth of a second. Only a
    table's owner may analyse it, and rows that are not committed only we can see: so we analyse,
    by a function of the owner's.
    """
    with connect(connections["owner"].settings_dict, autocommit=True) as owner:
        owner.execute(ANALYSE)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT tests_analyse(%s)", [sorted(ground())])


def send_everybody_home():
    """End every session in the test database, or it cannot be dropped.

    A thread of the live server may hold its connection a moment longer than the last test.
    """
    ends = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = session_user"
        " AND pid <> pg_backend_pid()"
    )
    for alias in ("default", "owner"):
        with connections[alias].cursor() as cursor:
            cursor.execute(ends)
    connections.close_all()
