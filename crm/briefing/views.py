"""Idag: one page, told for the post that is chosen in the unit switcher."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.briefing.words import (
    body_sentence,
    district_sentence,
    lines_of,
    sentence,
    told_quiet,
    told_union,
)
from crm.pages import in_words, one_or_404, page
from movements.access.funnel import selection
from movements.access.models import Role
from movements.briefing.district import district_today
from movements.briefing.today import today_of
from movements.directory.actions import confirm_organisation
from movements.directory.choices import OrganisationKind
from movements.directory.filters import OrganisationFilter
from movements.directory.listing import lines
from movements.directory.models import Organisation
from movements.rights.clocks import waiting
from movements.rights.reviewing import counted_by_association, to_review

UNIONS = 50


def home(request):
    return redirect("today")


@page
def today(request):
    """A steward sees the association's day, the board the district's, a representative unions."""
    unit = request.reader.unit
    if unit.association_id:
        return _association(request, unit.association)
    if unit.role == Role.BOARD:
        return _district(request)
    if unit.role == Role.REPRESENTATIVE:
        return _body(request, unit.body)
    return _duties(request, unit)


def _duties(request, unit):
    """Those whose post carries no content: the officer by the law's clocks, the administrator."""
    clocks, reviews = {}, 0
    if unit.role == Role.PRIVACY_OFFICER:
        clocks = waiting(request.reader)
        reviews = sum(one["waiting"] for one in counted_by_association(by=request.reader))
        request.counts = clocks | {"today": sum(clocks.values())}
    context = {"role": unit.role, "clocks": clocks, "reviews": reviews}
    return render(request, "briefing/duties.html", context)


def _association(request, association):
    mine = request.GET.get("mine") == "1"
    told = today_of(request.reader, association, timezone.localdate(), mine=mine)
    request.counts = {"today": told.total, "organisation": told.figures.organisations}
    context = {
        "today": told,
        "now": lines_of(told.now.tasks),
        "week": lines_of(told.week.tasks),
        "mine": mine,
        "association": association,
        "sentence": sentence(told, mine=mine),
        "steps": _first_steps(told) if told.is_first_use else [],
        "reviews": to_review(request.reader).count(),
    }
    return render(request, "briefing/today.html", context)


@require_POST
@page
def today_confirm(request, pk):
    """The facts are still true: said from Idag, which one comes back to."""
    organisation = one_or_404(Organisation, request.reader, pk)
    confirm_organisation(by=request.reader, organisation=organisation)
    messages.success(request, _("The facts are confirmed today."))
    mine = request.POST.get("next", "").endswith("?mine=1")
    return redirect(f"{reverse('today')}{'?mine=1' if mine else ''}")


def _first_steps(told) -> list[dict]:
    """What a new association does first; the list goes when the first meeting is logged."""
    return [
        {
            "word": _("Bring in your municipality's register, or add an organisation"),
            "url": reverse("organisation_create"),
            "done": told.figures.organisations > 0,
        },
        {
            "word": _("Log the first meeting"),
            "url": reverse("meeting_log"),
            "done": told.figures.met > 0,
        },
        {
            "word": _("Agree on when you meet again"),
            "url": reverse("organisation_list"),
            "done": told.figures.next_on is not None,
        },
        {
            "word": _("Look at the map: whom do you not know yet?"),
            "url": reverse("map"),
            "done": False,
        },
    ]


def _district(request):
    told = district_today(request.reader, timezone.localdate())
    (quiet, more_quiet), (late, more_late) = told.quiet_total, told.late_total
    total, capped = quiet + late, more_quiet or more_late
    waiting = in_words(total, capped) if total else 0  # the menu says no number for nothing
    request.counts = {"today": waiting, "organisation": told.organisations}
    for organisation in told.quiet:
        organisation.told = told_quiet(organisation)
    context = {
        "today": told,
        "total": total,
        "quiet_total": in_words(*told.quiet_total),
        "late_total": in_words(*told.late_total),
        "lead": district_sentence(total, capped=capped),
    }
    return render(request, "briefing/district.html", context)


def _body(request, body):
    """The unions of the body's municipality: the same selection as the list with that address."""
    query = QueryDict(mutable=True)
    query.setlist("kind", [OrganisationKind.UNION, OrganisationKind.UNION_BRANCH])
    if body.municipality:
        query["municipality"] = body.municipality.code
    rows = lines(selection(OrganisationFilter, request.reader, query), request.reader)
    unions = list(rows.order_by("name", "id")[: UNIONS + 1])
    for union in unions:
        union.told = told_union(union)
    context = {
        "lead": body_sentence(body),
        "place": body.municipality or request.reader.district,
        "unions": unions[:UNIONS],
        "more": len(unions) > UNIONS,
        "list_url": f"{reverse('organisation_list')}?{query.urlencode()}",
    }
    return render(request, "briefing/body.html", context)
