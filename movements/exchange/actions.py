"""The one verb that brings a register in, for the page and the command alike."""

import hashlib
from contextlib import nullcontext

from django.db import connection, transaction
from django.utils import timezone

from movements.access.funnel import require
from movements.exchange.models import Import, PendingUpload
from movements.exchange.placing import Placer
from movements.exchange.planning import Plan
from movements.exchange.reading import MAX_BYTES, read_table
from movements.exchange.refusals import too_large
from movements.exchange.reports import Report
from movements.exchange.rows import understand
from movements.exchange.writing import write

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
    with nullcontext() if dry_run else transaction.atomic():
        if not dry_run:
            _one_at_a_time(by.district)
        planned = Plan(by, municipality).judge(reading.rows, placed)
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
