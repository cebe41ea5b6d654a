"""Puts rows that are there into a made-up request, where its shape names a row.

A made-up id is of no row, so that nothing but "there is no such row" would ever be tried. Four of
five are exchanged for one that is there; which one follows from the id, so that a run repeats.
"""

import re
from uuid import UUID

from movements.access.funnel import visible
from movements.models import (
    Association,
    Attachment,
    ContactPerson,
    Incident,
    LegalBasis,
    Meeting,
    Municipality,
    Organisation,
    Promise,
    Relation,
    Review,
    RightsRequest,
    SavedView,
    User,
)

# Which noun a field of this name points at; `id` in a path is of the noun that the path names.
NOUNS = {
    "association": Association,
    "organisation": Organisation,
    "organisations": Organisation,
    "parent": Organisation,
    "view": SavedView,
}
PATHS = {
    "attachments": Attachment,
    "contact-persons": ContactPerson,
    "incidents": Incident,
    "inform": LegalBasis,
    "meetings": Meeting,
    "organisations": Organisation,
    "promises": Promise,
    "relations": Relation,
    "requests": RightsRequest,
    "reviews": Review,
    "views": SavedView,
}
CODES = {"municipality", "areas", "code"}
QUERIES = ["q=hyres", "kind=tenants&kind=union", "municipality=0136&order=-last"]
_CODE = re.compile(r"[0-9]{4}")


class Ground:
    """The rows that `reader` may see, by the name of the field that would point at them."""

    def __init__(self, reader):
        ids = {model: self._ids(visible(model, reader)) for model in {*NOUNS.values()}}
        ids |= {model: self._ids(visible(model, reader)) for model in PATHS.values()}
        self.fields = {name: ids[model] for name, model in NOUNS.items()}
        self.paths = {name: ids[model] for name, model in PATHS.items()}
        self.fields["owner"] = self._ids(User.objects.filter(posts__district=reader.district))
        self.codes = list(
            Municipality.objects.current().order_by("code").values_list("code", flat=True)
        )

    @staticmethod
    def _ids(rows) -> list[str]:
        return [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]

    def put_into(self, case) -> None:
        """Changes the request in place: its path, its question and its body."""
        noun = case.path.split("/")[3]
        known = {**self.fields, "id": self.paths.get(noun, [])}
        for part in (case.path_parameters, case.query):
            for name, value in (part or {}).items():
                part[name] = self._real(value, name, known)
        if isinstance(case.body, dict):
            case.body = self._real(case.body, "", known)

    def _real(self, value, name: str, known: dict):
        if isinstance(value, dict):
            return {key: self._real(one, key, known) for key, one in value.items()}
        if isinstance(value, list):
            return [self._real(one, name, known) for one in value]
        if isinstance(value, str) and name in CODES and _CODE.fullmatch(value):
            return self._one_of(self.codes, int(value), value)
        if name == "query" and isinstance(value, str) and value:
            return self._one_of(QUERIES, len(value), value)
        number = _uuid(value)
        return value if number is None else self._one_of(known.get(name, []), number, value)

    @staticmethod
    def _one_of(rows: list[str], number: int, value: str) -> str:
        return rows[number // 5 % len(rows)] if rows and number % 5 else value


def _uuid(value) -> int | None:
    try:
        return UUID(value).int if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None
