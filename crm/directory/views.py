"""Organisations to look at: the list, the file of it, what is put away, and one organisation."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_safe

from crm.directory.downloads import files, sent
from crm.directory.filter_bar import FilterBar
from crm.directory.saved import Views, expanded
from crm.directory.story import story
from crm.menu import may
from crm.pages import asked, page
from crm.templatetags.contact_words import contact_words
from crm.templatetags.words import first_upper, number
from movements.access.funnel import MalformedQuestion, allowed, places_for, visible
from movements.access.keyset import capped_count, keyset, standing_before
from movements.briefing.timeline import promises_to
from movements.directory.duplicates import suggestions, where_it_went
from movements.directory.federations import branches_of, parent_of
from movements.directory.filters import OrganisationFilter
from movements.directory.listing import (
    ORDERS,
    associations_of,
    lines,
    main_tie,
    municipalities_of,
    rung,
    tightest,
)
from movements.directory.models import Organisation
from movements.directory.portrait import READING_ROLES, people, portrait
from movements.exchange.fetching import vanished_from

PAGE_SIZE = 50


@page
@require_safe
def organisations(request):
    """The list: one selection, in pages; the map and the file take the same address."""
    reader = request.reader
    if there := expanded(request, "organisation_list"):
        return there
    rows, malformed = asked(OrganisationFilter, request)
    bar = FilterBar(request.GET, municipalities_of(reader), associations_of(reader))
    listed = {"slice": None, "text": ""}
    if malformed is None:
        try:
            listed = _slice(request, rows)
        except MalformedQuestion as wrong:
            malformed = wrong
    context = {
        "bar": bar,
        "views": Views(request, bar),
        "problems": malformed.messages if malformed else [],
        "files": files(bar.address()),
        "map_url": reverse("map") + bar.address(without=["order"]),
        "may_create": may(reader, "register_organisation"),
        "may_import": may(reader, "import_organisations"),
        "may_read": reader.holds(*READING_ROLES),
        "duplicates": _duplicates(reader),
        **listed,
    }
    if malformed is None and not listed["entries"]:
        context["way_out"] = _way_out(reader, bar)
    return render(request, "directory/list.html", context, status=400 if malformed else 200)


def _duplicates(reader) -> str:
    """How many pairs may be one, in words; "" when there are none or the reader may not judge."""
    if not may(reader, "merge_organisations"):
        return ""
    count, capped = capped_count(suggestions(reader).order_by())
    return f"{number(count)}+" if capped else number(count) if count else ""


def _slice(request, rows) -> dict:
    """One page of the selection with its totals and the addresses of its neighbours."""
    reader, query = request.reader, request.GET
    order = order_of(query)
    told = lines(rows, reader)
    found = keyset(
        told, order, size=PAGE_SIZE, after=query.get("after", ""), before=query.get("before", "")
    )
    return {
        "entries": [entry(organisation, reader) for organisation in found.rows],
        "text": _range(told, rows, order, found.rows, first=not found.previous),
        "next": _neighbour(query, "after", found.next),
        "previous": _neighbour(query, "before", found.previous),
    }


def order_of(query) -> tuple[str, ...]:
    """The order that the address asks for; by name when it asks for none."""
    code = query.get("order") or "name"
    if code not in ORDERS:
        raise MalformedQuestion({"order": [_("There is no such order.")]})
    return ORDERS[code]


def entry(organisation, reader) -> dict:
    """What a line of the list says of an organisation."""
    tie = main_tie(organisation, reader.association)
    step = rung(tie)
    aside = {"declined": _("Declined"), "dormant": _("Dormant")}.get(tie.step if tie else "")
    kind, words = (
        (tie.step, aside)
        if aside
        else contact_words(organisation.last_contact, tie.next_contact_on if tie else None)
    )
    places = [organisation.municipality.name] if organisation.municipality else []
    place = ", ".join(places or organisation.area_names[:3])
    return {
        "organisation": organisation,
        "place": place,
        "kind": first_upper(organisation.get_kind_display()),
        "url": reverse("organisation_detail", args=[organisation.pk]),
        "step": step,
        "status": kind,
        "words": words,
    }


def _range(told, rows, order, shown, *, first: bool) -> str:
    """1–50 of 412."""
    if not shown:
        return ""
    start = 1 if first else standing_before(told, order, shown[0]) + 1
    end = start + len(shown) - 1
    total, capped = (end, False) if first and len(shown) < PAGE_SIZE else capped_count(rows)
    values = {
        "start": number(start),
        "end": number(end),
        "total": f"{number(total)}+" if capped else number(total),
    }
    return _("%(start)s–%(end)s of %(total)s") % values


def _neighbour(query, way: str, token: str) -> str:
    if not token:
        return ""
    said = query.copy()
    for name in ("after", "before"):
        said.pop(name, None)
    said[way] = token
    return f"?{said.urlencode()}"


def _way_out(reader, bar) -> dict | None:
    """Which filter to take away when nothing fits, and what one would then find."""
    answer = tightest(reader, bar.query)
    if answer is None:
        return None
    name, found = answer
    text = ngettext(
        "Without it there is %(count)s organisation.",
        "Without it there are %(count)s organisations.",
        found,
    )
    return {
        "said": bar.said(name),
        "url": bar.without(name),
        "then": text % {"count": number(found)} if found else "",
    }


@page
@require_GET
def organisations_file(request, ending):
    """The selection as a file; a question that cannot be read gets no rows at all."""
    rows, malformed = asked(OrganisationFilter, request)
    try:
        order = order_of(request.GET)
    except MalformedQuestion as wrong:
        malformed = malformed or wrong
    if malformed:
        text = "\n".join(malformed.messages)
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    told = lines(rows, request.reader).order_by(*order)
    return sent(ending, told, request.reader)


@page
@require_safe
def archive(request):
    """What has been put away, latest first, and the way back."""
    put_away = visible(Organisation, request.reader).exclude(archived_at=None)
    rows = lines(put_away, request.reader).order_by("-archived_at", "id")[:200]
    entries = [
        {
            "organisation": organisation,
            "may_restore": allowed(request.reader, "archive_organisation", organisation),
        }
        for organisation in rows
    ]
    return render(request, "directory/archive.html", {"entries": entries})


@page
@require_safe
def organisation(request, pk):
    """One organisation: how far we have come, what has been, what we owe, who may see it."""
    reader = request.reader
    try:
        shown = portrait(reader, pk)
    except Organisation.DoesNotExist as missing:
        return _where_it_went(reader, pk, missing)
    promises = promises_to(reader, shown)
    tie = main_tie(shown, reader.association)
    context = {
        "organisation": shown,
        "tie": tie,
        "step": rung(tie),
        "months": tie.months if tie else [],
        "people": people(reader, shown),
        "promises": [promise for promise in promises if promise.closed_on is None],
        "may_correct": allowed(reader, "correct_organisation", shown),
        "may_archive": allowed(reader, "archive_organisation", shown),
        "may_merge": allowed(reader, "merge_organisations", shown) and not shown.is_archived,
        "merges": [one for one in shown.joined if one.can_be_undone],
        "may_tie": may(reader, "tie_relation"),
        "may_keep": may(reader, "keep_contact_person"),
        "keeps": {one.pk for one in places_for(reader, "keep_contact_person")},
        "may_log": may(reader, "log_meeting"),
        "log_url": f"{reverse('meeting_log')}?organisation={shown.pk}",
        # Asked for where the facts are shown, and nowhere else.
        "parent": partial(parent_of, reader, shown),
        "branches": partial(branches_of, reader, shown),
        "vanished": partial(vanished_from, reader, shown),
        "tie_url": reverse("organisation_tie", args=[shown.pk]),
        **story(request, shown, tie, promises),
    }
    return render(request, "directory/detail.html", context)


def _where_it_went(reader, pk, missing):
    """An old address leads to what it became. For a while: a merge can be undone."""
    try:
        became = where_it_went(reader, pk)
    except Organisation.DoesNotExist:
        raise Http404 from missing
    answer = redirect("organisation_detail", became.pk, permanent=True)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
