"""Deeds of dialogue: log a meeting, undo it, keep or release a promise."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import require, visible
from movements.access.models import Association, User
from movements.access.readers import service
from movements.access.rows import Sensitivity
from movements.dialogue.choices import Mode
from movements.dialogue.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Point,
    Promise,
)
from movements.directory.actions import colleagues
from movements.directory.models import Organisation, Relation
from movements.directory.tally import recount


@dataclass(frozen=True)
class Promised:
    """What we said we would do, who does it, and by when."""

    text: str
    owner: User
    due_on: date


@dataclass(frozen=True)
class Said:
    """What was said at a meeting. All of it is optional."""

    demands: str = ""
    support: str = ""
    support_kinds: list[str] = field(default_factory=list)
    notes: str = ""
    promises: list[Promised] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.demands, self.support, self.support_kinds, self.notes, self.promises))


@transaction.atomic
def log_meeting(
    *,
    by,
    association: Association,
    organisations: list[Organisation],
    day: date | None = None,
    mode: str = Mode.VISIT,
    said: Said | None = None,
    readers: str = Sensitivity.ASSOCIATION,
    fact_readers: str = Sensitivity.OPEN,
    follow_up_on: date | None = None,
    form_token: UUID | None = None,
) -> Meeting:
    """Logs that `association` has met `organisations`, and what was said.

    `readers` is about what was said, `fact_readers` about that the meeting took place; content is
    never wider than the fact. The same `form_token` by the same author saves once and gives the
    same meeting back. Raises ValidationError with a message per field.
    """
    require(by, "log_meeting", association)
    if form_token and (saved := _saved(by, form_token)):
        return saved
    day = day or timezone.localdate()
    organisations = _check(by, organisations, day)
    _check_promises(association, said or Said(), day)
    if any(organisation.existence_protected for organisation in organisations):
        fact_readers = Sensitivity.strictest(fact_readers, Sensitivity.ASSOCIATION)
    shared = {
        "district": association.district,
        "association": association,
        "association_ids": [association.pk],
        "author": by.user,
    }
    meeting = Meeting(
        **shared,
        day=day,
        mode=mode,
        sensitivity=fact_readers,
        named=_named(fact_readers, by),
        form_token=form_token,
    )
    meeting.full_clean(validate_unique=False, validate_constraints=False)
    if not _insert_once(meeting):
        return _saved(by, form_token)
    MeetingOrganisation.objects.bulk_create(
        MeetingOrganisation(district=association.district, meeting=meeting, organisation=one)
        for one in organisations
    )
    _write_content(by, meeting, said or Said(), Sensitivity.strictest(readers, fact_readers))
    _bring_relations_forward(association, organisations, meeting, said or Said(), follow_up_on)
    count_contacts(association.district, organisations)
    return meeting


@transaction.atomic
def undo_meeting(*, by, meeting: Meeting) -> Meeting:
    """Puts the meeting and its promises away, as if it had not been logged; it can be redone."""
    require(by, "log_meeting", meeting)
    now = timezone.now()
    meeting.archived_at = now
    meeting.save(update_fields=["archived_at"])
    Promise.objects.filter(content__meeting=meeting, archived_at=None).update(archived_at=now)
    count_contacts(meeting.district, meeting.organisations.all())
    return meeting


@transaction.atomic
def redo_meeting(*, by, meeting: Meeting) -> Meeting:
    """Brings back a meeting that was undone, with the promises that went with it."""
    require(by, "log_meeting", meeting)
    Promise.objects.filter(content__meeting=meeting, archived_at=meeting.archived_at).update(
        archived_at=None
    )
    meeting.archived_at = None
    meeting.save(update_fields=["archived_at"])
    count_contacts(meeting.district, meeting.organisations.all())
    return meeting


@transaction.atomic
def keep_promise(*, by, promise: Promise) -> Promise:
    """The promise is kept."""
    require(by, "keep_promise", promise)
    promise.status = Promise.Status.KEPT
    promise.closed_on = timezone.localdate()
    promise.save(update_fields=["status", "closed_on"])
    return promise


@transaction.atomic
def release_promise(*, by, promise: Promise, reason: str) -> Promise:
    """We will not do it after all. The reason is owed to those it was given to."""
    require(by, "keep_promise", promise)
    if not reason.strip():
        raise ValidationError({"reason": _("Write why, and tell those it was given to.")})
    promise.status = Promise.Status.RELEASED
    promise.reason = reason.strip()
    promise.closed_on = timezone.localdate()
    promise.save(update_fields=["status", "reason", "closed_on"])
    return promise


@transaction.atomic
def reopen_promise(*, by, promise: Promise) -> Promise:
    """Undoes keeping or releasing."""
    require(by, "keep_promise", promise)
    promise.status, promise.reason, promise.closed_on = Promise.Status.OPEN, "", None
    promise.save(update_fields=["status", "reason", "closed_on"])
    return promise


@transaction.atomic
def protect_existence(*, by, organisation: Organisation) -> Organisation:
    """Hides an organisation from all but those whose it is and the board.

    It stands here, above the directory, because what hides it must also narrow the meetings that
    would tell that it exists.
    """
    require(by, "correct_organisation", organisation)
    meetings = Meeting.objects.filter(organisations=organisation, sensitivity=Sensitivity.OPEN)
    ids = list(meetings.values_list("pk", flat=True))
    held = {"sensitivity": Sensitivity.ASSOCIATION}
    for model, path in ((Promise, "content__meeting__in"), (MeetingContent, "meeting__in")):
        model.objects.filter(**{path: ids}, sensitivity=Sensitivity.OPEN).update(**held)
    Meeting.objects.filter(pk__in=ids).update(**held)
    Relation.objects.filter(organisation=organisation, sensitivity=Sensitivity.OPEN).update(**held)
    organisation.existence_protected = True
    organisation.save(update_fields=["existence_protected"])
    met = Organisation.objects.filter(meetings__in=ids).distinct()
    count_contacts(organisation.district, met)
    return organisation


def count_contacts(district, organisations) -> None:
    """Makes the tally true for these organisations, from every fact that counts."""
    tally = service("tally", district)
    counted = visible(Meeting, tally).counted(timezone.localdate())
    facts = MeetingOrganisation.objects.filter(meeting__in=counted).values_list(
        "district_id",
        "organisation_id",
        "meeting__day",
        "meeting__sensitivity",
        "meeting__association_ids",
    )
    recount([organisation.pk for organisation in organisations], facts)


def _saved(by, form_token: UUID) -> Meeting | None:
    return Meeting.objects.filter(
        district=by.district, author=by.user, form_token=form_token
    ).first()


def _insert_once(meeting: Meeting) -> bool:
    """Two taps at once: the second waits for the first here and then finds its row."""
    made = Meeting.objects.bulk_create([meeting], ignore_conflicts=bool(meeting.form_token))
    return Meeting.objects.filter(pk=made[0].pk).exists()


def _check(by, organisations, day: date) -> list[Organisation]:
    ids = [organisation.pk for organisation in organisations]
    seen = list(visible(Organisation, by).live().filter(pk__in=ids))
    if not seen or len(seen) != len(set(ids)):
        raise ValidationError({"organisations": _("Choose which organisation you met.")})
    if day > timezone.localdate():
        raise ValidationError({"day": _("Choose a day that has been.")})
    return seen


def _check_promises(association: Association, said: Said, day: date) -> None:
    ours = set(colleagues(association).values_list("user", flat=True)) if said.promises else set()
    for promise in said.promises:
        if not promise.text.strip():
            raise ValidationError({"promise": _("Write what you promised.")})
        if promise.owner.pk not in ours:
            raise ValidationError({"owner": _("Choose somebody with a post in the association.")})
        if promise.due_on < day:
            raise ValidationError({"due_on": _("Choose a day after the meeting.")})


def _named(sensitivity: str, by) -> list:
    return [by.user.pk] if sensitivity == Sensitivity.NAMED else []


def _write_content(by, meeting: Meeting, said: Said, sensitivity: str) -> None:
    if not said:
        return
    carried = {
        "district": meeting.district,
        "association": meeting.association,
        "association_ids": meeting.association_ids,
        "sensitivity": sensitivity,
        "named": _named(sensitivity, by),
    }
    content = MeetingContent.objects.create(
        **carried, meeting=meeting, notes=said.notes.strip(), author=by.user
    )
    first = meeting.parties.order_by("id").first().organisation
    _write_points(content, first, said)
    for promise in said.promises:
        Promise.objects.create(
            **carried,
            organisation=first,
            content=content,
            text=promise.text.strip(),
            owner=promise.owner,
            due_on=promise.due_on,
        )


def _write_points(content: MeetingContent, organisation: Organisation, said: Said) -> None:
    shared = {"district": content.district, "content": content, "organisation": organisation}
    if said.demands.strip():
        Point.objects.create(**shared, kind=Point.Kind.DEMAND, text=said.demands.strip())
    if said.support.strip() or said.support_kinds:
        Point.objects.create(
            **shared,
            kind=Point.Kind.SUPPORT,
            text=said.support.strip(),
            support_kinds=said.support_kinds,
        )


def _bring_relations_forward(association, organisations, meeting, said, follow_up_on) -> None:
    """A first meeting makes the tie; a talk takes it at least to where the talk has come.

    A meeting that only those responsible know of leaves the tie as it was, or the tie would tell.
    """
    if meeting.sensitivity == Sensitivity.NAMED:
        return
    reached = Relation.Step.DEMANDS_HEARD if said.demands else Relation.Step.FIRST_TALK
    steps = list(Relation.Step)
    for organisation in organisations:
        relation, made = Relation.objects.get_or_create(
            organisation=organisation,
            association=association,
            ended_on=None,
            defaults={
                "district": association.district,
                "started_on": meeting.day,
                "sensitivity": meeting.sensitivity,
                "step": reached,
                "lead": meeting.author,
            },
        )
        ahead = relation.step in (Relation.Step.DECLINED,) or (
            relation.step != Relation.Step.DORMANT
            and steps.index(Relation.Step(relation.step)) >= steps.index(reached)
        )
        if not made:
            if not ahead:
                relation.step = reached
            relation.lead = relation.lead or meeting.author
        relation.next_contact_on = follow_up_on or relation.next_contact_on_after(meeting.day)
        relation.save()
