"""Deeds with registers: bring one in, by a draft that is looked through first, and take it back."""

import hashlib
from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import require, visible
from movements.access.identity import lent_to
from movements.access.jobs import name_of
from movements.directory.duplicates import remember_not_the_same
from movements.exchange import undoing
from movements.exchange.drafts import decisions_of, look_through, settle_lines
from movements.exchange.engine import WRITING, judge, silent
from movements.exchange.layouts import (
    checked_columns,
    checked_values,
    guidance_of,
    remember,
)
from movements.exchange.models import DraftRow, Import, PendingUpload
from movements.exchange.people import VERB as KEEP_PEOPLE
from movements.exchange.people import keep_people, terms
from movements.exchange.queue import later
from movements.exchange.reading import MAX_BYTES, refuse_foreign_kinds
from movements.exchange.refusals import refuse, too_large
from movements.exchange.writing import FIELDS, write

__all__ = [
    *("decide", "discard_upload", "import_draft", "import_organisations", "keep_upload"),
    *("look_at_draft", "map_draft", "purge_drafts", "start_import", "start_undo", "undo_import"),
]

VERB = "import_organisations"
HELD_PER_READER = 3  # files under review at the same time
AT_ONCE = 300_000  # bytes of a text file that is looked through while one waits
AT_ONCE_PACKED = 100_000  # and of a workbook
UNDONE_AT_ONCE = 2_000  # rows
State = PendingUpload.State
ON_ITS_WAY = (State.QUEUED, State.WORKING)


def import_organisations(
    *,
    by,
    data,
    municipality,
    association=None,
    file_name="",
    dry_run=False,
    guidance=None,
    decisions=None,
    batch_id=None,
    tell=silent,
):
    """Bring in a register (`data`: bytes of a CSV or XLSX file) and say what became of each row.

    `municipality` is whose register it is; `association` the one that registers what is new. All
    in one transaction, or, with `dry_run`, nothing at all. `guidance` says how to read it and
    `decisions` {row number: Decision} what rows are; `tell(step, done)` is told how far it has
    come. Raises NotAllowed, and ValidationError with `file` when the file cannot be read.
    Returns a Report.
    """
    people = guidance.people if guidance else {}
    if people:
        require(by, KEEP_PEOPLE, association)
    require(by, VERB, association or by.district)
    with nullcontext() if dry_run else transaction.atomic():
        if not dry_run:
            _one_at_a_time(by.district)
        judged = judge(
            by,
            data,
            municipality,
            association,
            guidance=guidance,
            decisions=decisions,
            lock=not dry_run,
            tell=tell,
        )
        report = judged.report(dry_run=dry_run)
        if not dry_run:
            tell(WRITING, 0.0)
            report.batch = _batch(by, data, municipality, association, file_name, batch_id)
            _write(judged, report, by=by, people=people)
            tell(WRITING, 1.0)
    return report


def _batch(by, data, municipality, association, file_name, batch_id):
    return Import.objects.create(
        **({"id": batch_id} if batch_id else {}),
        district=by.district,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        municipality=municipality,
        association=association,
        imported_by=by.user,
        context=_history_context(),
    )


def _write(judged, report, *, by, people):
    batch = report.batch
    write(judged.steps, batch)
    apart = [(s.result.organisation_id, s.not_same) for s in judged.steps if s.not_same]
    if apart:
        remember_not_the_same(by=by, pairs=apart)
    if people:
        named = [s for s in judged.steps if s.row.people and s.result.outcome in KEPT]
        report.people = keep_people(named, batch, people, by=by)
    remember(by, batch.association, judged.table.header, judged.guidance)
    batch.counts = report.counts
    batch.save(update_fields=["counts"])


KEPT = ("new", "changed", "unchanged")


# --- drafts --------------------------------------------------------------------------------------


