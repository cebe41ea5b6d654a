"""From the bytes of any register to one table: kind of file, encoding, delimiter, sheet, header.

Nobody should have to know what an encoding is. Whatever can be read is read; whatever cannot is
refused with a sentence that says what to do instead.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field

from charset_normalizer import from_bytes
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from movements.exchange.columns import header_score
from movements.exchange.refusals import refuse, too_large, too_long, too_many_cells, too_wide
from movements.exchange.workbook import MAX_CELLS, read_workbook

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 500
MAX_CELL = 32_767  # what a spreadsheet cell holds at most
PREVIEW_ROWS, PREVIEW_CELLS, PREVIEW_LENGTH = 10, 30, 60
HEADER_WITHIN = 40  # title rows above the header: never more than this

DELIMITERS = (";", ",", "\t", "|")
SWEDISH_LETTERS = frozenset("åäöÅÄÖéÉèüÜáàëæøÆØ–’”“´§½°&")
# Encodings Swedish registers have been exported in besides UTF-8, the likeliest first.
OLD_ENCODINGS = ("cp1252", "mac_roman", "cp850")
BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass
class Table:
    """What was in the file: a header and numbered rows of trimmed text.

    `rows` are (number as the spreadsheet shows it, cells); every row is as long as the header.
    `sheets` are (title, number of rows) of all sheets; `header_row` is the header's number, 0 when
    there is none; `preview` are the first lines as they stand, to choose the header from.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    ragged: frozenset[int] = frozenset()  # numbers of rows with more cells than the header
    header_row: int = 0
    sheets: list[tuple[str, int]] = field(default_factory=list)
    preview: list[tuple[int, list[str]]] = field(default_factory=list)
    uncalculated: bool = False  # formulas whose results were never saved


def read_table(data, *, sheet="", header_row=None):
    """The table in `data` (bytes of a CSV or XLSX file). Raises ValidationError with `file`.

    `sheet` and `header_row` (0: there is none) are found by themselves unless given; one that is
    not there raises ValidationError with that name.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refuse(_("The file is empty. Choose a file with rows in it."))
    if len(data) > MAX_BYTES:
        raise too_large()
    refuse_foreign_kinds(data)
    if data[:4] == b"PK\x03\x04":
        sheets, uncalculated = read_workbook(data, MAX_ROWS + HEADER_WITHIN)
        return _best_table(sheets, sheet, header_row, uncalculated)
    return _best_table([("", read_text_grid(decode(data)))], "", header_row)


def refuse_foreign_kinds(data):
    """Say what a file is when it is something we know but do not read."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise refuse(
            _("This is an old or password-protected Excel file. Save it as XLSX or CSV first.")
        )
    if start.startswith(b"%pdf"):
        raise refuse(_("This is a PDF. Choose a spreadsheet: CSV or XLSX."))
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"{", b"[{")):
        raise refuse(_("This is not a spreadsheet. Choose a CSV or XLSX file."))


# --- text -------------------------------------------------------------------------------------


def decode(data):
    """Text of a CSV file in whichever encoding it, or each of its lines, was written."""
    text = _decode_unicode(data)
    if text is None:
        text = _decode_lines(data)
    text = text.replace("\x00", "").removeprefix("\ufeff")
    strange = sum(1 for c in text[:20_000] if c < " " and c not in "\r\n\t\x0b\x0c\x1a")
    if strange > max(20, len(text[:20_000]) * 0.02):
        raise refuse(_("This is not a spreadsheet. Choose a CSV or XLSX file."))
    return text


def _decode_unicode(data):
    """The text when a byte order mark, the zeros of UTF-16 or valid UTF-8 says how; else None."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                data = data[3:]
                break
            return data.decode(encoding, errors="replace")
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) * 0.2 and min(even, odd) < max(even, odd) / 4:
        return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode_lines(data):
    """Line by line: UTF-8 where it holds, else the old encoding that makes most sense."""
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    decoded, old = [], []
    for number, line in enumerate(lines):
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            decoded.append("")
            old.append(number)
    encoding = _guess_old_encoding(b"".join(lines[n] for n in old))
    for number in old:
        decoded[number] = lines[number].decode(encoding, errors="replace")
    return "".join(decoded)


def _guess_old_encoding(data):
    """The single-byte encoding in which the high bytes are letters that Swedish uses."""
    high = bytes(byte for byte in data if byte >= 0x80)[:20_000]

    def likely(encoding):
        return sum(c in SWEDISH_LETTERS for c in high.decode(encoding, errors="replace"))

    best = max(OLD_ENCODINGS, key=lambda encoding: (likely(encoding), encoding == "cp1252"))
    if likely(best) >= len(high) * 0.5:
        return best
    guess = from_bytes(data[:200_000]).best()
    return guess.encoding if guess else "cp1252"


def read_text_grid(text):
    """Numbered records of a delimited text: [(number, cells)], blank ones left out."""
    first_line = text[:20].split("\n", 1)[0].strip().lower()
    skip, delimiter = 0, None
    if re.fullmatch(r'"?sep=.?"?', first_line):  # Excel's own way to name the delimiter
        skip, delimiter = 1, (text[text.index("=") + 1 :] or ";")[0]
    if delimiter not in DELIMITERS:
        delimiter = guess_delimiter(text)
    grid = _records(text, delimiter, csv.QUOTE_MINIMAL)
    if grid is None:  # a quotation mark that nobody closed: take the lines as they stand
        grid = _records(text, delimiter, csv.QUOTE_NONE)
    if grid is None:
        raise refuse(_("A line of the file is far too long to be a row of a register."))
    return [(number, cells) for number, cells in grid if number > skip]


def _records(text, delimiter, quoting):
    """Parsed records, or None when the quoting cannot be what was meant."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    grid, held = [], 0
    try:
        for number, cells in enumerate(reader, start=1):
            held += len(cells)
            if held > MAX_CELLS:
                raise too_many_cells()
            if quoting == csv.QUOTE_MINIMAL and any(
                "\n" in cell and _swallowed(cell, delimiter, len(cells)) for cell in cells
            ):
                return None
            if len(cells) > MAX_COLUMNS * 4:
                raise too_wide(MAX_COLUMNS)
            if any(cell and not cell.isspace() for cell in cells):
                grid.append((number, cells))
            if len(grid) > MAX_ROWS + HEADER_WITHIN:
                raise too_long()
    except csv.Error:
        return None
    return grid


