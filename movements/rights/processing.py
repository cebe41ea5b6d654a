"""The register of processing (art. 30), rendered from the tables, the rules page and the settings.

What is said by hand is why, on what grounds and for how long; fields and readers are read from the
code, and a test fails when a table about people stands in no entry.
"""

from dataclasses import dataclass

from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from movements.access.printed import EN, SV, seen_by
from movements.access.sight import PAGE


@dataclass(frozen=True)
class Activity:
    """One entry: what is done with data about whom, in which tables."""

    code: str
    title: str
    purpose: str
    people: str
    grounds: str
    kept: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table of an entry: its fields in words, and who reads it: [(who, which rows)]."""

    name: str
    fields: list[str]
    readers: list[tuple[str, str]]


INTRODUCTION = _(
    "What is done with data about people here (GDPR art. 30), as the program does it today. Who"
    " the controller and the privacy officer are stands in the district's settings."
)
RECIPIENTS = _(
    "Nobody outside the district, and nothing leaves the EU. An address server that an"
    " administrator has chosen is asked about organisations' addresses, never about people."
)
PROTECTED = _(
    "A second factor, rules of sight that the database keeps as well, a history of every change,"
    " a log of every reading, encrypted backups."
)
ACTIVITIES = (
    Activity(
        "contacts",
        _("Contact persons in movements and organisations"),
        _("To keep in touch with organisations about their issues, and to answer for it."),
        _("Contact persons: in a public role, in regular contact, or with standing."),
        _("Art. 6.1 f with 9.2 d or e; consent (6.1 a, 9.2 a). Each row says which."),
        _(
            "Until its own end date, two years as a proposal; reviewed after 24 months without"
            " contact."
        ),
        ("ContactPerson", "Channel", "ContactRole", "LegalBasis", "Reminder"),
    ),
    Activity(
        "meetings",
        _("Meetings and promises"),
        _("To remember what organisations have asked for and what we have promised them."),
        _("Those who were there: our own members and contact persons."),
        _("Art. 6.1 f with 9.2 d. Notes are about organisations, not about people's opinions."),
        _(
            "Confidential notes and files 24 months; names in other notes, and other files, 48"
            " months; decisions are kept."
        ),
        (
            *("Meeting", "MeetingContent", "Participant", "Point", "Promise", "Relation"),
            "Attachment",
        ),
    ),
    Activity(
        "accounts",
        _("Accounts and posts"),
        _("To let those with a post in, and nobody else, and to show who did what."),
        _("Own members with a post in the district."),
        _("Art. 6.1 f with 9.2 d."),
        _("Closed at once when somebody leaves, erased after six months."),
        ("User", "Post", "SavedView"),
    ),
    Activity(
        "reading",
        _("The read log"),
        _("To answer who has read about somebody, and to find misuse."),
        _("Own members who read, and those they read about, by number."),
        _("Art. 6.1 c and f (art. 5.2, 32)."),
        _("24 months."),
        ("ReadLog",),
    ),
    Activity(
        "rights",
        _("Requests from those registered"),
        _("To give people what the law gives them, in time, and to show it."),
        _("Those who ask, by number; no name is kept here."),
        _("Art. 6.1 c."),
        _("For as long as the answer can be questioned; without names."),
        ("RightsRequest", "SealedExtract", "Readmission"),
    ),
    Activity(
        "incidents",
        _("Incidents and who answers"),
        _("To tell the authority and those affected when something goes wrong."),
        _("Those affected, as numbers; the privacy officer by name."),
        _("Art. 6.1 c (art. 33 and 34)."),
        _("For as long as the authority can ask about it."),
        ("Incident", "PrivacySettings"),
    ),
    Activity(
        "imports",
        _("Registers that are brought in"),
        _("To find organisations; people come in only where somebody has said why."),
        _("Contact persons named in a file."),
        _("As for contact persons. What is not taken in is not kept."),
        _("A file under review lives for a day."),
        ("PendingUpload", "DraftRow"),
    ),
)


def tables_of(activity: Activity) -> list[Table]:
    """What each table of an entry holds, and who reads it, in the language in force."""
    language = SV if translation.get_language() != "en" else EN
    return [_table(name, language) for name in activity.tables]


def _table(name: str, language: int) -> Table:
    model = apps.get_model("movements", name)
    said = [f.verbose_name for f in model._meta.local_fields if isinstance(f.verbose_name, Promise)]
    fields = list(dict.fromkeys(str(word) for word in said))
    return Table(name, fields, seen_by(name, language) if name in PAGE else [])


def printed() -> str:
    """The whole register as Markdown, in the language in force."""
    title = _("Register of processing")
    parts = [f"# {title}\n", f"{INTRODUCTION}\n"]
    for activity in ACTIVITIES:
        parts.append(f"## {activity.title}\n")
        parts += [f"- **{word}**: {said}" for word, said in lines_of(activity)]
        parts.append("")
        for table in tables_of(activity):
            parts.append(f"### `{table.name}`\n\n{', '.join(table.fields)}.\n")
            parts += [f"- {who}: {which}" for who, which in table.readers]
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def lines_of(activity: Activity) -> list[tuple[str, str]]:
    """The entry in the words of art. 30.1, as (heading, what is said)."""
    return [
        (_("Purpose"), activity.purpose),
        (_("Who it is about"), activity.people),
        (_("Grounds"), activity.grounds),
        (_("Kept"), activity.kept),
        (_("Handed to"), RECIPIENTS),
        (_("Protected by"), PROTECTED),
    ]
