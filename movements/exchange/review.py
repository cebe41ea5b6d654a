"""What the pages of a review show: plain values, whatever the size of the file.

Nothing here reads the file again: the look through it was kept row by row (drafts.py).
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from movements.access.funnel import visible
from movements.access.identity import lent_to
from movements.directory.choices import LegalForm, OrganisationKind, PolicyArea, Reach
from movements.directory.models import Organisation
from movements.exchange import undoing
from movements.exchange.layouts import COLUMN_FIELDS, PERSON_COLUMNS, codes_of
from movements.exchange.models import DraftRow, Import, PendingUpload
from movements.exchange.problems import Problem
from movements.exchange.reports import CHANGED, DUPLICATE, ERROR, NEW, OUTCOMES
from movements.exchange.spreadsheet import table
from movements.exchange.writing import AREA, FIELDS, LABELS
from movements.places.models import Municipality

LINES_PER_PAGE = 100
NOTHING = "–"  # where a field is empty
NOT_READ = ("", gettext_lazy("is not read"))
FIELD_CHOICES = [NOT_READ, *COLUMN_FIELDS.items()]
PEOPLE_CHOICES = [*FIELD_CHOICES, *PERSON_COLUMNS.items()]
CODED = {"kind": OrganisationKind, "legal_form": LegalForm, "reach": Reach}


def drafts(by):
    """The reader's own drafts whose day is not over, the latest first, without their content."""
    return visible(PendingUpload, by).fresh(timezone.now()).with_place().order_by("-created_at")


def draft_of(by, pk):
    """One of them. Raises PendingUpload.DoesNotExist, for another's and a missing one alike."""
    return drafts(by).get(pk=pk)


def imports(by):
    """The imports that the reader may see, the latest first."""
    return visible(Import, by).latest_first()


# --- how the file is read -----------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column of the file: what it is read as (`field`), and how that is known."""

    index: int
    header: str
    field: str
    how: str  # guessed, remembered, chosen or unknown
    samples: list[str]
    is_people: bool


@dataclass(frozen=True)
class Layout:
    """Sheet, header row and columns of a file. `sheets` are (title, rows); header_row 0: none."""

    sheets: list
    sheet: str
    header_row: int
    preview: list  # (row number, cells) of the first lines, as they stand
    columns: list[Column]
    uncalculated: bool  # some formulas have no saved results and were read as empty

    @property
    def people_columns(self):
        return [column.header for column in self.columns if column.is_people]

    @property
    def unread(self):
        return [c.header for c in self.columns if c.header and not c.field and not c.is_people]


def layout(draft):
    """How the file of a draft that has been looked through is read."""
    seen = draft.understood
    return Layout(
        sheets=[tuple(one) for one in seen.get("sheets", [])],
        sheet=seen.get("sheet", ""),
        header_row=seen.get("header_row", 0),
        preview=[tuple(one) for one in seen.get("preview", [])],
        columns=[
            Column(n, c["header"], c["field"], c["how"], c["samples"], c["people"])
            for n, c in enumerate(seen.get("columns", []))
        ],
        uncalculated=seen.get("uncalculated", False),
    )


@dataclass(frozen=True)
class Meaning:
    """A word of the file, how many cells hold it, and what it means: `code`, "" when unknown."""

    field: str
    text: str
    count: int
    code: str
    suggestion: str
    how: str  # guessed, remembered, chosen or unknown


def meanings(draft):
    """The words of the file, those that nobody knows first and the most frequent first."""
    return [Meaning(*one) for one in draft.understood.get("values", [])]


def meaning_choices(name):
    """[(code, label)] of what the words of a field can mean."""
    return list(codes_of(name).items())


# --- what each row would do ---------------------------------------------------------------------


def verdicts(by, draft):
    """{outcome: {row number: what was said}} of every possible duplicate in the order of the file,
    and of all else that was decided. One query."""
    rows = visible(DraftRow, by).filter(draft=draft)
    rows = rows.filter(Q(outcome=DUPLICATE) | ~Q(verdict="")).order_by("number")
    said = {outcome: {} for outcome in OUTCOMES}
    for number, outcome, verdict in rows.values_list("number", "outcome", "verdict"):
        said[outcome][number] = verdict
    return said


