"""Tombstones: who has been erased must not come back with a backup.

A tombstone is a keyed hash of the row's id and nothing else. An older dump has the row and its id,
so that after a restore everybody whose id gives the hash of a tombstone is erased again. Tombstones
made after the backup are not in it: they are kept beside the backups too (`as_lines`), where they
tell nothing to whoever has no key.
"""

from movements.access.funnel import visible
from movements.access.identity import acting_as, lent_to
from movements.access.models import District
from movements.access.readers import service
from movements.directory.models import ContactPerson
from movements.rights.erasure import erase_again
from movements.rights.tombstones_laid import Tombstone, mark_of


def replay() -> int:
    """Erases again whoever a restore brought back, in every district. Gives how many."""
    erased = 0
    for district in District.objects.order_by("id"):
        with acting_as(service("retention", district), why="replay_tombstones") as by:
            erased += sum(erase_again(by=by, person=person) for person in risen(by))
    return erased


def risen(by) -> list[ContactPerson]:
    """Those who have a tombstone and are here all the same."""
    with lent_to("erasure"):
        marks = set(Tombstone.objects.filter(district=by.district).values_list("mark", flat=True))
    if not marks:
        return []
    here = visible(ContactPerson, by)
    found = [pk for pk in here.values_list("pk", flat=True).iterator() if mark_of(pk) in marks]
    return list(here.filter(pk__in=found))


def as_lines() -> list[str]:
    """Every tombstone as "district mark", for a file beside the backups."""
    lines = []
    for district in District.objects.order_by("id"):
        with acting_as(service("erasure", district), why="keep_tombstones"):
            laid = Tombstone.objects.filter(district=district).order_by("created_at", "id")
            lines += [f"{district.pk} {mark}" for mark in laid.values_list("mark", flat=True)]
    return lines


def lay_again(lines) -> int:
    """Takes in what `as_lines` gave, after a restore. Gives how many the dump did not have."""
    marks: dict[str, set[str]] = {}
    for line in lines:
        district, _space, mark = line.strip().partition(" ")
        if mark:
            marks.setdefault(district, set()).add(mark)
    new = 0
    for district in District.objects.filter(pk__in=marks):
        with acting_as(service("erasure", district), why="replay_tombstones"):
            had = set(Tombstone.objects.filter(district=district).values_list("mark", flat=True))
            missing = marks[str(district.pk)] - had
            Tombstone.objects.bulk_create(
                Tombstone(district=district, mark=mark) for mark in sorted(missing)
            )
            new += len(missing)
    return new
