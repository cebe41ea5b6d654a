"""Papperskorgen: what has been put away lately, by whom, and the way back with one tap."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.pages import on_this_site, page
from crm.templatetags.words import date_text, day, when
from movements.access.funnel import MalformedQuestion
from movements.briefing.bin import DAYS, Entry, bring_back, in_the_bin, lying_of

ICONS = {
    "organisation": "users-round",
    "person": "user-round",
    "meeting": "messages-square",
    "file": "file-text",
    "view": "bookmark",
}


@page
@require_safe
def the_bin(request):
    """The latest first."""
    try:
        found = in_the_bin(request.reader, after=request.GET.get("after", ""))
    except MalformedQuestion:
        return redirect("bin")
    context = {
        "entries": [_line(entry) for entry in found.entries],
        "next": f"?{urlencode({'after': found.next})}" if found.next else "",
        "days": DAYS,
    }
    return render(request, "briefing/bin.html", context)


@require_POST
@page
def restore(request, kind, pk):
    row = bring_back(by=request.reader, kind=kind, pk=pk)
    messages.success(request, _("%(name)s is back.") % {"name": _name(kind, row)})
    return redirect(on_this_site(request, request.headers.get("referer") or reverse("bin")))


def lying_here(reader, organisation) -> list[dict]:
    """What of one organisation lies in the bin, for a card beside its history."""
    return [_line(entry) for entry in lying_of(reader, organisation)]


def _line(entry: Entry) -> dict:
    name = _name(entry.kind, entry.row)
    what = name if entry.kind != "meeting" else ", ".join([name, *entry.parties])
    who = entry.who.name if entry.who else ""
    told = _("Put away %(time)s by %(name)s") if who else _("Put away %(time)s")
    until = _("here until %(day)s") % {"day": date_text(entry.until)}
    return {
        "kind": entry.kind,
        "pk": entry.row.pk,
        "icon": ICONS[entry.kind],
        "title": what,
        "url": _address(entry),
        "meta": f"{told % {'time': when(entry.at), 'name': who}} · {until}",
    }


def _name(kind: str, row) -> str:
    return _("Meeting %(day)s") % {"day": day(row.day)} if kind == "meeting" else str(row)


def _address(entry: Entry) -> str:
    names = {"organisation": "organisation_detail", "meeting": "meeting_detail"}
    return reverse(names[entry.kind], args=[entry.row.pk]) if entry.kind in names else ""
