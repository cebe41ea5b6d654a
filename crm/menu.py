"""The menu as data: which rooms a reader has, in the order of the guide.

A room that the reader's roles have no use for is not in the menu at all; it is never greyed.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from movements.access.readers import Reader
from movements.access.rules import MAY, SEES

# room (its url names start so), word, url name, icon
TODAY = ("today", _("Today"), "today", "sun")
MAP = ("map", _("Map"), "map", "map")
ORGANISATIONS = ("organisation", _("Organisations"), "organisation_list", "users-round")
MEETINGS = ("meeting", _("Meetings"), "meeting_list", "messages-square")
IMPORT = ("import", _("Import"), "import_upload", "file-up")
REGISTERS = ("register", _("Registers"), "register_list", "refresh-cw")
ADDRESSES = ("settings", _("Addresses"), "settings_addresses", "map-pin")
BASE_MAP = ("base_map", _("Base map"), "base_map", "layers")
PRIVACY = ("privacy", _("Data protection"), "privacy", "shield-check")
INFORM = ("inform", _("To inform"), "inform_list", "mail-warning")
REQUESTS = ("request", _("Requests"), "request_list", "inbox")
REVIEW = ("review", _("To look over"), "review_list", "list-checks")
INCIDENTS = ("incident", _("Incidents"), "incident_list", "siren")
READINGS = ("reading", _("Read log"), "reading_list", "scan-search")
RETENTION = ("retention", _("Retention"), "retention", "eraser")
PEOPLE = ("people", _("People"), "people_list", "users")
BIN = ("bin", _("Bin"), "bin", "trash-2")
PROCESSING = ("processing", _("Register of processing"), "processing", "notebook-text")
HELP = ("help", _("Help"), "help", "life-buoy")


@dataclass(frozen=True)
class Item:
    """One room in the menu. `count` is what the word says, never an alarm; in words where it was
    not counted to the end."""

    room: str
    word: str | Promise
    url: str
    icon: str
    current: bool = False
    count: int | str | None = None


@dataclass(frozen=True)
class Unit:
    """One post in the unit switcher."""

    id: str
    name: str
    role: str
    current: bool


@dataclass(frozen=True)
class Menu:
    """`tabs` are the phone's four rooms around *Logga*; `more` is all that is not among them."""

    main: list[Item]
    low: list[Item]
    units: list[Unit] = field(default_factory=list)
    log_url: str = ""
    log_current: bool = False

    @property
    def rooms(self) -> dict[str, Item]:
        return {item.room: item for item in [*self.main, *self.low]}

    @property
    def more(self) -> list[Item]:
        return [item for item in [*self.main, *self.low] if item.room not in PHONE]

    @property
    def unit(self) -> Unit | None:
        return next((unit for unit in self.units if unit.current), None)


PHONE = {"today", "map", "organisation"}
# What a room shows: without a line for it on the page of rules, the room is not in the menu.
SHOWS = {
    "map": "Organisation",
    "organisation": "Organisation",
    "meeting": "Meeting",
    "register": "RegisterSource",
    "privacy": "Incident",
    "inform": "LegalBasis",
    "review": "Review",
    "request": "RightsRequest",
    "incident": "Incident",
    "retention": "RetentionRule",
    "reading": "ReadLog",
    "processing": "Incident",
}


def may(reader: Reader, verb: str) -> bool:
    """Whether any of the reader's posts carries the verb somewhere."""
    return reader.holds(*MAY[verb])


def has_room(reader: Reader, room: str) -> bool:
    """Whether any of the reader's roles sees what the room shows."""
    return room not in SHOWS or reader.holds(*SEES[SHOWS[room]])


def menu(request) -> Menu:
    """The menu of the reader of this request. Costs no query: counts are what the page gave."""
    reader = request.reader
    match = request.resolver_match
    here = match.url_name or "" if match else ""
    counts = getattr(request, "counts", {})

    def item(room) -> Item:
        code, word, name, icon = room
        current = here == code or here.startswith(f"{code}_")
        return Item(code, word, reverse(name), icon, current, counts.get(code))

    low = [IMPORT] if may(reader, "import_organisations") else []
    low += [REGISTERS] if has_room(reader, "register") else []
    # The officer has a menu of the law's clocks; an association's own are under the ordinary one.
    rights = [
        room
        for room in (PRIVACY, INFORM, REVIEW, REQUESTS, RETENTION, READINGS, INCIDENTS, PROCESSING)
        if has_room(reader, room[0])
    ]
    officer = PRIVACY in rights
    low += [] if officer else rights
    low += [PEOPLE] if may(reader, "invite") else []
    low += [ADDRESSES, BASE_MAP] if may(reader, "configure_integrations") else []
    low += [BIN] if may(reader, "archive_organisation") else []
    return Menu(
        main=[
            item(room)
            for room in (TODAY, MAP, ORGANISATIONS, MEETINGS)
            if has_room(reader, room[0])
        ]
        + [item(room) for room in (rights if officer else [])],
        low=[item(room) for room in (*low, HELP)],
        units=_units(reader),
        log_url=reverse("meeting_log") if may(reader, "log_meeting") else "",
        log_current=here == "meeting_log",
    )


def _units(reader: Reader) -> list[Unit]:
    posts = [*reader.posts, *reader.elsewhere]
    return [
        Unit(str(post.pk), str(post.place), post.get_role_display(), post == reader.unit)
        for post in posts
    ]
