"""Att se över: whoever has not been met for long is kept for a reason, asked, or leaves.

For the association that knows them. The privacy officer sees how many, on *Dataskydd*.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.directory.forms import put_errors
from crm.menu import has_room
from crm.pages import asked, forbid_unless, one_or_404, page
from crm.rights.forms import ConsentForm, KeepForm, LeaveForm
from movements.access.funnel import allowed, visible
from movements.directory.models import ContactRole, Organisation
from movements.rights import reviewing as deeds
from movements.rights.filters import ReviewFilter
from movements.rights.letters import asks, asks_subject
from movements.rights.registers import LegalBasis
from movements.rights.reviews import Review
from movements.rights.settings import privacy_settings

MOST = 200  # of the longest waiting; more than that is one answer: begin


@page
def review_list(request):
    reader = request.reader
    forbid_unless(has_room(reader, "review"))
    asked_for, malformed = asked(ReviewFilter, request)
    rows, decided = deeds.to_review(reader, asked_for), deeds.asked_or_kept(reader, asked_for)
    context = {
        "entries": _entries(reader, deeds.shown(rows[:MOST])),
        "waiting": rows.count(),
        "decided": _entries(reader, deeds.shown(decided[:MOST])),
        "malformed": malformed,
    }
    return render(request, "rights/review_list.html", context, status=400 if malformed else 200)


def _entries(reader, rows: list[Review]) -> list[dict]:
    """Each with where they have a role, as far as the reader sees, and its state in words."""
    seen = visible(Organisation, reader).values("pk")
    roles = visible(ContactRole, reader).filter(
        person__in=[row.person_id for row in rows], organisation__in=seen, ends_on=None
    )
    at = {role.person_id: role for role in roles.select_related("organisation").order_by("-id")}
    today, goes = timezone.localdate(), deeds.days_they_go(reader, rows)
    return [
        {
            "row": row,
            "role": at.get(row.person_id),
            "kept": row.kept_until is not None and row.kept_until >= today,
            "goes": goes.get(row.pk),
        }
        for row in rows
    ]


@page
def review_detail(request, pk):
    return _detail(request, one_or_404(Review, request.reader, pk))


def _detail(request, row, **forms):
    reader = request.reader
    (entry,) = _entries(reader, deeds.shown([row]))
    language = "en" if request.GET.get("lang") == "en" else "sv"
    line = visible(LegalBasis, reader).select_related("association").get(pk=row.person_id)
    context = entry | {
        "line": line,
        "may": allowed(reader, "keep_contact_person", row.person),
        "language": language,
        "subject": asks_subject(language),
        "letter": asks(line, row.person.name, privacy_settings(reader), language),
        "keep_form": forms.get("keep") or KeepForm(),
        "consent_form": forms.get("consent") or ConsentForm(),
        "leave_form": forms.get("leave") or LeaveForm(),
    }
    return render(request, "rights/review_detail.html", context)


def _deed(request, pk, verb, done, name="", form=None):
    """One deed on one of them; what it refuses is said where it was asked."""
    row = one_or_404(Review, request.reader, pk)
    if form is not None and not form.is_valid():
        return _detail(request, row, **{name: form})
    try:
        verb(by=request.reader, review=row, **(form.cleaned_data if form else {}))
    except ValidationError as wrong:
        if form is None:
            raise
        put_errors(form, wrong)
        return _detail(request, row, **{name: form})
    messages.success(request, done)
    return redirect("review_list")


@page
@require_POST
def review_keep(request, pk):
    form = KeepForm(request.POST)
    return _deed(request, pk, deeds.keep_longer, _("The person stays for now."), "keep", form)


@page
@require_POST
def review_ask(request, pk):
    done = _("It is noted that you have asked. Without a yes the person is erased in time.")
    return _deed(request, pk, deeds.ask_for_consent, done)


@page
@require_POST
def review_consent(request, pk):
    form = ConsentForm(request.POST)
    return _deed(request, pk, deeds.note_consent, _("The consent is noted."), "consent", form)


@page
@require_POST
def review_remove(request, pk):
    form = LeaveForm(request.POST)
    return _deed(request, pk, deeds.remove_reviewed, _("The person is erased."), "leave", form)
