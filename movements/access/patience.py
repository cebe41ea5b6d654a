"""What nobody waits for in front of a screen may take its time, and says so to the database.

The role that serves is stopped after half a minute (docs/deploy.md). A worker's transaction is not
a page: an import of 50,000 rows thinks for minutes between two statements.
"""

from django.db import connection

LONG, LOCK = "30min", "1min"


def take_time() -> None:
    """For this transaction alone: settings of a session would follow a pooled connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true),"
            " set_config('lock_timeout', %s, true)",
            [LONG, LONG, LOCK],
        )
