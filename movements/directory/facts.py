"""How facts are written on an organisation's row: checked, settled on the map, never doubled."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from movements.access.funnel import visible
from movements.directory.geocoding import ask_later
from movements.directory.models import UNION_KINDS, Organisation
from movements.directory.validators import is_role_address, plain_digits
from movements.places.geocoding import place_of

# What anybody in the district may correct. That an organisation exists at all is protected and
# laid open by verbs of their own: more rows than this one must follow.
FACTS = (
    "name",
    "kind",
    "legal_form",
    "organisation_number",
    "is_informal",
    "reach",
    "policy_areas",
    "sectors",
    "languages",
    "description",
    "homepage",
    "email",
    "phone",
    "address",
    "postcode",
    "town",
    "municipality",
    "address_protected",
)


def write_facts(organisation: Organisation, facts: dict, by) -> None:
    """Sets the facts given, settles the place, saves. ValidationError with a message per field."""
    refuse_unknown(facts, FACTS)
    stood = None if organisation._state.adding else _stands(organisation)
    for name, value in facts.items():
        setattr(organisation, name, value.strip() if isinstance(value, str) else value)
    organisation.organisation_number = plain_digits(organisation.organisation_number)
    organisation.postcode = "".join(organisation.postcode.split())
    if organisation.kind not in UNION_KINDS:
        organisation.sectors = []
    moved = stood != _stands(organisation)
    if moved or organisation.point is None:  # else the point is kept: it may be a better one
        settle_place(organisation)
    check_email(organisation)
    organisation.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    check_number_free(organisation, by)
    save_row(organisation)
    if moved:
        ask_later(by, organisation)


def _stands(organisation: Organisation) -> tuple:
    """What its place is settled from."""
    names = ("address", "postcode", "town", "municipality_id", "address_protected")
    return tuple(getattr(organisation, name) for name in names)


def refuse_unknown(fields: dict, known: tuple) -> None:
    """A verb sets what it says it sets; another name is a mistake in the code that called it."""
    unknown = fields.keys() - set(known)
    if unknown:
        raise TypeError(f"Not to be set here: {', '.join(sorted(unknown))}")


def save_row(row, **how) -> None:
    """Two people at once: the database lets one through, and the other is told what to do."""
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError as wrong:
        message = _("Somebody else saved the same thing just now. Look at it and try again.")
        raise ValidationError(message) from wrong


def settle_place(organisation: Organisation) -> None:
    """A protected address is not kept; any other gets its point from the gazetteer."""
    if organisation.address_protected:
        organisation.address = organisation.postcode = organisation.town = ""
        organisation.point = None
        return
    found = place_of(
        organisation.address, organisation.postcode, organisation.town, organisation.municipality
    )
    organisation.point = found.point if found and found.is_located else None
    if found and organisation.municipality_id is None:
        organisation.municipality = found.municipality


def check_email(organisation: Organisation) -> None:
    """A common address on the row; one that reaches a person belongs to a contact person."""
    if organisation.email and not is_role_address(organisation.email, organisation.name):
        raise ValidationError(
            {"email": _("This looks like a person's address. Add it as a contact person instead.")}
        )


def check_number_free(organisation: Organisation, by) -> None:
    """Never matches an organisation that the writer may not see: that would tell that it exists."""
    number = organisation.organisation_number
    if not number or organisation.existence_protected:
        return
    others = visible(Organisation, by).live().filter(organisation_number=number)
    other = others.exclude(pk=organisation.pk).exclude(existence_protected=True).first()
    if other:
        message = _("%(name)s has this organisation number already.") % {"name": other.name}
        raise ValidationError({"organisation_number": message})
