"""Granska: what would become of every row. Nothing is saved until *Importera*."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from crm.exchange.pairs import Queue, pair_context, verdict_status
from crm.exchange.wizard import (
    OUTCOMES,
    count_items,
    grouped,
    located_words,
    read_words,
    step,
    step_words,
)
from crm.templatetags.words import first_upper
from movements.exchange.reports import CHANGED, DUPLICATE, ERROR, NEW, UNCHANGED
from movements.exchange.review import LINES_PER_PAGE, meanings, opened, pair, tally, verdicts

# Those that need a person first; then what the import would do.
FIRST_SHOWN = (DUPLICATE, NEW, CHANGED, ERROR, UNCHANGED)


@require_safe
@step("review")
def review(request, draft):
    """Five counts that are tabs; possible duplicates side by side, all else as a table."""
    said = verdicts(request.reader, draft)
    counts, queue = tally(draft, said), Queue(said[DUPLICATE])
    shown = _shown(request, counts)
    number = _number_of(request, shown, queue)
    at = _page_of(request, shown, number, queue)
    page, beside = opened(request.reader, draft, shown, at, number)
    two = pair_context(request.reader, beside, queue)
    if two is None and shown == DUPLICATE and page.lines:  # what it resembled is hidden since
        beside = pair(request.reader, draft, page.lines[0].number)
        two = pair_context(request.reader, beside, queue)
    context = {
        "draft": draft,
        "lead": _lead(draft, counts),
        "counts": count_items(counts, shown, _hints(counts)),
        "located": located_words(counts),
        "shown": shown,
        "title": OUTCOMES[shown].word(),
        "lines": [_line(draft, shown, one) for one in page.lines],
        "pages": _pages(page, shown),
        "page_number": page.number,
        "two": two,
        "undecided": counts["undecided"],
        "to_write": counts["to_write"],
        "has_errors": bool(counts[ERROR] or counts[DUPLICATE]),
        "back": reverse("import_values" if meanings(draft) else "import_columns", args=[draft.pk]),
        "why_not": _why_not(counts),
        "steps": step_words(),
    }
    return render(request, "exchange/review.html", context)


def _shown(request, counts):
    asked = request.GET.get("show")
    if asked in OUTCOMES:
        return asked
    return next((outcome for outcome in FIRST_SHOWN if counts.get(outcome)), NEW)


def _asked_number(request, name):
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else None


def _number_of(request, shown, queue):
    """The row asked for; among the possible duplicates else the first of the page asked for, or
    the first that waits."""
    number = _asked_number(request, "row")
    if shown != DUPLICATE or number in queue.verdicts:
        return number
    page = _asked_number(request, "page")
    waiting = queue.next_after(0) if page is None else None
    return waiting or queue.first_of(page or 1, LINES_PER_PAGE)


def _page_of(request, shown, number, queue):
    """The page asked for; else the one that the possible duplicate asked for stands on."""
    asked = _asked_number(request, "page")
    if asked is not None or number is None or shown != DUPLICATE:
        return asked or 1
    return queue.page_of(number, LINES_PER_PAGE)


def _why_not(counts):
    """Why nothing can be imported yet; "" when it can."""
    waiting = counts["undecided"]
    if waiting:
        words = ngettext(
            "Review %(count)s duplicate first", "Review %(count)s duplicates first", waiting
        )
        return words % {"count": grouped(waiting)}
    return ""


def _lead(draft, counts):
    read = read_words(counts["rows"], draft.understood.get("sheet", ""))
    return " ".join([_("Nothing is saved yet."), read])


def _hints(counts):
    judged = counts[DUPLICATE] - counts["undecided"]
    if not counts[DUPLICATE]:
        return {DUPLICATE: _("nothing to judge")}
    words = ngettext("%(count)s reviewed", "%(count)s reviewed", judged)
    return {DUPLICATE: words % {"count": grouped(judged)}}


def _line(draft, shown, one):
    """One row of the table: plain words only."""
    like = one.organisation.name if one.organisation else ""
    if not like and one.like_row:
        like = _("row %(row)s of the file") % {"row": grouped(one.like_row)}
    comparable = shown == NEW and (one.organisation is not None or one.like_row)
    here = reverse("import_review", args=[draft.pk])
    known = one.organisation is not None and shown != NEW
    return {
        "number": one.number,
        "name": one.name,
        "url": reverse("organisation_detail", args=[one.organisation.pk]) if known else "",
        "pair_url": f"{here}?show={shown}&row={one.number}#pair",
        "like": _("Resembles %(name)s") % {"name": like} if like else "",
        "comparable": bool(comparable),
        "kind": one.kind,
        "place": one.place,
        "changes": [
            {"field": first_upper(str(label)), "old": _or_empty(old), "new": _or_empty(new)}
            for label, old, new in one.changes
        ],
        "problems": one.problems,
        "status": verdict_status(one.verdict),
        "skipped": one.verdict == "skip",
        "may_skip": shown in (NEW, CHANGED),
        "skip": f"skip:{one.number}",
        "keep": f":{one.number}",
    }


def _or_empty(text):
    return _("Empty") if text == "–" else text


def _pages(page, shown):
    if page.pages < 2:
        return None
    return {
        "text": _("%(first)s–%(last)s of %(total)s")
        % {
            "first": grouped(page.first),
            "last": grouped(page.last),
            "total": grouped(page.total),
        },
        "previous": f"?show={shown}&page={page.number - 1}" if page.number > 1 else "",
        "next": f"?show={shown}&page={page.number + 1}" if page.number < page.pages else "",
    }
