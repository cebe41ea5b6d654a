"""The typeahead of *Del av*: what an organisation may be a part of, while somebody writes."""

from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.pages import forbid_unless, page
from movements.access.funnel import MalformedQuestion, places_for, selection
from movements.directory.federations import full_name
from movements.directory.filters import OrganisationFilter

MOST = 12


@page
@require_safe
def parents(request):
    """Names that fit what is written, as options of the form's list. The list's own search."""
    forbid_unless(places_for(request.reader, "register_organisation"))
    query = QueryDict(mutable=True)
    query["q"] = request.GET.get("parent", "").strip()[:100]
    found = []
    if query["q"]:
        try:
            rows = selection(OrganisationFilter, request.reader, query)
        except MalformedQuestion:
            rows = None
        if rows is not None:
            rows = rows.select_related("municipality").only("id", "name", "municipality__name")
            found = [full_name(row) for row in rows.order_by("name", "id")[:MOST]]
    return render(request, "directory/parents.html", {"names": found})
