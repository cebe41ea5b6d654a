"""Fingerprints of the rows that an actor may not know of, and of everything that points at them."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from tests.leaks.floor import lifted_floor
from tests.leaks.world import DERIVED, histories, relations_of, tables


class Fingerprints:
    """Taken once before and once after a deed: what is hidden must be as it was, and nothing more
    may point at it. Derived rows are left out; they follow what they are derived from."""

    def __init__(self, world, actor: str):
        self.hidden = [row.pk for row in world.hidden(actor)]
        self.name = f"fingerprints_{uuid4().hex}"
        with connection.cursor() as cursor:  # planned once: it is asked after every deed
            every = " UNION ALL ".join([*_rows(), *_pointers(), *_histories()])
            cursor.execute(f"PREPARE {self.name} (uuid[]) AS {every}")
        self.before = self.now()

    def now(self) -> dict[str, set[str]]:
        """What is said of each table: a fingerprint, or which of its rows points where."""
        with lifted_floor(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
            cursor.execute(f"EXECUTE {self.name} (%s)", [self.hidden])
            return {table: set(filter(None, said.split(","))) for table, said in cursor.fetchall()}

    def changed(self) -> list[str]:
        """The tables in which something hidden is not as it was, or newly pointed at."""
        return sorted(table for table, said in self.now().items() if said - self.before[table])


def _rows():
    for model in tables():
        if model.__name__ not in DERIVED:
            yield _print(model._meta.db_table, "id", "id = ANY($1)")


def _histories():
    for history in histories().values():
        yield _print(history._meta.db_table, "pgh_id", "pgh_obj_id = ANY($1)")


def _print(table: str, key: str, where: str) -> str:
    return (  # every name is that of one of our own tables
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, ',' ORDER BY {key}), ''))"  # noqa: S608
        f" FROM {table} t WHERE {where}"
    )


def _pointers():
    for model in tables():
        if model.__name__ in DERIVED:
            continue
        columns = [(one.column, f"{one.column} = ANY($1)") for one in relations_of(model)]
        columns += [(one.column, f"{one.column} && $1") for one in _lists_of_ids(model)]
        for column, where in columns:
            yield (
                f"SELECT '{model._meta.db_table}.{column}',"  # noqa: S608
                " coalesce(string_agg(id::text, ','), '')"
                f" FROM {model._meta.db_table} WHERE {where}"
            )


def _lists_of_ids(model) -> list:
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, ArrayField) and isinstance(one.base_field, models.UUIDField)
    ]
