"""Search in words: the page /sok/, and the fragment that the palette shows."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from crm.briefing.kinds import kinds_meant, within
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
    whom = _with_whom(request, text)
    answer = search(request.reader, whom or text, exact=exact) if text else None
    acts = _acts(request, answer, text, whom)
    context = {
        "text": text,
        "answer": answer,
        "chips": _chips(answer, text, group) if answer and answer.total else [],
        "sections": [one for one in _sections(answer) if group in ("", one.code)],
        "said": _said(answer, text, acts),
        "exactly": _address(text, exact="1") if answer and answer.also else "",
        "acts": acts,
        **_nothing(request, answer, text, acts),
    }
    return render(request, "briefing/search.html", context)


@page
@require_safe
def search_options(request):
    """What the palette shows for what is typed; before that, what was opened last."""
    text = _asked(request)
    whom = _with_whom(request, text)
    answer = search(request.reader, whom or text, most=IN_PALETTE) if text else None
    found = _sections(answer, IN_PALETTE) if text else _opened(request)
    acts = _acts(request, answer, text, whom)
    do = [Section("acts", _("Do"), acts)] if acts else []
    context = {
        "text": text,
        "answer": answer,
        "sections": [*do, *found] if whom else [*found, *do],
        "said": _said(answer, text, acts),
        "all_url": _address(text) if answer and answer.total else "",
        **_nothing(request, answer, text, acts),
    }
    return render(request, "briefing/search_options.html", context)


def _said(answer: Answer | None, text: str, acts: list) -> str:
    """How much was found; nothing where only something to do was."""
    if acts and not (answer and answer.total):
        return ""
    return _told(answer) if answer else (_("Nothing was found") if text else "")


def _asked(request) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]


def _address(text: str, **more) -> str:
    return f"{reverse('search')}?{urlencode({'q': text, **more})}"


def _nothing(request, answer: Answer | None, text: str, acts: list) -> dict:
    """Whether there is nothing to show, and the way to add what was looked for."""
    create = may(request.reader, "register_organisation")
    found = bool(answer and answer.total)
    url = reverse("organisation_create")
    offered = any(one.url == url for one in acts)
    return {
        "nothing": bool(text) and not found and not acts,
        "create_url": url if create and not found and not offered else "",
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
    meta = " · ".join([str(row.get_kind_display()), date_text(row.day), *whose])
    title = marked(excerpt(str(row), needles), needles)
    url = reverse("meeting_detail", args=[row.meeting])
    return Line(title, url, icon, marked(meta, needles), tone=tone)


def _municipality(row, answer: Answer) -> Line:
    url = f"{reverse('map')}?{urlencode({'municipality': row.code})}"
    return Line(marked(row.name, answer.needles), url, "map-pin", _("Municipality"))


# ---- what one can do


def _with_whom(request, text: str) -> str:
    """Who a meeting is to be logged with: *logga avstämning med dhr* looks for dhr."""
    deed = (_("Log a meeting with %(name)s") % {"name": ""}).split()
    words = text.split()
    said = [folded(word) for word in words[: len(deed)]]
    if said != [folded(word) for word in deed] or not may(request.reader, "log_meeting"):
        return ""
    return " ".join(words[len(deed) :])


def _acts(request, answer: Answer | None, text: str, whom: str) -> list[Line]:
    """Deeds that the words may mean: with what was found first, and deeds and rooms by name."""
    rooms = menu(request).rooms
    if not text:
        return _first_acts(request, rooms)
    found = answer.organisations.rows if answer else []
    acts = []
    if may(request.reader, "log_meeting"):
        acts += [_log_with(one, answer) for one in found[: IN_PALETTE if whom else 1]]
    if found and "map" in rooms:
        url = f"{reverse('map')}?{urlencode({'q': whom or text})}"
        acts.append(Line(_("Show on the map"), url, "map"))
    if "organisation" in rooms:
        acts += _list_of_kind(whom or text)
    asked = folded(text)
    deeds = [one for one in _first_acts(request, rooms) if folded(one.title).startswith(asked)]
    named = [item for item in rooms.values() if folded(str(item.word)).startswith(asked)]
    pages = [Line(str(item.word), item.url, item.icon, _("Page")) for item in named]
    return [*acts, *deeds, *pages]


def _list_of_kind(text: str) -> list[Line]:
    """*fack haninge*: the list of that kind; names of organisations need not say what they are."""
    kinds, rest = kinds_meant(text)
    if not kinds:
        return []
    words = ", ".join(within(str(kind.label)) for kind in kinds)
    query = [*(("kind", kind.value) for kind in kinds), *([("q", rest)] if rest else [])]
    url = f"{reverse('organisation_list')}?{urlencode(query)}"
    title = _("Show the list of %(kinds)s") % {"kinds": words}
    return [Line(title, url, "users-round", f"”{rest}”" if rest else "")]


def _log_with(organisation, answer: Answer) -> Line:
    title = _("Log a meeting with %(name)s") % {"name": organisation.name}
    url = f"{reverse('meeting_log')}?organisation={organisation.pk}"
    return Line(marked(title, answer.needles), url, "message-square-plus", tone="accent")


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
