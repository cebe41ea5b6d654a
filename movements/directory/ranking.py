"""Which of many hits come first: names before places, one's own before others', the nearest spelt
before the far."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramDistance
from django.db.models import Exists, OuterRef
from rapidfuzz.distance import OSA

from movements.access.funnel import visible
from movements.directory.models import Relation
from movements.directory.search import Meaning, matching

CANDIDATES = 200  # looked at closely; beyond it the beginning of the name and one's own decide
LONG_AGO = date(1900, 1, 1)
NAMED, BEGUN, BY_WORDS, INSIDE, ELSEWHERE, WIDENED = range(6)


@dataclass(frozen=True)
class Hit:
    """An organisation that was found. `name` is folded; `place` is how well it fits, 0 best."""

    pk: UUID
    name: str
    place: int


def best(rows, reader, meant: Meaning, most: int) -> list[Hit]:
    """The `most` best of `rows`, which the reader may see. One query, two where many fit."""
    found = _candidates(rows, reader, meant)
    ranked = sorted(found.values(), key=lambda row: _order(row, meant))
    return [Hit(row["pk"], row["name"], _fit(row, meant)) for row in ranked[:most]]


def _candidates(rows, reader, meant: Meaning) -> dict:
    written = matching(rows, meant.exact).filter(pk=OuterRef("pk"))
    own = visible(Relation, reader).filter(
        organisation=OuterRef("pk"), association__in=reader.associations, ended_on=None
    )
    told = matching(rows, meant).annotate(own=Exists(own))
    told = told.annotate(written=Exists(written)) if meant.wide else told
    columns = ["pk", "search_document__name", "own", "last_open_contact"]
    columns += ["written"] if meant.wide else []
    spelt = " ".join(word.text for word in meant.words)
    near = [TrigramDistance("search_document__name", spelt)] if meant.wide else []
    # Where more fit than are looked at, the same ones each time.
    found = list(told.order_by(*near, "pk").values(*columns)[:CANDIDATES])
    if len(found) == CANDIDATES and not meant.wide:
        # What begins as asked holds all the words: they need not be looked for once more.
        begun = rows.annotate(own=Exists(own)).filter(
            search_document__district=reader.district_id, search_document__name__startswith=spelt
        )
        begun = begun.order_by("search_document__name", "pk").values(*columns)[:CANDIDATES]
        found += begun.union(
            told.filter(own=True).order_by("pk").values(*columns)[:CANDIDATES], all=True
        )
    return {row["pk"]: row | {"name": row["search_document__name"]} for row in found}


def _order(row: dict, meant: Meaning) -> tuple:
    fit = _fit(row, meant)
    spelt = _distance(row["name"].split(), [word.text for word in meant.words])
    met = row["last_open_contact"] or LONG_AGO
    near = (spelt,) if fit == WIDENED else ()
    return (
        fit,
        *near,
        not row["own"],
        -met.toordinal(),
        spelt,
        len(row["name"]),
        row["name"],
        row["pk"],
    )


def _fit(row: dict, meant: Meaning) -> int:
    name, words = row["name"], [word.text for word in meant.words]
    if not row.get("written", True):
        return WIDENED
    spelt = " ".join(words)
    if name == spelt:
        return NAMED
    if name.startswith(spelt):
        return BEGUN
    if all(f" {word}" in f" {name}" for word in words):
        return BY_WORDS
    return INSIDE if all(word in name for word in words) else ELSEWHERE


def _distance(name: list[str], words: list[str]) -> float:
    """How far the words are from those of the name: letters to change, in all. A word that only
    begins one of the name's is half a letter away."""
    return sum(min((_apart(word, one) for one in name), default=len(word)) for word in words)


def _apart(word: str, one: str) -> float:
    if one == word:
        return 0
    begun = one[: len(word)]
    return min(OSA.distance(word, one), 0.5 + OSA.distance(word, begun))
