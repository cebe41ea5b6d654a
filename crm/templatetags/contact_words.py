"""In which words a relation's state is told: one rule for Idag, the list, the map and the page."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.templatetags.words import as_date, date_short, first_upper, when

SOON_DAYS = 14
QUIET_MONTHS = 6


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months that have passed."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def contact_words(last, due, *, planned: bool = False) -> tuple[str, str]:
    """(kind of status, words) from the last contact and the next one.

    `due` is a deadline, or a booked meeting when `planned`. A deadline that has passed is late;
    silence with nothing agreed is quiet, and nobody has done wrong.
    """
    today = timezone.localdate()
    last, due = as_date(last), as_date(due)
    if due:
        return _about_next((due - today).days, due, planned=planned)
    if last is None:
        return "never", _("Never contacted")
    quiet = months_between(last, today)
    if quiet >= QUIET_MONTHS:
        words = ngettext("Quiet %(count)s month", "Quiet %(count)s months", quiet)
        return "quiet", words % {"count": quiet}
    if (today - last).days <= 1:
        return "in_step", _("Met %(when)s") % {"when": when(last)}
    return "in_step", _("In step")


def _about_next(days: int, due: dt.date, *, planned: bool) -> tuple[str, str]:
    if days < 0:
        words = ngettext("Overdue %(count)s day", "Overdue %(count)s days", -days)
        return "late", words % {"count": -days}
    if planned:
        return "planned", first_upper(when(due) if days < 7 else date_short(due))
    if days == 0:
        return "soon", _("Today")
    if days <= SOON_DAYS:
        return "soon", ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return "in_step", _("In step")


def promise_words(due, *, done: bool = False) -> tuple[str, str]:
    """(kind of status, words) of a promise: done, overdue, or its day."""
    due = as_date(due)
    if done:
        return "done", _("Done")
    if due is None:
        return "dated", _("No date")
    days = (due - timezone.localdate()).days
    if days < 0:
        words = ngettext("%(count)s day overdue", "%(count)s days overdue", -days)
        return "overdue", words % {"count": -days}
    if days == 0:
        return "soon", _("Today")
    return "dated", date_short(due)
