"""The main column of an organisation's page: its one note, its tabs, and what they hold."""

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.briefing.bin import lying_here
from crm.briefing.changes import told
from crm.templatetags.contact_words import contact_words
from crm.templatetags.words import date_text
from movements.briefing.timeline import FIRST, MOST, Event, history, timeline
from movements.dialogue.choices import Mode, SupportKind
from movements.dialogue.models import Point
from movements.directory.choices import Language, PolicyArea, Sector
from movements.directory.models import Organisation

STALE_MONTHS = 12

MODE_ICONS = {
    Mode.PHONE: "phone",
    Mode.DIGITAL: "video",
    Mode.HYBRID: "video",
    Mode.EMAIL: "mail",
    Mode.CHAT: "message-circle",
    Mode.STREET: "megaphone",
    Mode.WORKPLACE: "hard-hat",
}
# kind of event -> icon, title
EVENTS = {
    "kept": ("circle-check", gettext_lazy("Promise kept")),
    "released": ("circle-minus", gettext_lazy("Promise released")),
    "registered": ("plus", gettext_lazy("Registered")),
    "imported": ("file-up", gettext_lazy("Brought in with a register")),
    "corrected": ("pencil-line", gettext_lazy("Facts corrected")),
    "confirmed": ("check", gettext_lazy("Facts confirmed")),
    "protected": ("lock", gettext_lazy("Existence protected")),
    "laid_open": ("eye", gettext_lazy("Protection of existence ended")),
    "archived": ("trash-2", gettext_lazy("Archived")),
    "restored": ("undo-2", gettext_lazy("Brought back")),
    "merged": ("git-merge", gettext_lazy("Merged")),
    "parted": ("undo-2", gettext_lazy("Merge undone")),
}
TABS = {"demands": Point.Kind.DEMAND, "support": Point.Kind.SUPPORT}


def story(request, organisation, tie, promises) -> dict:
    """The context of the main column for the tab that the address names."""
    tab = request.GET.get("tab", "events")
    base = reverse("organisation_detail", args=[organisation.pk])
    words = {
        "events": _("Events"),
        "demands": _("Demands"),
        "support": _("Support"),
        "facts": _("Facts"),
        "history": _("History"),
    }
    tab = tab if tab in words else "events"
    column = _column(request, organisation, promises, tab)
    return {
        "note": note(organisation, tie),
        "tab": tab,
        "tabs": [
            {"word": word, "url": base if name == "events" else f"{base}?tab={name}"}
            | {"current": name == tab, "count": column.get("count") if name == tab else None}
            for name, word in words.items()
        ],
        **column,
    }


def _column(request, organisation, promises, tab) -> dict:
    """What the tab holds."""
    if tab == "facts":
        return _facts(organisation)
    if tab == "history":
        return {
            **told(request, "organisation", organisation),
            "bin": lying_here(request.reader, organisation),
        }
    return _events(request, organisation, promises, tab)


def note(organisation, tie) -> dict | None:
    """At most one: put away, late, or not confirmed for a year."""
    if organisation.is_archived:
        return {"kind": "archived"}
    due = tie.next_contact_on if tie else None
    if due and tie.step not in ("declined", "dormant"):
        kind, words = contact_words(organisation.last_contact, due)
        if kind == "late":
            return {"kind": "late", "words": words, "due": due}
    known = organisation.confirmed_on or timezone.localtime(organisation.created_at).date()
    if known < timezone.localdate() - relativedelta(months=STALE_MONTHS):
        return {"kind": "stale"}
    return None


def _events(request, organisation, promises, tab) -> dict:
    limit = _limit(request.GET.get("show", ""))
    known = (request.reader, organisation, promises, organisation.joined)
    told = timeline(*known, limit=limit, only=TABS.get(tab, ""))
    query = request.GET.copy()
    query["show"] = limit * 2
    return {
        "events": [tell(event, request.reader) for event in told.events],
        "more_url": f"?{query.urlencode()}" if told.more and limit < MOST else "",
    }


def _limit(asked: str) -> int:
    return min(max(int(asked), FIRST), MOST) if asked.isdecimal() and len(asked) < 6 else FIRST


def tell(event: Event, reader) -> dict:
    """An event as the timeline shows it."""
    if event.kind == "meeting":
        return _tell_meeting(event, reader)
    icon, title = EVENTS[event.kind]
    said = {"icon": icon, "tone": "", "title": title, "kind": event.kind, "url": ""}
    said["meta"] = _meta(event.day, event.who)
    if event.promise:
        said["tone"] = "ok" if event.kind == "kept" else ""
        said["text"] = event.promise.text
        said["reason"] = event.promise.reason
    if event.other:
        said["text"] = event.other
    if event.changed:
        said["text"] = fact_names(event.changed)
    return said


def _tell_meeting(event: Event, reader) -> dict:
    meeting = event.meeting
    said = meeting.said or {}
    of_kind = {kind: [p for p in meeting.points if p["kind"] == kind] for kind in Point.Kind.values}
    return {
        "kind": "meeting",
        "icon": MODE_ICONS.get(meeting.mode, "messages-square"),
        "tone": "accent",
        "title": meeting.get_mode_display(),
        "url": reverse("meeting_detail", args=[meeting.pk]),
        "meta": _meta(event.day, str(meeting.holder), event.who),
        "others": meeting.others,
        "demands": [point["text"] for point in of_kind[Point.Kind.DEMAND]],
        "support": [(p["text"], _kinds(p)) for p in of_kind[Point.Kind.SUPPORT]],
        "texts": [p["text"] for kind in ("question", "information") for p in of_kind[kind]],
        "notes": said.get("notes", ""),
        "readers": said.get("sensitivity", ""),
        "fact_readers": meeting.sensitivity if meeting.sensitivity != "open" else "",
        "read_by": "" if said or _ours(meeting, reader) else str(meeting.holder),
    }


def _kinds(point) -> list[str]:
    return [SupportKind(kind).label for kind in point["support_kinds"]]


def _ours(meeting, reader) -> bool:
    return bool(set(meeting.association_ids) & set(reader.associations)) or (
        meeting.body_id in reader.bodies
    )


def _meta(day, *who) -> str:
    return " · ".join(filter(None, [date_text(day), *dict.fromkeys(who)]))


def fact_names(names) -> str:
    """The names of facts as the form calls them."""
    return ", ".join(str(Organisation._meta.get_field(name).verbose_name) for name in names)


def _facts(organisation) -> dict:
    """What is known, said in words; and the history of it."""
    return {
        "policy_areas": [PolicyArea(code).label for code in organisation.policy_areas],
        "sectors": [Sector(code).label for code in organisation.sectors],
        "languages": [Language(code).label for code in organisation.languages],
        "events": [tell(event, None) for event in reversed(history(organisation))],
        "more_url": "",
    }
