"""A contact person leaves for good: a page of its own, since it cannot be undone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.pages import forbid_unless, one_or_404, page
from crm.rights.forms import LeaveForm
from movements.access.funnel import allowed
from movements.directory.models import Organisation
from movements.directory.portrait import role_in
from movements.rights.erasure import erase_person


@page
@require_http_methods(["GET", "POST"])
def erase(request, pk, person_pk):
    """Says what goes and what stays, and does it."""
    reader = request.reader
    organisation = one_or_404(Organisation, reader, pk)
    role = role_in(reader, organisation, person_pk)
    if role is None:
        raise Http404
    forbid_unless(allowed(reader, "erase_person", role.person))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(by=reader, person=role.person, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("why", refused.message_dict["why"])
        else:
            messages.success(request, _("The person is erased."))
            return redirect("organisation_detail", pk)
    context = {"form": form, "organisation": organisation, "person": role.person}
    return render(request, "rights/erase.html", context)
