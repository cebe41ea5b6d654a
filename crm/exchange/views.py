"""A volunteer drops a register, follows it in, reads what came of it, and can take it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from crm.exchange.forms import VERB, UploadForm
from crm.exchange.wizard import (
    THEN,
    State,
    add_problems,
    count_items,
    grouped,
    located_words,
    other_words,
    own_draft,
    page_words,
    past_hints,
    step_words,
    where_is,
)
from crm.menu import may
from crm.pages import forbid_unless, page
from movements.access.funnel import allowed
from movements.exchange.actions import keep_upload, start_undo
from movements.exchange.models import Import
from movements.exchange.reports import DUPLICATE, ERROR
from movements.exchange.review import drafts, imports, kept_of, undo_preview

IMPORTS_PER_PAGE = 25
KEPT_SHOWN = 200
STEP_OF = {"columns": 2, "values": 3, "review": 4}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Choose the file; below, what is under way and what has come in before."""
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
            add_problems(form, problem)
        else:
            return redirect(where_is(kept))
    paged = Paginator(imports(request.reader), IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "steps": step_words(),
        "drafts": [_draft_line(one) for one in drafts(request.reader) if one.state != State.DONE],
        "imports": [_import_line(one) for one in paged],
        "pages": page_words(paged),
    }
    return render(request, "exchange/form.html", context)


def _draft_line(draft):
    kinds = {State.REVIEWING: "soon", State.FAILED: "late"}
    words = {State.REVIEWING: _("To review"), State.FAILED: _("Could not be done")}
    return {
        "name": draft.file_name or _("Unnamed file"),
        "place": draft.municipality.name,
        "expires_at": draft.expires_at,
        "url": where_is(draft),
        "status": kinds.get(draft.state, "being_prepared"),
        "word": words.get(draft.state, _("Under way")),
    }


def _import_line(batch):
    counts = batch.counts
    return {
        "name": batch.file_name or _("Unnamed file"),
        "url": reverse("import_done", args=[batch.pk]),
        "day": batch.created_at,
        "place": batch.municipality.name,
        "who": batch.imported_by.name if batch.imported_by else _("A service"),
        "for": batch.association.name if batch.association else _("The district"),
        "counts": _("%(new)s new, %(changed)s changed")
        % {"new": grouped(counts.get("new", 0)), "changed": grouped(counts.get("changed", 0))},
        "undone": batch.undone_at is not None,
        "undoing": bool(batch.undo_asked_at and not batch.undone_at),
        "until": batch.undo_until if batch.can_be_undone else None,
    }


# --- under way ------------------------------------------------------------------------------------


@page
@require_safe
def progress(request, pk):
    """How far a job has come. The page may be closed; asked for as JSON it answers a script."""
    draft = own_draft(request, pk)
    then = request.GET.get("then")
    then = then if then in THEN else "columns"
    at = draft.is_busy or draft.state == State.FAILED
    if request.headers.get("Accept") == "application/json":
        busy = draft.is_busy
        said = {"progress": draft.progress, "words": _step_words(draft)}
        return JsonResponse(said | {"url": "" if busy else where_is(draft, then)})
    if not at:
        return redirect(where_is(draft, then))
    committing = draft.state in (State.QUEUED, State.WORKING)
    context = {
        "draft": draft,
        "busy": draft.is_busy,
        "committing": committing,
        "title": _progress_title(draft, committing),
        "words": _step_words(draft),
        "step": 4 if committing else STEP_OF[then],
        "steps": step_words(),
    }
    return render(request, "exchange/progress.html", context)


def _progress_title(draft, committing):
    if draft.state == State.FAILED:
        return _("It could not be done")
    return _("The register is coming in") if committing else _("The file is being read")


def _step_words(draft):
    """What is being done now, in a sentence short enough to hear."""
    if draft.state == State.QUEUED or not draft.step:
        return _("Waiting for its turn.")
    return _("%(step)s, %(progress)s per cent.") % {
        "step": draft.get_step_display(),
        "progress": draft.progress,
    }


