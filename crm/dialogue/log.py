"""Logga avstämning: one screen on the phone, and the page that says what it became."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.csrf import csrf_exempt

from crm.dialogue import unsent
from crm.dialogue.forms import MODE_ICONS, READER_ICONS, LogForm
from crm.pages import asked, one_or_404, page
from crm.templatetags.contact_words import contact_words
from crm.templatetags.words import clock, date_text, day
from movements.access.funnel import allowed, places_for, selection
from movements.dialogue.actions import log_meeting
from movements.dialogue.company import logged_just_now, nearest_first, readership
from movements.dialogue.models import Meeting
from movements.dialogue.record import record_of
from movements.directory.filters import OrganisationFilter

SUGGESTIONS = 8


@csrf_exempt  # asked below: a stale form is not thrown away, it is shown again to be saved again
def meeting_log(request):
    """The form. A form sent after the login has run out comes back as it was typed."""
    if request.method == "POST" and not request.user.is_authenticated:
        return unsent.ask_to_log_in(request, resolve_url(settings.LOGIN_URL))
    if request.method == "POST" and unsent.is_stale(request):
        if unsent.by_script(request) or not unsent.is_own(request):
            return csrf_failure(request)
        return _log(request, stale=True)
    return _log(request)


@page
def _log(request, *, stale=False):
    association = _association(request.reader)
    if stale:
        form = _form(request, association, request.POST)
        messages.info(request, _("You had been logged out. What you wrote is here: save it again."))
        return _show(request, form, association, status=403)
    if request.method == "POST" and "look" not in request.POST:
        return _save(request, association)
    kept = unsent.take(request) if request.method == "GET" else None
    if kept is not None:
        messages.info(request, _("You had been logged out. What you wrote is here: save it again."))
    data = request.POST if request.method == "POST" else kept
    form = _form(request, association, data)
    return _show(request, form, association, looking=request.method == "POST")


def _save(request, association):
    form = _form(request, association, request.POST)
    if not form.is_valid():
        return _show(request, form, association, status=422)
    deed = form.deed()
    alike = None
    if "anyway" not in request.POST:
        alike = logged_just_now(request.reader, deed["organisations"], deed["day"])
    if alike:
        return _show(request, form, association, alike=alike, status=409)
    try:
        meeting = log_meeting(by=request.reader, association=association, **deed)
    except ValidationError as wrong:
        form.refuse(wrong)
        return _show(request, form, association, status=422)
    text = _("Saved %(time)s") % {"time": clock(timezone.now())}
    messages.success(request, text, extra_tags=f"undo:{reverse('meeting_undo', args=[meeting.pk])}")
    saved = reverse("meeting_saved", args=[meeting.pk])
    if unsent.by_script(request):
        return HttpResponse(status=201, headers={"Location": saved})
    return redirect(saved)


def _association(reader):
    """Where it is logged: the chosen unit's association, else the first where the reader may."""
    places = places_for(reader, "log_meeting")
    if not places:
        raise PermissionDenied
    return reader.association if reader.association in places else places[0]


def _form(request, association, data=None) -> LogForm:
    wanted = request.GET.get("organisation")
    initial = {"form_token": uuid4(), "organisation": [wanted] if wanted else []}
    return LogForm(data, reader=request.reader, association=association, initial=initial)


def _show(request, form, association, *, looking=False, alike=None, status=200):
    words = request.POST.get("find", "") if looking else ""
    chosen = _chosen(request, form, association)
    if looking:
        form = _unchecked(form)
    counts = readership(association)
    context = {
        "form": form,
        "association": association,
        "chosen": chosen,
        "found": _suggestions(request, association, words)[:SUGGESTIONS],
        "find": words,
        "mode_icons": MODE_ICONS,
        "reader_icons": READER_ICONS,
        "readers": [(code, counts.get(code)) for code in ("open", "association", "named")],
        "alike": alike,
    }
    return render(request, "dialogue/form.html", context, status=status)


def _unchecked(form) -> LogForm:
    """The same fields as typed, without complaints: they only looked for an organisation."""
    form._errors = {}
    return form


def _chosen(request, form, association) -> list:
    ids = form["organisation"].value() or []
    known = selection(OrganisationFilter, request.reader, {})
    try:
        known = list(nearest_first(known.filter(pk__in=ids), request.reader, association))
    except (ValidationError, ValueError):
        return []
    order = {str(pk): place for place, pk in enumerate(ids)}
    return _told(sorted(known, key=lambda one: order.get(str(one.pk), len(order))))


def _suggestions(request, association, words: str) -> list:
    """Own and recent first; when something is typed, all that the reader may see and that match."""
    words = " ".join(words.split())[:80]
    query = QueryDict(mutable=True)
    if words:
        query["q"] = words
    rows, _problem = asked(OrganisationFilter, request, query)
    near = nearest_first(rows, request.reader, association, words)
    if not words:
        near = near.filter(own=True)
    return _told(list(near[:SUGGESTIONS]))


def _told(organisations) -> list:
    for one in organisations:
        met = one.last_contact
        last = _("Last %(day)s") % {"day": date_text(met)} if met else contact_words(None, None)[1]
        one.last = last
        one.told = f"{last} · {one.municipality.name}" if one.municipality else last
    return organisations


@page
def meeting_organisations(request):
    """What the typeahead shows: a fragment, from the same selection as the list."""
    association = _association(request.reader)
    found = _suggestions(request, association, request.GET.get("q", ""))
    return render(request, "dialogue/options.html", {"found": found})


@page
def meeting_saved(request, pk):
    """What was created, and what one may want to do next."""
    meeting = one_or_404(Meeting, request.reader, pk)
    context = {
        "meeting": meeting,
        "record": record_of(request.reader, meeting),
        "may": allowed(request.reader, "log_meeting", meeting),
        "lead": _follow_up_told(meeting),
    }
    return render(request, "dialogue/saved.html", context)


def _follow_up_told(meeting) -> str:
    if not meeting.follow_up_on:
        return ""
    told = _("Next meeting: %(day)s. It will be on Today the week before.")
    return told % {"day": day(meeting.follow_up_on)}
