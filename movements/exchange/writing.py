"""What an import writes: set by set, whatever the number of rows, with history by triggers."""

from django.utils.translation import gettext_lazy as _

from movements.directory.choices import SHELTER_KINDS
from movements.directory.models import UNION_KINDS, ActivityArea, Organisation
from movements.exchange.models import SourceRow
from movements.exchange.reports import NEW, Change

BATCH = 2_000

# What a register row says about an organisation, and what each field is called on screen.
FIELDS = {
    "name": _("name"),
    "kind": _("kind"),
    "policy_areas": _("policy areas"),
    "legal_form": _("legal form"),
    "organisation_number": _("organisation number"),
    "is_informal": _("informal network"),
    "reach": _("reach"),
    "homepage": _("website"),
    "email": _("common e-mail"),
    "phone": _("switchboard"),
    "address": _("street address"),
    "postcode": _("postcode"),
    "town": _("town"),
    "municipality_id": _("municipality of the address"),
}
ADDRESS = ("address", "postcode", "town")


def values_of(row, place):
    """What a row says, as it is compared with the next time: plain values by field."""
    if row.is_error:
        return {}
    values = {name: getattr(row, name) for name in FIELDS if name != "municipality_id"}
    return values | {"municipality_id": place.municipality.pk}


def differences(organisation, before, now):
    """([Change], [fields kept as corrected by hand]) when a register comes again.

    A field changes where the register says otherwise than last time and the organisation still
    says what the register said then.
    """
    changes, kept = [], []
    for name, new in now.items():
        old = before.get(name)
        current = getattr(organisation, name)
        if new == old or current == new:
            continue
        if current == old and not _would_orphan_sectors(organisation, name, new):
            changes.append(Change(name, current, new))
        else:
            kept.append(name)
    return changes, kept


def _would_orphan_sectors(organisation, name, new):
    return name == "kind" and bool(organisation.sectors) and new not in UNION_KINDS


def write(steps, batch):
    """Write the plan of one import: what is new, what is changed, and where each row came from."""
    _create([step for step in steps if step.result.outcome == NEW], batch)
    _change([step for step in steps if step.changes])
    _remember([step for step in steps if step.source is not None], batch)


def _create(steps, batch):
    for step in steps:
        protected = step.row.kind in SHELTER_KINDS
        step.organisation = Organisation(
            district_id=batch.district_id,
            registered_by_id=batch.association_id,
            point=step.place.point,
            address_protected=protected,
            **step.values,
        )
        step.result.organisation_id = step.organisation.pk
    Organisation.objects.bulk_create([s.organisation for s in steps], batch_size=BATCH)
    ActivityArea.objects.bulk_create(
        [
            ActivityArea(
                district_id=batch.district_id,
                organisation=step.organisation,
                municipality_id=batch.municipality_id,
            )
            for step in steps
        ],
        batch_size=BATCH,
    )
    SourceRow.objects.bulk_create(
        [
            SourceRow(
                district_id=batch.district_id,
                organisation=step.organisation,
                municipality_id=batch.municipality_id,
                key=step.key,
                values=step.values,
                latest=batch,
            )
            for step in steps
        ],
        batch_size=BATCH,
    )


def _change(steps):
    touched = set()
    for step in steps:
        touched |= _apply(step)
    if steps:
        Organisation.objects.bulk_update(
            [step.organisation for step in steps], sorted(touched), batch_size=BATCH
        )


def _apply(step):
    """Set what a row changes on its organisation; returns the names of all fields touched."""
    organisation, fields = step.organisation, set()
    for change in step.changes:
        setattr(organisation, change.field, change.new)
        fields.add(change.field)
    if fields & {"postcode", "town", "municipality_id"}:
        organisation.point = None if organisation.address_protected else step.place.point
        fields.add("point")
    if organisation.kind in SHELTER_KINDS and not organisation.address_protected:
        _protect(organisation)
        fields.update((*ADDRESS, "point", "address_protected"))
    return fields


def _protect(organisation):
    organisation.address_protected = True
    organisation.address = organisation.postcode = organisation.town = ""
    organisation.point = None


def _remember(steps, batch):
    """That the rows came again, and what they said this time."""
    said_otherwise = []
    for step in steps:
        if step.source.values != step.values:
            step.source.values = step.values
            said_otherwise.append(step.source)
    SourceRow.objects.bulk_update(said_otherwise, ["values"], batch_size=BATCH)
    ids = [step.source.pk for step in steps]
    for start in range(0, len(ids), 10_000):
        SourceRow.objects.filter(pk__in=ids[start : start + 10_000]).update(latest=batch)
