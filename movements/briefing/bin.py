"""Papperskorgen: what has been put away in the last thirty days, for those who may bring it back.

It holds no rows of its own: what was put away stays where it is, with its readers. After thirty
days it is shown here no more. What becomes of it then is said by the rules of retention, not by the
bin: an organisation stays among the archived ones, and a person leaves when their time is out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from movements.access.funnel import MalformedQuestion, allowed, places_for, visible
from movements.access.models import User
from movements.access.read_log import ReadLog, has_read
from movements.dialogue.actions import redo_meeting
from movements.dialogue.attaching import restore_file
from movements.dialogue.attachments import Attachment
from movements.dialogue.models import Meeting, MeetingOrganisation
from movements.directory.actions import restore_contact_person, restore_organisation
from movements.directory.models import ContactPerson, ContactRole, Organisation
from movements.directory.saved import SavedView
from movements.directory.saving import restore_view

DAYS = 30
HEAVY = {"organisation": ("point", "description"), "file": ("content", "words")}
PAGE = 50
FEW = 3  # beside the history of one organisation


@dataclass(frozen=True)
class Kind:
    """A noun that can lie in the bin, and the verb that brings it back, under its own argument."""

    model: type
    verb: Callable
    argument: str


KINDS = {
    "organisation": Kind(Organisation, restore_organisation, "organisation"),
    "person": Kind(ContactPerson, restore_contact_person, "person"),
    "meeting": Kind(Meeting, redo_meeting, "meeting"),
    "file": Kind(Attachment, restore_file, "attachment"),
    "view": Kind(SavedView, restore_view, "view"),
}


@dataclass(frozen=True)
class Entry:
    """One thing in the bin. `parties` are the organisations of a meeting, as far as they are seen;
    `who` put it away, or None when that is not known."""

    kind: str
    row: object
    who: User | None = None

    @property
    def at(self) -> datetime:
        return self.row.archived_at

    @property
    def until(self) -> datetime:
        return self.at + timedelta(days=DAYS)

    @property
    def parties(self) -> list[str]:
        return getattr(self.row, "parties_seen", [])

    @property
    def place(self) -> tuple:
        return (self.at, self.row.pk)


@dataclass(frozen=True)
class Bin:
    """One page, the latest first; `next` is where older ones begin, or empty."""

    entries: list[Entry]
    next: str = ""


def thrown(reader, kind: str):
    """The rows of a kind in the bin: seen, put away lately, and the reader's to bring back."""
    since = timezone.now() - timedelta(days=DAYS)
    rows = visible(KINDS[kind].model, reader).filter(archived_at__gte=since)
    if kind == "organisation":
        may = reader.district and allowed(reader, "archive_organisation", reader.district)
        return rows if may else rows.none()
    if kind == "view":
        return rows.filter(owner=reader.user)
    verb = {"person": "keep_contact_person", "meeting": "log_meeting", "file": "attach_file"}[kind]
    return rows.filter(association__in=places_for(reader, verb))


def in_the_bin(reader, *, after: str = "", size: int = PAGE) -> Bin:
    """A page of it. Raises MalformedQuestion when `after` is no place in it."""
    older = _older(after)
    found = [
        Entry(kind, row)
        for kind in KINDS
        for row in _told(kind, reader).filter(older).order_by("-archived_at", "-pk")[: size + 1]
    ]
    found.sort(key=lambda entry: entry.place, reverse=True)
    shown = _with_names(found[:size])
    has_read(ReadLog.Deed.PERSON, persons=[e.row.pk for e in shown if e.kind == "person"])
    last = f"{shown[-1].at.isoformat()}/{shown[-1].row.pk}" if len(found) > size else ""
    return Bin(shown, last)


def lying_of(reader, organisation, *, most: int = FEW) -> list[Entry]:
    """What lies in the bin of one organisation: its people, meetings and their files, the latest
    first. What ties them to it must be seen too."""
    roles = visible(ContactRole, reader).filter(organisation=organisation)
    there = visible(MeetingOrganisation, reader).filter(organisation=organisation)
    tied = {
        "person": Q(pk__in=roles.values("person")),
        "meeting": Q(pk__in=there.values("meeting")),
        "file": Q(meeting__in=there.values("meeting")),
    }
    found = [
        Entry(kind, row)
        for kind, tie in tied.items()
        for row in _told(kind, reader).filter(tie).order_by("-archived_at", "-pk")[:most]
    ]
    found.sort(key=lambda entry: entry.place, reverse=True)
    shown = _with_names(found[:most])
    has_read(ReadLog.Deed.PERSON, persons=[e.row.pk for e in shown if e.kind == "person"])
    return shown


def bring_back(*, by, kind: str, pk: UUID):
    """The row, where it was before. Raises DoesNotExist for what is not in the bin of `by`."""
    if kind not in KINDS:
        raise ObjectDoesNotExist
    known = KINDS[kind]
    return known.verb(by=by, **{known.argument: thrown(by, kind).get(pk=pk)})


def _older(after: str) -> Q:
    if not after:
        return Q()
    moment, _slash, key = after.partition("/")
    try:
        then, pk = parse_datetime(moment), UUID(key)
    except ValueError:
        then = pk = None
    if then is None or pk is None or then.tzinfo is None:
        raise MalformedQuestion({"after": [_("There is no such page.")]})
    return Q(archived_at__lt=then) | Q(archived_at=then, pk__lt=pk)


def _told(kind: str, reader):
    rows = thrown(reader, kind)
    if kind == "meeting":
        there = visible(MeetingOrganisation, reader).filter(meeting=OuterRef("pk"))
        names = there.order_by("organisation__name").values("organisation__name")
        return rows.annotate(parties_seen=ArraySubquery(names))
    return rows.defer(*HEAVY.get(kind, ()))


def _with_names(entries: list[Entry]) -> list[Entry]:
    """Each with who put it away: a view's owner, else whoever the history names."""
    ids = {entry.row.pk: entry.row.owner_id if entry.kind == "view" else None for entry in entries}
    for kind, known in KINDS.items():
        events = getattr(known.model, "pgh_event_model", None)
        rows = {entry.row.pk: entry.at for entry in entries if entry.kind == kind}
        if events is None or not rows:
            continue
        told = events.objects.filter(pgh_obj__in=rows, archived_at__isnull=False).annotate(
            user=KeyTextTransform("user", "pgh_context__metadata")
        )
        columns = ("pgh_obj_id", "archived_at", "user")
        for pk, at, user in told.order_by("-pgh_id").values_list(*columns):
            if at == rows[pk]:  # the first version of all that say so is left standing
                ids[pk] = UUID(user) if user else None
    known = User.objects.in_bulk([pk for pk in ids.values() if pk])
    return [Entry(one.kind, one.row, known.get(ids[one.row.pk])) for one in entries]
