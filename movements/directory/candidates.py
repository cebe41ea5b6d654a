"""Whom is it worth comparing with? Found by the keys in the database, a bounded few for each.

Each organisation is held against those with its number, name or website, and against its
neighbours when the names of a municipality are put in order, from the front and from the back:
there a misspelt name stands beside the right one. Work grows with what is asked, never with the
square of what is stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import batched
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection

from movements.directory.likeness import Card, Verdict, judge

BATCH = 5_000  # cards in one question
MOST = 5  # likenesses told of for each card
# The index of websites leaves out the many that have none, so that is said.
ASKED_KEYS = tuple(
    {"key": key, "indexed": indexed, "most": 20}
    for key, indexed in (("name_key", "true"), ("name_words", "true"), ("home_key", "k.home <> ''"))
)

KEYS_SQL = """
SELECT movements_name_key(t.name, true), movements_name_key(t.name, false),
 CASE WHEN t.home = '' THEN '' ELSE movements_home_key(t.home) END
FROM unnest(%(names)s::text[], %(homes)s::text[]) WITH ORDINALITY AS t(name, home, n) ORDER BY t.n
"""
FIELDS = ("pk", "name", "organisation_number", "homepage", "email", "town", "municipality_id")
FIELDS += ("name_key", "name_words", "home_key")
KNOWN = """known(id, name, number, home, email, town, seat, name_key, name_words, home_key)
 AS NOT MATERIALIZED ({known})"""
# Those who stand nearest in the order of names, seen from both ends of the name.
BESIDE = """
SELECT n, id FROM (SELECT n, name_key, unnest(ids) AS id, unnest(keys) AS key FROM (
 SELECT n, name_key, array_agg(id) OVER near AS ids, array_agg(name_key) OVER near AS keys FROM pool
 WINDOW near AS (PARTITION BY seat ORDER BY {order} ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING)) b
 WHERE n IS NOT NULL) b WHERE id IS NOT NULL AND similarity(key, name_key) > 0.5
"""
# Letters and figures need no language to be put in order, and take a third of the time without.
ORDERS = ('name_key COLLATE "C", id, n', 'reverse(name_key) COLLATE "C", id, n')
SAME = """
SELECT a.n, f.id FROM asked a CROSS JOIN LATERAL (SELECT k.id FROM known k
 WHERE k.{key} = a.{key} AND {indexed}
 ORDER BY k.seat = ANY(a.seats) DESC NULLS LAST, k.id LIMIT {most}) f
WHERE a.{key} <> ''
"""
# Numbers are few of each and have no index over all rows: one pass for all cards.
SAME_NUMBER = """
SELECT a.n, k.id FROM asked a JOIN (SELECT id, number FROM known
 WHERE number <> '' AND number = ANY(%(numbers)s::text[])) k ON k.number = a.number
"""
CANDIDATES_SQL = """
WITH {known}, asked(n, number, name_key, name_words, home_key, seats) AS MATERIALIZED (
 SELECT n, number, name_key, name_words, home_key, seats::smallint[]
 FROM unnest(%(n)s::int[], %(numbers)s::text[], %(keys)s::text[], %(words)s::text[],
  %(homes)s::text[], %(seats)s::text[]) AS t(n, number, name_key, name_words, home_key, seats)),
 pool AS MATERIALIZED (
  SELECT a.n, NULL::uuid AS id, a.name_key, s.seat FROM asked a, unnest(a.seats) AS s(seat)
  UNION ALL SELECT NULL, k.id, k.name_key, k.seat FROM known k
  WHERE k.seat = ANY(%(all_seats)s::smallint[]) AND k.name_key <> ''),
 found AS MATERIALIZED ({same} UNION {beside}),
 chosen AS MATERIALIZED (SELECT k.*, ARRAY(SELECT r.municipality_id FROM movements_activityarea r
  WHERE r.organisation_id = k.id) FROM known k WHERE k.id = ANY(ARRAY(SELECT id FROM found)))
SELECT f.n, k.* FROM found f JOIN chosen k ON k.id = f.id ORDER BY f.n, f.id
"""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Card number `n` may be the same as an organisation, or as the earlier card `other`."""

    n: int
    verdict: Verdict
    organisation_id: UUID | None = None
    other: int | None = None


