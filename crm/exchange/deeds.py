"""What is done with a draft: rows decided, the import started, the file thrown away, errors out."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.exchange.pairs import Queue
from crm.exchange.wizard import OUTCOMES, State, grouped, own_draft, where_is
from crm.pages import page
from movements.exchange.actions import decide, discard_upload, map_draft, start_import
from movements.exchange.models import DraftRow
from movements.exchange.reports import DUPLICATE
from movements.exchange.review import error_file, tally, verdicts


@page
@require_POST
def decide_rows(request, pk):
    """Same, another, or left out: one row, or all that nobody has decided."""
    draft = own_draft(request, pk)
    said = request.POST
    verdict, _sep, number = said.get("verdict", "").partition(":")
    number = number or said.get("number", "")
    numbers = [int(number)] if number.isdecimal() and len(number) < 8 else []
    take = [name.removeprefix("take_") for name in said if name.startswith("take_")]
    take = [name for name in take if said[f"take_{name}"] == "file"]
    every = "all" in said and verdict in ("same", "other", "skip")
    try:
        count = decide(
            by=request.reader,
            draft=draft,
            verdict=verdict,
            numbers=None if every else numbers,
            take=take if verdict == DraftRow.Verdict.SAME else (),
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(where_is(draft, "review"))
    if every:
        _tell_all(request, count)
    return redirect(_where_next(request, draft, verdict, numbers[0] if numbers else None))


def _tell_all(request, count):
    words = ngettext("%(count)s row is decided.", "%(count)s rows are decided.", count)
    messages.success(request, words % {"count": grouped(count)})


def _where_next(request, draft, verdict, number):
    """The next pair that waits; else the list the row stood in, where it stood."""
    show = request.POST.get("show")
    show = show if show in OUTCOMES else DUPLICATE
    query = {"show": show}
    if show == DUPLICATE:
        after = number if verdict else None
        said = verdicts(request.reader, draft)[DUPLICATE] if verdict else {}
        row = Queue(said).next_after(after) if verdict else number
        row = row or number
        query |= {"row": row} if row else {}
    elif request.POST.get("page", "").isdecimal():
        query["page"] = request.POST["page"]
    mark = "#pair" if "row" in query else "#rows"
    return f"{reverse('import_review', args=[draft.pk])}?{urlencode(query)}{mark}"


@page
@require_POST
def start(request, pk):
    """Put the import in the queue; a failed one is looked through anew first."""
    draft = own_draft(request, pk)
    if tally(draft, verdicts(request.reader, draft))["undecided"]:
        messages.error(request, _("Review the possible duplicates first, or leave them out."))
        return redirect(where_is(draft, "review"))
    try:
        if draft.state == State.FAILED:
            draft = map_draft(by=request.reader, draft=draft)
            return redirect(where_is(draft, "review"))
        draft = start_import(by=request.reader, draft=draft)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(where_is(draft, "review"))


@page
@require_POST
def discard(request, pk):
    """Throw the file away; nothing of it was imported."""
    draft = own_draft(request, pk)
    try:
        discard_upload(by=request.reader, upload=draft)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(where_is(draft))
    messages.success(request, _("The file was thrown away. Nothing was imported."))
    return redirect("import_upload")


@page
@require_safe
def error_rows(request, pk):
    """The rows that cannot come in, as they stood, with what is wrong with each."""
    draft = own_draft(request, pk)
    answer = HttpResponse(error_file(request.reader, draft), content_type="text/csv; charset=utf-8")
    stem = draft.file_name.rpartition(".")[0] or draft.file_name or "import"
    name = _("%(name)s-errors.csv") % {"name": stem}
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
