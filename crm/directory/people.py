"""Pages that write a contact person: thinly, for a reason, for a time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.conflict import conflict_page, rewritten
from crm.directory.forms import READER_ICONS, PersonForm, put_errors
from crm.pages import forbid_unless, one_or_404, page
from crm.undone import being_undone
from movements.access.funnel import allowed, places_for, visible
from movements.access.holding import hold
from movements.access.traces import latest
from movements.directory.actions import (
    archive_contact_person,
    correct_contact_person,
    keep_contact_person,
    restore_contact_person,
)
from movements.directory.models import Channel, ContactPerson, ContactRole, Organisation
from movements.directory.portrait import role_in


@page
@require_http_methods(["GET", "POST"])
def add(request, pk):
    """Somebody we may call at the organisation."""
    reader = request.reader
    organisation = one_or_404(Organisation, reader, pk)
    associations = places_for(reader, "keep_contact_person")
    forbid_unless(associations)
    home = reader.association if reader.association in associations else associations[0]
    form = PersonForm(
        request.POST or None, associations=associations, initial={"association": str(home.pk)}
    )
    if request.method == "POST" and form.is_valid():
        keep = {"association": form.keeper(home)}
        if _write(form, keep_contact_person, by=reader, organisation=organisation, **keep):
            messages.success(request, _("The contact person is saved."))
            return redirect("organisation_detail", pk)
    return _page(request, form, organisation)


@page
@require_http_methods(["GET", "POST"])
def correct(request, pk, person_pk):
    """What is wrong about a person is put right."""
    reader = request.reader
    organisation = one_or_404(Organisation, reader, pk)
    role = _role(reader, organisation, person_pk)
    forbid_unless(allowed(reader, "keep_contact_person", role.person))
    if request.method == "POST":
        hold(reader, organisation)
        hold(reader, role.person)
        role = _role(reader, organisation, person_pk)
    form, conflict = rewritten(
        request,
        lambda data: PersonForm(data, initial=_as_it_is(role)),
        being_undone(request, role.person),
    )
    if conflict:
        trace = latest(role.person, (Channel, "person"), (ContactRole, "person"))
        back = reverse("organisation_detail", args=[pk])
        return conflict_page(request, conflict, trace, back_url=back)
    if request.method == "POST" and form.is_valid():
        whom = {"person": role.person, "organisation": organisation}
        if _write(form, correct_contact_person, by=reader, more=_unasked(role), **whom):
            messages.success(request, _("The contact person is saved."))
            return redirect("organisation_detail", pk)
    return _page(request, form, organisation, role.person)


def _page(request, form, organisation, person=None):
    context = {"form": form, "organisation": organisation, "person": person}
    context["reader_icons"] = READER_ICONS
    return render(request, "directory/person.html", context)


def _role(reader, organisation, person_pk):
    role = role_in(reader, organisation, person_pk)
    if role is None:
        raise Http404
    return role


def _as_it_is(role) -> dict:
    person = role.person
    reached = {channel["kind"]: channel["value"] for channel in reversed(role.channels)}
    names = ("name", "basis", "source", "informed_at", "keep_until", "sensitivity")
    return {
        **{name: getattr(person, name) for name in names},
        "title": role.title,
        "phone": reached.get("phone", ""),
        "email": reached.get("email", ""),
    }


def _unasked(role) -> list[tuple[str, str]]:
    """Ways to reach somebody that the form has no field for: they stay."""
    asked = _as_it_is(role)
    pairs = [(channel["kind"], channel["value"]) for channel in role.channels]
    return [(kind, value) for kind, value in pairs if asked.get(kind) != value]


def _write(form, verb, more=(), **who) -> bool:
    """Whether it was saved."""
    said = {"title": form.cleaned_data["title"], "channels": [*form.channels(), *more]}
    try:
        with transaction.atomic():
            verb(**who, **said, **form.fields_of_person())
    except ValidationError as wrong:
        put_errors(form, wrong)
        return False
    return True


@page
@require_POST
def put_away(request, pk, person_pk):
    person = _role(request.reader, one_or_404(Organisation, request.reader, pk), person_pk).person
    archive_contact_person(by=request.reader, person=person)
    undo = reverse("organisation_person_restore", args=[pk, person_pk])
    messages.success(request, _("The contact person is put away."), extra_tags=f"undo:{undo}")
    return redirect("organisation_detail", pk)


@page
@require_POST
def bring_back(request, pk, person_pk):
    """Whoever was put away there: of another organisation's people this address says nothing."""
    reader = request.reader
    organisation = one_or_404(Organisation, reader, pk)
    person = one_or_404(ContactPerson, reader, person_pk)
    if not visible(ContactRole, reader).filter(person=person, organisation=organisation).exists():
        raise Http404
    restore_contact_person(by=reader, person=person)
    messages.success(request, _("The contact person is back."))
    return redirect("organisation_detail", pk)
