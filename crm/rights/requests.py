"""Begäranden: what people ask us about themselves, who acts, and by when they are answered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.directory.forms import put_errors
from crm.menu import has_room, may
from crm.pages import asked, forbid_unless, one_or_404, page
from crm.rights.forms import AnswerForm, OutcomeForm, ReasonForm, RequestForm, WeighForm
from crm.rights.words import deadline, done_word, what_was_done
from movements.access.funnel import allowed, visible
from movements.directory.models import ContactRole, Organisation
from movements.rights import requests as deeds
from movements.rights.choices import RequestKind, Status
from movements.rights.deeds import is_restricted, person_of, sealed_for
from movements.rights.filters import RequestFilter
from movements.rights.informing import names_of
from movements.rights.registers import RightsRequest

ICONS = {
    RequestKind.ACCESS: "file-user",
    RequestKind.RECTIFICATION: "pencil",
    RequestKind.RESTRICTION: "lock",
    RequestKind.OBJECTION: "hand",
    RequestKind.ERASURE: "eraser",
}


def entry(request: RightsRequest, *, acts: bool = False) -> dict:
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
        "step": _step(request) if acts else None,
    }


def _step(request: RightsRequest) -> dict | None:
    """What the officer does next with one press, where there is such a thing."""
    if request.status == Status.WITH_ASSOCIATION:
        name = "request_remind"
        word = _("Remind %(association)s") % {"association": request.association.name}
    elif request.status == Status.SEALED:
        name, word = "request_hand_out", _("Hand out")
    else:
        return None
    return {
        "url": reverse(name, args=[request.pk]),
        "word": word,
        "label": f"{word}, {request.code}",
    }


@page
def request_list(request):
    reader = request.reader
    forbid_unless(has_room(reader, "request"))
    acts = may(reader, "handle_requests")
    rows, malformed = asked(RequestFilter, request)
    closed = (
        rows.filter(status=Status.HANDED_OUT)
        .select_related("association")
        .order_by("-closed_on", "-serial")[:50]
    )
    context = {
        "entries": [entry(one, acts=acts) for one in deeds.open_requests(reader, rows)],
        "closed": [entry(one) for one in closed],
        "may_handle": acts,
        "malformed": malformed,
    }
    return render(request, "rights/request_list.html", context, status=400 if malformed else 200)


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
    return detail(request, one_or_404(RightsRequest, request.reader, pk))


def detail(request, row, **forms):
    """The page of one request, with the form that something was wrong in."""
    reader = request.reader
    theirs = row.status == Status.WITH_ASSOCIATION and row.association_id
    told = bool(row.sealed_at) and row.phrase_at is None and bool(row.association_id)
    context = {
        **entry(row),
        "may_handle": may(reader, "handle_requests"),
        "may_answer": bool(theirs) and allowed(reader, "answer_request", row),
        "may_tell": told and allowed(reader, "tell_passphrase", row),
        "answer_form": forms.get("answer") or AnswerForm(),
        "extend_form": forms.get("extend") or ReasonForm(prefix="longer"),
        "outcome_form": forms.get("outcome") or OutcomeForm(),
        "weigh_form": forms.get("weigh") or WeighForm(prefix="weigh"),
        "steps": [step | {"done": done_word(step["why"])} for step in deeds.steps_of(reader, row)],
        "done": what_was_done(row),
        "extract": sealed_for(reader, row),
        "restricted": is_restricted(reader, row),
        "role": _role(reader, row),
    }
    return render(request, "rights/request_detail.html", context)


def _role(reader, row):
    """Where whom it is about is put right, for a reader in the association who may know them."""
    person = person_of(reader, row)
    if person is None:
        return None
    names_of(reader, [person])
    seen = visible(Organisation, reader).values("pk")
    roles = visible(ContactRole, reader).filter(person=person, organisation__in=seen)
    return roles.select_related("person", "organisation").first()


def deed(request, pk, verb, done, name="", form=None):
    """One deed on one request; what it refuses is said where it was asked."""
    row = one_or_404(RightsRequest, request.reader, pk)
    if form is not None and not form.is_valid():
        return detail(request, row, **{name: form})
    try:
        verb(by=request.reader, request=row, **(form.cleaned_data if form else {}))
    except ValidationError as wrong:
        if form is None:
            raise
        put_errors(form, wrong)
        return detail(request, row, **{name: form})
    messages.success(request, done)
    return redirect("request_detail", pk)


@page
@require_POST
def request_send(request, pk):
    return deed(request, pk, deeds.send_to_association, _("The association has been asked."))


@page
@require_POST
def request_remind(request, pk):
    return deed(request, pk, deeds.remind_of_request, _("The association is reminded."))


@page
@require_POST
def request_answer(request, pk):
    form = AnswerForm(request.POST)
    return deed(request, pk, deeds.answer_request, _("The answer is sent."), "answer", form)


@page
@require_POST
def request_extend(request, pk):
    form = ReasonForm(request.POST, prefix="longer")
    return deed(request, pk, deeds.extend_request, _("The time is extended."), "extend", form)


@page
@require_POST
def request_close(request, pk):
    form = OutcomeForm(request.POST)
    return deed(request, pk, deeds.close_request, _("The request is closed."), "outcome", form)
