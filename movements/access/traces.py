"""What the history says of a row, as far as the reader may know it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.fields.json import KeyTextTransform

from movements.access.models import User


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
