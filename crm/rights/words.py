"""How the registers of the law are said on their pages: deadlines, clocks, what comes next."""

from dataclasses import dataclass
from math import pi

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.templatetags.words import date_short, number
from movements.rights.choices import Deed

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


# What a step of a request is called, by the verb that its history says.
STEPS = {
    "handle_requests": gettext_lazy("registered the request"),
    "send_request": gettext_lazy("asked the association"),
    "remind_of_request": gettext_lazy("reminded the association"),
    "answer_request": gettext_lazy("answered for the association"),
    "extend_request": gettext_lazy("extended the time"),
    "gather_extract": gettext_lazy("gathered and sealed the extract"),
    "tell_passphrase": gettext_lazy("was shown the passphrase"),
    "hand_out": gettext_lazy("handed out the extract, and closed"),
    "erase_person": gettext_lazy("erased the person, and closed"),
    "restrict_person": gettext_lazy("restricted the person, and closed"),
    "lift_restriction": gettext_lazy("lifted the restriction"),
    "dismiss_objection": gettext_lazy("dismissed the objection, and closed"),
    "close_request": gettext_lazy("closed the request"),
}


def done_word(why: str) -> str:
    return str(STEPS.get(why, _("changed the request")))


def what_was_done(request) -> str:
    """What the house did about a request, with its figures."""
    said = request.figures
    if request.deed == Deed.ERASED:
        return _(
            "Everything about the person was erased: %(rows)s rows gone, %(texts)s texts masked,"
            " %(files)s files thrown away."
        ) % {name: number(said[name]) for name in ("rows", "texts", "files")}
    if request.deed == Deed.GATHERED:
        return _("The register extract was made in %(seconds)s s, sealed and handed out.") % {
            "seconds": number(said["seconds"])
        }
    return request.get_deed_display() if request.deed else ""
