"""Contact persons by number, for deeds of somebody who may not see who they are."""

from django.db.models import Q

from movements.access.funnel import visible
from movements.access.identity import lent_to
from movements.access.readers import service
from movements.directory.models import Channel, ContactPerson
from movements.directory.persons import number_in
from movements.rights.registers import LegalBasis

SERVICE = "rights"
MOST = 20


def by_number(by, number: int) -> ContactPerson:
    """The person with that number, for a deed that the rules page lets `by` do without seeing them.

    Raises ContactPerson.DoesNotExist. Call it, and what is written, inside `lent_to(SERVICE)`.
    """
    return visible(ContactPerson, service(SERVICE, by.district)).get(number=number)


def found(by, asked: str) -> list[LegalBasis]:
    """The lines of those whom a number, a name or an address means: never the name itself.

    For the officer, who is asked by somebody about themselves.
    """
    number, asked = number_in(asked), asked.strip()
    if number is not None:
        return list(visible(LegalBasis, by).filter(number=number).select_related("association"))
    if len(asked) < 3:
        return []
    with lent_to(SERVICE):
        people = visible(ContactPerson, service(SERVICE, by.district))
        reached = visible(Channel, service(SERVICE, by.district)).filter(value__iexact=asked)
        meant = people.filter(Q(name__iexact=asked) | Q(pk__in=reached.values("person")))
        numbers = list(meant.order_by("number").values_list("number", flat=True)[:MOST])
    lines = visible(LegalBasis, by).filter(number__in=numbers).select_related("association")
    return list(lines.order_by("number"))
