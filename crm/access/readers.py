"""Vem kan se detta? Of any record: how many, who, and why."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from crm.pages import one_or_404, page
from movements.access.readership import readership_of
from movements.dialogue.models import Meeting, MeetingContent, Promise
from movements.directory.models import ContactPerson, Organisation, Relation
from movements.directory.saved import SavedView
from movements.exchange.models import Import

# What the address calls them.
NOUNS = {
    "organisation": Organisation,
    "relation": Relation,
    "kontaktperson": ContactPerson,
    "avstamning": Meeting,
    "innehall": MeetingContent,
    "lofte": Promise,
    "vy": SavedView,
    "import": Import,
}


@page
def who_sees(request, noun, pk):
    """Only for who sees the record; hidden and missing answer alike."""
    model = NOUNS.get(noun)
    if model is None:
        raise Http404
    row = one_or_404(model, request.reader, pk)
    context = {"readership": readership_of(row, request.reader), "title": _title(row)}
    return render(request, "access/readers.html", context)


def _title(row) -> str:
    """What the record is called; a promise and a content by their kind, not by their words."""
    if isinstance(row, MeetingContent):
        return _("What was said")
    if isinstance(row, Promise):
        return _("Promise")
    return str(row)