def _swallowed(cell, delimiter, width):
    """Whether a cell of several lines is really several rows after a quotation mark left open."""
    bare = cell.count(delimiter) - cell.count(f"{delimiter} ")
    return cell.count("\n") > 60 or bare >= max(3, width // 2)


def guess_delimiter(text):
    """The delimiter that gives the best header; else the one whose rows are equally wide."""
    sample = text[:60_000]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample

    def fit(delimiter):
        records = [cells for _number, cells in (_sample_records(sample, delimiter))]
        if not records:
            return (0, 0.0, 0)
        width, count = Counter(map(len, records)).most_common(1)[0]
        best_header = max(header_score(cells) for cells in records[:HEADER_WITHIN])
        return (best_header, (count / len(records)) * (width > 1), width)

    return max(DELIMITERS, key=fit)


def _sample_records(sample, delimiter):
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    records = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                records.append((number, cells[:MAX_COLUMNS]))
            if len(records) >= 200:
                break
    except csv.Error:
        return records
    return records


# --- sheet and header ---------------------------------------------------------------------------


def _best_table(sheets, sheet, header_row, uncalculated=False):
    """The sheet and row with the best header; without any known header, all rows are data."""
    candidates = []
    for title, grid in sheets:
        scores = [header_score(cells) for _number, cells in grid[:HEADER_WITHIN]]
        best = max(scores, default=0)
        if grid:
            candidates.append((best, len(grid), title, grid, scores.index(best) if best else None))
    if not candidates:
        raise refuse(
            _unsaved_results()
            if uncalculated
            else _("The file is empty. Choose a file with rows in it.")
        )
    chosen = _the_sheet(candidates, sheet) if sheet else candidates
    _best, _length, title, grid, at = max(chosen, key=lambda c: (c[0], c[1]))
    if header_row is not None:
        at = _the_row(grid, header_row)
    elif at is None and _heads_unknown(grid):
        at = 0
    header, body = ([], grid) if at is None else (grid[at][1], grid[at + 1 :])
    table = _squared(header, body, uncalculated)
    table.sheet = title
    table.other_sheets = [c[2] for c in candidates if c[2] != title and c[1] > 1]
    table.sheets = [(c[2], c[1]) for c in candidates]
    table.header_row = 0 if at is None else grid[at][0]
    table.preview = [
        (number, [_tidy(cell)[:PREVIEW_LENGTH] for cell in cells[:PREVIEW_CELLS]])
        for number, cells in grid[:PREVIEW_ROWS]
    ]
    return table


def _the_sheet(candidates, sheet):
    found = [candidate for candidate in candidates if candidate[2] == sheet]
    if not found:
        raise ValidationError({"sheet": [_("There is no such sheet with rows in it.")]})
    return found


def _the_row(grid, header_row):
    """Where in the grid the header is; None when all rows are data."""
    if header_row == 0:
        return None
    numbers = [number for number, _cells in grid]
    if header_row not in numbers:
        raise ValidationError({"header_row": [_("There is no row with that number.")]})
    return numbers.index(header_row)


def _unsaved_results():
    return _(
        "The sheet has formulas whose results were never saved."
        " Open it in a spreadsheet program, save it and try again."
    )


def _heads_unknown(grid):
    """Whether a first row of words we do not know stands above values: numbers, addresses."""
    if len(grid) < 2 or len(grid[0][1]) < 2:
        return False
    first, second = grid[0][1], grid[1][1]
    wordy = all(cell.strip() and not re.search(r"[\d@]", cell) for cell in first)
    return wordy and any(re.search(r"\d|@|www\.", cell) for cell in second)


def _squared(header, body, uncalculated=False):
    """Every row as wide as the widest used column; cells trimmed; extra cells remembered."""
    header = [_tidy(cell) for cell in header]
    while header and not header[-1]:
        header.pop()
    width = len(header) or max((_used_width(cells) for _number, cells in body), default=0)
    if width > MAX_COLUMNS:
        raise too_wide(MAX_COLUMNS)
    rows, ragged = [], set()
    for number, cells in body:
        if _used_width(cells) > width:
            ragged.add(number)
        tidy = [_tidy(cell) for cell in cells[:width]]
        if any(tidy) and not _repeats(tidy, header):
            rows.append((number, tidy + [""] * (width - len(tidy))))
    if len(rows) > MAX_ROWS:
        raise too_long()
    if not rows:
        raise refuse(
            _unsaved_results() if uncalculated else _("The file has a header but no rows under it.")
        )
    return Table(header or [""] * width, rows, ragged=frozenset(ragged), uncalculated=uncalculated)


def _repeats(cells, header):
    """Whether a row is the header once more, as page breaks in printed registers leave it."""
    return bool(header) and [c for c in cells if c] == [c for c in header if c]


def _used_width(cells):
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _tidy(cell):
    """One line of plain text: no stray spaces, no control characters, never endlessly long."""
    if not cell:
        return ""
    text = cell[:MAX_CELL].replace("\xa0", " ").replace("\u200b", "")
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())
