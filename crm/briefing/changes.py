"""The history of a record in words, day by day."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.pages import one_or_404, page
from crm.templatetags.words import date_text, day, first_upper, when
from crm.undone import CHOSEN, from_history
from movements.access.funnel import MalformedQuestion
from movements.access.undoing import BY_HAND, UNDONE, VERBS
from movements.briefing.changes import Change, Deed, history_of
from movements.dialogue.choices import Mode, SupportKind
from movements.dialogue.models import Meeting, MeetingContent, Point, Promise
from movements.directory.choices import Language, PolicyArea, Sector
from movements.directory.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Organisation,
    Relation,
)

DAYS = timedelta(days=30)  # for how long a deed can be undone from here
NOUNS = {"relation": Relation, "person": ContactPerson, "meeting": Meeting, "promise": Promise}
# table -> what somebody did: (made it, changed it, took it away)
DONE = {
    Organisation: (
        gettext_lazy("registered the organisation"),
        gettext_lazy("changed facts"),
        gettext_lazy("removed it"),
    ),
    ActivityArea: (
        gettext_lazy("added an area"),
        gettext_lazy("changed an area"),
        gettext_lazy("took an area away"),
    ),
    Relation: (
        gettext_lazy("tied the relation"),
        gettext_lazy("changed the relation"),
        gettext_lazy("removed the relation"),
    ),
    ContactPerson: (
        gettext_lazy("added the contact person"),
        gettext_lazy("changed facts"),
        gettext_lazy("removed the person"),
    ),
    Channel: (
        gettext_lazy("added a way to reach them"),
        gettext_lazy("changed it"),
        gettext_lazy("took a way to reach away"),
    ),
    ContactRole: (
        gettext_lazy("added a role"),
        gettext_lazy("changed the role"),
        gettext_lazy("took a role away"),
    ),
    Meeting: (
        gettext_lazy("logged the meeting"),
        gettext_lazy("changed the meeting"),
        gettext_lazy("removed the meeting"),
    ),
    MeetingContent: (
        gettext_lazy("wrote what was said"),
        gettext_lazy("changed the notes"),
        gettext_lazy("removed the notes"),
    ),
    Point: (
        gettext_lazy("added a point"),
        gettext_lazy("changed a point"),
        gettext_lazy("took a point away"),
    ),
    Promise: (
        gettext_lazy("gave a promise"),
        gettext_lazy("changed the promise"),
        gettext_lazy("removed the promise"),
    ),
}
# What was changed, to ask for alone.
OF = {
    "Organisation": gettext_lazy("Facts"),
    "ActivityArea": gettext_lazy("Areas"),
    "Relation": gettext_lazy("Relations"),
    "ContactPerson": gettext_lazy("Facts"),
    "Channel": gettext_lazy("Ways to reach them"),
    "ContactRole": gettext_lazy("Roles"),
    "Meeting": gettext_lazy("The meeting"),
    "MeetingContent": gettext_lazy("Notes"),
    "Point": gettext_lazy("Points"),
    "Promise": gettext_lazy("Promises"),
}
AWAY, BACK = gettext_lazy("put it away"), gettext_lazy("brought it back")
SPECIAL = {
    (Promise, "status", "kept"): gettext_lazy("kept the promise"),
    (Promise, "status", "released"): gettext_lazy("released the promise"),
    (Promise, "status", "open"): gettext_lazy("opened the promise again"),
    (Relation, "ended_on", True): gettext_lazy("ended the relation"),
    (Relation, "ended_on", False): gettext_lazy("took the relation up again"),
    (Organisation, "confirmed_on", True): gettext_lazy("confirmed the facts"),
}
# Of a row that was made or taken away, this alone is told.
FACE = {
    ActivityArea: "municipality",
    Channel: "value",
    ContactRole: "title",
    MeetingContent: "notes",
    Point: "text",
}
LISTS = {
    "policy_areas": PolicyArea,
    "sectors": Sector,
    "languages": Language,
    "support_kinds": SupportKind,
}
# Where the field's own name says too little, or nothing in the reader's language.
WORDS = {
    (ContactRole, "organisation"): gettext_lazy("organisation"),
    (Meeting, "mode"): gettext_lazy("how"),
    (ActivityArea, "municipality"): gettext_lazy("municipality"),
    (Point, "support_kinds"): gettext_lazy("kind of support"),
}


def told(request, kind: str, row) -> dict:
    """The context of a history: its days, how many deeds there are, whose and what one may ask for
    alone, where older ones begin."""
    reader, query = request.reader, request.GET
    asked = {"by": query.get("by", ""), "noun": query.get("noun", "")}
    asked["after"] = query.get("after", "")
    try:
        history = history_of(reader, kind, row, **asked)
    except MalformedQuestion as wrong:
        raise Http404 from wrong
    # What a page leaves out may have been at the same fields: the way back needs all that is late.
    ways = {} if any(asked.values()) else _ways_back(reader, history.deeds)
    days: list[dict] = []
    for deed in history.deeds:
        date = timezone.localtime(deed.moment).date()
        if not days or days[-1]["date"] != date:
            near = abs((date - timezone.localdate()).days) < 2
            word = first_upper(when(date) if near else day(date))
            days.append({"date": date, "word": word, "deeds": []})
        days[-1]["deeds"].append(_deed(deed, history.names) | {"undo": ways.get(deed.key, "")})
    tab = "history" if query.get("tab") == "history" else ""
    told = {"tab": tab, **asked, "after": history.next}
    older = urlencode({name: value for name, value in told.items() if value})
    return {
        "days": days,
        "count": history.count,
        "older_url": f"?{older}" if history.next else "",
        "asking": _asking(history, asked, tab),
    }


def _asking(history, asked: dict, tab: str) -> dict | None:
    """What one may ask for alone; None where there is but one of each."""
    people = [
        {"value": by, "word": name or _("The system"), "chosen": by == asked["by"]}
        for by, name in history.people.items()
    ]
    said = {asked["noun"]} - {"", *history.nouns}  # asked for, and there are none
    nouns = [
        {"value": noun, "word": OF[noun], "chosen": noun == asked["noun"]}
        for noun in (*history.nouns, *said)
    ]
    chosen = asked["by"] or asked["noun"]
    if len(people) < 2 and len(nouns) < 2 and not chosen:
        return None
    return {"people": people, "nouns": nouns, "tab": tab, "any": chosen}


def _ways_back(reader, deeds: list[Deed]) -> dict[str, str]:
    """key -> address of *Ångra*, of one's own deeds. Where somebody has been at it since, it leads
    to the choice between the two, if one form holds all of it."""
    since, touched, found = timezone.now() - DAYS, set(), {}
    for deed in deeds:  # the latest first
        fields = {(change.row, name) for change in deed.changes for name in change.names}
        rows = {change.row for change in deed.changes}
        whole = {change.row for change in deed.changes if change.label != "update"}
        own = deed.user == str(reader.user.pk) and deed.moment > since and deed.why in VERBS
        free = not (fields | whole) & touched or (_one_form(deed) and not deed.undone)
        if own and _can_go_back(deed) and free:
            found[deed.key] = from_history(reader, deed.key)
        touched |= fields | rows
    return found


def _one_form(deed: Deed) -> bool:
    """Whether crm.undone.choosing has a form for it."""
    one, *others = deed.changes
    return not others and one.label == "update" and one.model in CHOSEN


def _can_go_back(deed: Deed) -> bool:
    return all(
        change.model.__name__ in UNDONE and not change.names & BY_HAND for change in deed.changes
    )


def _deed(deed: Deed, names: dict) -> dict:
    main = deed.changes[0]
    fields = [line for change in deed.changes for line in _lines(change, names)]
    return {
        "key": deed.key,
        "who": deed.who or (_("The system") if deed.service else _("Somebody")),
        "system": not deed.who,
        "brought": deed.why == "import_organisations",
        "undone": deed.undone,
        "done": _done(main, deed),
        "moment": deed.moment,
        "fields": fields,
    }


def _done(change: Change, deed: Deed) -> str:
    if deed.why == "undo":
        return _("undid a change")
    if change.label == "insert" and deed.why == "import_organisations":
        return _("brought it in with a register")
    if change.label != "update":
        return str(DONE[change.model][0 if change.label == "insert" else 2])
    for name, _before, after in change.fields:
        if name == "archived_at":
            return str(AWAY if after else BACK)
        special = SPECIAL.get((change.model, name, after if name == "status" else bool(after)))
        if special and len(change.fields) <= 3:
            return str(special)
    return str(DONE[change.model][1])


def _lines(change: Change, names: dict) -> list[dict]:
    face = FACE.get(change.model)
    lines = []
    for name, before, after in change.fields:
        if name == "archived_at" or (change.label != "update" and name != face):
            continue
        lines.append(
            {
                "label": first_upper(_label(change.model, name)),
                "before": said(change.model, name, before, names),
                "after": said(change.model, name, after, names),
            }
        )
    return lines


def _label(model, name: str) -> str:
    return str(WORDS.get((model, name)) or model._meta.get_field(name).verbose_name)


def said(model, name: str, value, names: dict) -> str:
    """A kept value in words; a row that the reader may not see is only a dash."""
    one = model._meta.get_field(name)
    if value is None or value == "" or value == []:
        return ""
    if one.is_relation:
        return names.get(value, "–")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(LISTS[name](code).label) for code in value)
    if hasattr(value, "isoformat"):
        return date_text(value)
    words = {str(code): str(label) for code, label in one.choices or ()}
    if name == "mode":
        return str(Mode(value).label)
    return words.get(str(value), str(value))


@page
@require_safe
def history(request, kind, pk):
    """Everything that happened to one relation, contact person, meeting or promise."""
    row = one_or_404(NOUNS[kind], request.reader, pk)
    context = told(request, kind, row)
    context |= {"row": row, "kind": kind, "title": _title(kind, row)}
    return render(request, "briefing/history.html", context)


def _title(kind: str, row) -> str:
    if kind == "relation":
        return str(row.association)
    return str(row)
