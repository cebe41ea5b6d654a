"""Att informera: who has not been told that they are here, the letter to them, and that it is sent.

The association sees names; the privacy officer numbers, and reminds.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.directory.forms import put_errors
from crm.menu import has_room, may
from crm.pages import asked, forbid_unless, on_this_site, one_or_404, page
from crm.rights.forms import InformedForm
from crm.rights.words import deadline
from movements.access.funnel import allowed
from movements.rights.filters import InformFilter
from movements.rights.informing import mark_informed, names_of, remind, to_inform
from movements.rights.letters import letter, subject
from movements.rights.registers import LegalBasis
from movements.rights.settings import privacy_settings

MOST = 200  # of the nearest; more waiting than that is one answer: begin


def entries(reader, most: int = MOST, rows=None) -> list[dict]:
    """The lines as the page shows them: status, and the name for whoever may know it."""
    lines = list(to_inform(reader, rows)[:most])
    people = names_of(reader, lines)
    shown = []
    for line in lines:
        kind, word = deadline(line.inform_by)
        person = people.get(line.pk)
        shown.append(
            {"line": line, "kind": kind, "word": word, "name": person.name if person else ""}
        )
    return shown


@page
def inform_list(request):
    reader = request.reader
    forbid_unless(has_room(reader, "inform"))
    rows, malformed = asked(InformFilter, request)
    context = {
        "entries": entries(reader, rows=rows),
        "waiting": rows.count(),
        "may_remind": may(reader, "remind_association"),
        "malformed": malformed,
    }
    return render(request, "rights/inform_list.html", context, status=400 if malformed else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def inform_detail(request, pk):
    """The letter, filled in; and that it has been sent."""
    reader = request.reader
    line = one_or_404(LegalBasis, reader, pk)
    person = names_of(reader, [line]).get(line.pk)
    may_tell = person is not None and allowed(reader, "keep_contact_person", person)
    form = InformedForm(request.POST or None)
    if request.method == "POST":
        forbid_unless(may_tell)
        if form.is_valid() and _told(form, reader, person):
            messages.success(request, _("It is noted that they have been told."))
            return redirect("inform_list")
    language = "en" if request.GET.get("lang") == "en" else "sv"
    name = person.name if person else line.code
    context = {
        "line": line,
        "name": name,
        "language": language,
        "subject": subject(language),
        "letter": letter(line, name, privacy_settings(reader), language),
        "form": form if may_tell else None,
        "may_remind": may(reader, "remind_association") and line.informed_at is None,
        "status": deadline(line.inform_by),
    }
    return render(request, "rights/inform_detail.html", context)


def _told(form, reader, person) -> bool:
    try:
        mark_informed(by=reader, person=person, **form.cleaned_data)
    except ValidationError as wrong:
        put_errors(form, wrong)
        return False
    return True


@page
@require_POST
def inform_remind(request, pk):
    """The officer asks the association to tell somebody."""
    line = one_or_404(LegalBasis, request.reader, pk)
    forbid_unless(may(request.reader, "remind_association"))
    remind(by=request.reader, line=line)
    told = _("%(association)s is reminded.") % {"association": line.association.name}
    messages.success(request, told)
    return redirect(on_this_site(request, request.headers.get("referer")))
