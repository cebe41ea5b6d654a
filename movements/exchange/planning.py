"""What an import would do: every row judged against what the reader may see. Writes nothing."""

from dataclasses import dataclass

from movements.access.funnel import visible
from movements.directory.models import Organisation
from movements.exchange import problems as p
from movements.exchange.alike import STANDS_HERE, Known
from movements.exchange.candidates import active_here, alike, chunks, sources_of
from movements.exchange.matching import source_keys
from movements.exchange.models import DraftRow, SourceRow
from movements.exchange.reports import (
    CHANGED,
    DUPLICATE,
    ERROR,
    LEFT_OUT,
    NEW,
    UNCHANGED,
    Change,
    Result,
)
from movements.exchange.writing import ADDRESS, AREA, FIELDS, differences, values_of

COMPARED_AT_ONCE = 2_000
SAME, OTHER, SKIP = DraftRow.Verdict.SAME, DraftRow.Verdict.OTHER, DraftRow.Verdict.SKIP


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has said about one row: the same (as which, taking what), another, left out."""

    verdict: str
    organisation_id: object = None
    take: tuple[str, ...] = ()


UNDECIDED = Decision("")


class Step:
    """A row on its way: its result, its place, and what it writes."""

    __slots__ = (
        *("area", "changes", "key", "moved", "not_same", "organisation", "place", "result", "row"),
        *("source", "take", "values"),
    )

    def __init__(self, row, place, key):
        self.row, self.place, self.key = row, place, key
        self.source = self.organisation = self.not_same = self.moved = None
        self.area = False  # whether the organisation becomes active here
        self.changes, self.take = (), ()
        self.values = values_of(row, place)
        self.result = Result(row, ERROR, place.municipality is not None, place.point is not None)


class Plan:
    """Judges the rows of one register: known and changed, new, or possibly the same as another.

    `decisions` are {row number: Decision}. With `lock` what will be changed is locked as it is
    read, so that nothing written meanwhile is lost.
    """

    def __init__(self, by, municipality, decisions=None, *, lock=False):
        self.by, self.municipality = by, municipality
        self.decisions, self.lock = decisions or {}, lock

    def judge(self, rows, placed):
        keys = source_keys(rows, placed, self.municipality)
        self.sources = sources_of(self.by, self.municipality, keys)
        steps = [Step(*each) for each in zip(rows, placed, keys, strict=True)]
        known = [step for step in steps if self._recognise(step)]
        others = [step for step in steps if step.source is None and not step.row.is_error]
        self.register = alike(self.by, rows, others)
        self.here = active_here(self.by, self.municipality, self.register.organisations)
        for part in chunks(known, COMPARED_AT_ONCE):
            self._compare_all(part)
        for step in others:
            self._settle(step, self.decisions.get(step.row.number, UNDECIDED))
        self._attach_all([step for step in steps if step.result.outcome is None])
        return steps

    def _recognise(self, step):
        """Whether an earlier import of this register made the row; each made one only."""
        if step.row.is_error:
            return False
        step.source = self.sources.pop(step.key, None)
        return step.source is not None

    # --- rows that came before --------------------------------------------------------------

    def _compare_all(self, steps):
        """Compare, and keep in memory only the organisations that change."""
        found = self._load({step.source.organisation_id for step in steps})
        said = SourceRow.objects.in_bulk([step.source.pk for step in steps])
        for step in steps:
            organisation = found[step.source.organisation_id]
            step.result.organisation_id = organisation.pk
            if self.decisions.get(step.row.number, UNDECIDED).verdict == SKIP:
                self._leave_out(step)
                step.source = None
                continue
            self._compare(step, organisation, said[step.source.pk].values)
            if step.changes or step.row.people:
                step.organisation = organisation

    def _load(self, ids):
        rows = Organisation.objects.defer("description")
        if self.lock:
            rows = rows.select_for_update(no_key=True)
        return rows.in_bulk(ids)

    def _compare(self, step, organisation, before):
        """Changed where the register says something new and nobody has corrected it since."""
        result = step.result
        result.outcome = UNCHANGED
        if organisation.address_protected:  # nor in what is remembered of the register
            step.values |= dict.fromkeys(ADDRESS, "")
        if organisation.archived_at is not None:
            step.row.note(p.ARCHIVED)
            return
        holder = self.register.holder_of(step.row.organisation_number)
        if holder and holder.organisation_id != organisation.pk:
            step.row.note(p.NUMBER_TAKEN)
            step.values["organisation_number"] = before.get("organisation_number", "")
        step.source.values = before
        changes, kept = differences(organisation, before, step.values)
        if kept:
            step.row.note(p.KEPT_BY_HAND, ", ".join(str(FIELDS[name]) for name in kept))
        if changes:
            result.outcome, result.changes, step.changes = CHANGED, changes, changes
        if any(change.field == "organisation_number" for change in changes):
            self._claim(step, organisation)

    def _claim(self, step, organisation):
        label = f"{organisation.name} ({step.row.number})"
        self.register.claim(
            step.row.organisation_number, Known(label, organisation_id=organisation.pk)
        )

    # --- rows that come for the first time ----------------------------------------------------

    def _settle(self, step, decision):
        """By what somebody decided; else new, one more area of what is known, or a question."""
        if decision.verdict == SKIP:
            return self._leave_out(step)
        found = self.register.found(step.row)
        best = found[0] if found else None
        if decision.verdict == SAME:
            return self._same(step, decision, best and best.known)
        if not best:
            return self._new(step)
        if decision.verdict == OTHER:
            return self._another(step, best.known)
        if best.why == p.SAME_ELSEWHERE:
            step.row.note(best.why, best.known.label)
            step.result.organisation_id = best.known.organisation_id
            return self._new(step)
        if self._becomes_active_here(best) and not self._in_doubt(found):
            step.row.note(p.ONE_MORE_AREA, best.known.label)
            return self._attach(step, best.known.organisation_id, ())
        return self._hold_back(step, best)

    def _becomes_active_here(self, best):
        """Number or website says that it is known, and the register's municipality is new to it."""
        one = best.known
        return (
            best.certain
            and one.organisation_id is not None
            and not one.archived
            and one.organisation_id not in self.here
            and one.seat != self.municipality.pk
        )

    def _in_doubt(self, found):
        """Whether name and place speak for yet another one; then a person decides."""
        return any(one.why in STANDS_HERE for one in found[1:])

    def _hold_back(self, step, best):
        step.row.note(best.why, best.known.label)
        step.result.outcome = DUPLICATE
        step.result.organisation_id = best.known.organisation_id
        step.result.like_row = best.known.number

    def _leave_out(self, step):
        step.row.note(p.LEFT_OUT)
        step.result.outcome = LEFT_OUT

    def _same(self, step, decision, other):
        """The row is an organisation that we have; of the file only what was chosen is taken."""
        wanted = decision.organisation_id or (other and other.organisation_id)
        if wanted is None and other:  # the same as an earlier row of the file
            step.row.note(p.SAME_ROW, other.label)
            step.result.outcome = LEFT_OUT
            return
        self._attach(step, wanted, decision.take)

    def _another(self, step, other):
        step.row.note(p.SAID_OTHER, other.label)
        step.not_same = other.organisation_id
        if self.register.holder_of(step.row.organisation_number):
            step.row.note(p.NUMBER_TAKEN)
            step.row.organisation_number = step.values["organisation_number"] = ""
        self._new(step)

    def _new(self, step):
        step.result.outcome = NEW
        self.register.comes_in(step.row)

    # --- rows that are an organisation we have --------------------------------------------------

    def _attach(self, step, organisation_id, take):
        step.result.outcome = None  # until what it changes is known, below
        step.result.organisation_id, step.take = organisation_id, tuple(take)
        step.area = organisation_id not in self.here
        self.here.add(organisation_id)

    def _attach_all(self, steps):
        """Load what the rows are attached to, still by what the reader may see, and compare."""
        ids = {step.result.organisation_id for step in steps} - {None}
        seen = set()
        for part in chunks(sorted(ids)):
            rows = visible(Organisation, self.by).live().filter(pk__in=part)
            seen.update(rows.values_list("pk", flat=True))
        found = self._load(seen)
        for step in steps:
            organisation = found.get(step.result.organisation_id)
            if organisation is None:
                step.row.note(p.GONE_MEANWHILE)
                step.result.outcome, step.result.organisation_id = DUPLICATE, None
            else:
                self._take(step, organisation)

    def _take(self, step, organisation):
        step.organisation = organisation
        if step.take or not any(one.code == p.ONE_MORE_AREA for one in step.row.problems):
            step.row.note(p.SAID_SAME, organisation.name)
        if organisation.address_protected:
            step.values |= dict.fromkeys(ADDRESS, "")
        wanted = {name: step.values[name] for name in step.take if name in step.values}
        holder = self.register.holder_of(wanted.get("organisation_number"))
        if holder and holder.organisation_id != organisation.pk:
            step.row.note(p.NUMBER_TAKEN)
            del wanted["organisation_number"]
        now = {name: getattr(organisation, name) for name in wanted}
        changes, _kept = differences(organisation, now, wanted)
        step.changes = changes
        if any(change.field == "organisation_number" for change in changes):
            self._claim(step, organisation)
        area = [Change(AREA, None, self.municipality.pk)] if step.area else []
        step.result.changes = [*changes, *area]
        step.result.outcome = CHANGED if step.result.changes else UNCHANGED
