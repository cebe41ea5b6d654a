"""Contact persons by number, for deeds of somebody who may not see who they are."""

from django.db.models import Q

from movements.access.funnel import visible
from movements.access.identity import lent_to
from movements.access.read_log import ReadLog, has_read
from movements.access.readers import service
from movements.directory.models import Channel, ContactPerson
from movements.directory.persons import number_in
from movements.rights.registers import LegalBasis

SERVICE = "rights"
MOST, SHORTEST = 20, 3


def by_number(by, number: int) -> ContactPerson:
    """The person with that number, for a deed that the rules page lets `by` do without seeing them.

    Raises ContactPerson.DoesNotExist. Call it, and what is written, inside `lent_to(SERVICE)`.
    """
    return visible(ContactPerson, service(SERVICE, by.district)).get(number=number)


def found(by, asked: str) -> list[LegalBasis]:
    """The lines of those whom a number, a name or an address means: never the name itself.

    For the officer, who is asked by somebody about themselves; the question stands in the read log.
    """
    lines = list(_meant(by, asked).select_related("association").order_by("number"))
    has_read(ReadLog.Deed.QUESTION, persons=[line.pk for line in lines])
    return lines


def _meant(by, asked: str):
    number, asked = number_in(asked), asked.strip()
    if number is not None:
        return visible(LegalBasis, by).filter(number=number)
    if len(asked) < SHORTEST:
        return visible(LegalBasis, by).none()
    with lent_to(SERVICE):
        people = visible(ContactPerson, service(SERVICE, by.district))
        reached = visible(Channel, service(SERVICE, by.district)).filter(value__iexact=asked)
        meant = people.filter(Q(name__iexact=asked) | Q(pk__in=reached.values("person")))
        numbers = list(meant.order_by("number").values_list("number", flat=True)[:MOST])
    return visible(LegalBasis, by).filter(number__in=numbers)