@transaction.atomic
def keep_upload(*, by, data, municipality, association=None, file_name=""):
    """Keep a file as the draft of an import. Returns a PendingUpload.

    A small one is looked through at once and refused with ValidationError when it cannot be read;
    a large one by a job (`state` is then "reading"). Old drafts are thrown away here.
    """
    require(by, VERB, association or by.district)
    if len(data) > MAX_BYTES:
        raise too_large()
    refuse_foreign_kinds(data)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refuse(_("The file is empty. Choose a file with rows in it."))
    mine = PendingUpload.objects.filter(uploaded_by=by.user).exclude(state__in=ON_ITS_WAY)
    keep = list(mine.order_by("-created_at").values_list("pk", flat=True)[: HELD_PER_READER - 1])
    mine.exclude(pk__in=keep).defer("content").delete()
    draft = PendingUpload.objects.create(
        district=by.district,
        uploaded_by=by.user,
        file_name=file_name[:200],
        content=data,
        municipality=municipality,
        association=association,
    )
    return _look(draft, by)


@transaction.atomic
def map_draft(*, by, draft, sheet=None, header_row=None, columns=None, values=None, people=None):
    """Say how the file is to be read; None leaves what was said before. Then look through it anew.

    Raises ValidationError with a message per field; nothing is then changed.
    """
    draft = _mine(by, draft)
    header = [column["header"] for column in draft.understood.get("columns", [])]
    if sheet is not None and sheet != draft.sheet:
        draft.sheet, draft.header_row, draft.columns = sheet[:100], None, {}
    if header_row is not None:
        said = _row_number(header_row)
        if said != draft.header_row:
            draft.header_row, draft.columns = said, {}
    if columns is not None:
        draft.columns = checked_columns(draft.columns | _texts(columns), header)
    if values is not None:
        chosen = checked_values(values)
        draft.values = {
            name: draft.values.get(name, {}) | chosen.get(name, {})
            for name in {*draft.values, *chosen}
        }
    if people is not None:
        draft.people = terms(people, by=by, association=draft.association)
    draft.save(update_fields=["sheet", "header_row", "columns", "values", "people"])
    return _look(draft, by)


@transaction.atomic
def look_at_draft(*, by, draft, tell=silent):
    """Read the file and note what each row would do. What the job of a large file does."""
    require(by, VERB, draft.association or by.district)
    return look_through(draft, by, tell)


@transaction.atomic
def decide(*, by, draft, verdict, numbers=None, organisation=None, take=()):
    """Say what rows are: "same", "other", "skip" (left out), or "" for undecided again.

    `numbers` are row numbers; None means every possible duplicate that nobody has decided. Of
    "same", `organisation` says as which when it is not the one suggested, and `take` which fields
    come from the file. Returns how many rows were decided.
    """
    draft = _mine(by, draft)
    if verdict not in ("", *DraftRow.Verdict.values) or not set(take) <= set(FIELDS):
        raise ValidationError({"verdict": [_("Choose one of the answers.")]})
    lines = visible(DraftRow, by).filter(draft=draft)
    lines = lines.undecided() if numbers is None else lines.filter(number__in=list(numbers))
    if verdict == DraftRow.Verdict.SAME and organisation is None:
        lines = lines.exclude(organisation=None, like_row=None)
    same = verdict == DraftRow.Verdict.SAME
    return lines.exclude(outcome="error").update(
        verdict=verdict,
        same_as=organisation.pk if same and organisation else None,
        take=sorted(take) if same else [],
    )


@transaction.atomic
def start_import(*, by, draft):
    """Put the import in the queue. Possible duplicates that nobody decided are held back."""
    draft = _mine(by, draft)
    if draft.state != State.REVIEWING:
        raise ValidationError({"file": [_("Look through the file before you import it.")]})
    draft.state, draft.step, draft.progress = State.QUEUED, "", 0
    draft.problem, draft.restarts = "", 0
    draft.save(update_fields=["state", "step", "progress", "problem", "restarts"])
    later("import_draft", draft=str(draft.pk), reader=name_of(by))
    return draft


