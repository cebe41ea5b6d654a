"""Ångra: what somebody has just done is written back as it was, from the history of what they did.

It is a new deed, with its own trace, and never rewrites one. What is undone is what stood in the
contexts of one deed of one's own: a field gets the value that it had before, what was taken away
comes back, and what was made is put away, or taken away where it cannot be. Nothing is undone that
somebody has changed since, and nothing by whoever may not do it any more; and an undo never shows
more than the deed left to be seen.

UNDONE says by which verb a change to each noun is undone. What is not there cannot be undone, and a
deed that touched it is not undone at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pghistory.models
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import NotAllowed, allowed, visible
from movements.access.identity import DEEDS, because, lent_to
from movements.access.models import Post, User
from movements.access.rows import Archivable, Sensitivity

# Kept true by the database from other rows: no change of anybody's.
DERIVED = frozenset({"last_open_contact", "last_known_contact"})
# What nobody is told of an organisation whose address is protected, nor of when it was not.
PLACE = frozenset({"address", "postcode", "town", "point"})
# What is hidden or laid open by a deed of its own, which does more than change a field.
BY_HAND = frozenset({"existence_protected", "merged_into_id", "restricted_at", "restricted_for"})


@dataclass(frozen=True)
class Undone:
    """By which verb a change is undone, and where: at the row, or at what `place` leads to."""

    verb: str
    place: str = ""


UNDONE = {
    "Organisation": Undone("correct_organisation"),
    "ActivityArea": Undone("correct_organisation", "organisation"),
    "Relation": Undone("tie_relation"),
    "ContactPerson": Undone("keep_contact_person"),
    "Channel": Undone("keep_contact_person", "person"),
    "ContactRole": Undone("keep_contact_person", "person"),
    "Promise": Undone("keep_promise"),
    "Integrations": Undone("configure_integrations"),
    "RegisterSource": Undone("configure_integrations"),
    "Incident": Undone("handle_incidents"),
    "PrivacySettings": Undone("settle_privacy"),
}
# What the history may offer to undo (crm/briefing/changes.py): nothing that did more than that.
VERBS = frozenset(one.verb for one in UNDONE.values()) | {"undo"}


class ChangedSince(ValidationError):
    """Somebody has been there since: nothing is undone until the doer has looked at it."""

    def __init__(self):
        super().__init__(
            _(
                "Somebody has changed it since, so it was not undone. Look at it and change it by"
                " hand."
            )
        )


@dataclass(frozen=True)
class PutBack:
    """The one row that a deed changed: the columns that it changed, before and after it."""

    model: type[models.Model]
    pk: UUID
    before: dict
    after: dict
    moment: datetime


@dataclass
class Step:
    """What is done to one row. `values` are to stand; `seen` is what stood after the deed."""

    model: type[models.Model]
    pk: UUID
    kind: str  # change, bring_back, put_away or take_away
    values: dict
    seen: dict


def written_by(reader) -> list[UUID]:
    """The contexts of what the reader has done since they began to act, that changed something.

    Under a context may stand no change at all: where a statement left every row as it was, the
    database writes the context or not, as it happens to plan the trigger's join.
    """
    done = reader.remembered.get(DEEDS, [])
    rows = pghistory.models.Context.objects.filter(pk__in=done).order_by("created_at", "pk")
    known = list(rows.values_list("pk", flat=True)) if done else []
    if not known:
        return []
    with lent_to("upkeep"):
        first, *others = (
            model.pgh_event_model.objects.filter(pgh_context_id__in=known)
            .order_by()
            .values_list("pgh_context_id", flat=True)
            for model in _tracked()
        )
        changed = set(first.union(*others))
    return [context for context in known if context in changed]


def _tracked() -> list[type[models.Model]]:
    found = apps.get_app_config("movements").get_models()
    return [model for model in found if getattr(model, "pgh_event_model", None)]


def done_together(by, context: UUID) -> list[UUID]:
    """The contexts of all that the reader did in one go with that one: a transaction has one
    moment. Empty when they did more in it than VERBS say."""
    said = {"metadata__user": str(by.user.pk)}
    one = pghistory.models.Context.objects.filter(pk=context, **said).first()
    if one is None:
        return []
    rows = pghistory.models.Context.objects.filter(created_at=one.created_at, **said)
    found = dict(rows.values_list("pk", "metadata__why"))
    return list(found) if VERBS.issuperset(found.values()) else []


@transaction.atomic
def undo(*, by, contexts: Iterable[UUID]) -> None:
    """Writes back what stood before one's own deed with these contexts.

    Raises NotAllowed, or ValidationError with a sentence that says why it cannot be undone.
    """
    contexts = list(contexts)
    _own(by, contexts)
    with lent_to("upkeep"):
        steps = _steps(contexts)
    if not steps:
        raise ValidationError(_("There is nothing to undo."))
    for step in steps:
        _check(by, step)
    because("undo", of=contexts)
    try:
        with transaction.atomic(), lent_to("upkeep"):
            for step in _in_order(steps):
                _take(step)
    except (IntegrityError, models.ProtectedError) as since:
        raise ChangedSince from since


def put_back(*, by, contexts: Iterable[UUID]) -> PutBack | None:
    """What an undo of one's own deed would write, for a form in which its doer chooses because
    somebody has been there since. None for a deed that did more than change one row.

    Raises as `undo` does, but for what somebody has changed in the row; and ChangedSince when the
    place that stood before is nobody's to see any more.
    """
    contexts = list(contexts)
    _own(by, contexts)
    with lent_to("upkeep"):
        steps = _steps(contexts)
    if len(steps) != 1 or steps[0].kind != "change" or UNDONE[steps[0].model.__name__].place:
        return None
    step = steps[0]
    row = visible(step.model, by).filter(pk=step.pk).first()
    if row is None or getattr(row, "restricted_at", None):
        raise ChangedSince
    if not allowed(by, UNDONE[step.model.__name__].verb, row):
        raise NotAllowed(_("You may not do this here."))
    if getattr(row, "address_protected", False) and step.values.keys() & PLACE:
        raise ChangedSince
    _check_readers(step)
    _check_people(row, step)
    done = pghistory.models.Context.objects.filter(pk__in=contexts)
    moment = max(done.values_list("created_at", flat=True))
    return PutBack(step.model, step.pk, step.values, step.seen, moment)


def _own(by, contexts) -> None:
    known = pghistory.models.Context.objects.filter(pk__in=contexts)
    whose = {said.get("user") for said in known.values_list("metadata", flat=True)}
    if by.user is None or whose != {str(by.user.pk)}:
        raise ValidationError(_("There is nothing to undo."))


def _steps(contexts) -> list[Step]:
    steps = []
    for model in _tracked():
        versions = model.pgh_event_model.objects.filter(pgh_context_id__in=contexts)
        rows: dict[UUID, list] = {}
        for version in versions.order_by("pgh_id").values():
            rows.setdefault(version["pgh_obj_id"], []).append(version)
        if rows and model.__name__ not in UNDONE:
            raise ValidationError(_("This cannot be undone here."))
        steps += [step for pk, done in rows.items() if (step := _step(model, pk, done))]
    return _without_parts(steps)


def _step(model, pk, done: list[dict]) -> Step | None:
    first, last = done[0], done[-1]
    made, gone = first["pgh_label"] == "insert", last["pgh_label"] == "delete"
    after = _columns(model, last)
    if made:
        kind = "put_away" if issubclass(model, Archivable) else "take_away"
        return None if gone else Step(model, pk, kind, {}, after)
    before = _before(model, pk, first)
    if gone:
        return Step(model, pk, "bring_back", before, {})
    values = {name: value for name, value in before.items() if after[name] != value}
    seen = {name: after[name] for name in values}
    return Step(model, pk, "change", values, seen) if values else None


def _before(model, pk, first: dict) -> dict:
    if first["pgh_label"] == "delete":  # carries the row as it was
        return _columns(model, first)
    versions = model.pgh_event_model.objects.filter(pgh_obj_id=pk, pgh_id__lt=first["pgh_id"])
    version = versions.order_by("-pgh_id").values().first()
    if version is None:
        raise ValidationError(_("This cannot be undone here."))
    return _columns(model, version)


def _columns(model, version: dict) -> dict:
    names = (field.attname for field in model._meta.concrete_fields)
    return {name: version[name] for name in names if name in version and name not in DERIVED}


def _without_parts(steps: list[Step]) -> list[Step]:
    """What was made together with something that is put away stays with it."""
    away = [step.pk for step in steps if step.kind == "put_away"]
    return [
        step
        for step in steps
        if step.kind != "take_away" or not any(pk in step.seen.values() for pk in away)
    ]


def _check(by, step: Step) -> None:
    """Whether the doer may, and nobody has been there since."""
    row, undone = _row(by, step), UNDONE[step.model.__name__]
    place = getattr(row, undone.place) if undone.place else row
    if not allowed(by, undone.verb, place):
        raise NotAllowed(_("You may not do this here."))
    if getattr(place, "restricted_at", None):
        raise ChangedSince
    _check_readers(step)
    _check_people(row, step)


def _row(by, step: Step):
    """The row as it is now, held; a row that is gone as it was, while its whole is there."""
    if step.kind == "bring_back":
        return _gone(by, step)
    held = step.model.objects.select_for_update(no_key=True, of=("self",)).filter(pk=step.pk)
    list(held.values_list("pk", flat=True))
    row = visible(step.model, by).filter(pk=step.pk).first()
    if row is None or any(getattr(row, name) != value for name, value in step.seen.items()):
        raise ChangedSince
    return row


def _gone(by, step: Step):
    """A part that was taken away, as it was; the whole must be there, for the doer to see."""
    row, whole = step.model(**step.values), UNDONE[step.model.__name__].place
    field = step.model._meta.get_field(whole) if whole else None
    if field is None:
        raise ValidationError(_("This cannot be undone here."))
    if not visible(field.related_model, by).filter(pk=getattr(row, field.attname)).exists():
        raise ChangedSince
    return row


def _check_readers(step: Step) -> None:
    """An undo never widens: what was hidden from somebody is shown again by hand."""
    was, now = step.seen, step.values
    wider = BY_HAND & now.keys()
    if "sensitivity" in now:
        wider = wider or _strict(was["sensitivity"]) > _strict(now["sensitivity"])
    if "named" in now:
        wider = wider or set(now["named"]) - set(was["named"])
    if "address_protected" in now:
        wider = wider or was["address_protected"]
    if step.kind == "change" and wider:
        raise ValidationError(
            _("What you did hid something from others. Show it again where it was hidden.")
        )


def _strict(sensitivity: str) -> int:
    return Sensitivity(sensitivity).strictness


def _check_people(row, step: Step) -> None:
    """Nothing is given back to somebody who has left meanwhile."""
    for field in step.model._meta.concrete_fields:
        whom = step.values.get(field.attname)
        if field.related_model is User and whom and step.kind == "change":
            held = Post.objects.active(timezone.localdate()).filter(user=whom)
            if not held.filter(district_id=row.district_id).exists():
                raise ChangedSince


def _in_order(steps: list[Step]) -> list[Step]:
    """What goes before what comes back: the two may not both stand."""
    order = ("take_away", "change", "put_away", "bring_back")
    return sorted(steps, key=lambda step: order.index(step.kind))


def _take(step: Step) -> None:
    rows = step.model.objects.filter(pk=step.pk)
    if step.kind == "bring_back":
        step.model.objects.bulk_create([step.model(**step.values)])
    elif step.kind == "put_away":
        rows.filter(archived_at=None).update(archived_at=timezone.now())
    elif step.kind == "take_away":
        rows.delete()
    else:
        rows.update(**step.values)
