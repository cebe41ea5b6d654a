"""The one verb that brings a register in, for the page and the command alike."""

import hashlib

from django.db import connection, transaction
from django.utils import timezone

from movements.access.funnel import require, visible
from movements.directory.models import Organisation
from movements.exchange import problems as p
from movements.exchange.matching import Known, Register, source_keys
from movements.exchange.models import Import, PendingUpload, SourceRow
from movements.exchange.placing import Placer
from movements.exchange.reading import MAX_BYTES, read_table, too_large
from movements.exchange.reports import CHANGED, DUPLICATE, ERROR, NEW, UNCHANGED, Report, Result
from movements.exchange.rows import understand
from movements.exchange.writing import FIELDS, differences, values_of, write

__all__ = ["discard_upload", "import_organisations", "keep_upload"]

HELD_PER_READER = 3  # files under review at the same time


def import_organisations(*, by, data, municipality, association=None, file_name="", dry_run=False):
    """Bring in a register (`data`: bytes of a CSV or XLSX file) and say what became of each row.

    `municipality` is whose register it is; `association` the one that registers what is new. All
    in one transaction, or, with `dry_run`, nothing at all. Raises NotAllowed, and ValidationError
    with `file` when the file cannot be read. Returns a Report.
    """
    require(by, "import_organisations", association or by.district)
    reading = understand(read_table(data))
    placer = Placer(municipality)
    placed = [placer.place(row) for row in reading.rows]
    with transaction.atomic():
        if not dry_run:
            _one_at_a_time(by.district)
        planned = _Plan(by, municipality).judge(reading.rows, placed)
        report = Report(
            results=[step.result for step in planned],
            dry_run=dry_run,
            unread_columns=reading.unread_columns,
            people_columns=reading.people_columns,
            sheet=reading.sheet,
            other_sheets=reading.other_sheets,
        )
        if not dry_run:
            report.batch = Import.objects.create(
                district=by.district,
                file_name=file_name[:200],
                sha256=hashlib.sha256(data).hexdigest(),
                municipality=municipality,
                association=association,
                imported_by=by.user,
            )
            write(planned, report.batch)
            report.batch.counts = report.counts
            report.batch.save(update_fields=["counts"])
    return report


def keep_upload(*, by, data, municipality, association=None, file_name=""):
    """Keep a file for its review, after a look that it can be read at all. Returns PendingUpload.

    Old reviews are thrown away here: a file under review never outlives its day.
    """
    require(by, "import_organisations", association or by.district)
    if len(data) > MAX_BYTES:
        raise too_large()
    understand(read_table(data))
    mine = PendingUpload.objects.filter(uploaded_by=by.user)
    keep = list(mine.order_by("-created_at").values_list("pk", flat=True)[: HELD_PER_READER - 1])
    mine.exclude(pk__in=keep).delete()
    PendingUpload.objects.expired(timezone.now()).delete()
    return PendingUpload.objects.create(
        district=by.district,
        uploaded_by=by.user,
        file_name=file_name[:200],
        content=data,
        municipality=municipality,
        association=association,
    )


def discard_upload(*, by, upload):
    """Throw a file under review away, imported or not."""
    require(by, "import_organisations", upload.association or by.district)
    upload.delete()


def _one_at_a_time(district):
    """Two imports at once could both find the same row new; the second waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(district.pk)])


class Step:
    """A row on its way: its result, its place, and what it writes."""

    __slots__ = ("changes", "key", "organisation", "place", "result", "row", "source", "values")

    def __init__(self, row, place, key):
        self.row, self.place, self.key = row, place, key
        self.source = self.organisation = None
        self.changes = {}
        self.values = values_of(row, place)
        self.result = Result(row, ERROR, place.municipality is not None, place.point is not None)


class _Plan:
    """Judges every row of a register against what the reader may see. Writes nothing."""

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
