"""XLSX workbooks read as text, with the guards that a file from outside needs.

openpyxl parses with defusedxml when it is installed, which refuses entities; what it does not do
is to look at how large a small file becomes, and that is done here first.
"""

import datetime
import io
import re
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from movements.exchange.refusals import too_long, too_many_cells

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 150  # an honest sheet packs 5 to 40 times; a bomb a thousand
MAX_PARTS = 5_000
MAX_SHEETS = 50
MAX_EMPTY_RUN = 20_000  # formatted but empty rows at the end of a sheet
MAX_MERGED_ROWS = 50_000
MAX_MERGED = 10_000
MAX_CELLS = 6_000_000  # in all sheets together: 200,000 rows of 30 columns
MAX_WORDS = 120 * 1024 * 1024  # the shared texts of a workbook, unpacked: they are held whole
SCAN = 1024 * 1024

PART_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
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
    """([(sheet title, [(row number, cells as text)])], whether formulas lack their results).

    Blank rows are left out, and so are blank cells at the end of a row.
    """
    broken = ValidationError(
        {"file": [_("The XLSX file is damaged. Open it, save it again and try once more.")]}
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            guard_archive(archive)
            merged, uncalculated = _look_through(archive)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            budget = Budget(max_rows)
            sheets = [
                (sheet.title, _grid(sheet, budget, merged.get(number, {})))
                for number, sheet in enumerate(workbook.worksheets[:MAX_SHEETS], start=1)
            ]
            return sheets, uncalculated
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
    bomb |= any(
        part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_WORDS for part in parts
    )
    if bomb or unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise ValidationError(
            {"file": [_("The XLSX file unpacks to far too much. Save it as CSV and try again.")]}
        )


MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
NO_RESULT = re.compile(rb"(?:</f>|<f[^>]*/>)(?:<v></v>|<v\s*/>)?</c>")


def _look_through(archive):
    """What the sheets' own text says, read piece by piece, however large they are.

    Sheet number → first row → tall merged ranges (first column, first row, last column, last row),
    and whether any formula stands without a result.
    """
    merged, uncalculated = {}, False
    for name in archive.namelist():
        found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
        if not found:
            continue
        refs = []
        with archive.open(name) as part:
            for piece in _pieces(part):
                uncalculated = uncalculated or bool(NO_RESULT.search(piece))
                if len(refs) < MAX_MERGED:
                    refs += MERGED.findall(piece)
        boxes = [range_boundaries(ref.decode()) for ref in dict.fromkeys(refs[:MAX_MERGED])]
        starts = merged.setdefault(int(found.group(1)), {})
        for box in boxes:
            if 0 < box[3] - box[1] < MAX_MERGED_ROWS:
                starts.setdefault(box[1], []).append(box)
    return merged, uncalculated


def _pieces(part):
    """The bytes of a part in pieces that overlap a little, so that nothing falls between two."""
    before = b""
    while piece := part.read(SCAN):
        yield before + piece
        before = piece[-200:]


class Budget:
    """How much of a workbook is taken in, counted over all of its sheets."""

    def __init__(self, max_rows):
        self.max_rows, self.cells = max_rows, MAX_CELLS

    def spend(self, cells):
        self.cells -= cells
        if self.cells < 0:
            raise too_many_cells()


def _grid(sheet, budget, merged):
    """Rows of a sheet that hold something. A merged cell speaks for every row it covers."""
    sheet.reset_dimensions()  # what the file claims about its own size is not to be trusted
    grid, empty, carried = [], 0, {}
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = _texts(values)
        if merged:
            _fill_merged(cells, number, merged, carried)
        if cells:
            grid.append((number, cells))
            budget.spend(len(cells))
            empty = 0
        else:
            empty += 1
        if len(grid) > budget.max_rows:
            raise too_long()
        if empty > MAX_EMPTY_RUN:
            break
    return grid


def _texts(values):
    """The cells of one row as text, without the blank ones at its end."""
    width = len(values)
    while width and (values[width - 1] is None or values[width - 1] == ""):
        width -= 1
    return [_text(value) for value in values[:width]]


def _fill_merged(cells, number, merged, carried):
    """Copy the value of a tall merged cell down its first column; `carried` is by column."""
    for column, first, _last_column, last in merged.get(number, ()):
        value = cells[column - 1] if first == number and column <= len(cells) else ""
        carried[column] = (number, last, value)
    for column, (first, last, value) in list(carried.items()) if cells else ():
        if number > last:
            del carried[column]
        elif number > first and value:
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = cells[column - 1] or value


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
