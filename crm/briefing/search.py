"""Search in words: the page /sok/, and the fragment that the palette shows."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from crm.briefing.marks import excerpt, marked
from crm.menu import may, menu
from crm.pages import page
from crm.templatetags.contact_words import contact_words
from crm.templatetags.words import date_text, first_upper, kind_icon, number
from movements.briefing.search import MOST, Answer, Group, organisations_of, search
from movements.dialogue.models import Meeting, Point
from movements.directory.listing import main_tie
from movements.directory.models import Organisation
from movements.places.folding import folded

IN_PALETTE = 4
LAST_OPENED = 5
LONGEST = 200  # letters of a question; nobody types more, and a machine gets no answer to it
GROUPS = ("organisations", "people", "said", "municipalities")
POINTS = {
    Point.Kind.DEMAND: ("megaphone", "voice"),
    Point.Kind.SUPPORT: ("hand-helping", "accent"),
    Point.Kind.QUESTION: ("circle-help", ""),
    Point.Kind.INFORMATION: ("info", ""),
}


@dataclass(frozen=True)
class Line:
    """One result: what it is, what it says, where it leads."""

    title: str
    url: str
    icon: str
    meta: str = ""
    tone: str = ""
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class Section:
    """A kind of result under its heading; `count` is what the heading says."""

    code: str
    word: str
    lines: list[Line]
    count: str = ""


@page
@require_safe
def search_page(request):
    """Everything that was found, or of one kind; a plain page that needs no script."""
    text, exact = _asked(request), request.GET.get("exact") == "1"
    group = request.GET.get("group", "")
    group = group if group in GROUPS else ""
    answer = search(request.reader, text, exact=exact) if text else None
    context = {
        "text": text,
        "answer": answer,
        "chips": _chips(answer, text, group) if answer and answer.total else [],
        "sections": [one for one in _sections(answer) if group in ("", one.code)],
        "said": _told(answer) if answer else "",
        "exactly": _address(text, exact="1") if answer and answer.also else "",
        "acts": _acts(request, answer, text),
        **_nothing(request, answer, text),
    }
    return render(request, "briefing/search.html", context)


@page
@require_safe
def search_options(request):
    """What the palette shows for what is typed; before that, what was opened last."""
    text = _asked(request)
    answer = search(request.reader, text, most=IN_PALETTE) if text else None
    sections = _sections(answer, IN_PALETTE) if text else _opened(request)
    acts = _acts(request, answer, text)
    context = {
        "text": text,
        "answer": answer,
        "sections": [*sections, *([Section("acts", _("Do"), acts)] if acts else [])],
        "said": _told(answer) if answer else (_("Nothing was found") if text else ""),
        "all_url": _address(text) if answer and answer.total else "",
        **_nothing(request, answer, text),
    }
    return render(request, "briefing/search_options.html", context)


def _asked(request) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]


def _address(text: str, **more) -> str:
    return f"{reverse('search')}?{urlencode({'q': text, **more})}"


def _nothing(request, answer: Answer | None, text: str) -> dict:
    """Whether there is nothing to show, and the way to add what was looked for."""
    create = may(request.reader, "register_organisation")
    found = bool(answer and answer.total)
    return {
        "nothing": bool(text) and not found,
        "create_url": reverse("organisation_create") if create and not found else "",
    }


def _told(answer: Answer) -> str:
    """6 träffar."""
    if not answer.total:
        return _("Nothing was found")
    text = ngettext("%(count)s hit", "%(count)s hits", answer.total)
    return text % {"count": f"{number(answer.total)}{'+' if answer.more else ''}"}


def _chips(answer: Answer, text: str, group: str) -> list[dict]:
    chips = [{"word": _("Everything"), "count": _many(answer), "url": _address(text)}]
    chips[0]["current"] = not group
    for code, told, found in _groups(answer):
        if found.total:
            url = _address(text, group=code)
            count = _many(found)
            chips.append({"word": told, "count": count, "url": url, "current": code == group})
    return chips


def _many(counted) -> str:
    return f"{number(counted.total)}{'+' if counted.more else ''}"


def _groups(answer: Answer):
    words = (_("Organisations"), _("People"), _("Meetings and demands"), _("Municipalities"))
    return zip(GROUPS, words, answer.groups, strict=True)


def _sections(answer: Answer | None, most: int = MOST) -> list[Section]:
    if answer is None:
        return []
    ways = {
        "organisations": _organisation,
        "people": _person,
        "said": _what_was_said,
        "municipalities": _municipality,
    }
    return [
        Section(code, told, [ways[code](row, answer) for row in found.rows[:most]], _many(found))
        for code, told, found in _groups(answer)
        if found.rows
    ]


def _organisation(row, answer: Answer) -> Line:
    tie = main_tie(row, None)
    state, words = contact_words(row.last_contact, tie.next_contact_on if tie else None)
    places = [row.municipality.name] if row.municipality else list(row.area_names[:2])
    if row.town and row.town not in places:
        places.insert(0, row.town)
    meta = " · ".join([first_upper(row.get_kind_display()), *([", ".join(places)] * bool(places))])
    return Line(
        marked(row.name, answer.needles),
        reverse("organisation_detail", args=[row.pk]),
        kind_icon(row.kind),
        marked(meta, answer.needles),
        state=state,
        words=words,
    )


def _person(row, answer: Answer) -> Line:
    role = next(iter(row.told), None)
    meta = ""
    if role:
        title = first_upper(role["title"]) if role["title"] else _("Contact person")
        values = {"title": title, "organisation": role["organisation"]}
        meta = _("%(title)s at %(organisation)s") % values
    url = reverse("organisation_detail", args=[role["pk"]]) if role else _address(row.name)
    return Line(marked(row.name, answer.needles), url, "user-round", marked(meta, answer.needles))


def _what_was_said(row, answer: Answer) -> Line:
    needles = answer.needles
    if isinstance(row, Meeting):
        title = _("Meeting %(day)s") % {"day": date_text(row.day)}
        said = f"”{excerpt(row.notes, needles)}”" if row.notes else ", ".join(row.parties_seen)
        url = reverse("meeting_detail", args=[row.pk])
        return Line(marked(title, needles), url, "messages-square", marked(said, needles))
    icon, tone = POINTS[row.kind]
    whose = [row.of] if row.of else []
    meta = " · ".join([str(row.get_kind_display()), *whose, date_text(row.day)])
    title = marked(excerpt(str(row), needles), needles)
    url = reverse("meeting_detail", args=[row.meeting])
    return Line(title, url, icon, marked(meta, needles), tone=tone)


def _municipality(row, answer: Answer) -> Line:
    url = f"{reverse('map')}?{urlencode({'municipality': row.code})}"
    return Line(marked(row.name, answer.needles), url, "map-pin", _("Municipality"))


# ---- what one can do


def _acts(request, answer: Answer | None, text: str) -> list[Line]:
    """Deeds that the words may mean: with the organisation found first, and rooms by their name."""
    rooms = menu(request).rooms
    if not text:
        return _first_acts(request, rooms)
    acts = []
    first = answer.organisations.rows[0] if answer and answer.organisations.rows else None
    if first and may(request.reader, "log_meeting"):
        title = _("Log a meeting with %(name)s") % {"name": first.name}
        url = f"{reverse('meeting_log')}?organisation={first.pk}"
        title = marked(title, answer.needles)
        acts.append(Line(title, url, "message-square-plus", tone="accent"))
    if first and "map" in rooms:
        url = f"{reverse('map')}?{urlencode({'q': text})}"
        acts.append(Line(_("Show on the map"), url, "map"))
    asked = folded(text)
    named = [item for item in rooms.values() if folded(str(item.word)).startswith(asked)]
    return acts + [Line(str(item.word), item.url, item.icon, _("Page")) for item in named]


def _first_acts(request, rooms) -> list[Line]:
    acts = []
    if may(request.reader, "log_meeting"):
        acts.append(Line(_("Log meeting"), reverse("meeting_log"), "message-square-plus"))
    if may(request.reader, "register_organisation"):
        acts.append(Line(_("Register organisation"), reverse("organisation_create"), "plus"))
    if "map" in rooms:
        acts.append(Line(_("Show the map"), reverse("map"), "map"))
    return acts


def _opened(request) -> list[Section]:
    """The organisations that this browser opened last, as far as the reader may see them still."""
    ids = []
    for one in request.GET.get("opened", "").split(",")[:LAST_OPENED]:
        try:
            ids.append(UUID(one))
        except ValueError:
            continue
    rows: list[Organisation] = organisations_of(request.reader, ids)
    told = Answer("", *([Group()] * 5), also=[], needles=())
    lines = [_organisation(row, told) for row in rows]
    return [Section("opened", _("Last opened"), lines)] if lines else []
