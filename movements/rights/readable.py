"""A register extract for somebody to read: what each table and field is called, dates as days.

The JSON beside it keeps the names of the program, for other programs.
"""

from datetime import date, datetime

from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

HEADINGS = {
    "ContactPerson": _("You"),
    "Channel": _("How you are reached"),
    "ContactRole": _("Your roles"),
    "Participant": _("Meetings that you took part in"),
    "Reminder": _("Reminders to tell you that you are here"),
    "Review": _("When it was asked whether you should stay"),
    "SealedExtract": _("Register extracts about you"),
}
# What a field is called to the one whom it is about, where the form's own word is for those inside.
LABELS = {
    "content": _("The meeting"),
    "organisation": _("Organisation"),
    "created_at": _("Written here"),
    "informed_at": _("You were told on"),
    "informed_how": _("You were told"),
    "inform_by": _("You shall be told by"),
    "keep_until": _("Kept until at the latest"),
    "restricted_at": _("Restricted since"),
    "restricted_for": _("Restricted because"),
    "archived_at": _("Put away in the archive"),
    "fetched_at": _("Sent"),
    "kept_until": _("Kept until"),
    "asked_at": _("You were asked for consent"),
}
HAPPENED = {"insert": _("Was written"), "update": _("Was changed"), "delete": _("Was taken away")}
BESIDE = ("of", "at", "what")  # in a version: of which row, when, what happened


def sections(found: dict) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """[(heading, rows)] of what was gathered {noun: rows}; a row is its [(label, value)], without
    what is empty."""
    return [
        (_heading(noun), [_said(_model(noun), row) for row in rows])
        for noun, rows in found.items()
        if rows
    ]


def histories(found: dict) -> list[tuple[str, list[tuple[str, str, list[tuple[str, str]]]]]]:
    """[(heading, versions)]; a version is (when, what happened, what it then said). Of a change
    only what it changed is said."""
    return [(_heading(noun), _versions(_model(noun), rows)) for noun, rows in found.items() if rows]


def _versions(model, rows: list[dict]) -> list:
    before, told = {}, []
    for row in rows:
        now = {name: value for name, value in row.items() if name not in BESIDE}
        then = before.get(row["of"], {}) if row["what"] == "update" else {}
        changed = {n: v for n, v in now.items() if not then or str(v) != str(then[n])}
        told.append((_day(row["at"]), str(HAPPENED[row["what"]]), _said(model, changed, then)))
        before[row["of"]] = now
    return told


def _heading(noun: str) -> str:
    return str(HEADINGS.get(noun, _model(noun)._meta.verbose_name))


def _model(noun: str):
    return apps.get_model("movements", noun)


def _said(model, row: dict, before=()) -> list[tuple[str, str]]:
    """With `before`, what was said then and is no more is a dash."""
    said = [(_label(model, name), _value(name, row[name]), name) for name in row]
    return [(label, value or "–") for label, value, name in said if value or name in before]


def _label(model, name: str) -> str:
    word = str(LABELS.get(name, model._meta.get_field(name).verbose_name))
    return word[:1].upper() + word[1:]


def _value(name: str, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):  # a datetime is one too
        return _day(value)
    if name == "number":
        return f"P-{value}"
    return str(value)


def _day(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return date_format(timezone.localtime(moment), "j F Y H:i")
    return date_format(moment, "j F Y")
