"""What the history says of a row, as far as the reader may know it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform

from movements.access.funnel import visible
from movements.access.models import User
from movements.access.sight import ways_to
from movements.access.ways import several


@dataclass(frozen=True)
class Trace:
    """Who changed something last, and when. `name` is empty for a service or for nobody known."""

    name: str = ""
    user_id: str = ""
    moment: datetime | None = None


def latest(row, *parts) -> Trace:
    """The latest change of a row that the reader sees, or of its parts: (model, key) pairs.

    Two queries: the latest of each table at once, and the name.
    """
    events = _latest_of(type(row), "pgh_obj", row.pk)
    for model, key in parts:
        events = events.union(_latest_of(model, key, row.pk), all=True)
    found = max(events, key=lambda event: event["pgh_created_at"], default=None)
    if found is None:
        return Trace()
    known = User.objects.filter(pk=found["user"]).values_list("name", flat=True)
    name = known.first() if found["user"] else ""
    return Trace(name or "", found["user"] or "", found["pgh_created_at"])


def _latest_of(model, key: str, pk):
    events = model.pgh_event_model.objects.filter(**{key: pk})
    told = events.annotate(user=KeyTextTransform("user", "pgh_context__metadata"))
    return told.order_by("-pgh_id").values("pgh_created_at", "user")[:1]


def seen_versions(model, reader):
    """The versions of rows of `model` that the reader may read: as the row was then, and as it is.

    A version from when the row was kept for others is not among them, nor any version of a row
    that is kept for others now. What is deleted is read by those who could read it as it was.
    """
    versions = model.pgh_event_model.objects
    last = versions.filter(pgh_obj=OuterRef("pgh_obj")).order_by("-pgh_id").values("pgh_label")[:1]
    return (
        versions.filter(was_seen(model, reader), district=reader.district_id)
        .annotate(last=Subquery(last))
        .filter(Q(last="delete") | Q(pgh_obj__in=visible(model, reader).values("pk")))
    )


def was_seen(model, reader) -> Q:
    """The rules page, asked of a version's own columns. Where a line asks what hangs on the row
    (an organisation's ties), it is asked of what hangs there now: that is not kept with it."""
    seen, version = Q(), model.pgh_event_model
    for way in ways_to(model, reader):
        many = several(model, way.path)
        if many is None:
            seen |= way.condition(version, reader)
            continue
        start = f"{many.name}__"
        there = tuple(pair for pair in way.only if pair[0].startswith(start))
        itself = dict(pair for pair in way.only if not pair[0].startswith(start))
        seen |= replace(way, only=there).condition(model, reader, "pgh_obj__") & Q(**itself)
    return seen if seen else Q(pk__in=[])


def while_seen(versions, above, key: str, reader):
    """Those versions of a part that were written while the whole, at `key`, could be read.

    A number that somebody had while they were kept for others is not told when they are not."""
    moment = OuterRef(OuterRef("pgh_created_at"))
    until = _seen_then(above, key, reader, pgh_created_at__lte=moment)
    # A delete carries the row as it was before: what the whole became in the same go is too late.
    before = _seen_then(above, key, reader, pgh_created_at__lt=moment)
    gone = Q(pgh_label="delete")
    return versions.filter(~gone & Q(Exists(until)) | gone & Q(Exists(before)))


def _seen_then(above, key: str, reader, **when):
    """The version of the whole that was in force then, if the reader may read it."""
    wholes = above.pgh_event_model.objects
    then = wholes.filter(pgh_obj=OuterRef(OuterRef(key)), **when)
    in_force = then.order_by("-pgh_created_at", "-pgh_id").values("pgh_id")[:1]
    return wholes.filter(was_seen(above, reader), pgh_id=Subquery(in_force))
