"""Whoever is registered is told within a month (art. 14), by the association that keeps them.

The officer sees numbers and deadlines, and reminds. Whoever has not been told in time is
restricted until they are.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import because, lent_to
from movements.access.read_log import ReadLog, has_read
from movements.directory.models import ContactPerson
from movements.privacy.models import Informed, Restriction
from movements.rights.people import SERVICE, by_number
from movements.rights.registers import LegalBasis, Reminder


def to_inform(reader, rows=None):
    """Lines of those who have not been told, the nearest deadline first, each with `reminded_at`.

    The officer has all of the district; an association its own. Of all there are, or of `rows`.
    """
    asked = visible(Reminder, reader).filter(person=OuterRef("pk")).order_by()
    last = asked.values("person").annotate(last=Max("created_at")).values("last")
    rows = visible(LegalBasis, reader) if rows is None else rows
    return (
        rows.to_inform()
        .select_related("association")
        .annotate(reminded_at=Subquery(last, output_field=DateTimeField()))
        .order_by("inform_by", "number")
    )


def names_of(reader, lines) -> dict:
    """id → the person, for those of the lines that the reader may see; the officer sees none."""
    ids = [line.pk for line in lines]
    people = {person.pk: person for person in visible(ContactPerson, reader).filter(pk__in=ids)}
    has_read(ReadLog.Deed.PERSON, persons=people)
    return people


@transaction.atomic
def mark_informed(*, by, person: ContactPerson, on: date, how: str) -> ContactPerson:
    """They have been told. Whoever was restricted for not having been is so no longer.

    Raises ValidationError with a message per field.
    """
    require(by, "keep_contact_person", person)
    because("mark_informed")
    get_visible(ContactPerson, by, person.pk)
    person = ContactPerson.objects.select_for_update(no_key=True).get(pk=person.pk)
    problems = {}
    if on > timezone.localdate():
        problems["on"] = _("Choose a day that has been.")
    if how not in Informed.values:
        problems["how"] = _("Choose how they were told.")
    if problems:
        raise ValidationError(problems)
    person.informed_at, person.informed_how = on, how
    if person.restricted_for == Restriction.NOT_INFORMED:
        person.restricted_at, person.restricted_for = None, ""
    person.save(update_fields=["informed_at", "informed_how", "restricted_at", "restricted_for"])
    return person


@transaction.atomic
def remind(*, by, line: LegalBasis) -> Reminder:
    """The officer asks the association to tell somebody: at most once a day."""
    require(by, "remind_association", by.district)
    line = get_visible(LegalBasis, by, line.pk)
    today = visible(Reminder, by).filter(person=line.pk, created_at__date=timezone.localdate())
    return today.first() or Reminder.objects.create(
        district=by.district, association_id=line.association_id, person_id=line.pk, by=by.user
    )


@transaction.atomic
def restrict_person(*, by, number: int, why: str) -> ContactPerson:
    """Somebody becomes a name alone, that nothing is done with. `why` is a Restriction.

    Those who may are on the rules page; none of them needs to see who it is. Raises
    ContactPerson.DoesNotExist.
    """
    require(by, "restrict_person", by.district)
    because(f"restrict_person: {Restriction(why).value}")
    with lent_to(SERVICE):
        person = by_number(by, number)
        person.restricted_at = person.restricted_at or timezone.now()
        person.restricted_for = why
        person.save(update_fields=["restricted_at", "restricted_for"])
    return person


@transaction.atomic
def lift_restriction(*, by, number: int) -> ContactPerson:
    """What somebody asked for is no longer needed; they are as others again."""
    require(by, "restrict_person", by.district)
    because("lift_restriction")
    with lent_to(SERVICE):
        person = by_number(by, number)
        person.restricted_at, person.restricted_for = None, ""
        person.save(update_fields=["restricted_at", "restricted_for"])
    return person
