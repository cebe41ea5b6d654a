"""Registerutdrag: asked for by the association, sent sealed by the privacy officer."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.pages import forbid_unless, one_or_404, page
from crm.rights.deeds import sealed_file
from crm.sending import shown_once_at
from movements.access.funnel import allowed
from movements.directory.models import Organisation
from movements.directory.portrait import role_in
from movements.rights.sealing import SealedExtract, fetch_extract, make_extract, waiting


@page
@require_http_methods(["GET", "POST"])
def make(request, pk, person_pk):
    """One button; its answer shows the passphrase, once."""
    reader = request.reader
    organisation = one_or_404(Organisation, reader, pk)
    role = role_in(reader, organisation, person_pk)
    if role is None:
        raise Http404
    forbid_unless(allowed(reader, "make_extract", role.person))
    context = {"organisation": organisation, "person": role.person, "passphrase": ""}
    if request.method == "POST":
        sealed, context["passphrase"] = make_extract(by=reader, person=role.person)
        context["code"] = sealed.code
        shown_once_at(request, reverse("organisation_detail", args=[pk]))
    answer = render(request, "rights/extract_make.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@page
@require_safe
def extract_list(request):
    """The sealed files of the last day, by number."""
    forbid_unless(allowed(request.reader, "fetch_extract", request.reader.district))
    return render(request, "rights/extract_list.html", {"extracts": waiting(request.reader)})


@require_POST
@page
def fetch(request, pk):
    """The sealed file, as it will be sent."""
    extract = fetch_extract(
        by=request.reader, extract=one_or_404(SealedExtract, request.reader, pk)
    )
    return sealed_file(extract)
