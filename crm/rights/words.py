"""How the registers of the law are said on their pages: deadlines, clocks, what comes next."""

from dataclasses import dataclass
from math import pi

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.templatetags.words import date_short

SOON = 10  # days: what falls due within them is said in days
RADIUS = 40
AROUND = 2 * pi * RADIUS


def deadline(day) -> tuple[str, str]:
    """(kind of status, word) of a day by which something must be done."""
    left = (day - timezone.localdate()).days
    if left < 0:
        late = ngettext("Late by %(days)s day", "Late by %(days)s days", -left)
        return "late", late % {"days": -left}
    if left == 0:
        return "soon", _("Today")
    if left <= SOON:
        return "soon", ngettext("%(days)s day", "%(days)s days", left) % {"days": left}
    return "dated", date_short(day)


@dataclass(frozen=True)
class Clock:
    """The 72 hours: what is left, and how much of the ring has gone."""

    hours: int
    due_at: object
    late: bool
    gone: str
    around: str = f"{AROUND:.1f}"

    @property
    def announce(self) -> bool:
        """Said aloud at 24, 6 and 1 hours."""
        return self.hours in (24, 6, 1)


def clock_of(incident) -> Clock:
    hours = incident.hours_left()
    gone = AROUND * min(max(72 - hours, 0), 72) / 72
    return Clock(hours, incident.due_at, incident.is_late(), f"{gone:.1f}")