# --- what came of it ------------------------------------------------------------------------------


def _import_or_404(reader, pk):
    """With its municipality and association; hidden and missing answer alike."""
    try:
        return imports(reader).get(pk=pk)
    except Import.DoesNotExist as missing:
        raise Http404 from missing


@page
@require_safe
def done(request, pk):
    """What came of it, the way to the organisations, and what was kept when it is undone."""
    batch = _import_or_404(request.reader, pk)
    undoing = bool(batch.undo_asked_at and not batch.undone_at)
    if request.headers.get("Accept") == "application/json":
        words = _("It is being taken back.")
        return JsonResponse({"progress": None, "words": words, "url": "" if undoing else "?"})
    draft = drafts(request.reader).filter(pk=pk).first()
    held = batch.counts.get(ERROR, 0) + batch.counts.get(DUPLICATE, 0)
    kept = kept_of(request.reader, batch) if batch.undone_at else []
    context = {
        "batch": batch,
        "title": _("The import is undone") if batch.undone_at else _("The register is in"),
        "counts": count_items(batch.counts, hints=past_hints()),
        "said": [located_words(batch.counts), *other_words(batch.counts)],
        "undoing": undoing,
        "may_undo": batch.can_be_undone and not undoing and _may_undo(request.reader, batch),
        "errors": draft is not None and held > 0,
        "restarts": draft.restarts if draft else 0,
        "undone_words": _undone_words(batch),
        "kept": _kept_lines(kept[:KEPT_SHOWN]),
        "kept_more": max(0, len(kept) - KEPT_SHOWN),
        "list_url": f"{reverse('organisation_list')}?municipality={batch.municipality.code}",
        "steps": step_words(),
    }
    return render(request, "exchange/detail.html", context)


def _may_undo(reader, batch):
    return allowed(reader, "undo_import", batch.association or reader.district)


def _undone_words(batch):
    if batch.undone_at is None:
        return ""
    return _taken_back(
        batch.undo_report.get("removed", 0), batch.undo_report.get("restored", 0), past=True
    )


def _taken_back(removed, restored, *, past=False):
    gone = (
        ngettext("%(n)s organisation was removed.", "%(n)s organisations were removed.", removed)
        if past
        else ngettext("%(n)s organisation is removed.", "%(n)s organisations are removed.", removed)
    )
    back = (
        ngettext("%(n)s is as it was before.", "%(n)s are as they were before.", restored)
        if past
        else ngettext("%(n)s becomes as it was.", "%(n)s become as they were.", restored)
    )
    return f"{gone % {'n': grouped(removed)}} {back % {'n': grouped(restored)}}"


def _kept_lines(kept):
    """What stays and why; an organisation that the reader may not see has no name here."""
    return [
        {
            "name": one.name if one else _("An organisation that you cannot see"),
            "url": reverse("organisation_detail", args=[one.pk]) if one else "",
            "reason": reason,
        }
        for one, reason in kept
    ]


@page
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, pk):
    """Asks before an import is taken back: what goes, what becomes as it was, what stays."""
    batch = _import_or_404(request.reader, pk)
    forbid_unless(_may_undo(request.reader, batch))
    if batch.undone_at or batch.undo_asked_at:
        return redirect("import_done", pk=batch.pk)
    if request.method == "POST":
        try:
            start_undo(by=request.reader, batch=batch)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        return redirect("import_done", pk=batch.pk)
    if not batch.can_be_undone:
        return redirect("import_done", pk=batch.pk)
    found = undo_preview(request.reader, batch)
    context = {
        "batch": batch,
        "words": _taken_back(found.remove, found.restore),
        "nothing": not (found.remove or found.restore),
        "kept": _kept_lines(found.kept[:KEPT_SHOWN]),
        "kept_count": len(found.kept),
        "kept_more": max(0, len(found.kept) - KEPT_SHOWN),
    }
    return render(request, "exchange/undo.html", context)
