"""Taking an import back: exactly what it wrote, and nothing that anybody has touched since.

New organisations are removed (the history keeps them), changed fields go back where they still
hold what the import wrote. What somebody has done anything with since stays, and is listed.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import CASCADE
from django.utils.translation import gettext_lazy as _

from movements.directory.merges import Merge
from movements.directory.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Organisation,
)
from movements.exchange.candidates import chunks
from movements.exchange.copying import as_json, update_from
from movements.exchange.models import ImportedRow, SourceRow
from movements.exchange.writing import (
    ADDRESS,
    AREA,
    CHANGEABLE,
    FIELDS,
    FOLLOWED,
    as_changed,
    keeps_sectors,
)
from movements.places.mercator import stored_point

EDITED, MET, TIED, PERSON = "edited", "met", "tied", "person"
AREAS, LATER, USED, CORRECTED = "areas", "later", "used", "corrected"
MERGED = "merged"
REASONS = {
    EDITED: _("Somebody has changed it since."),
    MET: _("There is a meeting with it."),
    TIED: _("An association has a tie to it."),
    PERSON: _("There is a contact person at it."),
    AREAS: _("Its areas of activity have been changed since."),
    MERGED: _("It has been merged with another since."),
    LATER: _("It came again in a later import."),
    USED: _("It is used in other places since."),
    CORRECTED: _("Some of what the import changed has been changed again since."),
}
BY_NOUN = {"MeetingOrganisation": MET, "Relation": TIED, "ContactRole": PERSON}
STRONGEST = (MERGED, MET, TIED, PERSON, EDITED, AREAS, LATER, USED, CORRECTED)


@dataclass
class Assessment:
    """What undoing would do. `kept` is {organisation id: reason}."""

    removed: list = field(default_factory=list)  # ids of new organisations nobody touched
    restored: list = field(default_factory=list)  # ImportedRows with something to put back
    kept: dict = field(default_factory=dict)
    people: set = field(default_factory=set)  # contact persons of the import, to go with it

    @property
    def as_report(self):
        return {
            "removed": len(self.removed),
            "restored": len(self.restored),
            "kept": [[str(pk), reason] for pk, reason in self.kept.items()],
        }


def assess(batch):
    """What of an import can be taken back now, and what is kept and why. Writes nothing."""
    rows = list(ImportedRow.objects.filter(batch=batch).order_by("number"))
    found = Assessment(people=_people(batch))
    touched = _touched(batch, [row.organisation_id for row in rows], found.people)
    for row in rows:
        reasons = touched.get(row.organisation_id, ())
        if row.is_new and not reasons:
            found.removed.append(row.organisation_id)
        elif row.is_new:
            found.kept[row.organisation_id] = min(reasons, key=STRONGEST.index)
        elif stays := [reason for reason in (MERGED, LATER) if reason in reasons]:
            found.kept[row.organisation_id] = stays[0]
        else:
            found.restored.append(row)
    return found


def take_back(batch):
    """Undo one import inside the caller's transaction; returns the report to keep."""
    found = assess(batch)
    _remove_people(found.people)
    for part in chunks(found.restored):
        _restore(batch, part, found)
    for part in chunks(found.removed):
        _remove(part)
    return found.as_report


# --- has anybody done anything with it? -------------------------------------------------------


def _touched(batch, ids, people):
    """{organisation id: reasons} of those that anybody but this import has touched. One query,
    however many they are and whatever points at them."""
    parts = [*_by_history(batch), *_by_what_points_at_it(), *_by_later_imports(batch)]
    # Some contact persons go with the import; those who stay keep their organisation here.
    parts.append((ContactRole, "organisation_id", PERSON, "NOT t.person_id = ANY(%s)", [[*people]]))
    reasons = defaultdict(set)
    for pk, reason in _pointers(ids, parts) if ids else ():
        reasons[pk].add(reason)
    return reasons


