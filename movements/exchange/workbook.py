"""XLSX workbooks read as text, with the guards that a file from outside needs.

openpyxl parses with defusedxml when it is installed, which refuses entities; what it does not do
is to look at how large a small file becomes, and that is done here first.
"""

import datetime
import io
import re
import zipfile

from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from movements.exchange.refusals import too_long

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 150  # an honest sheet packs 5 to 40 times; a bomb a thousand
MAX_PARTS = 5_000
MAX_SHEETS = 50
MAX_EMPTY_RUN = 20_000  # formatted but empty rows at the end of a sheet
MAX_MERGED_ROWS = 50_000

PART_ERRORS = (
    zipfile.BadZipFile,
    InvalidFileException,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,  # ParseError of the XML parser
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)


def read_workbook(data, max_rows):
    """[(sheet title, [(row number, cells as text)])], blank rows left out."""
    broken = ValidationError(
        {"file": [_("The XLSX file is damaged. Open it, save it again and try once more.")]}
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            guard_archive(archive)
            merged = _merged_by_sheet(archive)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return [
                (sheet.title, _grid(sheet, max_rows, merged.get(number, [])))
                for number, sheet in enumerate(workbook.worksheets[:MAX_SHEETS], start=1)
            ]
        finally:
            workbook.close()
    except ValidationError:
        raise
    except PART_ERRORS as error:
        raise broken from error


def guard_archive(archive):
    """Refuse what is not a workbook, and what would unpack to more than it claims to be."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise ValidationError(
            {"file": [_("This is not a spreadsheet that can be read. Save it as XLSX or CSV.")]}
        )
    unpacked = sum(part.file_size for part in parts)
    bomb = any(
        part.file_size > 10_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if bomb or unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise ValidationError(
            {"file": [_("The XLSX file unpacks to far too much. Save it as CSV and try again.")]}
        )


def _merged_by_sheet(archive):
    """Sheet number → tall merged ranges (first column, first row, last column, last row)."""
    merged = {}
    for name in archive.namelist():
        found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
        if not found:
            continue
        with archive.open(name) as part:
            refs = re.findall(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"', part.read())
        boxes = [range_boundaries(ref.decode()) for ref in refs[:10_000]]
        tall = [box for box in boxes if 0 < box[3] - box[1] < MAX_MERGED_ROWS]
        if tall:
            merged[int(found.group(1))] = tall
    return merged


def _grid(sheet, max_rows, merged):
    """Rows of a sheet that hold something. A merged cell speaks for every row it covers."""
    sheet.reset_dimensions()  # what the file claims about its own size is not to be trusted
    grid, empty, carried = [], 0, {}
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in values]
        _fill_merged(cells, number, merged, carried)
        if any(cells):
            grid.append((number, cells))
            empty = 0
        else:
            empty += 1
        if len(grid) > max_rows:
            raise too_long()
        if empty > MAX_EMPTY_RUN:
            break
    return grid


def _fill_merged(cells, number, merged, carried):
    """Copy the value of a tall merged cell down its first column."""
    for box in merged:
        column, first, _last_column, last = box
        if number == first:
            carried[box] = cells[column - 1] if column <= len(cells) else ""
        elif first < number <= last and carried.get(box) and any(cells):
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = cells[column - 1] or carried[box]


def _text(value):
    """A cell as a person would read it: whole numbers without decimals, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)
