"""Contact persons in a register: left out, unless somebody has said why they may be kept.

Without a legal basis, a source and an end date nothing here is ever called, and what a file says
about people is dropped where the rows are read (rows.py).
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from movements.access.funnel import allowed, visible
from movements.access.rows import Sensitivity
from movements.directory.models import Channel, ContactPerson, ContactRole
from movements.directory.thinly import own_members
from movements.directory.unwanted import marks_of, unwanted
from movements.directory.validators import may_be_personal, phone_number
from movements.exchange import problems as p
from movements.exchange.columns import PERSON_FIELDS, bare, header_field, person_field
from movements.privacy.models import Basis, in_a_month
from movements.privacy.numbers import has_personal_number, refuse_personal_numbers

VERB = "keep_contact_person"
SAID = ("basis", "source", "keep_until", "informed_at")
TITLES = ("ordforande", "kassor", "sekreterare", "revisor", "ledamot", "firmatecknare", "ansvarig")
SECOND_PART = ("efternamn", "lastname", "surname")
MOST = 6  # persons a row
BATCH = 2_000
NUMBERS = re.compile(r"\d")


@dataclass(slots=True)
class Person:
    """Somebody a row names, with the ways to reach them as (kind, value) pairs."""

    name: str = ""
    title: str = ""
    channels: list = field(default_factory=list)


def terms(said, *, by, association):
    """The checked terms on which contact persons come in, as plain values; {} when they do not.

    Raises ValidationError with a message per field, and NotAllowed.
    """
    if not any(said.get(name) for name in SAID):
        return {}
    if association is None or not allowed(by, VERB, association):
        raise ValidationError(
            {"basis": [_("Contact persons belong to an association. Choose which one imports.")]}
        )
    today, errors = timezone.localdate(), {}
    until, informed = _day(said.get("keep_until")), _day(said.get("informed_at"))
    if said.get("basis") not in Basis.values:
        errors["basis"] = [_("Say on what basis they may be kept.")]
    if not str(said.get("source") or "").strip():
        errors["source"] = [_("Say where the details come from.")]
    if until is None or until <= today:
        errors["keep_until"] = [_("Choose a day that has not been.")]
    if said.get("informed_at") and (informed is None or informed > today):
        errors["informed_at"] = [_("Choose a day that has been.")]
    if errors:
        raise ValidationError(errors)
    refuse_personal_numbers({"source": str(said["source"])})
    if said["basis"] == Basis.AWAITING:  # a month to be spoken to, whatever was asked for
        until = min(until, in_a_month())
    return {
        "basis": said["basis"],
        "source": str(said["source"]).strip()[:200],
        "keep_until": until.isoformat(),
        "informed_at": informed.isoformat() if informed else None,
    }


def _day(value):
    try:
        return parse_date(value) if isinstance(value, str) else value
    except ValueError:
        return None


class PersonColumns:
    """Which columns of a file are about which person, from left to right.

    A column with a name begins a person; what follows belongs to them until the next name.
    """

    def __init__(self, header, chosen):
        self.columns = []
        for number, text in enumerate(header):
            said = chosen.get(number)
            if said is None and header_field(text) == "people":
                said = person_field(text)
            if said in PERSON_FIELDS:
                self.columns.append((number, said, text))

    def read(self, cells, row):
        """The persons of one row, those with a name; what cannot be read of them is noted."""
        people = []
        for number, what, header in self.columns:
            text = cells[number].strip()
            if what == "person_name":
                self._name(people, text, header)
            elif people and text:
                self._add(people[-1], what, text, row)
        return tuple(person for person in people if person.name)[:MOST]

    def _name(self, people, text, header):
        word = bare(header)
        text = "" if NUMBERS.search(text) or "@" in text else text[:120]
        if people and any(part in word for part in SECOND_PART):
            people[-1].name = f"{people[-1].name} {text}".strip()[:120]
            return
        title = header.strip()[:80] if any(part in word for part in TITLES) else ""
        people.append(Person(text, title))

    def _add(self, person, what, text, row):
        if what == "person_role":
            if has_personal_number(text):
                row.note(p.PERSONAL_NUMBER)
            else:
                person.title = text[:80]
            return
        kind = Channel.Kind.EMAIL if what == "person_email" else Channel.Kind.PHONE
        for part in re.split(r"[;,]|\s/\s", text):
            value = part.strip()
            if value and _reaches(kind, value):
                person.channels.append((kind.value, value[:200]))
            elif value:
                row.note(p.PERSON_UNREACHED)


def _reaches(kind, value):
    if may_be_personal(value) and kind != Channel.Kind.PHONE:
        return False
    try:
        (validate_email if kind == Channel.Kind.EMAIL else phone_number)(value)
    except ValidationError:
        return False
    return True


def keep_people(steps, batch, said, *, by):
    """Register the persons that the rows name, in sets, as keep_contact_person registers one.

    The own members among them are left out: they are in the member register. So is whoever asked
    not to be registered.

    Whoever calls has asked whether `by` may keep_contact_person. Somebody whom the association
    keeps already, under the same name at the same organisation, is left as they are. Returns how
    many are new.
    """
    named = [(step, person) for step in steps for person in step.row.people]
    reached = [value for _s, p in named for kind, value in p.channels if kind == Channel.Kind.EMAIL]
    ours = own_members(batch.district_id, reached)
    refused = unwanted(
        batch.district_id, set().union(*(marks_of(p.name, p.channels) for _s, p in named))
    )
    wanted = [
        (step, p)
        for step, p in named
        if _may_be_kept(p, said, ours) and not marks_of(p.name, p.channels) & refused
    ]
    known = _known(by, batch, {step.result.organisation_id for step, _person in wanted})
    kept, roles, channels = [], [], []
    for step, person in wanted:
        key = (step.result.organisation_id, person.name.casefold())
        if key in known:
            continue
        known.add(key)
        row = _row(person, batch, said)
        kept.append(row)
        roles.append(_role(person, row, step.result.organisation_id))
        channels += [
            Channel(district_id=row.district_id, person=row, kind=kind, value=value)
            for kind, value in dict.fromkeys(person.channels)
        ]
    for model, rows in ((ContactPerson, kept), (ContactRole, roles), (Channel, channels)):
        model.objects.bulk_create(rows, batch_size=BATCH)
    return len(kept)


def _may_be_kept(person, said, ours):
    """Our own are in the member register; of whoever is only pointed out, nothing is written."""
    if any(value.lower() in ours for kind, value in person.channels if kind == Channel.Kind.EMAIL):
        return False
    if said["basis"] == Basis.AWAITING:
        person.title = ""
    return True


def _known(by, batch, organisations):
    rows = visible(ContactRole, by).filter(
        organisation__in=organisations, person__association=batch.association
    )
    return {(pk, name.casefold()) for pk, name in rows.values_list("organisation", "person__name")}


def _row(person, batch, said):
    """For the association alone by default, which a protected organisation bears as well."""
    return ContactPerson(
        district_id=batch.district_id,
        association_id=batch.association_id,
        name=person.name,
        sensitivity=Sensitivity.ASSOCIATION,
        basis=said["basis"],
        source=said["source"],
        keep_until=_day(said["keep_until"]),
        informed_at=_day(said.get("informed_at") or ""),
    )


def _role(person, row, organisation_id):
    return ContactRole(
        district_id=row.district_id,
        person=row,
        organisation_id=organisation_id,
        title=person.title,
        starts_on=timezone.localdate(),
    )