def _pointers(ids, parts):
    """Pairs (id, reason): the rows that point at any of `ids`. A part is (model, its column,
    reason, condition on its row `t`, values of the condition)."""
    lines, values = [], [list(ids)]
    for model, column, reason, condition, said in parts:
        lines.append(
            f'SELECT t."{column}", %s FROM "{model._meta.db_table}" t'  # noqa: S608
            f' WHERE t."{column}" IN (SELECT id FROM asked) AND {condition or "true"}'
        )
        values += [reason, *said]
    with connection.cursor() as cursor:
        cursor.execute(
            # The length of a list is known to the planner; that of a table just written is not.
            "WITH asked AS MATERIALIZED (SELECT DISTINCT unnest(%s::uuid[]) AS id) "
            + " UNION ".join(lines),
            values,
        )
        return cursor.fetchall()


def _by_history(batch):
    """Every deed leaves its event; those of the import have the import's own context."""
    yield _by_event(Organisation, "pgh_obj_id", EDITED, batch)
    yield _by_event(ActivityArea, "organisation_id", AREAS, batch)
    # also of somebody who is no longer there
    yield _by_event(ContactRole, "organisation_id", PERSON, batch)


def _by_event(model, column, reason, batch):
    events = next(iter(model.pgh_event_models.values()))
    return events, column, reason, "t.pgh_context_id IS DISTINCT FROM %s", [batch.context]


def _by_what_points_at_it():
    """Whatever noun points at an organisation, those of tomorrow too."""
    for relation in _pointing():
        model = relation.related_model
        if relation.on_delete is CASCADE or model is ContactRole or _is_event(model):
            continue  # a part of it and no deed; contact roles are asked by their history
        column = relation.field.column
        if model is Merge:  # what has been parted again is no longer merged, but it is spoken of
            yield model, column, MERGED, "t.undone_at IS NULL", []
            yield model, column, USED, "t.undone_at IS NOT NULL", []
        else:
            yield model, column, BY_NOUN.get(model.__name__, USED), "", []


def _by_later_imports(batch):
    """Imports that stand and said something of it after this one."""
    stands = "EXISTS (SELECT 1 FROM movements_import i WHERE i.undone_at IS NULL AND"
    since, place = batch.created_at, batch.municipality_id
    later = f"{stands} i.id = t.latest_id AND i.id <> %s AND (t.created_at >= %s OR"
    later += " t.municipality_id = %s AND i.created_at > %s))"
    yield SourceRow, "organisation_id", LATER, later, [batch.pk, since, place, since]
    again = f"{stands} i.id = t.batch_id AND i.created_at > %s)"
    yield ImportedRow, "organisation_id", LATER, again, [since]


# --- back as it was -----------------------------------------------------------------------------


def _restore(batch, rows, found):
    """Fields go back where they still hold what the import wrote."""
    ids = [row.organisation_id for row in rows]
    locked = Organisation.objects.select_for_update(no_key=True).defer("description").in_bulk(ids)
    taken = _numbers_in_use(rows, ids)
    changed = []
    for row in rows:
        organisation = locked[row.organisation_id]
        if _put_back(organisation, row.changes, taken):
            changed.append(organisation)
        if any(getattr(organisation, name) != was for name, was in _fields(row.changes, 0)):
            found.kept[organisation.pk] = CORRECTED
    if changed:
        lines = ((one.pk, *as_changed(one)) for one in {o.pk: o for o in changed}.values())
        update_from(Organisation, CHANGEABLE, lines)
    _remove_areas(batch, rows)
    _forget(batch, rows)


def _fields(changes, which):
    return [(name, pair[which]) for name, pair in changes.items() if name in FIELDS]


