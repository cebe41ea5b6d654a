"""Deeds in the directory. Each is one transaction, says who does it, and leaves a trace."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.models import Association, Post, Role
from movements.access.rows import Sensitivity
from movements.directory.facts import check_number_free, refuse_unknown, save_row, write_facts
from movements.directory.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Organisation,
    Relation,
)
from movements.directory.thinly import (
    check_channels,
    check_title,
    refuse_restricted,
    settle_deadlines,
)
from movements.directory.unwanted import refuse_unwanted

TIE = ("step", "lead", "cadence_months", "next_contact_on", "wishes", "sensitivity", "named")
PERSON = (
    *("name", "basis", "source", "informed_at", "informed_how", "keep_until"),
    *("sensitivity", "named"),
)
LONGEST_CADENCE = 36  # months; beyond three years nobody is in step with anybody


@transaction.atomic
def register_organisation(
    *, by, association: Association, areas=(), existence_protected=False, **facts
) -> Organisation:
    """Puts an organisation in the district's register, tied to `association` as mapped.

    `areas` are municipalities; empty means where the address is. Raises ValidationError with a
    message per field.
    """
    require(by, "register_organisation", association)
    organisation = Organisation(
        district=association.district,
        registered_by=association,
        existence_protected=existence_protected,
    )
    write_facts(organisation, facts, by)
    set_areas(organisation, areas)
    Relation.objects.create(
        district=association.district,
        organisation=organisation,
        association=association,
        started_on=timezone.localdate(),
        sensitivity=_no_wider(organisation, Sensitivity.OPEN),
    )
    return organisation


@transaction.atomic
def correct_organisation(*, by, organisation: Organisation, areas=None, **facts) -> Organisation:
    """Corrects facts; only the fields given. Any steward of the district may: history shows who."""
    require(by, "correct_organisation", organisation)
    organisation = _for_change(by, organisation, live=True)
    write_facts(organisation, facts, by)
    if areas is not None:
        set_areas(organisation, areas)
    return organisation


@transaction.atomic
def confirm_organisation(*, by, organisation: Organisation) -> Organisation:
    """The facts are still true today."""
    require(by, "correct_organisation", organisation)
    organisation = _for_change(by, organisation, live=True)
    organisation.confirmed_on = timezone.localdate()
    organisation.save(update_fields=["confirmed_on"])
    return organisation


@transaction.atomic
def lay_open_existence(*, by, organisation: Organisation) -> Organisation:
    """Ends the protection: the district may know again that the organisation exists.

    What was narrowed with it (relations, meetings, contact persons) stays narrow: each is opened
    by those who hold it, or by nobody. `dialogue.actions.protect_existence` is the way back.
    """
    require(by, "correct_organisation", organisation)
    organisation = _for_change(by, organisation)
    organisation.existence_protected = False
    check_number_free(organisation, by)
    save_row(organisation, update_fields=["existence_protected"])
    return organisation


@transaction.atomic
def archive_organisation(*, by, organisation: Organisation) -> Organisation:
    """Puts it away: in no list, its history kept. `restore_organisation` undoes it."""
    require(by, "archive_organisation", organisation)
    organisation = _for_change(by, organisation)
    organisation.archived_at = organisation.archived_at or timezone.now()
    organisation.save(update_fields=["archived_at"])
    return organisation


@transaction.atomic
def restore_organisation(*, by, organisation: Organisation) -> Organisation:
    """Brings an archived organisation back, if its number is not in use by another meanwhile."""
    require(by, "archive_organisation", organisation)
    organisation = _for_change(by, organisation)
    organisation.archived_at = None
    check_number_free(organisation, by)
    save_row(organisation, update_fields=["archived_at"])
    return organisation


@transaction.atomic
def tie_relation(*, by, association: Association, organisation: Organisation, **fields) -> Relation:
    """Makes or changes the association's tie: step, lead, cadence, next check-in, wishes, readers.

    Raises ValidationError with a message per field, such as when the lead holds no post in the
    association.
    """
    require(by, "tie_relation", association)
    refuse_unknown(fields, TIE)
    organisation = _for_change(by, organisation, live=True)
    relation = own_relation(by, association, organisation) or Relation(
        district=association.district,
        organisation=organisation,
        association=association,
        started_on=timezone.localdate(),
        sensitivity=Sensitivity.OPEN,
    )
    for name, value in fields.items():
        setattr(relation, name, value)
    if relation.cadence_months is not None and not 1 <= relation.cadence_months <= LONGEST_CADENCE:
        raise ValidationError({"cadence_months": _("Choose between 1 and 36 months.")})
    relation.sensitivity = _no_wider(organisation, relation.sensitivity)
    if relation.lead_id and not colleagues(association).filter(user=relation.lead_id).exists():
        raise ValidationError({"lead": _("Choose somebody with a post in the association.")})
    if relation.sensitivity == Sensitivity.NAMED:
        relation.named = _with_author([*relation.named, relation.lead_id], by)
    relation.full_clean(validate_unique=False, validate_constraints=False)
    save_row(relation)
    return relation


@transaction.atomic
def end_relation(*, by, relation: Relation) -> Relation:
    """The tie has ended; what was done under it stays. Tying again makes a new one."""
    require(by, "tie_relation", relation)
    relation = _for_change(by, relation)
    relation.ended_on = timezone.localdate()
    relation.save(update_fields=["ended_on"])
    return relation


def own_relation(by, association: Association, organisation: Organisation) -> Relation | None:
    """The association's unended tie to the organisation, if there is one that `by` may see."""
    return (
        visible(Relation, by)
        .filter(organisation=organisation, association=association, ended_on=None)
        .first()
    )


