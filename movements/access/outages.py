"""When the database does not answer: which kind of no it was, and the sentence for who waits.

Both doors ask here, so that a page and a machine are told the same. What is an error of ours (a
wrong query, a broken rule) is none of these and stays one.
"""

from enum import Enum

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _


class Outage(Enum):
    """`value` is what programs are told."""

    AWAY = "database_away"
    SLOW = "too_slow"
    BUSY = "busy"
    FULL = "disk_full"


RETRY_AFTER = {Outage.AWAY: 10, Outage.SLOW: 60, Outage.BUSY: 5, Outage.FULL: 300}  # seconds

# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
OF_STATE = {
    "57014": Outage.SLOW,  # statement_timeout
    "25P03": Outage.SLOW,  # idle_in_transaction_session_timeout
    "55P03": Outage.BUSY,  # lock_timeout
    "40P01": Outage.BUSY,  # deadlock
    "40001": Outage.BUSY,  # serialization
    "53300": Outage.BUSY,  # too many connections
    "53100": Outage.FULL,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """What kind of outage an error tells of; None for an error of another kind."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    cause = error.__cause__
    found = OF_STATE.get(getattr(cause, "sqlstate", None) or "")
    if found or not isinstance(error, OperationalError | InterfaceError):
        return found
    if type(cause).__name__ in ("PoolTimeout", "TooManyRequests") or _is_crowded(str(error)):
        return Outage.BUSY
    return Outage.AWAY


def words(outage: Outage) -> str:
    """What happened and what to do, in the reader's language."""
    return {
        Outage.AWAY: _("The database cannot be reached just now. Try again in a moment."),
        Outage.SLOW: _("This took too long and was stopped. Ask for less, or try again later."),
        Outage.BUSY: _("Too many are at work at the same time. Try again in a moment."),
        Outage.FULL: _("The server's disk is full. Tell the administrator."),
    }[outage]


def _is_crowded(said: str) -> bool:
    """A refused connection tells its state in words alone."""
    return "too many connections" in said or "connection slots" in said
