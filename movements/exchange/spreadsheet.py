"""Spreadsheets out: the selection as a file that opens as it should, and never as a formula.

Nothing in it ties an organisation to us: no step, no responsible, no last contact. It may be
passed on, and they have not agreed to that.

Every file is written to a temporary file, row by row from the database, so that a quarter of a
million organisations take no more memory than fifty; and it is whole before it is sent, since a
stream would run after the reader's identity has ended and find nothing.
"""

import csv
import re
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from movements.exchange.outgoing import cells, heads

BOM = "\ufeff"  # or Excel reads å as Ã¥
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
UNSEEN = "\ufeff\u200b\u200e\u2060"
CONTROL = ("\t", "\r", "\n")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
IN_MEMORY = 2_000_000  # bytes; a larger file goes to disk until it is sent
WIDTHS = (40, 22, 26, 16, 26, 26, 9, 18, 28, 16, 30, 14, 16, 30, 36)


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula, unseen characters aside."""
    bare = text.lstrip(UNSEEN).lstrip().lstrip(UNSEEN)
    return text.startswith(CONTROL) or bare.startswith(FORMULA)


def safe(value) -> str:
    """What a cell may hold: a text that would start a formula is made plain text by an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if starts_formula(text) else text


def temporary():
    """A file that goes when it is closed, in memory as long as it is small."""
    return SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it


def table(titles, rows) -> bytes:
    """A small CSV file, whole."""
    with table_file(titles, rows) as out:
        return out.read()


def table_file(titles, rows):
    """An open CSV file, at its start: semicolons and a byte order mark, as Swedish Excel wants."""
    out = temporary()
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(title) for title in titles])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    text.detach()
    out.seek(0)
    return out


def workbook(titles, rows):
    """An open XLSX file, at its start. Every cell is text: none is ever a formula or an error."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    for number, width in enumerate(WIDTHS[: len(titles)]):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]].width = width
    sheet.append([_bold(sheet, title) for title in titles])
    for row in rows:
        sheet.append([_plain(sheet, cell) for cell in row])
    out = temporary()
    book.save(out)
    out.seek(0)
    return out


def organisations_csv(rows, reader):
    """A selection of organisations as an open CSV file, in the order that `rows` has. One query."""
    return table_file(heads(), cells(rows, reader))


def organisations_xlsx(rows, reader):
    """The same as a workbook."""
    return workbook(heads(), cells(rows, reader))


def _bold(sheet, title):
    cell = WriteOnlyCell(sheet, str(title))
    cell.font = Font(bold=True)
    return cell


def _plain(sheet, value):
    """The text as it is; what could be taken for a formula or an error code is marked as text."""
    text = "" if value is None else NOT_IN_XML.sub("", str(value))
    if not text.startswith("#") and not starts_formula(text):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True  # stays text when somebody opens the cell and presses Enter
    return cell
