"""How a person may stand in a text: patterns for the database's regular expressions, and ours.

A name is met in either order and with a genitive s; a number however it is spaced and with or
without the country; an address as it is. A single word is masked only as it is written and when it
is long enough to be a name, or every 'Bo' that means to live would go.
"""

import re
from dataclasses import dataclass

from django.db import connection

MASK = "(raderad)"  # no sign that means something in JSON or in an array
SHORTEST_NAME, SHORTEST_NUMBER, SHORTEST_OTHER = 4, 6, 4
_SPECIAL = re.compile(r"([^\w\s])")


@dataclass(frozen=True)
class Words:
    """What somebody is or was called, and how they are or were reached."""

    names: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]  # (kind, value)


def words_of(person_id) -> Words:
    """From the row, its channels, and every version of them that there has been."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, word FROM words_of(%s)", [person_id])
        told = sorted(cursor.fetchall())
    names = tuple(word for kind, word in told if kind == "name" and word.strip())
    return Words(names, tuple((kind, word) for kind, word in told if kind != "name"))


def patterns(words: Words) -> list[str]:
    """Regular expressions that PostgreSQL and Python read alike; the longest first."""
    found = []
    for name in words.names:
        found += _of_name(name)
    for kind, value in words.ways:
        found += _of_number(value) if kind == "phone" else _of_address(value)
    return sorted(set(found), key=len, reverse=True)


def _of_name(name: str) -> list[str]:
    parts = [_escaped(part) for part in name.split()]
    if not parts:
        return []
    if len(parts) == 1:
        long_enough = len(name.strip()) >= SHORTEST_NAME
        return [_alone(parts[0] + "s?")] if long_enough else []
    *first, last = parts
    turned = rf"{last},?\s+" + r"\s+".join(first)
    return [f"(?i){_alone(r'\s+'.join(parts) + 's?')}", f"(?i){_alone(turned + 's?')}"]


def _of_number(value: str) -> list[str]:
    digits = re.sub(r"\D", "", value)
    if len(digits) < SHORTEST_NUMBER:
        return []
    own = re.sub(r"^(0046|46|0)", "", digits)
    spaced = r"[\s()./–-]*".join(own)
    return [rf"(?<![0-9])(\+46|0046|0)?[\s()./–-]*{spaced}(?![0-9])"]


def _of_address(value: str) -> list[str]:
    bare = value.strip()
    return [f"(?i){_alone(_escaped(bare))}"] if len(bare) >= SHORTEST_OTHER else []


def _alone(pattern: str) -> str:
    """Not as a part of a longer word."""
    return rf"(?<![[:alnum:]]){pattern}(?![[:alnum:]])"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def finder(words: Words):
    """A function that tells whether a text mentions the person."""
    ours = [re.compile(pattern) for pattern in as_pythons(words)]
    return lambda text: any(pattern.search(text) for pattern in ours)


def masked(text: str, words: Words) -> str:
    """The text without the person."""
    for pattern in as_pythons(words):
        text = re.sub(pattern, MASK, text)
    return text


def as_pythons(words: Words) -> list[str]:
    """The same patterns as Python writes them."""
    return [pattern.replace("[[:alnum:]]", r"[^\W_]") for pattern in patterns(words)]
