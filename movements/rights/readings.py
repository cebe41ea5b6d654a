"""Who has read about somebody: asked with a name or a number, answered without showing the record.

The question is itself written to the read log, with whom it was about.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from movements.access.funnel import visible
from movements.access.identity import lent_to
from movements.access.read_log import ReadLog, has_read
from movements.access.readers import Reader, service
from movements.dialogue.models import MeetingContent, Participant
from movements.directory.models import Channel, ContactPerson
from movements.directory.persons import number_in
from movements.rights.registers import LegalBasis

SERVICE = "subject_access"
MOST, SHORTEST, LONGEST = 200, 3, 200


@dataclass(frozen=True)
class Reading:
    """Who, what they did, when, and why where a reason is asked for."""

    who: str
    deed: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Seen:
    """The readings of one person, the latest first; `people` is how many different readers."""

    number: int
    readings: list[Reading]
    people: int
    more: bool


def who_has_seen(by: Reader, asked: str) -> list[Seen]:
    """One answer for each person that the name, number (P-2291) or address means.

    Empty for whoever does not read the log: nothing then tells whether there is such a person.
    """
    return [_seen(by, person) for person in _asked_about(by, asked)]


def about(by: Reader, rows, asked: str):
    """Of these lines of the log, those about the people that the name, number or address means.

    Whoever does not read the log has none of its lines, and asks in vain: nothing is noted then.
    """
    people = _asked_about(by, asked)
    return rows.naming(*_ids_of(by, people)) if people else rows.none()


def numbered(by: Reader, persons: dict[UUID, list[UUID]]) -> dict[UUID, list[LegalBasis]]:
    """Of each line of the log (id → ids of persons) whom it is about, for the officer: by number,
    never by name. Those who are no longer here are not among them. One query."""
    wanted = {pk for ids in persons.values() for pk in ids}
    there = visible(LegalBasis, by).filter(pk__in=wanted).only("pk", "number").in_bulk()
    return {
        line: sorted((there[pk] for pk in ids if pk in there), key=lambda one: one.number)
        for line, ids in persons.items()
    }


def _asked_about(by: Reader, asked: str) -> list[ContactPerson]:
    """Those who are meant, the question noted; nobody for whoever does not read the log."""
    if not by.holds("privacy_officer"):
        return []
    with lent_to(SERVICE):
        people = _meant(service(SERVICE, by.district), asked.strip())
    has_read(ReadLog.Deed.QUESTION, persons=[person.pk for person in people])
    return people


def _meant(gatherer: Reader, asked: str) -> list[ContactPerson]:
    people = visible(ContactPerson, gatherer)
    number = number_in(asked)
    if number is not None:
        return list(people.filter(number=number))
    if len(asked) < SHORTEST:
        return []
    reached = visible(Channel, gatherer).filter(value__iexact=asked).values("person")
    return list(people.filter(Q(name__iexact=asked) | Q(pk__in=reached)).order_by("number")[:20])


def _seen(by: Reader, person: ContactPerson) -> Seen:
    rows = readings_of(by, person)
    found = [_told(row) for row in rows[: MOST + 1]]
    return Seen(
        number=person.number,
        readings=found[:MOST],
        people=len({one.who for one in found}),
        more=len(found) > MOST,
    )


def readings_of(by: Reader, person: ContactPerson):
    """The lines of the log that name the person, or a confidential note they took part in."""
    return visible(ReadLog, by).naming(*_ids_of(by, [person])).latest_first()


def _ids_of(by: Reader, people: list[ContactPerson]) -> tuple[list[UUID], list[UUID]]:
    """By what the log names them: themselves, and the confidential notes that they stand in."""
    with lent_to(SERVICE):
        gatherer = service(SERVICE, by.district)
        took_part = visible(Participant, gatherer).filter(person__in=people).values("content")
        contents = visible(MeetingContent, gatherer).filter(pk__in=took_part)
        return [person.pk for person in people], list(contents.values_list("pk", flat=True))


def _told(row: ReadLog) -> Reading:
    who = row.user.name if row.user else row.service
    return Reading(who, row.get_deed_display(), row.created_at, row.why)
