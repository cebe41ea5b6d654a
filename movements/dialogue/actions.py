"""Deeds of dialogue: log a meeting, undo it, keep or release a promise."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import because, lent_to
from movements.access.models import Association
from movements.access.readers import service
from movements.access.rows import Sensitivity
from movements.dialogue.attachments import Attachment
from movements.dialogue.choices import Mode
from movements.dialogue.models import Meeting, MeetingContent, MeetingOrganisation, Promise
from movements.dialogue.said import Promised, Said, check_said, write_content
from movements.dialogue.ties import bring_forward, take_back
from movements.directory.actions import colleagues
from movements.directory.models import ContactPerson, Organisation, Relation
from movements.directory.organisations import months_before
from movements.directory.tally import recount
from movements.privacy.numbers import refuse_personal_numbers

__all__ = ["Promised", "Said"]  # what one hands to log_meeting

FARTHEST_BACK = 12 * 20  # months; further back it is a slip of the finger


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
    named=(),
    follow_up_on: date | None = None,
    no_follow_up: bool = False,
    form_token: UUID | None = None,
) -> Meeting:
    """Logs that `association` has met `organisations`, and what was said.

    `readers` is about what was said, `fact_readers` about that the meeting took place; content is
    never wider than the fact. What is `named` is read by the author, by those who promised
    something, and by `named`: users with a post in the association. Without `follow_up_on` the
    next check-in follows the tie's cadence; `no_follow_up` clears it. The same `form_token` by the
    same author saves once and gives the same meeting back. Raises ValidationError with a message
    per field.
    """
    require(by, "log_meeting", association)
    if form_token and (saved := _saved(by, form_token)):
        return saved
    said, day = said or Said(), day or timezone.localdate()
    _check_days(day, follow_up_on)
    check_said(association, said, day)
    named = _named(by, association, named, said)
    organisations = _locked(by, organisations)
    if any(organisation.existence_protected for organisation in organisations):
        fact_readers = Sensitivity.strictest(fact_readers, Sensitivity.ASSOCIATION)
    meeting = Meeting(
        district_id=association.district_id,
        association=association,
        association_ids=[association.pk],
        author=by.user,
        day=day,
        mode=mode,
        sensitivity=fact_readers,
        named=named if fact_readers == Sensitivity.NAMED else [],
        follow_up_on=follow_up_on,
        no_follow_up=no_follow_up,
        form_token=form_token,
    )
    known = ["district", "association", "author"]  # not from outside: no need to look them up
    meeting.full_clean(exclude=known, validate_unique=False, validate_constraints=False)
    if not _insert_once(meeting):
        return _saved(by, form_token)
    MeetingOrganisation.objects.bulk_create(
        MeetingOrganisation(district_id=meeting.district_id, meeting=meeting, organisation=one)
        for one in organisations
    )
    content_readers = Sensitivity.strictest(readers, fact_readers)
    write_content(meeting, organisations, said, sensitivity=content_readers, named=named)
    bring_forward(meeting, organisations)
    count_contacts(by.district, organisations)
    return meeting


@transaction.atomic
def undo_meeting(*, by, meeting: Meeting) -> Meeting:
    """Puts the meeting and its promises away, and the ties back; `redo_meeting` brings it back."""
    require(by, "log_meeting", meeting)
    because("undo_meeting")
    meeting = _for_change(Meeting, by, meeting)
    if meeting.is_archived:
        return meeting
    organisations = _lock_those_met(meeting)
    meeting.archived_at = timezone.now()
    meeting.form_token = None  # the same form sent again is a new meeting, not this one
    meeting.save(update_fields=["archived_at", "form_token"])
    Promise.objects.filter(content__meeting=meeting, archived_at=None).update(
        archived_at=meeting.archived_at
    )
    with lent_to("upkeep"):
        take_back(meeting)
    count_contacts(meeting.district, organisations)
    return meeting


@transaction.atomic
def redo_meeting(*, by, meeting: Meeting) -> Meeting:
    """Brings back a meeting that was undone, with the promises that went with it."""
    require(by, "log_meeting", meeting)
    because("redo_meeting")
    meeting = _for_change(Meeting, by, meeting)
    if not meeting.is_archived:
        return meeting
    organisations = _lock_those_met(meeting)
    Promise.objects.filter(content__meeting=meeting, archived_at=meeting.archived_at).update(
        archived_at=None
    )
    meeting.archived_at = None
    meeting.save(update_fields=["archived_at"])
    bring_forward(meeting, organisations)
    count_contacts(meeting.district, organisations)
    return meeting


@transaction.atomic
def keep_promise(*, by, promise: Promise) -> Promise:
    """The promise is kept."""
    return _close(by, promise, Promise.Status.KEPT)


@transaction.atomic
def release_promise(*, by, promise: Promise, reason: str) -> Promise:
    """We will not do it after all. The reason is owed to those it was given to."""
    require(by, "keep_promise", promise)
    limit = Promise._meta.get_field("reason").max_length
    if not reason.strip():
        raise ValidationError({"reason": _("Write why, and tell those it was given to.")})
    refuse_personal_numbers({"reason": reason})
    if len(reason) > limit:
        text = _("Write at most %(count)s characters.") % {"count": limit}
        raise ValidationError({"reason": text})
    return _close(by, promise, Promise.Status.RELEASED, reason.strip(), why="release_promise")


@transaction.atomic
def reopen_promise(*, by, promise: Promise) -> Promise:
    """Undoes keeping or releasing."""
    return _close(by, promise, Promise.Status.OPEN, why="reopen_promise")


@transaction.atomic
def protect_existence(*, by, organisation: Organisation) -> Organisation:
    """Hides an organisation from all but those whose it is and the board.

    It stands here, above the directory, because what hides it must also narrow the meetings that
    would tell that it exists. Children are narrowed before their parents: the database refuses a
    parent that would be stricter than its child.
    """
    require(by, "correct_organisation", organisation)
    get_visible(Organisation, by, organisation.pk)
    with lent_to("upkeep"):
        return _protect_existence(organisation)


def _protect_existence(organisation: Organisation) -> Organisation:
    meetings = Meeting.objects.filter(organisations=organisation, sensitivity=Sensitivity.OPEN)
    met = _lock_with_company(organisation, meetings)
    organisation = next(one for one in met if one.pk == organisation.pk)
    ids = list(meetings.values_list("pk", flat=True))
    people = ContactPerson.objects.filter(roles__organisation=organisation).values("pk")
    for narrowed in (
        Promise.objects.filter(content__meeting__in=ids),
        Promise.objects.filter(organisation=organisation),
        Attachment.objects.filter(meeting__in=ids),
        MeetingContent.objects.filter(meeting__in=ids),
        Meeting.objects.filter(pk__in=ids),
        Relation.objects.filter(organisation=organisation),
        ContactPerson.objects.filter(pk__in=people),
    ):
        narrowed.filter(sensitivity=Sensitivity.OPEN).update(sensitivity=Sensitivity.ASSOCIATION)
    organisation.existence_protected = True
    organisation.save(update_fields=["existence_protected"])
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
    with lent_to("tally"):
        recount([organisation.pk for organisation in organisations], facts)


def _saved(by, form_token: UUID) -> Meeting | None:
    return Meeting.objects.filter(
        district=by.district, author=by.user, form_token=form_token
    ).first()


def _insert_once(meeting: Meeting) -> bool:
    """Two taps at once: the second waits for the first here and then finds its row."""
    made = Meeting.objects.bulk_create([meeting], ignore_conflicts=bool(meeting.form_token))
    return Meeting.objects.filter(pk=made[0].pk).exists()


def _lock(organisations) -> list[Organisation]:
    """The same organisations, one deed at a time.

    The tally is counted from the meetings that are there: two at once would each miss the
    other's. Always in the same order, so that two joint meetings never wait for each other.
    """
    ids = organisations.order_by().values("pk")
    return list(
        Organisation.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
    )


def _lock_with_company(organisation: Organisation, meetings) -> list[Organisation]:
    """The organisation and all it has met together with, locked in the order that all deeds lock.

    Once they are, no meeting can be logged with it; one that came in while we waited may have
    brought somebody along whom we did not lock.
    """

    def company() -> set:
        there = MeetingOrganisation.objects.filter(meeting__in=meetings)
        return {organisation.pk, *there.values_list("organisation", flat=True)}

    locked = _lock(Organisation.objects.filter(pk__in=company()))
    if company() - {one.pk for one in locked}:
        raise _changed_meanwhile()
    return locked


def _lock_those_met(meeting) -> list[Organisation]:
    """The meeting's organisations, locked; a merge that we waited for may have put another in."""
    locked = _lock(meeting.organisations.all())
    if set(meeting.organisations.values_list("pk", flat=True)) != {one.pk for one in locked}:
        raise _changed_meanwhile()
    return locked


