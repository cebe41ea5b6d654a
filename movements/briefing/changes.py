"""What happened to one record: who changed what, when and why, as far as the reader may know it.

A deed is everything that one person did to the record in one go. It is told from the versions that
the reader may read; each is compared with the version before it that the reader may read too, and
what changed nothing that is told here is no deed. So the count says nothing of what is hidden.
"""

from dataclasses import dataclass, field
from datetime import datetime
from graphlib import TopologicalSorter
from uuid import UUID

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from movements.access.funnel import MalformedQuestion, visible
from movements.access.models import User
from movements.access.read_log import ReadLog, has_read
from movements.access.traces import seen_versions, while_seen
from movements.access.undoing import PLACE
from movements.dialogue.models import Meeting, MeetingContent, Point, Promise
from movements.dialogue.record import has_read_said
from movements.directory.facts import FACTS
from movements.directory.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Organisation,
    Relation,
)
from movements.places.models import Municipality

PAGE = 30  # deeds
SYSTEM = "system"  # who did what no user did, where one asks for one person's deeds
MOST = 2000  # versions of one table that are gone through

# What is told of each table. The rest is derived, or holds nothing that a reader has use for.
TOLD = {
    Organisation: (*FACTS, "parent", "existence_protected", "confirmed_on", "archived_at"),
    ActivityArea: ("municipality",),
    Relation: (
        *("step", "lead", "cadence_months", "next_contact_on", "wishes", "sensitivity"),
        *("started_on", "ended_on"),
    ),
    ContactPerson: (
        *("name", "basis", "source", "informed_at", "keep_until", "sensitivity", "archived_at"),
    ),
    Channel: ("kind", "value"),
    ContactRole: ("organisation", "title", "starts_on", "ends_on"),
    Meeting: ("day", "mode", "sensitivity", "follow_up_on", "archived_at"),
    MeetingContent: ("notes", "sensitivity"),
    Point: ("kind", "text", "support_kinds"),
    Promise: (
        *("text", "owner", "due_on", "status", "reason", "closed_on", "sensitivity"),
        "archived_at",
    ),
}
FREE = (User, Municipality)  # who is pointed at by name, whoever reads


@dataclass(frozen=True)
class Part:
    """A table of a record: where it points at the record, and the table that it is a part of."""

    model: type
    path: str
    above: type | None = None
    key: str = ""


RECORDS = {
    "organisation": (
        Part(Organisation, "pgh_obj"),
        Part(ActivityArea, "organisation", Organisation, "organisation"),
        Part(Relation, "organisation"),
        Part(Promise, "organisation"),
    ),
    "relation": (Part(Relation, "pgh_obj"),),
    "person": (
        Part(ContactPerson, "pgh_obj"),
        Part(Channel, "person", ContactPerson, "person"),
        Part(ContactRole, "person", ContactPerson, "person"),
    ),
    "meeting": (
        Part(Meeting, "pgh_obj"),
        Part(MeetingContent, "meeting"),
        Part(Point, "content__meeting", MeetingContent, "content"),
    ),
    "promise": (Part(Promise, "pgh_obj"),),
}


@dataclass(frozen=True)
class Change:
    """One row of the record, before and after. `fields` are (name, before, after), raw values."""

    model: type
    row: UUID
    label: str
    fields: list[tuple]
    number: int

    @property
    def names(self) -> set[str]:
        return {name for name, _before, _after in self.fields}


@dataclass
class Deed:
    """What somebody did to the record in one go. `service` when no user did it. An undo says the
    keys of the deeds that it is `of`; they are `undone` until the undo is undone itself."""

    key: str
    moment: datetime
    user: str
    service: str
    why: str
    of: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    who: str = ""
    undone: bool = False

    @property
    def by(self) -> str:
        """Whose deed it is, to ask for theirs alone."""
        return self.user if self.who else SYSTEM

    @property
    def nouns(self) -> set[str]:
        return {change.model.__name__ for change in self.changes}


@dataclass(frozen=True)
class History:
    """Deeds, the latest first; `next` is where older ones begin, or empty. `count` is of all that
    there are, and so are `people` (who did something, by Deed.by) and `nouns` (to what)."""

    deeds: list[Deed]
    count: int
    next: str = ""
    names: dict = field(default_factory=dict)  # what the ids in the fields are called
    people: dict[str, str] = field(default_factory=dict)
    nouns: list[str] = field(default_factory=list)


def history_of(
    reader, kind: str, row, *, after: str = "", size: int = PAGE, by: str = "", noun: str = ""
) -> History:
    """One page of it; of the deeds of one person (`by`), or to one noun, alone when they are said.

    Raises MalformedQuestion when `after` is no place in a history, or nobody is `by`, or the record
    has no such noun.
    """
    deeds = _deeds(reader, kind, row)
    _mark_undone(deeds)
    _told_by(deeds)
    people = {deed.by: deed.who for deed in sorted(deeds, key=lambda deed: deed.who)}
    nouns = [part.model.__name__ for part in RECORDS[kind]]
    if by and by not in people:
        raise MalformedQuestion({"by": [_("That person has changed nothing here.")]})
    if noun and noun not in nouns:
        raise MalformedQuestion({"noun": [_("There is no such thing here.")]})
    asked = [d for d in deeds if by in ("", d.by) and (not noun or noun in d.nouns)]
    start = _place(asked, after)
    shown = asked[start : start + size]
    more = len(asked) > start + size
    _note_reading(reader, kind, row, shown)
    last = f"{shown[-1].moment.isoformat()}/{shown[-1].key}" if shown and more else ""
    found = {noun for deed in deeds for noun in deed.nouns}
    there = [noun for noun in nouns if noun in found]
    return History(shown, len(deeds), last, _names(reader, shown), people, there)