def with_keys(cards: list[Card]) -> list[Card]:
    """The same cards with the keys that the database writes for them."""
    if not cards:
        return []
    asked = {"names": [c.name for c in cards], "homes": [c.homepage for c in cards]}
    with connection.cursor() as cursor:
        cursor.execute(KEYS_SQL, asked)
        return [
            replace(card, name_key=name, name_words=words, home_key=home)
            for card, (name, words, home) in zip(cards, cursor, strict=True)
        ]


def like(organisations, cards: Iterable[Card]) -> Iterator[Likeness]:
    """What each card may be the same as: the strongest first, at most five for each.

    `organisations` are those that the reader may see, as a queryset; nothing else is looked at.
    Cards of the same list are compared as well: a card is only ever like an earlier one. Memory
    follows the cards, whatever the number of organisations.
    """
    cards = with_keys(list(cards))
    earlier = _Earlier(cards)
    for batch in batched(enumerate(cards), BATCH, strict=False):
        known = _known(organisations, batch)
        for n, card in batch:
            told = [
                Likeness(n, verdict, organisation_id=pk)
                for pk, other in known.get(n, ())
                if (verdict := judge(card, other))
            ]
            told += [
                Likeness(n, verdict, other=m)
                for m in earlier.beside(n)
                if (verdict := judge(card, cards[m]))
            ]
            told.sort(key=lambda one: (not one.verdict.certain, one.verdict.why.rank))
            yield from told[:MOST]


def _known(organisations, batch) -> dict:
    """The organisations worth comparing with each card: n → [(id, card)]."""
    try:
        known, params = organisations.order_by().values_list(*FIELDS).query.sql_with_params()
    except EmptyResultSet:  # the funnel lets nothing through
        return {}
    names = {f"p{number}": value for number, value in enumerate(params)}
    known = known % tuple(f"%({name})s" for name in names)
    sql = CANDIDATES_SQL.format(
        known=KNOWN.format(known=known),
        same=" UNION ".join([SAME_NUMBER, *(SAME.format(**way) for way in ASKED_KEYS)]),
        beside=" UNION ".join(BESIDE.format(order=o) for o in ORDERS),
    )
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, names | _asked(batch))
        for n, pk, *fields, areas in cursor:
            found.setdefault(n, []).append((pk, card_of_row((*fields, areas))))
    return found


def _asked(batch) -> dict:
    cards = [card for _n, card in batch]
    return {
        "n": [n for n, _card in batch],
        "numbers": [card.organisation_number for card in cards],
        "keys": [card.name_key for card in cards],
        "words": [card.name_words for card in cards],
        "homes": [card.home_key for card in cards],
        "seats": [_array(card.municipalities) for card in cards],
        "all_seats": sorted({seat for card in cards for seat in card.municipalities}),
    }


def _array(seats) -> str:
    return "{" + ",".join(str(int(seat)) for seat in sorted(seats)) + "}"


def card_of_row(row) -> Card:
    """A row of FIELDS without its id, and the ids of its areas, as it is compared."""
    name, number, home, email, town, seat, key, words, home_key, areas = row
    places = frozenset(place for place in (seat, *areas) if place is not None)
    return Card(name, number, home, email, town, places, key, words, home_key)


def card_of(organisation) -> Card:
    """An organisation as it is compared. One query, for its areas."""
    areas = list(organisation.activity_areas.values_list("municipality_id", flat=True))
    return card_of_row((*(getattr(organisation, name) for name in FIELDS[1:]), areas))


class _Earlier:
    """Cards of one list that stand before another and share a key with it, or stand beside it."""

    def __init__(self, cards: list[Card]):
        self.cards, self.blocks = cards, {}
        for way in (lambda key: key, lambda key: key[::-1]):
            order = sorted(range(len(cards)), key=lambda n: (way(cards[n].name_key), n))
            self.blocks.setdefault("order", []).append((order, {n: i for i, n in enumerate(order)}))
        self.seen = {}

    def beside(self, n: int) -> list[int]:
        """Numbers of earlier cards worth comparing with card `n`; asked for in order, once each."""
        card, found = self.cards[n], {}
        for key in (
            ("number", card.organisation_number),
            ("name", card.name_key),
            ("words", card.name_words),
            ("home", card.home_key),
        ):
            if key[1]:
                block = self.seen.setdefault(key, [])
                found |= dict.fromkeys(block[-20:])
                block.append(n)
        for order, place in self.blocks["order"]:
            at = place[n]
            found |= dict.fromkeys(m for m in order[max(at - 3, 0) : at + 4] if m < n)
        return list(found)
