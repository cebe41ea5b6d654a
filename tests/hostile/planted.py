"""Harm in every field at once: each text of each row becomes what somebody might write who means
harm.

Straight in the tables, past every check at the doors, since what once came in by another way must
be just as dead. A new table or column is planted by itself.
"""

import json

from django.apps import apps
from django.db import connection, models, transaction

from tests.hostile.strings import LETTERS, SCRIPTS, SHOWN, TEMPLATES

# What a program reads, and nobody writes: a key, a hash, an address of our own, a question.
MACHINE = {
    *("code", "key", "fingerprint", "sha256", "mark", "password", "session_key", "session_data"),
    *("device", "query", "kind", "outcome", "service", "words", "geocoder_url", "base_map_url"),
    *("word", "words_search"),
}
# Tables that come with the product, or are derived; and users' own addresses, to log in with.
LEFT = {
    *("County", "Municipality", "CityDistrict", "Place", "PostalCode", "NameWord"),
    *("SearchDocument", "Session", "DoneOnce", "Tombstone", "DoNotRegister", "ImportLayout"),
}
LOGIN = {("User", "email"), ("Invitation", "email")}
LINKS = {"homepage": "javascript:window.ran=1//", "url": "javascript:window.ran=1//"}
ALL = " ¤ ".join([*SCRIPTS, *TEMPLATES, *(one for one in LETTERS if len(one) < 200)])
ROOM = 600  # from so many signs on, a text holds them all


def columns():
    """(model, field) of everything that is planted."""
    for model in apps.get_app_config("movements").get_models():
        if hasattr(model, "pgh_tracked_model") or not model._meta.managed or _is_left(model):
            continue
        for field in model._meta.local_concrete_fields:
            known = isinstance(field, (models.CharField, models.TextField)) and not field.choices
            if known and field.name not in MACHINE and (model.__name__, field.name) not in LOGIN:
                yield model, field


def _is_left(model) -> bool:
    return model.__name__ in LEFT


def harm(number: int, field, ending: str = "") -> str:
    """The text that stands there: the next of the list that fits, or all of it where there is room.
    Its number makes it different from all others, as names have to be."""
    most = field.max_length or 10_000
    if field.name in LINKS:
        return f"{LINKS[field.name]}{number}"
    if most >= ROOM:
        return ALL[: most - len(ending)] + ending
    room = most - len(ending)
    fits = [one for one in SHOWN if len(one) + 6 <= room and "\0" not in one] or ["<b>"]
    return f"{fits[number % len(fits)]} {number}"[:room] + ending


def plant(ending: str = "") -> dict[str, int]:
    """Plants harm in every column of every row, each text with that ending; how many rows each
    column took."""
    done, number = {}, 0
    for model, field in columns():
        table, column = model._meta.db_table, field.column
        rows = list(model._base_manager.exclude(**{field.name: ""}).values_list("pk", flat=True))
        texts = {pk: harm(number + at, field, ending) for at, pk in enumerate(rows, 1)}
        number += len(rows)
        wrote = _written(table, column, texts)
        if not wrote:  # all of them at once is quick; one that is refused stops no other
            wrote = sum(_written(table, column, {pk: text}) for pk, text in texts.items())
        done[f"{model.__name__}.{field.name}"] = wrote
    _plant_cells()
    return done


def _written(table: str, column: str, texts: dict) -> int:
    """How many rows took their text; 0 where the database itself holds one of them out."""
    given = json.dumps({str(pk): text for pk, text in texts.items()})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE {table} SET "{column}" = told.value'  # noqa: S608
                " FROM jsonb_each_text(%s::jsonb) AS told WHERE id::text = told.key",
                [given],
            )
            return cursor.rowcount
    except Exception:  # noqa: BLE001  a constraint; which ones is for whoever counts
        return 0


def _plant_cells() -> None:
    """What a register said, cell by cell, in what is under review."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, cells FROM movements_draftrow")
        for pk, cells in cursor.fetchall():
            cells = json.loads(cells) if isinstance(cells, str) else cells
            said = [SHOWN[at % len(SHOWN)][:200] for at, _cell in enumerate(cells)]
            cursor.execute(
                "UPDATE movements_draftrow SET cells = %s WHERE id = %s", [json.dumps(said), pk]
            )