def _mark_undone(deeds: list[Deed]) -> None:
    """An undo that was undone itself has undone nothing: each is judged after those of it."""
    there = {deed.key: deed for deed in deeds}
    undos: dict[str, list[str]] = {key: [] for key in there}
    for deed in deeds:
        for key in there.keys() & set(deed.of):
            undos[key].append(deed.key)
    for key in TopologicalSorter(undos).static_order():
        there[key].undone = any(not there[undo].undone for undo in undos[key])


def _place(deeds: list[Deed], after: str) -> int:
    if not after:
        return 0
    moment, _slash, key = after.partition("/")
    try:
        then = parse_datetime(moment)
    except ValueError:
        then = None
    if then is None or then.tzinfo is None:
        raise MalformedQuestion({"after": [_("There is no such page.")]})
    older = (n for n, deed in enumerate(deeds) if (deed.moment, deed.key) < (then, key))
    return next(older, len(deeds))


def _deeds(reader, kind: str, row) -> list[Deed]:
    found: dict[str, Deed] = {}
    for part in RECORDS[kind]:
        versions = list(_versions(reader, part, row))
        _let_point_at_seen(reader, part.model, versions)
        for version, before in _pairs(versions):
            change = _change(part.model, version, before, row)
            if change is None:
                continue
            key = str(version["context"] or f"{part.model.__name__}{version['pgh_id']}")
            deed = found.setdefault(
                key,
                Deed(
                    key,
                    version["pgh_created_at"],
                    version["user"] or "",
                    version["service"] or "",
                    version["why"] or "",
                    tuple(version["of"] or ()),
                ),
            )
            deed.changes.append(change)
    return sorted(found.values(), key=lambda deed: (deed.moment, deed.key), reverse=True)


def _versions(reader, part: Part, row):
    """Flat versions of the part's rows, in order of row and time."""
    versions = seen_versions(part.model, reader).filter(**{part.path: row.pk})
    if part.above:
        versions = while_seen(versions, part.above, part.key, reader)
    latest = versions.order_by("-pgh_id").values("pgh_id")[:MOST]
    said = {
        name: KeyTextTransform(name, "pgh_context__metadata") for name in ("user", "service", "why")
    }
    columns = [_column(part.model, name) for name in TOLD[part.model]]
    return (
        part.model.pgh_event_model.objects.filter(pgh_id__in=latest)
        .order_by("pgh_obj_id", "pgh_id")
        .values("pgh_id", "pgh_obj_id", "pgh_label", "pgh_created_at", *columns)
        .annotate(
            **said, context=F("pgh_context_id"), of=KeyTransform("of", "pgh_context__metadata")
        )
    )


def _let_point_at_seen(reader, model, versions: list[dict]) -> None:
    """What a version points at and the reader may not see is nothing to them, then and now: neither
    an id nor a deed."""
    for name in TOLD[model]:
        one = model._meta.get_field(name)
        if not one.is_relation or one.related_model in FREE:
            continue
        named = {version[one.attname] for version in versions} - {None}
        rows = visible(one.related_model, reader).filter(pk__in=named)
        seen = set(rows.values_list("pk", flat=True)) if named else set()
        for version in versions:
            if version[one.attname] not in seen:
                version[one.attname] = None


def _column(model, name: str) -> str:
    return model._meta.get_field(name).attname


def _pairs(versions):
    """(version, the version before it of the same row or None)."""
    before = None
    for version in versions:
        same = before is not None and before["pgh_obj_id"] == version["pgh_obj_id"]
        yield version, before if same else None
        before = version


def _change(model, version: dict, before: dict | None, row) -> Change | None:
    """None when nothing changed of what is told."""
    label = version["pgh_label"]
    if label == "update" and before is None:  # what it was before is not the reader's to know
        return None
    hidden = PLACE if isinstance(row, Organisation) and row.address_protected else ()
    fields = []
    for name in TOLD[model]:
        column = _column(model, name)
        then = before[column] if before and label == "update" else None
        now = version[column]
        if label == "delete":
            then, now = now, None
        if then != now and name not in hidden:
            fields.append((name, then, now))
    if label == "update" and not fields:
        return None
    return Change(model, version["pgh_obj_id"], label, fields, version["pgh_id"])


def _told_by(deeds: list[Deed]) -> None:
    ids = {deed.user for deed in deeds if deed.user}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    called = {str(pk): name for pk, name in names.items()}
    for deed in deeds:
        deed.who = called.get(deed.user, "")


def _names(reader, deeds: list[Deed]) -> dict:
    """id -> name of what the fields point at, as far as the reader may see it."""
    wanted: dict[type, set] = {}
    for deed in deeds:
        for change in deed.changes:
            for name, *values in change.fields:
                one = change.model._meta.get_field(name)
                if one.is_relation:
                    wanted.setdefault(one.related_model, set()).update(v for v in values if v)
    found: dict = {}
    for model, ids in wanted.items():
        rows = model.objects if model in FREE else visible(model, reader)
        found |= dict(rows.filter(pk__in=ids).values_list("pk", "name"))
    return found


def _note_reading(reader, kind: str, row, shown: list[Deed]) -> None:
    """The read log: a history is a reading of the person, and of what was said."""
    if kind == "person":
        has_read(ReadLog.Deed.PERSON, persons=[row.pk])
    if any(change.model in (MeetingContent, Point) for deed in shown for change in deed.changes):
        said = visible(MeetingContent, reader).filter(meeting=row)
        has_read_said(said.values_list("pk", "sensitivity"))
