"""Pages that write an association's tie to an organisation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.conflict import conflict_page, rewritten
from crm.directory.forms import READER_ICONS, TieForm, put_errors
from crm.pages import forbid_unless, one_or_404, page
from crm.undone import being_undone
from movements.access.funnel import places_for
from movements.access.holding import hold
from movements.access.rows import Sensitivity
from movements.access.traces import Trace, latest
from movements.directory.actions import end_relation, own_relation, tie_relation
from movements.directory.models import Organisation, Relation
from movements.directory.portrait import possible_leads


@page
@require_http_methods(["GET", "POST"])
def tie(request, pk):
    """How far we have come, who answers for it, and when we meet again."""
    organisation = one_or_404(Organisation, request.reader, pk)
    association, others = _association(request)
    if request.method == "POST":
        organisation = hold(request.reader, organisation)
    relation = own_relation(request.reader, association, organisation)
    if relation and request.method == "POST":
        relation = hold(request.reader, relation)
    leads = {str(user.pk): user for user in possible_leads(association)}
    initial = _as_it_is(relation, request.reader)
    form, conflict = rewritten(
        request,
        lambda data: TieForm(data, leads=leads.values(), initial=initial),
        being_undone(request, relation),
    )
    if conflict:
        back = reverse("organisation_detail", args=[pk])
        trace = latest(relation) if relation else Trace()
        return conflict_page(request, conflict, trace, back_url=back)
    if request.method == "POST" and form.is_valid():
        data = form.said() | {"lead": leads.get(form.cleaned_data["lead"])}
        if _tie(request.reader, form, association, organisation, data):
            messages.success(request, _("The relation is saved."))
            return redirect("organisation_detail", pk)
    here = reverse("organisation_tie", args=[pk])
    context = {
        "form": form,
        "organisation": organisation,
        "reader_icons": READER_ICONS,
        "association": association,
        "relation": relation,
        "associations": [
            {"word": one.name, "url": f"{here}?association={one.pk}", "current": one == association}
            for one in others
        ],
    }
    return render(request, "directory/tie.html", context)


def _association(request):
    """The association that the page is about, and all that it could be about."""
    mine = places_for(request.reader, "tie_relation")
    forbid_unless(mine)
    asked = request.GET.get("association", "")
    if asked:
        found = next((one for one in mine if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found, mine
    own = request.reader.association
    return (own if own in mine else mine[0]), mine


def _as_it_is(relation, reader) -> dict:
    if relation is None:
        return {
            "step": Relation.Step.MAPPED,
            "sensitivity": Sensitivity.OPEN,
            "lead": str(reader.user.pk),
        }
    return {
        "step": relation.step,
        "lead": str(relation.lead_id or ""),
        "cadence_months": relation.cadence_months,
        "next_contact_on": relation.next_contact_on,
        "wishes": relation.wishes,
        "sensitivity": relation.sensitivity,
    }


def _tie(reader, form, association, organisation, data) -> bool:
    """Whether it was saved."""
    try:
        with transaction.atomic():
            tie_relation(by=reader, association=association, organisation=organisation, **data)
    except ValidationError as wrong:
        put_errors(form, wrong)
        return False
    return True


@page
@require_POST
def end(request, pk):
    """The tie has ended; the organisation and what was said stay."""
    organisation = one_or_404(Organisation, request.reader, pk)
    association, _others = _association(request)
    relation = own_relation(request.reader, association, organisation)
    if relation is None:
        raise Http404
    end_relation(by=request.reader, relation=relation)
    messages.success(request, _("The relation has ended."))
    try:
        one_or_404(Organisation, request.reader, pk)
    except Http404:
        return redirect("organisation_list")
    return redirect("organisation_detail", pk)
