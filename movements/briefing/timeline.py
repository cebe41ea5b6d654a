"""The timeline: what has been between us and one organisation, one stream, newest first.

A meeting is told to whoever may see its fact; what was said in it, only to whoever may see that.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from movements.access.funnel import visible
from movements.access.models import User
from movements.dialogue.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Point,
    Promise,
)
from movements.dialogue.record import has_read_said
from movements.directory.facts import FACTS
from movements.directory.models import Organisation

FIRST = 30  # events on a page before one asks for more
MOST = 1000

# The deeds whose traces are facts; others (the tally after a meeting) only touch the row.
DEEDS = (
    "register_organisation",
    "import_organisations",
    "correct_organisation",
    "archive_organisation",
    "merge_organisations",
    "undo_merge",
)
WATCHED = (*FACTS, "existence_protected", "confirmed_on", "archived_at")


@dataclass(frozen=True)
class Event:
    """One thing that happened. `kind`: meeting, kept, released, registered, imported, corrected,
    confirmed, protected, laid_open, archived, restored, merged or parted (`other` is the name of
    what became a part of it).

    `changed` names the facts that were corrected, never what they were: an address that has been
    protected since must not be read here.
    """

    kind: str
    day: date
    order: str  # settles the order within a day
    who: str = ""
    meeting: Meeting | None = None
    promise: Promise | None = None
    changed: tuple[str, ...] = field(default=())
    other: str = ""


@dataclass(frozen=True)
class Timeline:
    """The latest events, and whether there are older ones."""

    events: list[Event]
    more: bool


def timeline(
    reader, organisation, promises, joined=(), *, limit: int = FIRST, only: str = ""
) -> Timeline:
    """The latest `limit` events that the reader may know of. Two queries whatever the counts.

    `promises` and `joined` are the visible ones of the organisation, which the page has already.
    `only` is a kind of point (demand, support): then only the meetings where the reader may read
    of one.
    """
    limit = max(1, min(limit, MOST))
    meetings = meetings_with(reader, organisation)
    if only:
        told = visible(Point, reader).filter(kind=only, content__meeting=OuterRef("pk"))
        rows = list(meetings.filter(Exists(told))[: limit + 1])
        _has_read(rows[:limit])
        return Timeline([_meeting(row) for row in rows[:limit]], more=len(rows) > limit)
    events = [
        *(_meeting(row) for row in meetings[: limit + 1]),
        *(_closed(promise) for promise in promises if promise.closed_on),
        *history(organisation),
        *_merged(joined),
    ]
    events.sort(key=lambda event: (event.day, event.order), reverse=True)
    _has_read([event.meeting for event in events[:limit] if event.meeting])
    return Timeline(events[:limit], more=len(events) > limit)


def _has_read(meetings) -> None:
    """The read log is told which confidential notes are shown."""
    told = [one.said for one in meetings if one.said]
    has_read_said((one["id"], one["sensitivity"]) for one in told)


def meetings_with(reader, organisation):
    """Visible meetings, latest first, each with what the reader may know of it.

    Adds `others` (names of other organisations there), `said` {id, sensitivity, notes} or None, and
    `points` [{kind, text, support_kinds}].
    """
    there = visible(MeetingOrganisation, reader)
    others = there.filter(meeting=OuterRef("pk")).exclude(organisation=organisation)
    said = visible(MeetingContent, reader).filter(meeting=OuterRef("pk"))
    points = visible(Point, reader).filter(content__meeting=OuterRef("pk"))
    one_point = JSONObject(kind="kind", text="text", support_kinds="support_kinds")
    one_content = JSONObject(id="id", sensitivity="sensitivity", notes="notes")
    return (
        visible(Meeting, reader)
        .live()
        .filter(pk__in=there.filter(organisation=organisation).values("meeting"))
        .select_related("association", "body", "author")
        .annotate(
            others=ArraySubquery(
                others.order_by("organisation__name").values("organisation__name")
            ),
            said=Subquery(said.values(one=one_content)),
            points=ArraySubquery(points.order_by("id").values(one=one_point)),
        )
        .order_by("-day", "-id")
    )


def promises_to(reader, organisation) -> list[Promise]:
    """Visible promises to the organisation: open ones by due date, then those that are closed."""
    return list(
        visible(Promise, reader)
        .live()
        .filter(organisation=organisation)
        .select_related("owner", "association")
        .order_by(F("closed_on").desc(nulls_first=True), "due_on", "id")[:MOST]
    )


def history(organisation) -> list[Event]:
    """What was done to the facts and by whom, from the history that triggers keep."""
    told = Organisation.pgh_event_model.objects.filter(pgh_obj=organisation.pk).filter(
        Q(pgh_label="insert") | Q(pgh_context__metadata__why__in=DEEDS)
    )
    rows = (
        told.annotate(
            why=KeyTextTransform("why", "pgh_context__metadata"),
            user=Cast(KeyTextTransform("user", "pgh_context__metadata"), UUIDField()),
        )
        .annotate(who=Subquery(User.objects.filter(pk=OuterRef("user")).values("name")))
        .order_by("pgh_id")
        .values("pgh_id", "pgh_label", "pgh_created_at", "why", "who", *WATCHED)
    )
    events, before = [], None
    for row in rows:
        events += _told(row, before)
        before = row
    return events


def _merged(joined) -> list[Event]:
    """What has become a part of it, by whom, and what has been parted from it again."""
    events = []
    for one in joined:
        done = ("merged", one.merged_at, one.merged_by)
        for kind, moment, who in (done, ("parted", one.undone_at, one.undone_by)):
            if moment:
                day = timezone.localtime(moment).date()
                events.append(Event(kind, day, moment.isoformat(), who, other=one.name))
    return events


def _told(row: dict, before: dict | None) -> list[Event]:
    moment = row["pgh_created_at"]
    shared = {
        "day": timezone.localtime(moment).date(),
        "order": f"{moment.isoformat()}{row['pgh_id']:020}",
        "who": row["who"] or "",
    }
    if row["pgh_label"] != "insert" and before is None:
        return [Event("corrected", **shared)]
    if before is None:
        kind = "imported" if row["why"] == "import_organisations" else "registered"
        return [Event(kind, **shared)]
    moved = [name for name in WATCHED if row[name] != before[name]]
    kinds = {
        "archived_at": "archived" if row["archived_at"] else "restored",
        "existence_protected": "protected" if row["existence_protected"] else "laid_open",
        "confirmed_on": "confirmed",
    }
    events = [Event(kinds[name], **shared) for name in moved if name in kinds]
    facts = tuple(name for name in moved if name not in kinds)
    return [*events, Event("corrected", **shared, changed=facts)] if facts else events


def _meeting(meeting: Meeting) -> Event:
    return Event("meeting", meeting.day, str(meeting.pk), meeting.author.name, meeting=meeting)


def _closed(promise: Promise) -> Event:
    kind = "kept" if promise.status == Promise.Status.KEPT else "released"
    return Event(kind, promise.closed_on, str(promise.pk), promise.owner.name, promise=promise)
