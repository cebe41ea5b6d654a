"""Begäranden: what people ask us about themselves, who acts, and by when they are answered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.directory.forms import put_errors
from crm.menu import has_room, may
from crm.pages import forbid_unless, one_or_404, page
from crm.rights.forms import AnswerForm, OutcomeForm, ReasonForm, RequestForm
from crm.rights.words import deadline
from movements.access.funnel import allowed, visible
from movements.rights import requests as deeds
from movements.rights.choices import RequestKind, Status
from movements.rights.registers import RightsRequest

ICONS = {
    RequestKind.ACCESS: "file-user",
    RequestKind.RECTIFICATION: "pencil",
    RequestKind.RESTRICTION: "lock",
    RequestKind.OBJECTION: "hand",
    RequestKind.ERASURE: "eraser",
}


def entry(request: RightsRequest) -> dict:
    """A request as its row shows it: its status in the words of the guide, and its due day."""
    words = {Status.COLLECTING: _("Being collected"), Status.SEALED: _("Sealed")}
    words[Status.HANDED_OUT] = _("Handed out")
    status = words.get(request.status)
    if request.status == Status.WITH_ASSOCIATION:
        status = _("With %(association)s") % {"association": request.association.name}
    kind, due = deadline(request.due_on)
    return {
        "row": request,
        "icon": ICONS[request.kind],
        "status": request.status,
        "word": status,
        "due_kind": kind,
        "due": due,
        "open": request.status != Status.HANDED_OUT,
    }


@page
def request_list(request):
    reader = request.reader
    forbid_unless(has_room(reader, "request"))
    closed = visible(RightsRequest, reader).filter(status=Status.HANDED_OUT)
    closed = closed.select_related("association").order_by("-closed_on", "-serial")[:50]
    context = {
        "entries": [entry(one) for one in deeds.open_requests(reader)],
        "closed": [entry(one) for one in closed],
        "may_handle": may(reader, "handle_requests"),
    }
    return render(request, "rights/request_list.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def request_create(request):
    forbid_unless(may(request.reader, "handle_requests"))
    form = RequestForm(request.POST or None, initial={"person_number": request.GET.get("number")})
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.receive_request(by=request.reader, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The request is registered."))
            return redirect("request_detail", made.pk)
    return render(request, "rights/request_form.html", {"form": form})


@page
def request_detail(request, pk):
    return _detail(request, one_or_404(RightsRequest, request.reader, pk))


def _detail(request, row, **forms):
    reader = request.reader
    theirs = row.status == Status.WITH_ASSOCIATION and row.association_id
    context = {
        **entry(row),
        "may_handle": may(reader, "handle_requests"),
        "may_answer": bool(theirs) and allowed(reader, "answer_request", row),
        "answer_form": forms.get("answer") or AnswerForm(),
        "extend_form": forms.get("extend") or ReasonForm(prefix="longer"),
        "outcome_form": forms.get("outcome") or OutcomeForm(),
    }
    return render(request, "rights/request_detail.html", context)


def _deed(request, pk, verb, done, name="", form=None):
    """One deed on one request; what it refuses is said where it was asked."""
    row = one_or_404(RightsRequest, request.reader, pk)
    if form is not None and not form.is_valid():
        return _detail(request, row, **{name: form})
    try:
        verb(by=request.reader, request=row, **(form.cleaned_data if form else {}))
    except ValidationError as wrong:
        if form is None:
            raise
        put_errors(form, wrong)
        return _detail(request, row, **{name: form})
    messages.success(request, done)
    return redirect("request_detail", pk)


@page
@require_POST
def request_send(request, pk):
    return _deed(request, pk, deeds.send_to_association, _("The association has been asked."))


@page
@require_POST
def request_remind(request, pk):
    return _deed(request, pk, deeds.remind_of_request, _("The association is reminded."))


@page
@require_POST
def request_answer(request, pk):
    form = AnswerForm(request.POST)
    return _deed(request, pk, deeds.answer_request, _("The answer is sent."), "answer", form)


@page
@require_POST
def request_extend(request, pk):
    form = ReasonForm(request.POST, prefix="longer")
    return _deed(request, pk, deeds.extend_request, _("The time is extended."), "extend", form)


@page
@require_POST
def request_close(request, pk):
    form = OutcomeForm(request.POST)
    return _deed(request, pk, deeds.close_request, _("The request is closed."), "outcome", form)
