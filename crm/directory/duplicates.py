"""Pages about organisations that stand twice: the queue, two side by side, merging and undoing."""

from contextlib import suppress
from difflib import SequenceMatcher

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.pages import asked, forbid_unless, one_or_404, page
from crm.templatetags.contact_words import contact_words
from crm.templatetags.words import first_upper
from movements.access.funnel import allowed, get_visible, visible
from movements.access.keyset import capped_count
from movements.dialogue.merging import CHOICES, merge_organisations, undo_merge, why_not
from movements.dialogue.models import MeetingOrganisation
from movements.directory.choices import Language, PolicyArea, Sector
from movements.directory.duplicates import (
    alike_to,
    already_here,
    dismiss_duplicate,
    suggestions,
    take_back_dismissal,
    where_it_went,
)
from movements.directory.filters import OrganisationFilter
from movements.directory.likeness import Why
from movements.directory.listing import all_municipalities
from movements.directory.merges import Merge
from movements.directory.models import Organisation
from movements.directory.portrait import portrait

SHOWN = 50  # pairs on a page; those that are judged make room for the next
FOUND = 20  # organisations that a search for the other one shows
UNITED = {"policy_areas": PolicyArea, "sectors": Sector, "languages": Language}


def _forbid_unless_may(reader) -> None:
    forbid_unless(allowed(reader, "merge_organisations", reader.district))


@page
@require_safe
def duplicates(request):
    """The queue: pairs that may be one, of which the reader sees both."""
    _forbid_unless_may(request.reader)
    pairs = suggestions(request.reader)
    shown = list(
        pairs.select_related("one__municipality", "other__municipality").defer(
            "one__municipality__border", "other__municipality__border"
        )[:SHOWN]
    )
    total, capped = (len(shown), False) if len(shown) < SHOWN else capped_count(pairs.order_by())
    context = {
        "pairs": [_line(pair) for pair in shown],
        "total": total,
        "capped": capped,
        "shown": len(shown),
    }
    return render(request, "directory/duplicates.html", context)


def _line(pair) -> dict:
    return {
        "one": pair.one,
        "other": pair.other,
        "meta": " · ".join(
            dict.fromkeys(
                filter(None, [str(Why(pair.why).label), _place(pair.one), _place(pair.other)])
            )
        ),
        "url": reverse("organisation_duplicate", args=[pair.one_id, pair.other_id]) + "?queue=1",
    }


def _place(organisation) -> str:
    return organisation.municipality.name if organisation.municipality else ""


@page
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request, kept_pk, gone_pk):
    """Two side by side, field by field; sent, they become one: the first of the two."""
    reader = request.reader
    _forbid_unless_may(reader)
    both = [kept_pk, gone_pk]
    try:
        kept, gone = (portrait(reader, pk) for pk in both)
    except Organisation.DoesNotExist as missing:
        return _already_one(request, both, missing)
    problem = why_not(kept, gone)
    if request.method == "POST" and not problem:
        try:
            return _merged(request, *(one_or_404(Organisation, reader, pk) for pk in both))
        except ValidationError as wrong:
            problem = " ".join(wrong.messages)
    queue = "?queue=1" if "queue" in request.GET else ""
    met = _meetings(reader, both)
    sides = [_head(one, met.get(one.pk, 0)) for one in (kept, gone)]
    context = {
        "sides": sides,
        "kept": sides[0],
        "fields": _fields(kept, gone, request.POST),
        "united": _united(kept, gone),
        "problem": problem if request.method == "POST" else "",
        "may_not": problem,
        "swap_url": reverse("organisation_duplicate", args=both[::-1]) + queue,
        "dismiss_url": reverse("organisation_dismiss", args=both),
        "why": next((v.why.label for one, v in alike_to(reader, kept) if one.pk == gone.pk), ""),
    }
    return render(
        request, "directory/duplicate.html", context, status=400 if context["problem"] else 200
    )


def _already_one(request, both, missing):
    """Decided in another window meanwhile: the way to what they became, for who may see it."""
    for pk in both:
        with suppress(Organisation.DoesNotExist):
            became = where_it_went(request.reader, pk)
            if became.pk in both:
                messages.success(request, _("They are one already."))
                return redirect("organisation_detail", became.pk)
    raise Http404 from missing


def _merged(request, kept, gone):
    take = [name for name in CHOICES if request.POST.get(name) == "gone"]
    done = merge_organisations(by=request.reader, kept=kept, gone=gone, take=take)
    undo = reverse("organisation_merge_undo", args=[done.pk])
    text = _("%(gone)s is now a part of %(kept)s.") % {"gone": gone.name, "kept": done.kept.name}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    if "queue" in request.GET:
        return redirect("organisation_duplicates")
    return redirect("organisation_detail", kept.pk)


def _meetings(reader, both) -> dict:
    """{organisation id: how many visible meetings with it}."""
    there = visible(MeetingOrganisation, reader).filter(organisation__in=both)
    there = there.filter(meeting__archived_at=None).values_list("organisation")
    return dict(there.annotate(count=Count("pk")).order_by())


def _head(organisation, meetings) -> dict:
    """What comes along with it, as far as the reader may know."""
    _kind, words = contact_words(organisation.last_contact, None)
    return {
        "organisation": organisation,
        "words": words,
        "meetings": meetings,
        "areas": organisation.area_names,
        "ties": [tie.association for tie in organisation.ties],
    }


