"""The world as an actor may know it: everything that they may not know of is taken away.

Whoever cannot tell it from the whole world has been told nothing, neither by a count nor by an
order, a suggestion, a tile or an error.
"""

from contextlib import contextmanager

from django.db import connection, transaction

from movements.dialogue.actions import count_contacts
from movements.directory.counting import rebuild
from movements.models import District, Organisation, User
from tests.leaks.floor import lifted_floor
from tests.leaks.world import histories, relations_of, tables


@contextmanager
def without_hidden(world, actor: str):
    """Inside, only what the actor may know of is there, and tallies and sums are true of that."""
    with transaction.atomic():
        gone = {row.pk for row in world.rows if actor not in world.knowing[row.pk.hex]}
        gone -= {row.pk for row in world.rows if actor in row.told}
        with lifted_floor(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            latest = _latest_versions(cursor)
            _forget(cursor, list(gone))
            _take_away(cursor, list(gone))
            for district in District.objects.all():
                count_contacts(district, Organisation.objects.filter(district=district))
                rebuild(district)
            _as_if_nothing_happened(cursor, latest)
        yield
        transaction.set_rollback(True)


def _forget(cursor, gone: list) -> None:
    """What stays points at nothing that goes, and never did."""
    kept = [(model, "id", model) for model in tables()]
    kept += [(history, "pgh_obj_id", model) for model, history in histories().items()]
    for table, key, model in kept:
        for one in relations_of(model):
            if one.null:
                cursor.execute(
                    f"UPDATE {table._meta.db_table} SET {one.column} = NULL"  # noqa: S608
                    f" WHERE {one.column} = ANY(%s) AND NOT {key} = ANY(%s)",
                    [gone, gone],
                )


def _latest_versions(cursor) -> dict[str, int]:
    found = {}
    for history in histories().values():
        table = history._meta.db_table
        cursor.execute(f"SELECT coalesce(max(pgh_id), 0) FROM {table}")  # noqa: S608
        found[table] = cursor.fetchone()[0]
    return found


def _as_if_nothing_happened(cursor, latest: dict[str, int]) -> None:
    """The history of what stays has no version of the parting itself."""
    for table, last in latest.items():
        cursor.execute(f"DELETE FROM {table} WHERE pgh_id > %s", [last])  # noqa: S608


def _take_away(cursor, gone: list) -> None:
    for model in [*tables(), User]:
        _delete(cursor, model._meta.db_table, "id", gone)
    for history in histories().values():
        _delete(cursor, history._meta.db_table, "pgh_obj_id", gone)


def _delete(cursor, table: str, column: str, gone: list) -> None:
    cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [gone])  # noqa: S608
