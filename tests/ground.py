"""What stays when a test that commits cleans up after itself: the places, and Django's own lists.

Borders and place names take seconds to load and no test changes them. A plain flush would empty
them, and every test after it would stand on nothing.
"""

from contextlib import contextmanager
from unittest import mock

from django.apps import apps
from django.core.management.commands import flush

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