def _fields(kept, gone, said) -> list[dict]:
    """A line for each field that one chooses between; the kept one's unless it is empty."""
    lines = []
    for name in CHOICES:
        mine, theirs = _text(kept, name), _text(gone, name)
        if not mine and not theirs:
            continue
        chosen = said.get(name, "kept" if mine or kept.address_protected else "gone")
        pieces = dict(zip(("kept", "gone"), _marked(mine, theirs), strict=True))
        lines.append(
            {
                "name": name,
                "label": _label(name),
                "equal": mine == theirs,
                "text": mine,
                "sides": [
                    {"value": side, "pieces": said_there, "chosen": side == chosen}
                    for side, said_there in pieces.items()
                ],
            }
        )
    return lines


def _label(name: str) -> str:
    if name == "place":
        return _("Address")
    return first_upper(str(Organisation._meta.get_field(name).verbose_name))


def _text(organisation, name: str) -> str:
    """A fact in words; "" when it is not known."""
    if name == "place":
        if organisation.address_protected:
            return _("Protected address")
        town = " ".join(filter(None, [organisation.postcode, organisation.town]))
        seat = _place(organisation)
        return ", ".join(dict.fromkeys(filter(None, [organisation.address, town, seat])))
    if name == "is_informal":
        return _("Yes") if organisation.is_informal else _("No")
    if name in ("kind", "legal_form", "reach"):
        return first_upper(str(getattr(organisation, f"get_{name}_display")()))
    return getattr(organisation, name)


def _marked(mine: str, theirs: str) -> tuple[list, list]:
    """Both texts in pieces, each with whether it differs: [(text, differs)]."""
    ours, others = mine.split(" "), theirs.split(" ")
    left, right = [], []
    for tag, i, j, k, m in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        for pieces, words in ((left, ours[i:j]), (right, others[k:m])):
            if text := " ".join(words):
                pieces.append((text, tag != "equal"))
    return left, right


def _united(kept, gone) -> list[dict]:
    """What is not chosen between: both keep all of theirs."""
    told = [{"label": _("Active in"), "texts": _both(kept.area_names, gone.area_names)}]
    for name, words in UNITED.items():
        codes = _both(getattr(kept, name), getattr(gone, name))
        told.append(
            {"label": _label(name), "texts": [first_upper(str(words(c).label)) for c in codes]}
        )
    return [line for line in told if line["texts"]]


def _both(mine, theirs) -> list:
    return list(dict.fromkeys([*mine, *theirs]))


@page
@require_POST
def dismiss(request, kept_pk, gone_pk):
    """Not the same: never suggested again."""
    both = [kept_pk, gone_pk]
    try:
        one, other = (get_visible(Organisation, request.reader, pk) for pk in both)
    except Organisation.DoesNotExist as missing:
        return _already_one(request, both, missing)
    dismiss_duplicate(by=request.reader, one=one, other=other)
    undo = reverse("organisation_dismissal_undo", args=[kept_pk, gone_pk])
    text = _("%(one)s and %(other)s are two. They will not be suggested again.")
    messages.success(request, text % {"one": one, "other": other}, extra_tags=f"undo:{undo}")
    return redirect("organisation_duplicates")


@page
@require_POST
def take_back(request, kept_pk, gone_pk):
    """It was said too soon that they are two."""
    one, other = (one_or_404(Organisation, request.reader, pk) for pk in (kept_pk, gone_pk))
    take_back_dismissal(by=request.reader, one=one, other=other)
    return redirect("organisation_duplicate", kept_pk, gone_pk)


@page
@require_POST
def undo(request, merge_pk):
    """Parts two that were merged, within ninety days."""
    merge = one_or_404(Merge, request.reader, merge_pk)
    try:
        parted = undo_merge(by=request.reader, merge=merge)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect("organisation_detail", merge.kept_id)
    text = _("%(gone)s is an organisation of its own again.") % {"gone": parted.name}
    messages.success(request, text)
    return redirect("organisation_detail", parted.pk)


@page
@require_safe
def merge_with(request, pk):
    """Which other one is it? Those that are alike, and those that a search finds."""
    reader = request.reader
    _forbid_unless_may(reader)
    organisation = one_or_404(Organisation, reader, pk)
    words = request.GET.get("q", "").strip()
    found = []
    if words:
        rows, _malformed = asked(OrganisationFilter, request, {"q": words})
        rows = rows.exclude(pk=pk).select_related("municipality").defer("municipality__border")
        found = [(one, "") for one in rows.order_by("name", "id")[:FOUND]]
    else:
        found = [(one, verdict.why.label) for one, verdict in alike_to(reader, organisation)]
    context = {"organisation": organisation, "words": words, "found": found}
    return render(request, "directory/merge_with.html", context)


@page
@require_safe
def here_already(request):
    """While somebody writes a new organisation: what it may be, as a part of the form's page."""
    said = request.GET
    seat = said.get("municipality", "")
    places = _municipalities(seat)
    twins = already_here(
        request.reader,
        said.get("name", "")[:200],
        places,
        said.get("organisation_number", "")[:20],
        said.get("homepage", "")[:300],
    )
    return render(request, "directory/twins.html", {"twins": twins, "anyway": False})


def _municipalities(seat: str) -> list:
    """The municipality that a form names; municipalities are public."""
    if not seat.isdecimal() or len(seat) > 5:
        return []
    return list(all_municipalities().filter(pk=int(seat)))
