"""What an import would do: every row judged against what the reader may see. Writes nothing."""

from movements.access.funnel import visible
from movements.directory.models import Organisation
from movements.exchange import problems as p
from movements.exchange.matching import Known, Register, source_keys
from movements.exchange.models import SourceRow
from movements.exchange.reports import CHANGED, DUPLICATE, ERROR, NEW, UNCHANGED, Result
from movements.exchange.writing import ADDRESS, FIELDS, differences, values_of


class Step:
    """A row on its way: its result, its place, and what it writes."""

    __slots__ = ("changes", "key", "organisation", "place", "result", "row", "source", "values")

    def __init__(self, row, place, key):
        self.row, self.place, self.key = row, place, key
        self.source = self.organisation = None
        self.changes = {}
        self.values = values_of(row, place)
        self.result = Result(row, ERROR, place.municipality is not None, place.point is not None)


class Plan:
    """Judges the rows of one register: known and changed, new, or possibly the same as another."""

    def __init__(self, by, municipality):
        self.municipality = municipality
        self.sources = self._load_sources(by)
        self.register = self._load_register(by)

    def judge(self, rows, placed):
        keys = source_keys(rows, placed, self.municipality)
        steps = [Step(*each) for each in zip(rows, placed, keys, strict=True)]
        known = [step for step in steps if self._recognise(step)]
        self._load_organisations(known)
        for step in known:
            self._compare(step)
        for step in steps:
            if step.source is None and not step.row.is_error:
                self._new_or_duplicate(step)
        return steps

    def _load_sources(self, by):
        rows = visible(SourceRow, by).filter(municipality=self.municipality)
        sources = {}
        for row in rows.order_by("-created_at", "-id").iterator(chunk_size=5_000):
            sources[row.key] = row  # the oldest wins
        return sources

    def _load_register(self, by):
        register = Register()
        fields = ("id", "name", "organisation_number", "homepage", "municipality_id", "archived_at")
        for pk, name, number, homepage, seat, archived in (
            visible(Organisation, by).order_by("id").values_list(*fields).iterator()
        ):
            register.add(
                Known(name, organisation_id=pk, archived=archived is not None),
                name=name,
                organisation_number=number,
                homepage=homepage,
                municipality_id=seat,
            )
        return register

    def _recognise(self, step):
        """Whether an earlier import of this register made the row; each made one only."""
        if step.row.is_error:
            return False
        step.source = self.sources.pop(step.key, None)
        return step.source is not None

    def _load_organisations(self, steps):
        ids = [step.source.organisation_id for step in steps]
        found = Organisation.objects.defer("description").in_bulk(ids)
        for step in steps:
            step.organisation = found[step.source.organisation_id]
            step.result.organisation_id = step.organisation.pk

    def _compare(self, step):
        """Changed where the register says something new and nobody has corrected it since."""
        result, organisation = step.result, step.organisation
        result.outcome = UNCHANGED
        if organisation.address_protected:  # nor in what is remembered of the register
            step.values |= dict.fromkeys(ADDRESS, "")
        if organisation.archived_at is not None:
            step.row.note(p.ARCHIVED)
            return
        holder = self.register.holder_of(step.row.organisation_number)
        if holder and holder.organisation_id != organisation.pk:
            step.row.note(p.NUMBER_TAKEN)
            step.values["organisation_number"] = step.source.values.get("organisation_number", "")
        changes, kept = differences(organisation, step.source.values, step.values)
        if kept:
            step.row.note(p.KEPT_BY_HAND, ", ".join(str(FIELDS[name]) for name in kept))
        if changes:
            result.outcome, result.changes, step.changes = CHANGED, changes, changes
        if any(change.field == "organisation_number" for change in changes):
            label = f"{organisation.name} ({step.row.number})"
            self.register.claim(
                step.row.organisation_number, Known(label, organisation_id=organisation.pk)
            )

    def _new_or_duplicate(self, step):
        row, seat = step.row, step.place.municipality
        found = self.register.same_as(row, seat.pk)
        if found:
            why, other = found
            row.note(why, other.label)
            step.result.outcome = DUPLICATE
            step.result.organisation_id = other.organisation_id
            return
        step.result.outcome = NEW
        self.register.add(
            Known(f"{row.name} ({row.number})", number=row.number),
            name=row.name,
            organisation_number=row.organisation_number,
            homepage=row.homepage,
            municipality_id=seat.pk,
        )
