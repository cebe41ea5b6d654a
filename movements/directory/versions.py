"""Nobody's work is overwritten unseen: which version somebody wrote from, and what came between."""

from movements.directory.facts import FACTS
from movements.directory.models import Organisation

COLUMNS = {name: Organisation._meta.get_field(name).attname for name in FACTS}


def version(organisation) -> int:
    """The number of the latest version that the history keeps; 0 when it keeps none."""
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=organisation.pk)
    return events.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0


def facts_at(organisation, number: int) -> dict | None:
    """The facts as they were in that version, by column; None when there is no such version."""
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=organisation.pk, pgh_id=number)
    return events.values(*COLUMNS.values()).first()


def written(organisation, facts: dict, seen: int) -> tuple[dict, dict]:
    """(what the writer changed, what of it somebody else has changed meanwhile to something else).

    `facts` is what was sent, `seen` the version it was written from. The second dict holds what
    now stands there.
    """
    before = facts_at(organisation, seen)
    if before is None:
        return facts, {}
    mine, theirs = {}, {}
    for name, value in facts.items():
        column = COLUMNS[name]
        sent = _plain(getattr(value, "pk", value))
        now = _plain(getattr(organisation, column))
        if sent == _plain(before[column]):
            continue
        mine[name] = value
        if now != _plain(before[column]) and now != sent:
            theirs[name] = getattr(organisation, name)
    return mine, theirs


def _plain(value):
    return sorted(value) if isinstance(value, list | tuple) else value
