"""The list of meetings, one meeting, undoing it, and what was promised."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.dialogue.forms import FileForm, ReleaseForm
from crm.pages import asked, on_this_site, one_or_404, page, turned
from movements.access.funnel import MalformedQuestion, allowed
from movements.access.keyset import capped_count, keyset
from movements.dialogue.actions import (
    keep_promise,
    redo_meeting,
    release_promise,
    reopen_promise,
    undo_meeting,
)
from movements.dialogue.attaching import files_of
from movements.dialogue.filters import MeetingFilter
from movements.dialogue.models import Meeting, Promise
from movements.dialogue.record import has_read_lines, lines, record_of

ORDER = ("-day", "-id")
SIZE = 50


@page
def meeting_list(request):
    """All meetings that the reader may know of, latest first."""
    rows, malformed = asked(MeetingFilter, request)
    try:
        piece = keyset(
            lines(rows, request.reader),
            ORDER,
            size=SIZE,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
    except MalformedQuestion:
        return redirect("meeting_list")
    total, more = capped_count(rows)
    has_read_lines(piece.rows)
    context = {
        "malformed": malformed,
        "meetings": piece.rows,
        "total": total,
        "more": more,
        "next": turned(request, "after", piece.next),
        "previous": turned(request, "before", piece.previous),
        "mine": request.GET.get("association", ""),
        "association": request.reader.association,
    }
    return render(request, "dialogue/list.html", context, status=400 if malformed else 200)


@page
def meeting_detail(request, pk):
    """One meeting in two cards: that we met, and what was said, each with its readers."""
    return show(request, one_or_404(Meeting, request.reader, pk), form=FileForm())


def show(request, meeting: Meeting, *, form: FileForm, status: int = 200):
    """The page of a meeting, with the form for a file as it is."""
    context = {
        "meeting": meeting,
        "record": record_of(request.reader, meeting),
        "files": files_of(request.reader, meeting),
        "form": form,
        "may": allowed(request.reader, "log_meeting", meeting),
        "may_attach": allowed(request.reader, "attach_file", meeting),
    }
    return render(request, "dialogue/detail.html", context, status=status)


@require_POST
@page
def meeting_undo(request, pk):
    meeting = one_or_404(Meeting, request.reader, pk)
    undo_meeting(by=request.reader, meeting=meeting)
    redo = reverse("meeting_redo", args=[pk])
    messages.success(request, _("The meeting is taken away."), extra_tags=f"undo:{redo}")
    return redirect("meeting_saved", pk=pk)


@require_POST
@page
def meeting_redo(request, pk):
    meeting = one_or_404(Meeting, request.reader, pk)
    redo_meeting(by=request.reader, meeting=meeting)
    undo = reverse("meeting_undo", args=[pk])
    messages.success(request, _("The meeting is back."), extra_tags=f"undo:{undo}")
    return redirect("meeting_saved", pk=pk)


@require_POST
@page
def promise_keep(request, pk):
    promise = one_or_404(Promise, request.reader, pk)
    keep_promise(by=request.reader, promise=promise)
    _toast_with_undo(request, promise, _("The promise is marked as kept."))
    return redirect(_back(request))


@require_POST
@page
def promise_reopen(request, pk):
    promise = one_or_404(Promise, request.reader, pk)
    reopen_promise(by=request.reader, promise=promise)
    messages.success(request, _("The promise is open again."))
    return redirect(_back(request))


@page
def promise_release(request, pk):
    """A page of its own: the reason is owed to those the promise was given to."""
    promise = one_or_404(Promise, request.reader, pk)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release_promise(by=request.reader, promise=promise, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error("reason", wrong.message_dict["reason"])
        else:
            _toast_with_undo(request, promise, _("The promise is released."))
            return redirect(_back(request))
    context = {"promise": promise, "form": form, "back": _back(request)}
    return render(request, "dialogue/release.html", context)


def _toast_with_undo(request, promise, text: str) -> None:
    undo = reverse("promise_reopen", args=[promise.pk])
    messages.success(request, text, extra_tags=f"undo:{undo}")


def _back(request) -> str:
    """Where the person was, if that is on this site."""
    address = request.POST.get("next") or request.GET.get("next") or request.headers.get("referer")
    return on_this_site(request, address)
