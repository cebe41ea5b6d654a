"""What stays when a test that commits cleans up after itself: the places, and Django's own lists.

Borders and place names take seconds to load and no test changes them. A plain flush would empty
them, and every test after it would stand on nothing.
"""

from contextlib import contextmanager
from unittest import mock

from django.apps import apps
from django.core.management.commands import flush
from django.db import connections

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
