"""What the database was asked for an answer, and the same asked again in another state.

An answer is made of what the database says. Where it says the same with the floor lifted, with all
that is hidden taken away, or about another id, the answer is the same one and need not be made
again: asking the database alone takes a twentieth of the time. Where it says anything else at all,
the matrix makes the request in that state too, and looks at what comes out.
"""

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from movements.access.identity import ACTING
from tests.policies import as_in_earnest

READS = re.compile(r"\s*(SELECT|WITH)\b", re.I)
CHANGES = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|procrastinate_\w+)\b", re.I)
LOCKS = re.compile(r"\bFOR (NO KEY )?UPDATE\b", re.I)
OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")
# What every request asks or says of itself, and no answer is made of.
OF_THE_REQUEST = ('"movements_session"', '"movements_readlog"', '"knox_authtoken"')


@dataclass(frozen=True)
class Statement:
    """A question to the database. `asked` is what tells it from another one."""

    who: tuple  # what ACTING was told
    sql: str
    given: object = field(compare=False)
    asked: str = ""

    @classmethod
    def of(cls, who, sql: str, given):
        return cls(who, sql, given, repr(given))

    def about(self, one: str, other: str) -> "Statement | None":
        """The same about `other` instead of `one`; None where that cannot be said."""
        try:
            sql, given = self.sql.replace(one, other), _swapped(self.given, one, other)
        except TypeError:
            return None
        return Statement.of(self.who, sql, given)


def _swapped(value, one: str, other: str):
    if isinstance(value, str):
        return value.replace(one, other)
    if isinstance(value, UUID):
        return UUID(other) if str(value) == one else value
    if isinstance(value, list | tuple):
        return type(value)(_swapped(part, one, other) for part in value)
    if isinstance(value, dict):
        return {key: _swapped(part, one, other) for key, part in value.items()}
    if one in repr(value):
        raise TypeError
    return value


class Heard:
    """Listens to the statements of one request (an execute wrapper of the connection)."""

    def __init__(self):
        self.statements: dict[Statement, None] = {}
        self.wrote = False  # rows were changed: the deed must be done again to be looked at
        self.opaque = False  # something was asked that cannot be asked again by itself
        self.who: tuple = (None, "", None, timezone.localdate())

    def __call__(self, execute, sql, params, many, context):
        self._hear(sql, params)
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            self.opaque = True
            raise

    def _hear(self, sql, params) -> None:
        if sql.startswith(ACTING):
            self.who = tuple(params[:4])
        elif "set_config(" in sql:
            self.opaque |= "forankra." in sql  # lent to a service for a while
        elif any(table in sql for table in OF_THE_REQUEST) or sql.startswith(OF_THE_TRANSACTION):
            return
        elif not READS.match(sql) or CHANGES.search(LOCKS.sub("", sql)):
            self.wrote = True
        else:
            self.statements[Statement.of(self.who, sql, params)] = None

    @property
    def again(self) -> bool:
        """Whether only the request itself tells what it does in another state."""
        return self.wrote or self.opaque


class State:
    """What the database says as things stand: with the floor or without it, whole or parted."""

    def __init__(self):
        self.said: dict[Statement, object] = {}

    def learn(self, statements) -> None:
        """Asks all that is not known yet, as whoever asked it."""
        by_whom: dict[tuple, list] = {}
        for one in statements:
            if one not in self.said:
                by_whom.setdefault(one.who, []).append(one)
        for who, theirs in by_whom.items():
            with transaction.atomic(), as_in_earnest(), connection.cursor() as cursor:
                cursor.execute(ACTING, who)
                for one in theirs:
                    self.said[one] = _answer(cursor, one)
                transaction.set_rollback(True)

    def of(self, one: Statement):
        return self.said[one]


def _answer(cursor, one: Statement):
    """What stands for the rows; something that equals nothing where there were none to have."""
    try:
        with transaction.atomic():
            cursor.execute(one.sql, one.given)
            rows = [repr(row) for row in cursor.fetchall()]
    except DatabaseError:
        return object()
    return hash(tuple(rows if "ORDER BY" in one.sql else sorted(rows)))