def tally(draft, said):
    """The counts of the dry run, how many rows were decided (same, other, skip, undecided), and
    how many the import writes as it is decided now (to_write). `said`: the draft's `verdicts`."""
    counts = {"left_out": 0, **dict.fromkeys(OUTCOMES, 0), **draft.counts}
    words = Counter(verdict for those in said.values() for verdict in those.values())
    skipped = {
        outcome: sum(verdict == DraftRow.Verdict.SKIP for verdict in those.values())
        for outcome, those in said.items()
    }
    judged = sum(bool(verdict) for verdict in said[DUPLICATE].values())
    write = counts[NEW] + counts[CHANGED] - skipped[NEW] - skipped[CHANGED]
    counts |= {verdict: words[verdict] for verdict in DraftRow.Verdict.values}
    waiting = counts[DUPLICATE] - judged
    return counts | {"undecided": waiting, "to_write": write + judged - skipped[DUPLICATE]}


@dataclass(frozen=True)
class Line:
    """One row of the file as a page shows it. `organisation` only where the reader may see it."""

    number: int
    name: str
    kind: str
    place: str
    outcome: str
    changes: list  # (label, before, after) in plain words
    problems: list[str]
    organisation: object
    like_row: int | None
    verdict: str
    take: list = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """Some of the lines with one outcome. Pages are numbered from 1."""

    lines: list[Line]
    total: int
    number: int
    pages: int

    @property
    def first(self):
        return (self.number - 1) * LINES_PER_PAGE + 1 if self.total else 0

    @property
    def last(self):
        return min(self.number * LINES_PER_PAGE, self.total)


