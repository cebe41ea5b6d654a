"""Deeds in the directory. Each is one transaction, says who does it, and leaves a trace."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.models import Association, Post, Role
from movements.access.rows import Sensitivity
from movements.directory.models import (
    UNION_KINDS,
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Organisation,
    Relation,
)
from movements.directory.validators import is_role_address, plain_digits
from movements.places.geocoding import place_of

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
    "existence_protected",
)


@transaction.atomic
def register_organisation(*, by, association: Association, areas=(), **facts) -> Organisation:
    """Puts an organisation in the district's register, tied to `association` as mapped.

    `areas` are municipalities; empty means where the address is. Raises ValidationError with a
    message per field.
    """
    require(by, "register_organisation", association)
    organisation = Organisation(district=association.district, registered_by=association)
    _write(organisation, facts, by)
    set_areas(organisation, areas)
    Relation.objects.create(
        district=association.district,
        organisation=organisation,
        association=association,
        started_on=timezone.localdate(),
        sensitivity=_tie_sensitivity(organisation),
    )
    return organisation


@transaction.atomic
def correct_organisation(*, by, organisation: Organisation, areas=None, **facts) -> Organisation:
    """Corrects facts; only the fields given. Any steward of the district may: history shows who."""
    require(by, "correct_organisation", organisation)
    organisation = get_visible(Organisation, by, organisation.pk)
    _write(organisation, facts, by)
    if areas is not None:
        set_areas(organisation, areas)
    if organisation.existence_protected:
        organisation.relations.filter(sensitivity=Sensitivity.OPEN).update(
            sensitivity=Sensitivity.ASSOCIATION
        )
    return organisation


@transaction.atomic
def confirm_organisation(*, by, organisation: Organisation) -> Organisation:
    """The facts are still true today."""
    require(by, "correct_organisation", organisation)
    organisation.confirmed_on = timezone.localdate()
    organisation.save(update_fields=["confirmed_on"])
    return organisation


@transaction.atomic
def archive_organisation(*, by, organisation: Organisation) -> Organisation:
    """Puts it away: in no list, its history kept. `restore_organisation` undoes it."""
    require(by, "archive_organisation", organisation)
    organisation.archived_at = timezone.now()
    organisation.save(update_fields=["archived_at"])
    return organisation


@transaction.atomic
def restore_organisation(*, by, organisation: Organisation) -> Organisation:
    """Brings an archived organisation back, if its number is not in use by another meanwhile."""
    require(by, "archive_organisation", organisation)
    organisation.archived_at = None
    _check_number_free(organisation, by)
    organisation.save(update_fields=["archived_at"])
    return organisation


@transaction.atomic
def tie_relation(*, by, association: Association, organisation: Organisation, **fields) -> Relation:
    """Makes or changes the association's tie: step, lead, cadence, next check-in, wishes, readers.

    Raises ValidationError when the lead holds no post in the association.
    """
    require(by, "tie_relation", association)
    organisation = get_visible(Organisation, by, organisation.pk)
    relation = (
        visible(Relation, by)
        .filter(organisation=organisation, association=association, ended_on=None)
        .first()
    ) or Relation(
        district=association.district,
        organisation=organisation,
        association=association,
        started_on=timezone.localdate(),
        sensitivity=_tie_sensitivity(organisation),
    )
    for name, value in fields.items():
        setattr(relation, name, value)
    if relation.sensitivity == Sensitivity.NAMED:
        relation.named = _with_author(relation.named, by)
    if organisation.existence_protected and relation.sensitivity == Sensitivity.OPEN:
        relation.sensitivity = Sensitivity.ASSOCIATION
    if relation.lead_id and not colleagues(association).filter(user=relation.lead_id).exists():
        raise ValidationError({"lead": _("Choose somebody with a post in the association.")})
    relation.full_clean(validate_unique=False)
    relation.save()
    return relation


@transaction.atomic
def keep_contact_person(
    *, by, association: Association, organisation: Organisation, channels=(), title="", **fields
) -> ContactPerson:
    """Registers somebody we may call at an organisation.

    `channels` are (kind, value) pairs. Basis, source and keep-until must be given; raises
    ValidationError with a message per field otherwise.
    """
    require(by, "keep_contact_person", association)
    organisation = get_visible(Organisation, by, organisation.pk)
    person = ContactPerson(district=association.district, association=association, **fields)
    if person.sensitivity == Sensitivity.NAMED:
        person.named = _with_author(person.named, by)
    if person.keep_until and person.keep_until <= timezone.localdate():
        raise ValidationError({"keep_until": _("Choose a day that has not been.")})
    person.full_clean()
    person.save()
    ContactRole.objects.create(
        district=association.district,
        person=person,
        organisation=organisation,
        title=title,
        starts_on=timezone.localdate(),
    )
    for kind, value in channels:
        channel = Channel(district=association.district, person=person, kind=kind, value=value)
        channel.full_clean()
        channel.save()
    return person


@transaction.atomic
def archive_contact_person(*, by, person: ContactPerson) -> ContactPerson:
    """Puts a contact person away; the end date still decides when the row leaves for good."""
    require(by, "keep_contact_person", person.association)
    person.archived_at = timezone.now()
    person.save(update_fields=["archived_at"])
    return person


@transaction.atomic
def restore_contact_person(*, by, person: ContactPerson) -> ContactPerson:
    """Brings a contact person back."""
    require(by, "keep_contact_person", person.association)
    person.archived_at = None
    person.save(update_fields=["archived_at"])
    return person


def colleagues(association: Association):
    """Active posts in an association: those who can be responsible for something there."""
    return Post.objects.active(timezone.localdate()).filter(
        association=association, role__in=(Role.STEWARD, Role.ASSOCIATION_ADMIN)
    )


def set_areas(organisation: Organisation, areas) -> None:
    """Where it is active; where its address is when nothing else is said."""
    wanted = {area.pk for area in areas}
    if not wanted and organisation.municipality_id:
        wanted = {organisation.municipality_id}
    there = organisation.activity_areas.all()
    there.exclude(municipality__in=wanted).delete()
    missing = wanted - set(there.values_list("municipality", flat=True))
    ActivityArea.objects.bulk_create(
        ActivityArea(
            district_id=organisation.district_id,
            organisation=organisation,
            municipality_id=municipality,
        )
        for municipality in missing
    )


def _write(organisation: Organisation, facts: dict, by) -> None:
    unknown = facts.keys() - set(FACTS)
    if unknown:
        raise TypeError(f"Not facts of an organisation: {', '.join(sorted(unknown))}")
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.organisation_number = plain_digits(organisation.organisation_number)
    if organisation.kind not in UNION_KINDS:
        organisation.sectors = []
    _settle_place(organisation)
    _check_email(organisation)
    organisation.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    _check_number_free(organisation, by)
    organisation.save()


def _settle_place(organisation: Organisation) -> None:
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


def _check_email(organisation: Organisation) -> None:
    if organisation.email and not is_role_address(organisation.email, organisation.name):
        raise ValidationError(
            {"email": _("This looks like a person's address. Add it as a contact person instead.")}
        )


def _check_number_free(organisation: Organisation, by) -> None:
    """Never matches an organisation that the writer may not see: that would tell that it exists."""
    number = organisation.organisation_number
    if not number:
        return
    others = visible(Organisation, by).live().filter(organisation_number=number)
    other = others.exclude(pk=organisation.pk).exclude(existence_protected=True).first()
    if other:
        message = _("%(name)s has this organisation number already.") % {"name": other.name}
        raise ValidationError({"organisation_number": message})


def _tie_sensitivity(organisation: Organisation) -> str:
    return Sensitivity.ASSOCIATION if organisation.existence_protected else Sensitivity.OPEN


def _with_author(named, by) -> list:
    return list(dict.fromkeys([*named, by.user.pk]))
