"""Dataskydd: what the law's clocks say today, in numbers and not in names."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.directory.forms import put_errors
from crm.menu import may
from crm.pages import forbid_unless, page
from crm.rights.forms import ReadmitForm, SettingsForm
from crm.rights.incidents import card
from crm.rights.informing import entries
from crm.rights.requests import entry
from movements.rights.clocks import latest_night
from movements.rights.incidents import incidents
from movements.rights.informing import to_inform
from movements.rights.people import found
from movements.rights.processing import ACTIVITIES, INTRODUCTION, lines_of, tables_of
from movements.rights.readings import who_has_seen
from movements.rights.readmitting import readmissions, readmit
from movements.rights.requests import open_requests
from movements.rights.reviewing import counted_by_association
from movements.rights.settings import SAID, confirm_limits, privacy_settings, settle_privacy

FIRST = 5


@page
def processing(request):
    """The register of processing, as the program works today."""
    reader = request.reader
    forbid_unless(may(reader, "settle_privacy"))
    entries = [(one, lines_of(one), tables_of(one)) for one in ACTIVITIES]
    context = {"settings": privacy_settings(reader), "activities": entries}
    return render(request, "rights/processing.html", context | {"introduction": INTRODUCTION})


@page
@require_safe
def dpia(request):
    """The assessment of art. 35 as a file to go on with: filled in as far as the program can."""
    forbid_unless(may(request.reader, "settle_privacy"))
    text = (settings.BASE_DIR / "docs" / "dpia.md").read_text(encoding="utf-8")
    named = {"Content-Disposition": 'attachment; filename="konsekvensbedomning.md"'}
    return HttpResponse(text, content_type="text/markdown; charset=utf-8", headers=named)


@page
def privacy(request):
    """Sorted by the law's clocks: incident, inform, requests."""
    reader = request.reader
    forbid_unless(may(reader, "handle_incidents"))
    asked = request.GET.get("who", "").strip()
    reviews = counted_by_association(by=reader)
    context = {
        "incidents": [card(one) for one in incidents(reader) if one.is_open],
        "entries": entries(reader, FIRST),
        "waiting": to_inform(reader).count(),
        "requests": [entry(one, acts=True) for one in open_requests(reader)],
        "settings": privacy_settings(reader),
        "asked": asked,
        "found": _found(reader, asked) if asked else [],
        "night": latest_night(reader),
        "reviews": reviews,
        "kept": sum(one["kept"] for one in reviews),
    }
    return render(request, "rights/privacy.html", context)


def _found(reader, asked: str) -> list[dict]:
    """Those whom the name or number means, each with who has read about them."""
    seen = {one.number: one for one in who_has_seen(reader, asked)}
    return [{"line": line, "seen": seen.get(line.number)} for line in found(reader, asked)]


@page
@require_http_methods(["GET", "HEAD", "POST"])
def privacy_edit(request):
    """Who the controller and the officer are: it stands in every letter."""
    reader = request.reader
    forbid_unless(may(reader, "settle_privacy"))
    kept = privacy_settings(reader)
    form = SettingsForm(request.POST or None, initial={n: getattr(kept, n) for n in SAID})
    if request.method == "POST" and form.is_valid():
        try:
            settle_privacy(by=reader, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("privacy")
    return render(request, "rights/settings.html", {"form": form, "settings": kept})


@page
@require_POST
def privacy_confirm(request):
    """The officer stands by the limits and grounds as they are."""
    confirm_limits(by=request.reader)
    messages.success(request, _("It is noted that you have confirmed the limits."))
    return redirect("privacy_edit")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def readmission(request):
    """Somebody who asked not to be registered has changed their mind."""
    reader = request.reader
    forbid_unless(may(reader, "readmit"))
    form = ReadmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            readmit(by=reader, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("They may be registered again."))
            return redirect("readmission")
    context = {"form": form, "lifted": readmissions(reader)}
    return render(request, "rights/readmission.html", context)
