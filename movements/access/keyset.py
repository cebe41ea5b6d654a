"""Pages by keyset: a page starts after the last row, so a deep one costs what the first does.

An order is a tuple of fields that are never null, a minus in front for falling, and its last field
unique, such as ("name", "id").
"""

import base64
import json
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet, FieldError, ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from movements.access.funnel import MalformedQuestion

MANY = 1_000  # above this a total is said as "1 000+": nobody counts further, the database would


@dataclass(frozen=True)
class Slice:
    """One page: its rows, and the tokens of its neighbours (empty when there is none)."""

    rows: list
    next: str = ""
    previous: str = ""


def keyset(
    rows, order: tuple[str, ...], *, size: int, after: str = "", before: str = "", told=None
) -> Slice:
    """The page of `size` rows after (or before) a token. MalformedQuestion on a bad token.

    `told` says what is read of the rows of a page, order included: it is given them alone, so that
    the database works nothing out for the rows of the selection that nobody looks at. One query.

    `rows` is a selection, or (with `told`) a list of selections that have no row in common, each
    of which the database can read in that order off an index of its own.
    """
    parts = rows if isinstance(rows, list) else [rows]
    if len(parts) > 1 and told is None:
        raise TypeError("Only what is told of rows can be put together from several parts.")
    backwards = bool(before)
    direction = tuple(_turned(name) for name in order) if backwards else order
    token = before or after
    try:
        if token:
            beyond = _beyond(direction, _read(token, len(order)))
            parts = [part.filter(beyond) for part in parts]
        parts = [part.order_by(*direction) for part in parts]
        found = _told(parts, size, told).order_by(*direction) if told else parts[0]
        found = list(found[: size + 1])
    except (ValueError, ValidationError, FieldError, TypeError, RecursionError) as wrong:
        raise MalformedQuestion({"after": [_("Start from the first page.")]}) from wrong
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (bool(token), more) if backwards else (more, bool(token))
    return Slice(
        found,
        next=_write(found[-1], order) if has_next and found else "",
        previous=_write(found[0], order) if has_previous and found else "",
    )


def _told(parts, size: int, told):
    """What is told of the rows that may be on the page: so many of each part."""
    pages = [part.values("pk")[: size + 1] for part in parts]
    keys = pages[0].union(*pages[1:], all=True) if len(pages) > 1 else pages[0]
    return told(parts[0].model.objects.filter(pk__in=keys))


def standing_before(rows, order: tuple[str, ...], row) -> int:
    """How many rows stand before `row` in that order: 50 makes it "51–100 of …". Capped.

    `rows` as in `keyset`.
    """
    turned = tuple(_turned(name) for name in order)
    beyond = _beyond(turned, _read(_write(row, order), len(order)))
    parts = rows if isinstance(rows, list) else [rows]
    counted = capped_counts(*(part.filter(beyond) for part in parts))
    return min(MANY, sum(number for number, _more in counted))


def capped_count(rows) -> tuple[int, bool]:
    """(how many, whether there are more than can be said exactly)."""
    return capped_counts(rows)[0]


def capped_counts(*many) -> list[tuple[int, bool]]:
    """The same of several selections, in one query."""
    parts, values = [], []
    for rows in many:
        try:
            sql, params = rows.order_by().values("pk")[: MANY + 1].query.sql_with_params()
        except EmptyResultSet:  # the funnel lets nothing through
            sql, params = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608  Django's own SQL
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [(min(counted, MANY), counted > MANY) for counted in cursor.fetchone()]


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(direction, values) -> Q:
    """Strictly after `values` in that order, with a bare bound on the first field for its index."""
    first = direction[0]
    beyond = Q()
    same = Q()
    for name, value in zip(direction, values, strict=True):
        field, comparison = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        beyond |= same & Q(**{f"{field}__{comparison}": value})
        same &= Q(**{field: value})
    bound = f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}"
    return Q(**{bound: values[0]}) & beyond


def _write(row, order) -> str:
    names = [name.lstrip("-") for name in order]
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    text = json.dumps([str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(token: str, length: int) -> list[str]:
    text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    values = json.loads(text)
    if not isinstance(values, list) or len(values) != length:
        raise ValueError(token)
    if not all(isinstance(value, str) and "\0" not in value for value in values):
        raise ValueError(token)
    return values
