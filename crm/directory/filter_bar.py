"""The filter bar above lists of organisations: a plain form whose fields are the question's own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.templatetags.words import first_upper
from movements.directory.choices import OrganisationKind, PolicyArea
from movements.directory.models import Relation
from movements.directory.organisations import QUIET_MONTHS

KEPT = ("order", "saved")  # what the form sends along unseen
PLACE_IN_LIST = ("after", "before")


def canonical(query):
    """The query string without empty fields and without a place in the list."""
    said = query.copy()
    for name in list(said):
        values = [value for value in said.getlist(name) if value != ""]
        said.setlist(name, values)
        if not values or name in PLACE_IN_LIST:
            del said[name]
    return said


def quiet_label(months) -> str:
    return _("Quiet for %(months)s months") % {"months": months}


@dataclass(frozen=True)
class Choice:
    """One filter of which several may be chosen: opened from the bar, ticked, sent."""

    name: str
    label: str
    everything: str
    options: list[tuple[str, str, bool]]  # value, label, chosen

    @property
    def words(self) -> list[str]:
        return [word for _value, word, chosen in self.options if chosen]

    @property
    def summary(self) -> str:
        """What the closed field says: all, the one chosen, or the first and how many more."""
        more = f" +{len(self.words) - 1}" if len(self.words) > 1 else ""
        return f"{self.words[0]}{more}" if self.words else self.everything


class FilterBar:
    """What the bar shows for a query string, with listing.municipalities_of to choose among."""

    def __init__(self, query, municipalities, associations=()):
        self.query = canonical(query)
        self.q = self.query.get("q", "")
        places = list(municipalities)
        self.own_codes = [place.code for place in places if place.own]
        codes = [(place.code, place.name) for place in places]
        self.choices = [
            self._choice("kind", _("Kind"), _("All kinds"), OrganisationKind.choices),
            self._choice(
                "policy_area", _("Policy area"), _("All policy areas"), PolicyArea.choices
            ),
            self._choice("municipality", _("Municipality"), _("The whole district"), codes),
        ]
        self.step = self._choice("step", _("Step"), _("Every step"), Relation.Step.choices)
        chosen = self.query.get("association", "")
        self.associations = [(str(one.pk), one.name, str(one.pk) == chosen) for one in associations]
        now = self.query.get("quiet_for", "")
        self.quiet = [(str(n), quiet_label(n), str(n) == now) for n in QUIET_MONTHS]
        self.living = self.query.get("living") == "1"
        self.white_spots = self.query.get("white_spots") == "1"
        self.kept = [(name, self.query[name]) for name in KEPT if name in self.query]

    def _choice(self, name, label, everything, options) -> Choice:
        chosen = set(self.query.getlist(name))
        marked = [(value, first_upper(word), value in chosen) for value, word in options]
        return Choice(name, label, everything, marked)

    @property
    def in_force(self) -> int:
        """How many filters are on, the search words aside."""
        single = ("quiet_for", "living", "white_spots")
        several = sum(bool(c.words) for c in self.choices)
        return several + sum(n in self.query for n in single) + self.more_in_force

    @property
    def more_in_force(self) -> int:
        """How many of those under *Fler filter* are on."""
        return bool(self.step.words) + sum(name in self.query for name in ("association", "parent"))

    @property
    def parent(self) -> str:
        """The federation that the address asks for; the form sends it along unseen."""
        return self.query.get("parent", "")

    @property
    def own(self) -> dict | None:
        """The chip *Min kommun*: its word, whether it is on, and the address that turns it."""
        if not self.own_codes:
            return None
        on = set(self.query.getlist("municipality")) == set(self.own_codes)
        turned = self.query.copy()
        turned.setlist("municipality", [] if on else self.own_codes)
        word = ngettext("My municipality", "My municipalities", len(self.own_codes))
        return {"word": word, "on": on, "url": f"?{turned.urlencode()}"}

    def without(self, name: str) -> str:
        """The address with one filter taken away."""
        said = self.query.copy()
        said.pop(name, None)
        return f"?{said.urlencode()}"

    def said(self, name: str) -> str:
        """What a filter asks for, in the words of the bar."""
        if name == "q":
            return self.q
        if name == "quiet_for":
            return quiet_label(self.query[name])
        if name == "living":
            return _("Living contact")
        if name == "white_spots":
            return _("White spots")
        if name == "association":
            chosen = (word for _pk, word, chosen in self.associations if chosen)
            return next(chosen, _("Association"))
        if name == "parent":
            return _("Part of")
        if name == "step":
            return ", ".join(self.step.words)
        return next(", ".join(choice.words) for choice in self.choices if choice.name == name)

    def address(self, *, without=()) -> str:
        """The query string for another door to the same selection, with its question mark."""
        said = self.query.copy()
        for name in without:
            said.pop(name, None)
        return f"?{said.urlencode()}" if said else ""
