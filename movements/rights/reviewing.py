"""Att se över: whoever has not been met for a year is kept for a reason, asked, or leaves.

The association knows them and decides; the privacy officer sees how many wait, and where. What
nobody decides, the rules of retention do in time.
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import because, lent_to
from movements.access.read_log import ReadLog, has_read
from movements.access.readers import service
from movements.directory.models import ContactPerson
from movements.privacy.models import Basis
from movements.rights.erasure import Erased, erase_person
from movements.rights.retention import rules_of
from movements.rights.reviews import Review

SERVICE = "retention"
A_YEAR = relativedelta(months=12)


def to_review(reader, rows=None):
    """Those of the reader's associations that wait for a decision, the longest waiting first; of
    all there are, or of `rows`."""
    rows = visible(Review, reader) if rows is None else rows
    return (
        rows.waiting(timezone.localdate())
        .select_related("person__association")
        .order_by("created_at", "id")
    )


def asked_or_kept(reader, rows=None):
    """Those who have been asked, or are kept for a reason: what was decided, the latest first."""
    rows = visible(Review, reader) if rows is None else rows
    return (
        rows.exclude(decided_at=None)
        .select_related("person__association", "by")
        .order_by("-decided_at", "id")
    )


def shown(rows) -> list[Review]:
    """The rows, read: the log says whose names were shown."""
    rows = list(rows)
    has_read(ReadLog.Deed.PERSON, persons=[row.person_id for row in rows])
    return rows


def days_they_go(reader, rows) -> dict:
    """id → the day on which the rules erase them if nothing more is said; not of those kept."""
    with lent_to(SERVICE):
        periods = {
            line.rule.code: relativedelta(**{line.rule.unit: line.period})
            for line in rules_of(service(SERVICE, reader.district))
        }
    today, goes = timezone.localdate(), {}
    for row in rows:
        since = timezone.localdate(row.asked_at or row.created_at)
        if row.asked_at:
            goes[row.pk] = since + periods["consent"]
        elif row.kept_until is None or row.kept_until < today:
            last = since + periods["contact_erase"]
            if row.rule == "regular_review":  # looked at once more when the longer time is over
                last += periods["contact_review"] - periods["regular_review"]
            goes[row.pk] = min(last, row.person.keep_until)
    return goes


@transaction.atomic
def keep_longer(*, by, review: Review, reason: str) -> Review:
    """They stay for a year more, never past their own end date; then they are asked about again.

    Raises ValidationError with a message per field.
    """
    review = _for_change(by, review)
    because("keep_longer")
    if not reason.strip():
        raise ValidationError({"reason": _("Write why they are kept, without names.")})
    today = timezone.localdate()
    review.kept_until = min(today + A_YEAR, review.person.keep_until)
    review.reason, review.asked_at = reason.strip(), None
    return _decided(review, by)


@transaction.atomic
def ask_for_consent(*, by, review: Review) -> Review:
    """They have been asked whether they may stay: without a yes they leave when the rule says."""
    review = _for_change(by, review)
    because("ask_for_consent")
    if review.asked_at is None:
        review.asked_at, review.kept_until, review.reason = timezone.now(), None, ""
        _decided(review, by)
    return review


@transaction.atomic
def note_consent(*, by, review: Review, on: date) -> ContactPerson:
    """They have said yes: consent is why they are here from now on."""
    review = _for_change(by, review)
    because("note_consent")
    if on > timezone.localdate():
        raise ValidationError({"on": _("Choose a day that has been.")})
    person = ContactPerson.objects.select_for_update(no_key=True).get(pk=review.person_id)
    person.basis = Basis.CONSENT
    said = _("Said yes on %(day)s") % {"day": on.isoformat()}
    person.source = f"{said}. {person.source}"[:200]
    person.save(update_fields=["basis", "source"])
    review.delete()
    return person


@transaction.atomic
def remove_reviewed(*, by, review: Review, why: str, refuse_hereafter: bool = False) -> Erased:
    """They leave for good."""
    review = _for_change(by, review)
    return erase_person(by=by, person=review.person, why=why, refuse_hereafter=refuse_hereafter)


def counted_by_association(*, by) -> list[dict]:
    """How many wait, are asked and are kept longer: {"association", "waiting", "asked", "kept"} of
    each association that has any. For the officer, who sees no names."""
    require(by, "run_retention", by.district)
    today = timezone.localdate()
    waits = Q(asked_at=None) & (Q(kept_until=None) | Q(kept_until__lt=today))
    with lent_to(SERVICE):
        rows = visible(Review, service(SERVICE, by.district)).values("person__association__name")
        counted = rows.annotate(
            waiting=Count("pk", filter=waits),
            asked=Count("pk", filter=Q(asked_at__isnull=False)),
            kept=Count("pk", filter=Q(kept_until__gte=today)),
        )
        found = list(counted.order_by("person__association__name"))
    return [row | {"association": row.pop("person__association__name")} for row in found]


def _for_change(by, review: Review) -> Review:
    review = get_visible(Review, by, review.pk)
    require(by, "keep_contact_person", review.person)
    locked = Review.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("person").get(pk=review.pk)


def _decided(review: Review, by) -> Review:
    review.by, review.decided_at = by.user, timezone.now()
    review.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    review.save(
        update_fields=["kept_until", "reason", "asked_at", "by", "decided_at"],
    )
    return review
