"""Small registers made up for the tests, and where the real ones are when they are at hand."""

import io
import os
from pathlib import Path

import openpyxl

HEADER = ["Förening", "Organisationsnummer", "Föreningstyp", "Verksamhet", "Område", "Adress"]
HEADER += ["Postnr", "Ort", "E-post", "Hemsida"]
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "foreningsregister"
REGISTERS = Path(os.environ.get("FORANKRA_REGISTERS", BESIDE))


def register_files():
    """The real registers, one per municipality, its SCB code first in the name."""
    return sorted(REGISTERS.glob("[0-9][0-9][0-9][0-9]-*")) if REGISTERS.is_dir() else []


def line(
    name, number="", kind="", activities="", area="", address="", postcode="", town="", **more
):
    return [name, number, kind, activities, area, address, postcode, town] + [
        more.get("email", ""),
        more.get("homepage", ""),
    ]


def csv_bytes(rows, header=HEADER, *, delimiter=";", encoding="utf-8-sig"):
    text = "\r\n".join(
        delimiter.join(_quoted(cell, delimiter) for cell in r) for r in [header, *rows]
    )
    return (text + "\r\n").encode(encoding)


def _quoted(cell, delimiter):
    if delimiter in cell or "\n" in cell or '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def xlsx_bytes(*sheets):
    """`sheets` are (title, rows) or rows alone."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        title, rows = sheet if isinstance(sheet, tuple) else (f"Blad{number}", sheet)
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
