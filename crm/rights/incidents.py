"""Incidenter: the authority's form, the 72 hours, and whom it touched."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.directory.forms import put_errors
from crm.menu import may
from crm.pages import asked, forbid_unless, one_or_404, page
from crm.rights.forms import IncidentForm, ReportForm, UnreportedForm
from crm.rights.words import clock_of
from movements.rights import incidents as deeds
from movements.rights.filters import IncidentFilter
from movements.rights.registers import Incident


def card(incident) -> dict:
    """What the card of an open incident shows."""
    return {"incident": incident, "clock": clock_of(incident), "parts": incident.parts}


@page
def incident_list(request):
    forbid_unless(may(request.reader, "handle_incidents"))
    asked_for, malformed = asked(IncidentFilter, request)
    rows = deeds.incidents(request.reader, asked_for)
    context = {
        "open": [card(one) for one in rows if one.is_open],
        "closed": [one for one in rows if not one.is_open],
        "malformed": malformed,
    }
    return render(request, "rights/incident_list.html", context, status=400 if malformed else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def incident_create(request):
    reader = request.reader
    forbid_unless(may(reader, "handle_incidents"))
    associations = deeds.possible_associations(reader)
    form = IncidentForm(
        request.POST or None,
        associations=associations,
        initial={"discovered_at": timezone.localtime()},
    )
    if request.method == "POST" and form.is_valid():
        made = _write(form, lambda said: deeds.note_incident(by=reader, **said))
        if made:
            messages.success(request, _("The incident is written down. The clock runs."))
            return redirect("incident_detail", made.pk)
    return render(request, "rights/incident_form.html", {"form": form, "incident": None})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def incident_edit(request, pk):
    reader = request.reader
    incident = one_or_404(Incident, reader, pk)
    associations = deeds.possible_associations(reader)
    initial = {name: getattr(incident, name) for name in deeds.SAID}
    initial["associations"] = [str(one) for one in incident.associations]
    form = IncidentForm(request.POST or None, associations=associations, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = _write(form, lambda s: deeds.correct_incident(by=reader, incident=incident, **s))
        if kept:
            messages.success(request, _("The changes are saved."))
            return redirect("incident_detail", pk)
    return render(request, "rights/incident_form.html", {"form": form, "incident": incident})


def _write(form, deed):
    said = dict(form.cleaned_data)
    said["associations"] = [UUID(one) for one in said["associations"]]
    try:
        return deed(said)
    except ValidationError as wrong:
        put_errors(form, wrong)
        return None


@page
def incident_detail(request, pk):
    return _detail(request, one_or_404(Incident, request.reader, pk))


def _detail(request, incident, report=None, unreported=None):
    touched = deeds.affected(request.reader, incident.associations)
    context = {
        **card(incident),
        "touched": touched.pop("people"),
        "classes": touched,
        "report_form": report or ReportForm(),
        "unreported_form": unreported or UnreportedForm(),
    }
    return render(request, "rights/incident_detail.html", context)


@page
@require_POST
def incident_report(request, pk):
    """The authority has been told."""
    incident = one_or_404(Incident, request.reader, pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            deeds.report_incident(by=request.reader, incident=incident, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("It is noted that the authority has been told."))
            return redirect("incident_detail", pk)
    return _detail(request, incident, report=form)


@page
@require_POST
def incident_leave(request, pk):
    """The authority need not know, and this is why."""
    incident = one_or_404(Incident, request.reader, pk)
    form = UnreportedForm(request.POST)
    if form.is_valid():
        deeds.leave_unreported(by=request.reader, incident=incident, **form.cleaned_data)
        messages.success(request, _("The reason is kept with the incident."))
        return redirect("incident_detail", pk)
    return _detail(request, incident, unreported=form)