def opened(by, draft, outcome, page=1, number=None):
    """(one page of the rows with one outcome, the row `number` beside what it resembles or None):
    at most three queries for both, whatever the size of the file."""
    total = draft.counts.get(outcome, 0)
    pages = max(1, -(-total // LINES_PER_PAGE))
    at = min(max(int(page), 1), pages)
    start = (at - 1) * LINES_PER_PAGE
    rows = visible(DraftRow, by).filter(draft=draft).defer("cells")
    listed = rows.of(outcome).annotate(beside=Value(False))[start : start + LINES_PER_PAGE]
    if number is not None:
        listed = listed.union(*_two(rows, number), all=True)
    sheet = Sheet(by, list(listed))
    found = sorted((row for row in sheet.rows if not row.beside), key=lambda row: row.number)
    shown = Page([sheet.line(row) for row in found], total if found else 0, at, pages)
    return shown, sheet.pair(number)


def lines(by, draft, outcome, page=1):
    """One page of the rows with one outcome."""
    return opened(by, draft, outcome, page)[0]


def _two(rows, number):
    """The row and the earlier one that it resembles, to be read with others in one query."""
    row = rows.annotate(beside=Value(True)).filter(number=number)
    like = rows.filter(number=number).exclude(like_row=None).values("like_row")
    return row, rows.annotate(beside=Value(True)).filter(number__in=like)


class Sheet:
    """Rows that were read together, with the organisations of theirs that the reader may see."""

    def __init__(self, by, rows):
        self.rows, self.names = rows, PlaceNames()
        self.by_number = {row.number: row for row in rows}
        self.seen = _seen(by, [row.same_as or row.organisation for row in rows])

    def line(self, row):
        return _line(row, self.seen.get(row.same_as or row.organisation), self.names)

    def pair(self, number):
        """A row side by side with what it resembles; None when there is no such row."""
        row = self.by_number.get(number)
        if row is None:
            return None
        line, other = self.line(row), self.by_number.get(row.like_row)
        there = line.organisation
        values = {n: getattr(there, n) for n in FIELDS} if there else other.values if other else {}
        beside = _line(other, None, self.names) if other else None
        return Pair(line, there, beside, _fields(row.values, values, self.names))


def _seen(by, ids):
    """{id: organisation} of those that the reader may see."""
    wanted = [pk for pk in ids if pk]
    if not wanted:
        return {}
    return visible(Organisation, by).defer("description").in_bulk(wanted)


class PlaceNames(dict):
    """Names of municipalities by id: one question, asked when the first is needed."""

    def __missing__(self, pk):
        if not self:
            self.update(Municipality.objects.values_list("pk", "name"))
        return self.setdefault(pk, NOTHING)


def _line(row, organisation, names):
    return Line(
        row.number,
        row.name or NOTHING,
        _plain("kind", row.kind, names),
        row.place,
        row.outcome,
        [
            (LABELS[name], _plain(name, old, names), _plain(name, new, names))
            for name, old, new in row.changes
        ],
        [str(Problem(*one)) for one in row.problems],
        organisation,
        row.like_row,
        row.verdict,
        row.take,
    )


def _plain(name, value, names):
    """A value in the words of a page."""
    if value in (None, "", []):
        return NOTHING
    if name in CODED:
        return str(CODED[name](value).label)
    if name == "policy_areas":
        return ", ".join(str(PolicyArea(code).label) for code in value)
    if name in ("municipality_id", AREA):
        return names[value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@dataclass(frozen=True)
class PairField:
    """One field of a row beside the same field of the organisation that it may be."""

    code: str
    label: str
    in_file: str
    in_register: str

    @property
    def equal(self):
        return self.in_file == self.in_register


@dataclass(frozen=True)
class Pair:
    """A row and what it may be: an organisation, or an earlier row of the file."""

    line: Line
    organisation: object
    other_line: Line | None
    fields: list[PairField]


def pair(by, draft, number):
    """A row side by side with what it resembles. Raises DraftRow.DoesNotExist."""
    row, like = _two(visible(DraftRow, by).filter(draft=draft).defer("cells"), number)
    found = Sheet(by, list(row.union(like, all=True))).pair(number)
    if found is None:
        raise DraftRow.DoesNotExist
    return found


def _fields(in_file, in_register, names):
    sides = [{n: _plain(n, side.get(n), names) for n in FIELDS} for side in (in_file, in_register)]
    return [
        PairField(name, label, *(side[name] for side in sides)) for name, label in FIELDS.items()
    ]


# --- back to whoever sent it, and back again -----------------------------------------------------


def error_file(by, draft):
    """A CSV of the rows with errors and those held back: as they stood, and what is the matter.

    Corrected, it can be imported again: the added columns are not read.
    """
    rows = visible(DraftRow, by).filter(draft=draft, outcome__in=(ERROR, DUPLICATE))
    heads = [column["header"] for column in draft.understood.get("columns", [])]
    if not any(heads):
        heads = [_("Column %(number)s") % {"number": n + 1} for n in range(len(heads))]
    return table(
        [*heads, _("Row in the file"), _("What is wrong")],
        (
            [*row.cells, row.number, " ".join(str(Problem(*one)) for one in row.problems)]
            for row in rows.order_by("number").iterator(chunk_size=2_000)
        ),
    )


@dataclass(frozen=True)
class Preview:
    """What undoing an import would do. `kept` are (organisation or None, reason)."""

    remove: int
    restore: int
    kept: list


def undo_preview(by, batch):
    """What would be taken back, and what is kept and why."""
    with lent_to("upkeep"):
        found = undoing.assess(batch)
    return Preview(len(found.removed), len(found.restored), _named(by, found.kept.items()))


def kept_of(by, batch):
    """After the undo: (organisation or None when the reader may not see it, reason)."""
    return _named(by, batch.undo_report.get("kept", []))


def _named(by, kept):
    pairs = [(str(pk), reason) for pk, reason in kept]
    seen = {str(pk): one for pk, one in _seen(by, [pk for pk, _reason in pairs]).items()}
    return [(seen.get(pk), undoing.REASONS[reason]) for pk, reason in pairs]