@transaction.atomic
def import_draft(*, by, draft_id, tell=silent):
    """Bring a draft in: what the job does. Twice is once: the import has the draft's id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(draft_id)])
    done = Import.objects.filter(pk=draft_id).first()
    draft = visible(PendingUpload, by).with_place().filter(pk=draft_id).first()
    if done or draft is None:
        return done
    report = import_organisations(
        by=by,
        data=bytes(draft.content),
        municipality=draft.municipality,
        association=draft.association,
        file_name=draft.file_name,
        guidance=guidance_of(draft),
        decisions=decisions_of(draft),
        batch_id=draft.pk,
        tell=tell,
    )
    settle_lines(draft, report)
    draft.state, draft.step, draft.progress = State.DONE, "", 100
    draft.counts, draft.content = report.counts, b""  # the file itself is needed no more
    draft.save(update_fields=["state", "step", "progress", "counts", "content"])
    return report.batch


@transaction.atomic
def discard_upload(*, by, upload):
    """Throw a draft away; what was imported of it stays."""
    require(by, VERB, upload.association or by.district)
    draft = visible(PendingUpload, by).select_for_update().defer("content").get(pk=upload.pk)
    if draft.state == State.WORKING:
        raise ValidationError({"file": [_("It is being imported now. Wait until it is done.")]})
    draft.delete()


@transaction.atomic
def purge_drafts(*, by):
    """Throw away the drafts of the district whose day is over. Returns how many."""
    require(by, VERB, by.district)
    old = PendingUpload.objects.filter(district=by.district).expired(timezone.now())
    _deleted, by_model = old.exclude(state__in=ON_ITS_WAY).defer("content").delete()
    return by_model.get(PendingUpload._meta.label, 0)


def _mine(by, draft):
    """The draft as it is now, locked, when nothing is at work on it."""
    require(by, VERB, draft.association or by.district)
    mine = visible(PendingUpload, by).fresh(timezone.now()).select_for_update()
    draft = mine.defer("content").get(pk=draft.pk)
    if draft.is_busy:
        raise ValidationError({"file": [_("A job is at work on the file. Wait until it is done.")]})
    if draft.state == State.DONE:
        raise ValidationError({"file": [_("The file has been imported already.")]})
    return draft


def _look(draft, by):
    """Look through a small file now; let a job do it with a large one."""
    packed = bytes(draft.content[:2]) == b"PK"
    if len(draft.content) <= (AT_ONCE_PACKED if packed else AT_ONCE):
        return look_through(draft, by)
    draft.state, draft.step, draft.progress, draft.problem = State.READING, "", 0, ""
    draft.save(update_fields=["state", "step", "progress", "problem"])
    later("look_at_draft", draft=str(draft.pk), reader=name_of(by))
    return draft


def _texts(columns):
    return {str(number): name for number, name in columns.items()}


def _row_number(said):
    if said == "":
        return None
    if not str(said).isdecimal() or int(said) > 1_000_000:
        raise ValidationError({"header_row": [_("There is no row with that number.")]})
    return int(said)


# --- back again ----------------------------------------------------------------------------------


@transaction.atomic
def undo_import(*, by, batch):
    """Take an import back, within 30 days: what nobody has touched since. Twice is once.

    Returns the Import with `undone_at` and `undo_report`. Raises NotAllowed and ValidationError.
    """
    require(by, "undo_import", batch.association or by.district)
    _one_at_a_time(by.district)
    batch = visible(Import, by).select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at is not None:
        return batch
    if not batch.can_be_undone:
        raise ValidationError({"batch": [_("An import can be taken back within 30 days.")]})
    with lent_to("upkeep"):
        batch.undo_report = undoing.take_back(batch)
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undo_report", "undone_at"])
    return batch


@transaction.atomic
def start_undo(*, by, batch):
    """Take a small import back at once and let a job do it with a large one. Returns the Import."""
    require(by, "undo_import", batch.association or by.district)
    if batch.counts.get("rows", 0) <= UNDONE_AT_ONCE:
        return undo_import(by=by, batch=batch)
    batch = visible(Import, by).select_for_update(of=("self",)).get(pk=batch.pk)
    if not batch.can_be_undone or batch.undo_asked_at:
        return undo_import(by=by, batch=batch) if not batch.undo_asked_at else batch
    batch.undo_asked_at = timezone.now()
    batch.save(update_fields=["undo_asked_at"])
    later("undo_import", batch=str(batch.pk), reader=name_of(by))
    return batch


def _one_at_a_time(district):
    """Two imports at once could both find the same row new; the second waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(district.pk)])


def _history_context():
    """The context that the history gives what is written from here on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('pghistory.context_id', true), '')")
        return cursor.fetchone()[0]
