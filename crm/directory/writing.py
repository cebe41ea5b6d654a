"""Pages that write an organisation: register, correct, confirm, put away and bring back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.conflict import conflict_page, rewritten
from crm.directory.forms import OrganisationForm, put_errors
from crm.pages import forbid_unless, one_or_404, page
from crm.undone import being_undone
from movements.access.funnel import allowed, places_for
from movements.access.holding import hold
from movements.access.traces import latest
from movements.dialogue.actions import protect_existence
from movements.directory.actions import (
    archive_organisation,
    confirm_organisation,
    correct_organisation,
    lay_open_existence,
    register_organisation,
    restore_organisation,
)
from movements.directory.duplicates import already_here
from movements.directory.facts import FACTS
from movements.directory.federations import full_name, parent_of, place_under
from movements.directory.geocoding import address_host
from movements.directory.models import ActivityArea, Organisation
from movements.directory.portrait import area_ids, home_of


@page
@require_http_methods(["GET", "POST"])
def create(request):
    """Register an organisation; says first if it seems to be here already."""
    reader = request.reader
    associations = places_for(reader, "register_organisation")
    forbid_unless(associations)
    home = reader.association if reader.association in associations else associations[0]
    form = OrganisationForm(
        request.POST or None,
        reader=reader,
        associations=associations,
        initial={
            "name": request.GET.get("name", ""),
            "municipality": home_of(home),
            "association": str(home.pk),
        },
    )
    twins = []
    if request.method == "POST" and form.is_valid():
        twins = [] if "anyway" in request.POST else _twins(reader, form)
        made = None if twins else _register(reader, form, home)
        if made:
            messages.success(request, _("%(name)s is registered.") % {"name": made.name})
            return redirect("organisation_detail", made.pk)
    return render(
        request, "directory/form.html", {"form": form, "twins": twins, "host": address_host(reader)}
    )


def _twins(reader, form) -> list:
    """What it may be, with why; see duplicates.already_here."""
    facts = form.cleaned_data
    places = [facts["municipality"], *facts["areas"]]
    number, homepage = facts["organisation_number"], facts["homepage"]
    return already_here(reader, facts["name"], places, number, homepage)


def _register(reader, form, home):
    data = form.cleaned_data
    try:
        with transaction.atomic():
            made = register_organisation(
                by=reader,
                association=form.registrar(home),
                areas=data["areas"],
                existence_protected=data["existence_protected"],
                **form.facts(),
            )
            _place(reader, made, form)
            return made
    except ValidationError as wrong:
        put_errors(form, wrong)


@page
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Correct facts. What somebody else changed meanwhile is shown, never overwritten unseen."""
    organisation = one_or_404(Organisation, request.reader, pk)
    reader = request.reader
    forbid_unless(allowed(reader, "correct_organisation", organisation))
    if request.method == "POST":
        organisation = hold(reader, organisation)
    initial = _as_it_is(organisation, parent_of(reader, organisation))
    form, conflict = rewritten(
        request,
        lambda data: OrganisationForm(data, reader=reader, initial=initial),
        being_undone(request, organisation),
    )
    if conflict:
        trace = latest(organisation, (ActivityArea, "organisation"))
        back = reverse("organisation_detail", args=[pk])
        return conflict_page(request, conflict, trace, back_url=back)
    if (
        request.method == "POST"
        and form.is_valid()
        and _correct(request.reader, form, organisation)
    ):
        messages.success(request, _("The changes are saved."))
        return _to(request.reader, organisation)
    host = address_host(request.reader)
    context = {"form": form, "organisation": organisation, "twins": [], "host": host}
    return render(request, "directory/form.html", context)


def _as_it_is(organisation, parent) -> dict:
    return {
        "parent": full_name(parent) if parent else "",
        **{name: getattr(organisation, name) for name in FACTS if name != "municipality"},
        "municipality": organisation.municipality_id,
        "areas": area_ids(organisation),
        "existence_protected": organisation.existence_protected,
    }


def _correct(reader, form, organisation) -> bool:
    """Whether it was saved."""
    areas = form.cleaned_data["areas"]
    changed = {area.pk for area in areas} != set(area_ids(organisation))
    try:
        with transaction.atomic():
            corrected = correct_organisation(
                by=reader,
                organisation=organisation,
                areas=areas if changed else None,
                **form.facts(),
            )
            _protect(reader, corrected, wanted=form.cleaned_data["existence_protected"])
            _place(reader, corrected, form)
    except ValidationError as wrong:
        put_errors(form, wrong)
        return False
    return True


def _place(reader, organisation, form) -> None:
    """Under the federation that was written; one that the writer may not see is left as it is."""
    if "parent" in form.changed_data:
        place_under(by=reader, organisation=organisation, parent=form.cleaned_data["parent"])


def _protect(reader, organisation, *, wanted: bool) -> None:
    if wanted and not organisation.existence_protected:
        protect_existence(by=reader, organisation=organisation)
    elif organisation.existence_protected and not wanted:
        lay_open_existence(by=reader, organisation=organisation)


@page
@require_POST
def confirm(request, pk):
    organisation = one_or_404(Organisation, request.reader, pk)
    confirm_organisation(by=request.reader, organisation=organisation)
    messages.success(request, _("The facts are confirmed today."))
    return redirect("organisation_detail", pk)


@page
@require_POST
def put_away(request, pk):
    organisation = one_or_404(Organisation, request.reader, pk)
    archive_organisation(by=request.reader, organisation=organisation)
    undo = reverse("organisation_restore", args=[pk])
    text = _("%(name)s is archived.") % {"name": organisation.name}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect("organisation_list")


@page
@require_POST
def bring_back(request, pk):
    organisation = one_or_404(Organisation, request.reader, pk)
    try:
        restore_organisation(by=request.reader, organisation=organisation)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect("organisation_archive_list")
    messages.success(request, _("%(name)s is back.") % {"name": organisation.name})
    return redirect("organisation_detail", pk)


def _to(reader, organisation):
    """Its page; the list when the reader has just hidden it from themselves."""
    try:
        one_or_404(Organisation, reader, organisation.pk)
    except Http404:
        return redirect("organisation_list")
    return redirect("organisation_detail", organisation.pk)
