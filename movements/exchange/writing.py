"""What an import writes: set by set, whatever the number of rows, with history by triggers."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.rows import DistrictRow
from movements.directory.choices import SHELTER_KINDS
from movements.directory.models import UNION_KINDS, ActivityArea, Organisation
from movements.exchange.copying import as_json, copy_rows, update_from
from movements.exchange.models import ImportedRow, SourceRow
from movements.exchange.reports import NEW, Change

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
# Above this the aggregates of the map are counted anew and not followed row by row.
FOLLOWED = 500
ADDRESS = ("address", "postcode", "town")
AREA = "area"  # not a field of the organisation: that it is active in one more municipality
LABELS = FIELDS | {AREA: _("active in")}


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
        if current == old and (name != "kind" or keeps_sectors(organisation, new)):
            changes.append(Change(name, current, new))
        else:
            kept.append(name)
    return changes, kept


def keeps_sectors(organisation, kind):
    """Whether an organisation may become of this kind: only unions have sectors."""
    return not organisation.sectors or kind in UNION_KINDS


def write(steps, batch):
    """Write the plan of one import: what is new, what is changed, and where each row came from."""
    new = [step for step in steps if step.result.outcome == NEW]
    attached = [step for step in steps if step.organisation and step.source is None]
    changed = [step for step in steps if step.changes]
    _create(new, batch)
    _change(changed)
    _attach(attached, batch)
    _note_written(new, changed, attached, batch)
    _remember([step for step in steps if step.source is not None], batch)


ORGANISATION = tuple(
    field.column
    for field in Organisation._meta.concrete_fields
    if not field.generated and field.name not in ("description", "confirmed_on")
)


def _create(steps, batch):
    """New organisations, active in the register's municipality, and the rows they came from."""
    now = timezone.now().isoformat()
    for step in steps:
        step.result.organisation_id = DistrictRow.new_id()
    fixed = {
        **_defaults(),
        "district_id": batch.district_id,
        "created_at": now,
        "registered_by_id": batch.association_id,
    }
    many = len(steps) > FOLLOWED
    if many:  # where it is active before it is there: what search reads is then written once
        _areas(steps, batch, now)
    copy_rows(Organisation._meta.db_table, [*ORGANISATION, "description"], _new_rows(steps, fixed))
    if not many:
        _areas(steps, batch, now)
    _sources(steps, batch, now)


def _defaults():
    """What a new organisation is unless the file says otherwise, as the model says it."""
    bare = Organisation()
    return {
        field.column: getattr(bare, field.attname)
        for field in Organisation._meta.concrete_fields
        if field.column in ORGANISATION
    }


def _new_rows(steps, fixed):
    for step in steps:
        point = step.place.point
        facts = fixed | step.values
        facts["id"] = step.result.organisation_id
        facts["address_protected"] = step.row.kind in SHELTER_KINDS
        facts["point"] = _hex(point)
        yield [*(facts[column] for column in ORGANISATION), ""]


def _areas(steps, batch, now):
    copy_rows(
        ActivityArea._meta.db_table,
        ("id", "district_id", "created_at", "organisation_id", "municipality_id"),
        (
            (
                DistrictRow.new_id(),
                batch.district_id,
                now,
                step.result.organisation_id,
                batch.municipality_id,
            )
            for step in steps
        ),
    )


def _sources(steps, batch, now):
    head = ("id", "district_id", "created_at", "organisation_id", "municipality_id", "latest_id")
    copy_rows(
        SourceRow._meta.db_table,
        (*head, "key", "values"),
        (
            (
                *(DistrictRow.new_id(), batch.district_id, now, step.result.organisation_id),
                *(batch.municipality_id, batch.pk, step.key, as_json(step.values)),
            )
            for step in steps
        ),
    )


CHANGEABLE = (*FIELDS, "point", "address_protected")


def _change(steps):
    for step in steps:
        _apply(step)
    if steps:
        rows = ((step.organisation.pk, *as_changed(step.organisation)) for step in steps)
        update_from(Organisation, CHANGEABLE, rows)


def as_changed(organisation):
    """The values of CHANGEABLE, as COPY takes them."""
    for name in CHANGEABLE:
        value = getattr(organisation, name)
        yield _hex(value) if name == "point" else value


def _apply(step):
    """Set what a row changes on its organisation."""
    organisation, fields = step.organisation, set()
    before = organisation.point
    for change in step.changes:
        setattr(organisation, change.field, change.new)
        fields.add(change.field)
    if fields & {"postcode", "town", "municipality_id"}:
        organisation.point = None if organisation.address_protected else step.place.point
    if organisation.kind in SHELTER_KINDS and not organisation.address_protected:
        _protect(organisation)
    if organisation.point != before:
        step.moved = [_hex(before), _hex(organisation.point)]


def _hex(point):
    return point.hexewkb.decode() if point else None


def _protect(organisation):
    organisation.address_protected = True
    organisation.address = organisation.postcode = organisation.town = ""
    organisation.point = None


def _attach(steps, batch):
    """Rows that are an organisation we have: where they came from, and where it is active now."""
    now = timezone.now().isoformat()
    _areas([step for step in steps if step.area], batch, now)
    pairs = SourceRow.objects.filter(
        municipality=batch.municipality_id,
        organisation__in=[step.result.organisation_id for step in steps],
    )
    there = set(pairs.values_list("key", "organisation"))
    fresh = []
    for step in steps:
        pair = (step.key, step.result.organisation_id)
        if pair not in there:
            there.add(pair)
            fresh.append(step)
    _sources(fresh, batch, now)


def _note_written(new, changed, attached, batch):
    """What exactly was written, so that exactly that can be taken back."""
    now = timezone.now().isoformat()
    touched = {id(step): step for step in (*changed, *attached)}.values()
    head = ("id", "district_id", "created_at", "batch_id", "organisation_id", "number")
    copy_rows(
        ImportedRow._meta.db_table,
        (*head, "is_new", "changes", "said_before"),
        (
            (
                *(DistrictRow.new_id(), batch.district_id, now, batch.pk),
                *(step.result.organisation_id, step.row.number, step.result.outcome == NEW),
                as_json(_changes(step)),
                as_json(step.source.values) if step.source else None,
            )
            for step in (*new, *touched)
        ),
    )


def _changes(step):
    changes = {one.field: [one.old, one.new] for one in step.result.changes}
    return changes | ({"point": step.moved} if step.moved else {})


def _remember(steps, batch):
    """That the rows came again, and what they said this time."""
    otherwise = [step for step in steps if step.source.values != step.values]
    if otherwise:
        update_from(SourceRow, ["values"], ((s.source.pk, as_json(s.values)) for s in otherwise))
    ids = [step.source.pk for step in steps]
    for part in (ids[start : start + 10_000] for start in range(0, len(ids), 10_000)):
        SourceRow.objects.filter(pk__in=part).update(latest=batch)
