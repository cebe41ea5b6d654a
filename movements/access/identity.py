"""The one place that says to the database who is reading or writing, and why."""

import json
import uuid
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.utils import timezone
from psycopg.pq import TransactionStatus

from movements.access.readers import Reader

ACTING = "SELECT acting_as(%s, %s, %s, %s)"
_acting: ContextVar[Reader | None] = ContextVar("acting", default=None)
_last: list[Callable[[Reader], None]] = []  # see at_the_end


DEEDS = "deeds"  # among what a reader remembers: the contexts of what they did


class AlreadyActing(RuntimeError):
    """Somebody else's identity is in force: nesting another one would mix their rows."""


@contextmanager
def acting_as(reader: Reader, *, why: str):
    """Everything inside is one transaction, done by `reader`, and its history says so.

    Settings are local to the transaction: through a pool, session-level ones would follow the
    connection to the next person. Nesting the same identity is fine; another one is refused.
    """
    outer = _acting.get()
    if outer is not None and _name(outer) != _name(reader):
        raise AlreadyActing(f"{_name(outer)} is acting; {_name(reader)} cannot act inside.")
    goes_on = connection.in_atomic_block
    with transaction.atomic():
        if outer is not None:
            yield reader
            return
        token = _acting.set(reader)
        try:
            _tell_database(reader, why)
            yield reader
            for deed in _last:
                deed(reader)
            if goes_on:
                _nobody_again()
        finally:
            _acting.reset(token)


def _nobody_again() -> None:
    """Where the transaction goes on after the deed, it goes on as nobody. What failed was rolled
    back to before anybody was somebody; and where it is only doomed, nothing can be said."""
    raw = connection.connection
    if raw.info.transaction_status == TransactionStatus.INTRANS:
        raw.execute(ACTING, [None, "", None, timezone.localdate()])


def at_the_end(deed: Callable[[Reader], None]) -> None:
    """Has `deed(reader)` done in the last moment of every identity, in its transaction, unless what
    was done under it failed. The read log is written so."""
    _last.append(deed)


def because(why: str, of: Iterable[uuid.UUID] = ()) -> None:
    """Says more exactly why what follows is done; it stands in the history of every row changed.
    An undo says which deeds it is `of`: their contexts.

    What follows gets a context of its own, so that two deeds in one transaction each keep theirs.
    """
    reader = _acting.get()
    if reader is not None:
        context = str(uuid.uuid4())
        reader.remembered.setdefault(DEEDS, []).append(context)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_id', %s, true),"
                " set_config('pghistory.context_metadata', %s, true)",
                [context, _metadata(reader, why, of)],
            )


def actor() -> Reader | None:
    """Who is acting now, if anyone."""
    return _acting.get()


@contextmanager
def lent_to(service: str):
    """Inside a deed: for as long as this holds, the database also shows what that service sees.

    For what a deed must do beyond its doer's sight: a merge moves rows that nobody shows the one
    who merges. Who does it, and why, stays the same in the history. It is the floor that is
    lifted, for the lines of that service alone; the funnel is asked as ever. Where nobody acts
    nothing is lent either.
    """
    if _acting.get() is None:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        before = "SELECT acting_service(), set_config('forankra.service', %s, true)"
        outer = cursor.execute(before, [service]).fetchone()[0]
        yield
        # Not in a finally: what failed is rolled back to here, and the setting with it.
        cursor.execute("SELECT set_config('forankra.service', %s, true)", [outer])


def _tell_database(reader: Reader, why: str) -> None:
    # pghistory reads its context from these two settings. Set once here, instead of in front of
    # every statement as its own context manager does, they cost one round trip a request.
    context = str(uuid.uuid4())
    reader.remembered.setdefault(DEEDS, []).append(context)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{ACTING},"
            " set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [*who_is(reader), context, _metadata(reader, why)],
        )


def who_is(reader: Reader) -> list:
    """What ACTING takes: for a connection beside the transaction's own (exchange/progress.py)."""
    person = reader.user.pk if reader.user else None
    return [person, reader.service, reader.district_id, timezone.localdate()]


def _metadata(reader: Reader, why: str, of: Iterable[uuid.UUID] = ()) -> str:
    said = {"user": str(reader.user.pk)} if reader.user else {"service": reader.service}
    said |= {"why": why}
    if undone := [str(context) for context in of]:
        said["of"] = undone
    return json.dumps(said)


def _name(reader: Reader) -> str:
    return str(reader.user.pk) if reader.user else f"service:{reader.service}"