@transaction.atomic
def keep_contact_person(
    *, by, association: Association, organisation: Organisation, channels=(), title="", **fields
) -> ContactPerson:
    """Registers somebody we may call at an organisation.

    `channels` are (kind, value) pairs. Basis, source and keep-until must be given; raises
    ValidationError with a message per field otherwise (a channel's under its kind).
    """
    require(by, "keep_contact_person", association)
    organisation = _for_change(by, organisation, live=True)
    person = ContactPerson(district=association.district, association=association)
    _write_person(person, organisation, fields, by)
    check_title(person, title)
    ContactRole.objects.create(
        district=association.district,
        person=person,
        organisation=organisation,
        title=title.strip(),
        starts_on=timezone.localdate(),
    )
    _set_channels(person, channels)
    return person


@transaction.atomic
def correct_contact_person(
    *, by, person: ContactPerson, organisation: Organisation, channels=None, title=None, **fields
) -> ContactPerson:
    """Corrects what is kept about somebody, and what they are in `organisation`; what is given."""
    require(by, "keep_contact_person", person)
    organisation = _for_change(by, organisation)
    person = _for_change(by, person)
    refuse_restricted(person)
    _write_person(person, organisation, fields, by)
    if title is not None:
        check_title(person, title)
        person.roles.filter(organisation=organisation, ends_on=None).update(title=title.strip())
    if channels is not None:
        _set_channels(person, channels)
    return person


@transaction.atomic
def archive_contact_person(*, by, person: ContactPerson) -> ContactPerson:
    """Puts a contact person away; the end date still decides when the row leaves for good."""
    require(by, "keep_contact_person", person)
    person = _for_change(by, person)
    person.archived_at = person.archived_at or timezone.now()
    person.save(update_fields=["archived_at"])
    return person


@transaction.atomic
def restore_contact_person(*, by, person: ContactPerson) -> ContactPerson:
    """Brings a contact person back."""
    require(by, "keep_contact_person", person)
    person = _for_change(by, person)
    person.archived_at = None
    person.save(update_fields=["archived_at"])
    return person


def colleagues(association: Association):
    """Active posts in an association: those who can be responsible for something there."""
    return Post.objects.active(timezone.localdate()).filter(
        association=association,
        role__in=(Role.STEWARD, Role.ASSOCIATION_ADMIN),
        user__is_active=True,
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


def _for_change(by, row, *, live=False):
    """The row as it is now, locked: what is saved must not undo what the tally, or somebody who
    protects it, writes on it meanwhile. `live`: not while it is archived."""
    model = type(row)
    get_visible(model, by, row.pk)
    row = model.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if live and row.is_archived:
        raise ValidationError(_("It is archived. Bring it back first."))
    return row


def _write_person(person: ContactPerson, organisation: Organisation, fields: dict, by) -> None:
    refuse_unknown(fields, PERSON)
    until = fields.get("keep_until")
    if until and until != person.keep_until and until <= timezone.localdate():
        raise ValidationError({"keep_until": _("Choose a day that has not been.")})
    for name, value in fields.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    if person.informed_at and person.informed_at > timezone.localdate():
        raise ValidationError({"informed_at": _("Choose a day that has been.")})
    settle_deadlines(person)
    person.sensitivity = _no_wider(organisation, person.sensitivity)
    if person.sensitivity == Sensitivity.NAMED:
        person.named = _with_author(person.named, by)
    person.full_clean(validate_constraints=False)
    person.save()


def _set_channels(person: ContactPerson, channels) -> None:
    """The person is reached in these ways and no others."""
    wanted = {(kind, value.strip()) for kind, value in channels if value.strip()}
    check_channels(person, wanted)
    refuse_unwanted(person.district_id, person.name, wanted)
    kept = {(channel.kind, channel.value): channel for channel in person.channels.all()}
    for pair in kept.keys() - wanted:
        kept[pair].delete()
    for kind, value in sorted(wanted - kept.keys()):
        channel = Channel(district_id=person.district_id, person=person, kind=kind, value=value)
        channel.full_clean(exclude=["district"])
        channel.save()


def _no_wider(organisation: Organisation, sensitivity: str) -> str:
    """Nothing beside a protected organisation may be open: it would tell that it exists."""
    if organisation.existence_protected:
        return Sensitivity.strictest(sensitivity, Sensitivity.ASSOCIATION)
    return sensitivity


def _with_author(named, by) -> list:
    return list(dict.fromkeys(user for user in [*named, by.user.pk] if user))