def _put_back(organisation, changes, taken):
    done = False
    for name, (before, after) in changes.items():
        if name not in FIELDS or getattr(organisation, name) != after:
            continue
        if name in ADDRESS and organisation.address_protected:
            continue
        if name == "organisation_number" and before in taken:
            continue
        if name == "kind" and not keeps_sectors(organisation, before):
            continue
        setattr(organisation, name, before)
        done = True
    before, after = changes.get("point", (None, None))
    here = organisation.point.hexewkb.decode() if organisation.point else None
    if "point" in changes and here == after and not organisation.address_protected:
        organisation.point = stored_point(before) if before else None
        done = True
    return done


def _numbers_in_use(rows, ids):
    """Numbers to go back to that another living organisation has taken meanwhile."""
    wanted = {row.changes.get("organisation_number", [""])[0] for row in rows} - {""}
    others = Organisation.objects.filter(organisation_number__in=wanted, archived_at=None)
    return set(others.exclude(pk__in=ids).values_list("organisation_number", flat=True))


def _forget(batch, rows):
    """The register's rows say again what they said before; those that were new are gone."""
    said = {row.organisation_id: row.said_before for row in rows if row.said_before is not None}
    sources = SourceRow.objects.filter(latest=batch, municipality=batch.municipality_id)
    known = sources.filter(organisation__in=list(said))
    lines = [(pk, as_json(said[one])) for pk, one in known.values_list("pk", "organisation")]
    if lines:
        update_from(SourceRow, ["values"], lines)
    made = [row.organisation_id for row in rows if row.said_before is None]
    sources.filter(organisation__in=made, created_at__gte=batch.created_at).delete()


# --- gone again -----------------------------------------------------------------------------------


def _remove(ids):
    """New organisations that nobody touched, and what stands beside them as a part of them."""
    many = len(ids) > FOLLOWED
    if many:  # before their parts, so that what search reads is not written anew for each of them
        _delete(Organisation, "id", ids)
    for relation in _pointing():
        if relation.on_delete is CASCADE and not _is_event(relation.related_model):
            _delete(relation.related_model, relation.field.column, ids)
    if not many:
        _delete(Organisation, "id", ids)


def _pointing(noun=Organisation):
    """Every foreign key to a noun, those without a name on its side too."""
    fields = noun._meta.get_fields(include_hidden=True)
    return [f for f in fields if f.auto_created and (f.one_to_many or f.one_to_one)]


def _is_event(model):
    return hasattr(model, "pgh_tracked_model")


def _people(batch):
    """Contact persons that the import made and nobody has changed or met since, wherever."""
    persons = set(_made(ContactPerson, batch))
    parts = [_by_event(model, "person_id", PERSON, batch) for model in (Channel, ContactRole)]
    for relation in _pointing(ContactPerson):
        model = relation.related_model
        if model not in (Channel, ContactRole) and not _is_event(model):
            parts.append((model, relation.field.column, MET, "", []))
    return persons - {pk for pk, _reason in _pointers(persons, parts)} if persons else persons


def _remove_people(persons):
    _delete(Channel, "person_id", persons)
    _delete(ContactRole, "person_id", persons)
    _delete(ContactPerson, "id", persons)


def _remove_areas(batch, rows):
    """Areas of activity that the import made, as its history says."""
    areas = ActivityArea.objects.filter(
        pk__in=_made(ActivityArea, batch),
        organisation__in=[row.organisation_id for row in rows if AREA in row.changes],
        municipality=batch.municipality_id,
    )
    _delete(ActivityArea, "id", list(areas.values_list("pk", flat=True)))


def _made(model, batch):
    """Ids of rows that the import made and nobody has changed since."""
    table = next(iter(model.pgh_event_models.values()))._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT pgh_obj_id FROM "{table}" WHERE pgh_obj_id IN'  # noqa: S608
            f' (SELECT pgh_obj_id FROM "{table}" WHERE pgh_context_id = %s AND pgh_label ='
            " 'insert') GROUP BY pgh_obj_id HAVING count(*) = 1",
            [batch.context],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _delete(model, column, ids):
    """Set by set, below Django: it would first read every row into memory."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)',  # noqa: S608
            [list(ids)],
        )
