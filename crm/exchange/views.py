"""A volunteer drops a register, sees what would become of every row, and brings it in."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.exchange.forms import VERB, UploadForm
from crm.menu import may
from crm.pages import forbid_unless, one_or_404, page
from movements.access.funnel import visible
from movements.directory.choices import OrganisationKind
from movements.exchange.actions import discard_upload, import_organisations, keep_upload
from movements.exchange.models import Import, PendingUpload
from movements.exchange.reports import CHANGED, DUPLICATE, ERROR, NEW, UNCHANGED
from movements.exchange.writing import FIELDS

ROWS_PER_PAGE = 100
STEPS = 3


@page
@require_http_methods(["GET", "POST"])
def upload(request):
    """Choose the file. It is read at once, so that what cannot be read is said here."""
    forbid_unless(may(request.reader, VERB))
    form = UploadForm(request.POST or None, request.FILES or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_upload(
                by=request.reader,
                data=form.cleaned_data["file"].read(),
                municipality=form.cleaned_data["municipality"],
                association=form.registrar,
                file_name=form.cleaned_data["file"].name,
            )
        except ValidationError as problem:
            form.add_error("file", problem.messages)
        else:
            return redirect("import_review", pk=kept.pk)
    return render(request, "exchange/form.html", {"form": form, "steps": _steps()})


@page
@require_http_methods(["GET", "POST"])
def review(request, pk):
    """What would become of every row; nothing is saved until *Importera*."""
    mine = visible(PendingUpload, request.reader).fresh(timezone.now())
    kept = mine.with_place().filter(pk=pk).first()
    if kept is None:
        raise Http404
    if request.method == "POST" and "discard" in request.POST:
        discard_upload(by=request.reader, upload=kept)
        messages.success(request, _("The file was thrown away. Nothing was imported."))
        return redirect("import_upload")
    report = import_organisations(
        by=request.reader,
        data=bytes(kept.content),
        municipality=kept.municipality,
        association=kept.association,
        file_name=kept.file_name,
        dry_run=request.method != "POST",
    )
    if request.method == "POST":
        discard_upload(by=request.reader, upload=kept)
        messages.success(request, _("The register is in."))
        return redirect("import_done", pk=report.batch.pk)
    return render(request, "exchange/review.html", _review_context(request, kept, report))


@page
def done(request, pk):
    """What came of it, and the way to the organisations."""
    batch = one_or_404(Import, request.reader, pk)
    context = {
        "batch": batch,
        "counts": _count_items(batch.counts),
        "located": _located(batch.counts),
        "list_url": f"{reverse('organisation_list')}?municipality={batch.municipality.code}",
        "steps": _steps(),
    }
    return render(request, "exchange/detail.html", context)


def _steps():
    return [_("File"), _("Review"), _("Done")]


def _review_context(request, kept, report):
    counts = report.counts
    shown = _shown(request, counts)
    rows = Paginator(report.of(shown), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "kept": kept,
        "lead": _lead(report),
        "counts": _count_items(counts, shown),
        "located": _located(counts),
        "notes": _notes(report),
        "shown": shown,
        "title": OUTCOMES[shown].word(),
        "lines": [_line(result) for result in rows],
        "pages": _pages(rows, shown),
        "to_write": counts[NEW] + counts[CHANGED],
        "steps": _steps(),
    }


@dataclass(frozen=True)
class Outcome:
    """How an outcome is called, and what happens to its rows."""

    word: object
    hint: object


OUTCOMES = {
    NEW: Outcome(lambda: _("New"), lambda: _("are added")),
    CHANGED: Outcome(lambda: _("Changed"), lambda: _("field by field")),
    DUPLICATE: Outcome(lambda: _("Possible duplicates"), lambda: _("are held back")),
    ERROR: Outcome(lambda: _("Errors"), lambda: _("are left out")),
    UNCHANGED: Outcome(lambda: _("Unchanged"), lambda: _("are skipped")),
}


def _shown(request, counts):
    """The outcome asked for; else the first with rows, those that need a person first."""
    asked = request.GET.get("show")
    if asked in OUTCOMES:
        return asked
    order = (NEW, CHANGED, DUPLICATE, ERROR, UNCHANGED)
    return next((outcome for outcome in order if counts[outcome]), NEW)


def _count_items(counts, shown=""):
    return [
        {
            "kind": name,
            "word": outcome.word(),
            "count": counts.get(name, 0),
            "hint": outcome.hint(),
            **({"url": f"?show={name}", "current": name == shown} if shown else {}),
        }
        for name, outcome in OUTCOMES.items()
    ]


def _lead(report):
    rows = report.counts["rows"]
    read = ngettext("%(count)s row read.", "%(count)s rows read.", rows) % {"count": rows}
    if report.sheet:
        read = ngettext(
            "%(count)s row read from the sheet %(sheet)s.",
            "%(count)s rows read from the sheet %(sheet)s.",
            rows,
        ) % {"count": rows, "sheet": report.sheet}
    return " ".join([_("Nothing is saved yet."), read])


def _located(counts):
    return _("%(located)s of %(rows)s rows name a place that is known.") % {
        "located": counts.get("located", 0),
        "rows": counts.get("rows", 0),
    }


def _notes(report):
    """What was left unread, so that nobody has to wonder."""
    notes = []
    if report.people_columns:
        notes.append(
            ngettext(
                "%(count)s column about people was not read. Nothing about people is imported.",
                "%(count)s columns about people were not read. Nothing about people is imported.",
                report.people_columns,
            )
            % {"count": report.people_columns}
        )
    if report.other_sheets:
        notes.append(
            _("Sheets that were not read: %(names)s.") % {"names": ", ".join(report.other_sheets)}
        )
    if report.unread_columns:
        notes.append(
            _("Columns that were not read: %(names)s.")
            % {"names": ", ".join(report.unread_columns)}
        )
    return notes


def _line(result):
    """One row of the table: plain words only."""
    row = result.row
    other = result.outcome == DUPLICATE and result.organisation_id
    return {
        "number": row.number,
        "name": row.name or "–",
        "url": reverse("organisation_detail", args=[result.organisation_id])
        if result.organisation_id and result.outcome != NEW
        else "",
        "similar": bool(other),
        "kind": OrganisationKind(row.kind).label,
        "place": ", ".join(filter(None, [row.postcode, row.town])) or row.areas[:60],
        "changes": [
            {"field": FIELDS[c.field], "old": _plain(c.field, c.old), "new": _plain(c.field, c.new)}
            for c in result.changes
        ],
        "problems": [str(problem) for problem in result.problems],
    }


def _plain(field, value):
    if field == "kind":
        return OrganisationKind(value).label
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return str(value) if value not in (None, "") else "–"


def _pages(rows, shown):
    total = rows.paginator.count
    if not total:
        return {"text": "", "previous": "", "next": ""}
    return {
        "text": _("%(first)s–%(last)s of %(total)s")
        % {"first": rows.start_index(), "last": rows.end_index(), "total": total},
        "previous": f"?show={shown}&page={rows.number - 1}" if rows.has_previous() else "",
        "next": f"?show={shown}&page={rows.number + 1}" if rows.has_next() else "",
    }