def _changed_meanwhile() -> ValidationError:
    return ValidationError(
        _("Somebody else saved the same thing just now. Look at it and try again.")
    )


def _locked(by, organisations) -> list[Organisation]:
    """Those asked for, in the order asked for: the first is the one a promise is given to."""
    ids = list(dict.fromkeys(organisation.pk for organisation in organisations))
    seen = {one.pk: one for one in _lock(visible(Organisation, by).live().filter(pk__in=ids))}
    gone = any(one.is_archived for one in seen.values())  # while we waited for the lock
    if not seen or len(seen) != len(ids) or gone:
        raise ValidationError({"organisations": _("Choose which organisation you met.")})
    return [seen[pk] for pk in ids]


def _for_change(model, by, row):
    """The row as it is now, locked; what the doer may not see cannot be changed either."""
    get_visible(model, by, row.pk)
    return model.objects.select_for_update(no_key=True).get(pk=row.pk)


def _check_days(day: date, follow_up_on: date | None) -> None:
    problems, today = {}, timezone.localdate()
    if day > today:
        problems["day"] = _("Choose a day that has been.")
    if day < months_before(today, FARTHEST_BACK):
        problems["day"] = _("That is more than 20 years ago. Check the year.")
    if follow_up_on and follow_up_on <= day:
        problems["follow_up_on"] = _("Choose a day after the meeting.")
    if problems:
        raise ValidationError(problems)


def _named(by, association: Association, chosen, said: Said) -> list[UUID]:
    """Who reads a `named` row: its author, those who promised something, and those chosen."""
    chosen = [user.pk for user in chosen]
    ours = set(colleagues(association).values_list("user", flat=True)) if chosen else set()
    if set(chosen) - ours:
        raise ValidationError({"named": _("Choose somebody with a post in the association.")})
    owners = [promise.owner.pk for promise in said.promises]
    return list(dict.fromkeys([by.user.pk, *chosen, *owners]))


def _close(by, promise: Promise, status: str, reason="", why="keep_promise") -> Promise:
    require(by, "keep_promise", promise)
    because(why)
    promise = _for_change(Promise, by, promise)
    is_open = status == Promise.Status.OPEN
    if promise.is_archived:
        raise ValidationError({"status": _("The meeting it was given at has been undone.")})
    if promise.status == status:
        return promise
    if not is_open and promise.status != Promise.Status.OPEN:
        raise ValidationError({"status": _("The promise is closed already. Open it again first.")})
    promise.status, promise.reason = status, reason
    promise.closed_on = None if is_open else timezone.localdate()
    promise.save(update_fields=["status", "reason", "closed_on"])
    return promise
