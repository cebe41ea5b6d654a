"""Search: one question to everything that the reader may know of.

Organisations by the same meaning of words as every list of them; people by name, or because they
are at one of the organisations that fit best; meetings and points by what was said, where the
reader may read it; municipalities of the district by name.
"""

from dataclasses import dataclass, field
from itertools import zip_longest

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, OuterRef, Q, Subquery, Value, Window
from django.db.models.aggregates import Count
from django.db.models.functions import JSONObject
from django.utils import timezone

from movements.access.funnel import visible
from movements.access.read_log import ReadLog, has_read
from movements.dialogue.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Point,
)
from movements.dialogue.record import has_read_said
from movements.directory.listing import ToldTie, municipalities_of, told_lines
from movements.directory.models import ContactPerson, ContactRole, Organisation
from movements.directory.ranking import CANDIDATES, ELSEWHERE, WIDENED, Hit, best
from movements.directory.search import INSIDE, MOST_WORDS, Meaning, meaning
from movements.places.folding import folded, folded_words

MOST = 20  # of each kind, on a page of one kind
TOP = 5  # organisations so likely meant that their people and meetings are shown too


@dataclass(frozen=True)
class Group:
    """Rows of one kind, and how many there are in all; `more` when there are still more."""

    rows: list = field(default_factory=list)
    total: int = 0
    more: bool = False


@dataclass(frozen=True)
class Answer:
    """What was found. `also`: the words that a misspelt one was widened by, as people write them.
    `needles`: what to mark in a text, folded."""

    text: str
    organisations: Group
    people: Group
    meetings: Group
    points: Group
    municipalities: Group
    also: list[str]
    needles: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def more(self) -> bool:
        return any(group.more for group in self.groups)

    @property
    def groups(self) -> tuple[Group, ...]:
        """In the order in which they are shown; meetings and points under one heading."""
        return (self.organisations, self.people, self.said, self.municipalities)

    @property
    def said(self) -> Group:
        """Meetings and points by turns, so that a short list tells of both."""
        pairs = zip_longest(self.meetings.rows, self.points.rows)
        rows = [row for pair in pairs for row in pair if row is not None]
        total = self.meetings.total + self.points.total
        return Group(rows, total, self.meetings.more or self.points.more)


def search(reader, text: str, *, most: int = MOST, exact: bool = False) -> Answer | None:
    """The answer to `text`, up to `most` of each kind; None when it holds no word.

    `exact`: the words as they are written, none widened. At most ten queries, whatever the counts.
    """
    if not folded_words(text):
        return None
    seen = visible(Organisation, reader).live()
    meant = meaning(seen, reader, text)
    meant = meant.exact if exact else meant
    hits = best(seen, reader, meant, CANDIDATES)
    shown = organisations_of(reader, [hit.pk for hit in hits[:most]])
    top = [hit.pk for hit in hits[:TOP] if hit.place != ELSEWHERE]
    also = _also(meant, hits[:most], shown) if meant.wide else {}
    words = [word.text for word in meant.words]
    asked = Value(_query_of_texts(meant))
    answer = Answer(
        text=text,
        organisations=Group(shown, min(len(hits), CANDIDATES), len(hits) >= CANDIDATES),
        people=_people(reader, words, top, most),
        meetings=_meetings(reader, asked, top, most),
        points=_points(reader, asked, top, most),
        municipalities=_municipalities(reader, words, most),
        also=list(also.values()),
        needles=tuple(dict.fromkeys([*words, *_stems(meant), *also])),
    )
    _has_read(answer)
    return answer


def _has_read(answer: Answer) -> None:
    """The read log is told whom the search hit, and which confidential notes it tells of."""
    has_read(ReadLog.Deed.SEARCH, persons=[person.pk for person in answer.people.rows])
    told = [(row.content_id, row.kept) for row in answer.points.rows]
    told += [(row.said["id"], row.said["sensitivity"]) for row in answer.meetings.rows if row.said]
    has_read_said(told)


def organisations_of(reader, ids: list) -> list:
    """These organisations as lines of a list, in the order of `ids`; hidden ones are left out."""
    if not ids:
        return []
    rows = told_lines(visible(Organisation, reader).live().filter(pk__in=ids), reader)
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.ties = [ToldTie.of(told) for told in row.told_ties]
    return [found[pk] for pk in ids if pk in found]


# ---- people


class Folded(Func):
    """A text as `places.folding` folds it, in the database."""

    function = "forankra_fold"


