"""A row beside what it may be: only the differences marked, and a choice for each of them."""

import re
from difflib import SequenceMatcher

from django.db.models import CharField, DateField, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.templatetags.words import date_text, first_upper
from crm.templatetags.words import number as grouped
from movements.access.funnel import visible
from movements.briefing.timeline import meetings_with
from movements.directory.models import Relation
from movements.exchange.review import NOTHING

PIECES = re.compile(r"\w+|\W+")
# What a register knows better than we do: ways to reach it. The rest was judged by a person here.
# The order of the questions, as one tells an association from another.
ORDER = ("name", "kind", "municipality_id", "email", "phone", "homepage", "organisation_number")
SHORT = {
    "municipality_id": gettext_lazy("Municipality"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
}
FROM_FILE = ("organisation_number", "homepage", "email", "phone", "address", "postcode", "town")
VERDICTS = {
    "same": ("done", lambda: _("Are merged")),
    "other": ("new", lambda: _("Is added")),
    "skip": ("declined", lambda: _("Left out")),
}


def verdict_status(verdict):
    """(kind of status, word) of a decision; None while there is none."""
    if verdict not in VERDICTS:
        return None
    kind, word = VERDICTS[verdict]
    return {"kind": kind, "word": word()}


class Queue:
    """The possible duplicates of a draft in their order, {number: verdict}: which still wait."""

    def __init__(self, verdicts):
        self.verdicts = verdicts
        self.numbers = list(verdicts)

    def next_after(self, number):
        """The next one that waits, from the beginning after the last; None when none does."""
        waiting = [one for one in self.numbers if not self.verdicts[one]]
        return next((one for one in waiting if one > (number or 0)), next(iter(waiting), None))

    def first_of(self, page, size):
        """The first row of a page of the list, or of the last page; None when there are none."""
        last = max(0, len(self.numbers) - 1) // size
        start = min(max(page - 1, 0), last) * size
        return next(iter(self.numbers[start:]), None)

    def page_of(self, number, size):
        """Which page of the list a row stands on."""
        return sum(one < number for one in self.numbers) // size + 1

    def standing(self, number):
        """Which of how many, and its neighbours."""
        if number not in self.verdicts:
            return {"place": "", "previous": None, "next": None}
        at, total = self.numbers.index(number), len(self.numbers)
        words = _("Duplicate %(at)s of %(total)s")
        return {
            "place": words % {"at": grouped(at + 1), "total": grouped(total)},
            "previous": self.numbers[at - 1] if at else None,
            "next": self.numbers[at + 1] if at + 1 < total else None,
        }


def pair_context(reader, two, queue):
    """The panel of one row; None when there is no such row or nothing it resembles."""
    if two is None or (two.organisation is None and two.other_line is None):
        return None
    line = two.line
    return {
        "number": line.number,
        "row": _("Row %(row)s") % {"row": grouped(line.number)},
        "name": line.name,
        "there": _there(two),
        "url": _url(two.organisation),
        "why": [*line.problems, *_only_one_comes_in(two)],
        "choosing": two.organisation is not None,
        **_fields(two),
        "known": _known(reader, two.organisation),
        "verdict": line.verdict,
        "status": verdict_status(line.verdict),
        **queue.standing(line.number),
    }


def _only_one_comes_in(two):
    """Of two rows of the file nothing is taken over: the later one says nothing new."""
    if two.organisation is not None:
        return []
    return [_("If they are merged, the earlier row comes in as it is and this one is left out.")]


def _url(organisation):
    return reverse("organisation_detail", args=[organisation.pk]) if organisation else ""


def _there(two):
    if two.organisation is not None:
        return two.organisation.name
    return _("%(name)s, row %(row)s") % {
        "name": two.other_line.name,
        "row": grouped(two.other_line.number),
    }


def _tells(one):
    """Neither what both lack, nor a plain no on both sides."""
    return not (one.equal and (one.in_file == NOTHING or one.code == "is_informal"))


def _fields(two):
    """A line for each difference and for what names it; all else that is equal on one line."""
    telling = sorted((one for one in two.fields if _tells(one)), key=_place_in_order)
    apart = [one for one in telling if not one.equal or one.code in ORDER[:3]]
    alike = [f"{_label(one)}: {one.in_file}" for one in telling if one not in apart]
    return {"fields": [_field(one, two.line) for one in apart], "alike": " · ".join(alike)}


def _place_in_order(one):
    return ORDER.index(one.code) if one.code in ORDER else len(ORDER)


def _label(one):
    return first_upper(str(SHORT.get(one.code, one.label)))


def _field(one, line):
    left, right = marked(one.in_file, one.in_register)
    from_file = one.code in line.take if line.verdict == "same" else _file_first(one)
    return {
        "code": one.code,
        "label": _label(one),
        "equal": one.equal,
        "text": one.in_file,
        "sides": [
            {"value": "file", "pieces": left, "chosen": from_file},
            {"value": "register", "pieces": right, "chosen": not from_file},
        ],
    }


def _file_first(one):
    """The register wins where the file is empty, and wherever somebody here has judged."""
    if one.in_file == NOTHING:
        return False
    return one.in_register == NOTHING or one.code in FROM_FILE


def marked(left, right):
    """Both texts in pieces, [(text, whether it differs)]; what is missing has no pieces."""
    if NOTHING in (left, right):
        return [[(text, False)] if text != NOTHING else [] for text in (left, right)]
    ours, theirs = PIECES.findall(left), PIECES.findall(right)
    sides = ([], [])
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for side, words in zip(sides, (ours[i:j], theirs[k:m]), strict=True):
            if text := "".join(words):
                side.append((text, tag != "equal"))
    return sides


def _known(reader, organisation):
    """What follows along and no file has: who answers for it, and when we met."""
    if organisation is None:
        return []
    ties = visible(Relation, reader).filter(organisation=organisation, ended_on=None)
    ties = ties.exclude(lead=None).annotate(who=F("lead__name"), met=Value(None, DateField()))
    held = meetings_with(reader, organisation).order_by()
    held = held.annotate(who=Value("", CharField()), met=F("day"))
    told = ties.order_by().values_list("who", "met")
    told = list(told.union(held.values_list("who", "met"), all=True))
    leads = sorted({who for who, day in told if day is None})
    days = sorted((day for _who, day in told if day), reverse=True)
    met = ""
    if days:
        events = ngettext("%(count)s event comes along", "%(count)s events come along", len(days))
        met = f"{date_text(days[0])}, {events % {'count': grouped(len(days))}}"
    return [
        {"label": _("Responsible"), "text": ", ".join(leads)},
        {"label": _("Last check-in"), "text": met},
    ]
