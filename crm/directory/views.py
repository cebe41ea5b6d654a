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
from crm.pages import asked, counted_in_menu, in_words, page
from crm.templatetags.contact_words import contact_words
from crm.templatetags.words import first_upper, number
from movements.access.funnel import MalformedQuestion, allowed, places_for, visible
from movements.access.keyset import MANY, capped_counts, keyset, standing_before
from movements.briefing.timeline import promises_to
from movements.directory.duplicates import suggestions, where_it_went
from movements.directory.federations import branches_of, parent_of
from movements.directory.filters import OrganisationFilter
from movements.directory.listing import (
    ORDERS,
    associations_of,
    in_order,
    lines,
    main_tie,
    municipalities_of,
    page_of,
    rung,
    tightest,
)
from movements.directory.models import Organisation
from movements.directory.portrait import READING_ROLES, people, portrait
from movements.exchange.fetching import vanished_from

PAGE_SIZE = 50
PUT_AWAY = ("-archived_at", "-id")  # the latest first


@page
@require_safe
def organisations(request):
    """The list: one selection, in pages; the map and the file take the same address."""
    reader = request.reader
    if there := expanded(request, "organisation_list"):
        return there
    rows, malformed = asked(OrganisationFilter, request)
    bar = FilterBar(request.GET, municipalities_of(reader), associations_of(reader))
    listed = {"duplicates": ""}
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
        **listed,
    }
    if malformed is None and not listed["entries"]:
        context["way_out"] = _way_out(reader, bar)
    return render(request, "directory/list.html", context, status=400 if malformed else 200)


def _slice(request, rows) -> dict:
    """One page of the selection with its totals and the addresses of its neighbours."""
    reader, query = request.reader, request.GET
    order = order_of(query)
    found = page_of(rows, order, reader, size=PAGE_SIZE, **_place(query))
    totals = _totals(request, rows)
    return {
        "entries": [entry(organisation, reader) for organisation in found.rows],
        "text": _range(rows, order, reader, found, totals[0]) if found.rows else "",
        "duplicates": in_words(*totals[1]) if totals[1][0] else "",
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


def _place(query) -> dict[str, str]:
    """Where in the list the address stands."""
    return {name: query.get(name, "") for name in ("after", "before")}


def _totals(request, rows) -> list[tuple[int, bool]]:
    """How many are selected, and how many pairs may be one; the menu's count in the same query."""
    reader = request.reader
    pairs = suggestions(reader)
    pairs = pairs if may(reader, "merge_organisations") else pairs.none()
    *totals, unit = capped_counts(rows, pairs, counted_in_menu(reader))
    request.counts = {"organisation": in_words(*unit)}
    return totals


def _range(rows, order, reader, found, total) -> str:
    """1–50 of 412; far down only how many of how many, since nobody counts the rows before."""
    shown, before = found.rows, 0
    if found.previous:
        before = standing_before(in_order(rows, order, reader), order, shown[0])
    values = {
        "start": number(before + 1),
        "end": number(before + len(shown)),
        "count": number(len(shown)),
        "total": in_words(*total),
    }
    if before >= MANY:
        return _("%(count)s of %(total)s") % values
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
    reader = request.reader
    put_away = visible(Organisation, reader).exclude(archived_at=None)
    try:
        found = keyset(put_away, PUT_AWAY, size=PAGE_SIZE, **_place(request.GET))
    except MalformedQuestion:
        return redirect("organisation_archive_list")
    entries = [
        {
            "organisation": organisation,
            "may_restore": allowed(reader, "archive_organisation", organisation),
        }
        for organisation in found.rows
    ]
    context = {
        "entries": entries,
        "next": _neighbour(request.GET, "after", found.next),
        "previous": _neighbour(request.GET, "before", found.previous),
    }
    return render(request, "directory/archive.html", context)


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
    aside = request.GET.get("tab") != "history"  # which has another one beside it
    tie = main_tie(shown, reader.association)
    context = {
        "organisation": shown,
        "tie": tie,
        "step": rung(tie),
        "months": tie.months if tie else [],
        "people": people(reader, shown) if aside else [],
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