def _people(reader, words: list[str], top: list, most: int) -> Group:
    now = Q(ends_on=None) | Q(ends_on__gt=timezone.localdate())
    roles = visible(ContactRole, reader).filter(now)
    called = visible(ContactPerson, reader).live().annotate(called=Folded("name"))
    for word in words:
        begins = Q(called__startswith=word) | Q(called__contains=f" {word}")
        called = called.filter(Q(called__contains=word) if len(word) >= INSIDE else begins)
    ids = called.order_by().values("pk")[:CANDIDATES]
    if top:
        there = roles.filter(organisation__in=top, person__archived_at=None)
        ids = ids.union(there.order_by().values("person")[:CANDIDATES])
    told = roles.filter(person=OuterRef("pk")).order_by("starts_on", "id")
    role = JSONObject(title="title", pk="organisation__id", organisation="organisation__name")
    rows = visible(ContactPerson, reader).live().filter(pk__in=ids)
    rows = rows.annotate(told=ArraySubquery(told.values(one=role)))
    return _group(rows.order_by("name", "id"), most)


# ---- what was said


class Says(Func):
    """Whether a text says what a query of words asks for, in Swedish, folded."""

    template = "(to_tsvector('swedish', forankra_fold(%(expressions)s))"
    arg_joiner = ")) @@ to_tsquery('swedish', "
    output_field = BooleanField()


def _query_of_texts(meant: Meaning) -> str:
    parts = []
    for word in meant.words:
        ways = [word.text, *(word.near[:8] if meant.wide else ())]
        parts.append(f"({' | '.join(f'{way}:*' for way in ways)})")
    return " & ".join(parts)


def _points(reader, asked: Value, top: list, most: int) -> Group:
    held = visible(Point, reader).filter(content__meeting__archived_at=None)
    ids = held.filter(Says("text", asked)).order_by().values("pk")[:CANDIDATES]
    if top:
        theirs = held.filter(organisation__in=top, kind=Point.Kind.DEMAND)
        ids = ids.union(theirs.order_by().values("pk")[:CANDIDATES])
    name = visible(Organisation, reader).filter(pk=OuterRef("organisation")).values("name")
    rows = (
        held.filter(pk__in=ids)
        .annotate(of=Subquery(name), day=F("content__meeting__day"))
        .annotate(meeting=F("content__meeting"), kept=F("content__sensitivity"))
    )
    return _group(rows.order_by("-day", "-id"), most)


def _meetings(reader, asked: Value, top: list, most: int) -> Group:
    content = visible(MeetingContent, reader)
    ids = content.filter(Says("notes", asked)).order_by().values("meeting")[:CANDIDATES]
    parties = visible(MeetingOrganisation, reader)
    if top:
        theirs = parties.filter(organisation__in=top)
        ids = ids.union(theirs.order_by().values("meeting")[:CANDIDATES])
    names = parties.filter(meeting=OuterRef("pk")).order_by("id").values("organisation__name")
    said = content.filter(meeting=OuterRef("pk")).filter(Says("notes", asked))
    which = JSONObject(id="id", sensitivity="sensitivity")
    rows = (
        visible(Meeting, reader)
        .live()
        .filter(pk__in=ids)
        .annotate(parties_seen=ArraySubquery(names), notes=Subquery(said.values("notes")[:1]))
        .annotate(said=Subquery(said.values(one=which)[:1]))
    )
    return _group(rows.order_by("-day", "-id"), most)


def _group(rows, most: int) -> Group:
    found = list(rows.annotate(in_all=Window(Count("pk")))[:most])
    total = found[0].in_all if found else 0
    return Group(found, min(total, CANDIDATES), total >= CANDIDATES)


# ---- places


def _municipalities(reader, words: list[str], most: int) -> Group:
    found = [
        place
        for place in municipalities_of(reader)
        if all(any(one.startswith(word) for one in folded_words(place.name)) for word in words)
    ]
    return Group(found[:most], len(found))


# ---- what is said of the words


def _stems(meant: Meaning) -> list[str]:
    return [word.stem for word in meant.words if len(word.stem) >= INSIDE]


def _also(meant: Meaning, hits: list[Hit], shown: list) -> dict[str, str]:
    """Folded → as it is written: the words of the hits that stand for a misspelt one."""
    near = [word.near for word in meant.words if word.near]
    known = {row.pk: row for row in shown}
    found: dict[str, str] = {}
    for hit in hits:
        if hit.place == WIDENED and hit.pk in known:
            for word, written in _written(known[hit.pk]):
                for ways in near:
                    way = next((one for one in ways if word.startswith(one)), None)
                    if way and way not in found:
                        found[way] = written[: len(way)].lower()
    return dict(list(found.items())[:MOST_WORDS])


def _written(organisation) -> list[tuple[str, str]]:
    """Each word of an organisation's name and places: folded, and as it is written."""
    text = " ".join([organisation.name, organisation.town, *organisation.area_names])
    words = [word.strip("()[].,:;\"'”-") for part in text.split() for word in part.split("-")]
    return [(folded(word), word) for word in words if word]
