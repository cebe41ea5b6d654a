"""The real registers that search is tried on, where they are: names, towns, municipalities.

They are not the project's to ship: tests that want them are skipped where they are not.
"""

import csv
import io
from typing import NamedTuple

import openpyxl

from tests.exchange.files import register_files

PLACE = ("Ort", "City", "Postadress")


class Row(NamedTuple):
    """A row of a file; `number` counts from 1, the heads aside."""

    file: str
    number: int
    name: str
    town: str

    @property
    def municipality(self) -> str:
        return self.file[:4]


def rows() -> list[Row]:
    """Every row of every file that has a name, in the files' own order."""
    found = []
    for path in register_files():
        heads, *body = _sheet(path)
        at = next(heads.index(name) for name in PLACE if name in heads)
        for number, line in enumerate(body, start=1):
            name = " ".join(str(line[0] or "").split())
            town = str(line[at] or "").lstrip("0123456789 ").strip() if len(line) > at else ""
            if name:
                found.append(Row(path.name, number, name[:200], town[:80]))
    return found


def _sheet(path) -> list:
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        lines = [list(line) for line in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
        return lines
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    first = text.splitlines()[0]
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
