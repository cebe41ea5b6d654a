"""One meeting, or a list of them, as far as the reader may know: fact and content apart."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from movements.access.funnel import visible
from movements.access.read_log import ReadLog, has_read
from movements.access.rows import Sensitivity
from movements.dialogue.company import readers_of
from movements.dialogue.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Participant,
    Point,
    Promise,
)
from movements.directory.models import ContactPerson, Organisation

Deed = ReadLog.Deed


@dataclass(frozen=True)
class Record:
    """A meeting. `content` is None when nothing was said or the reader may not know what.

    `fact_readers` and `content_readers` are how many people can read each.
    """

    organisations: list[Organisation]
    fact_readers: int
    content: MeetingContent | None = None
    content_readers: int = 0
    demands: list[Point] = field(default_factory=list)
    support: list[Point] = field(default_factory=list)
    others: list[Point] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)


def record_of(reader, meeting: Meeting) -> Record:
    parties = (
        visible(MeetingOrganisation, reader)
        .filter(meeting=meeting)
        .select_related("organisation")
        .order_by("id")
    )
    known = {
        "organisations": [party.organisation for party in parties],
        "fact_readers": readers_of(meeting),
    }
    content = visible(MeetingContent, reader).filter(meeting=meeting).first()
    if content is None:
        return Record(**known)
    points = list(visible(Point, reader).filter(content=content).order_by("id"))
    kinds = Point.Kind
    participants = _participants(reader, content)
    has_read_said([(content.pk, content.sensitivity)])
    has_read(Deed.PERSON, persons=[one.person_id for one in participants if one.person_id])
    return Record(
        **known,
        content=content,
        content_readers=readers_of(content),
        demands=[point for point in points if point.kind == kinds.DEMAND],
        support=[point for point in points if point.kind == kinds.SUPPORT],
        others=[p for p in points if p.kind in (kinds.QUESTION, kinds.INFORMATION)],
        participants=participants,
        promises=list(
            visible(Promise, reader)
            .filter(content=content)
            .select_related("owner", "association")
            .order_by("due_on", "id")
        ),
    )


def _participants(reader, content) -> list[Participant]:
    """Who was there; a contact person only where the reader may see that person."""
    known = Q(person=None) | Q(person__in=visible(ContactPerson, reader))
    there = visible(Participant, reader).filter(known, content=content)
    return list(there.select_related("user", "person"))


def has_read_said(contents) -> None:
    """Notes in the read log what is shown of `contents`, (id, sensitivity) pairs: what the whole
    district may read is no confidence."""
    kept = [pk for pk, sensitivity in contents if sensitivity != Sensitivity.OPEN]
    has_read(Deed.NOTE, contents=kept)


def has_read_lines(meetings) -> None:
    """The same for meetings of a list (`lines`) that are shown."""
    said = [one.said_seen for one in meetings if one.said_seen and one.points_seen]
    has_read_said((one["id"], one["sensitivity"]) for one in said)


def lines(rows, reader):
    """Meetings of a list, each with `parties_seen` [{id, name}], `points_seen`
    [{kind, text, support_kinds}] and `said_seen` {id, sensitivity} or None,
    as far as the reader may know. One query; whoever shows them says so (`has_read_lines`)."""
    there = visible(MeetingOrganisation, reader).filter(meeting=OuterRef("pk")).order_by("id")
    points = visible(Point, reader).filter(content__meeting=OuterRef("pk")).order_by("id")
    one_party = JSONObject(id="organisation__id", name="organisation__name")
    one_point = JSONObject(kind="kind", text="text", support_kinds="support_kinds")
    said = visible(MeetingContent, reader).filter(meeting=OuterRef("pk"))
    return rows.select_related("association", "body", "author").annotate(
        said_seen=Subquery(said.values(one=JSONObject(id="id", sensitivity="sensitivity"))),
        parties_seen=ArraySubquery(there.values(one=one_party)),
        points_seen=ArraySubquery(points.values(one=one_point)),
    )
