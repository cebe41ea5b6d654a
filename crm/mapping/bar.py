"""The filter bar: the same codes as the query string, in words."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from movements.directory.choices import OrganisationKind, PolicyArea
from movements.directory.organisations import QUIET_MONTHS


@dataclass(frozen=True)
class Choice:
    value: str
    word: str
    checked: bool


@dataclass(frozen=True)
class Group:
    """One filter of which several values may be chosen."""

    name: str
    label: str
    word: str  # what is chosen: all, the one, or how many
    choices: list[Choice]
    active: bool


class FilterBar:
    """What the bar shows for a query string."""

    def __init__(self, query, outlines):
        self.query = query
        self.q = query.get("q", "")
        self.living = query.get("living", "")
        self.white_spots = bool(query.get("white_spots"))
        places = [(outline.code, outline.name) for outline in outlines]
        self.groups = [
            self._group("kind", _("Kind"), _("All kinds"), OrganisationKind.choices, _kinds),
            self._group(
                "policy_area", _("Policy area"), _("All policy areas"), PolicyArea.choices, _areas
            ),
            self._group(
                "municipality", _("Municipality"), _("All municipalities"), places, _places
            ),
        ]
        # Asked for on the list or by a link: the map's form sends them along unseen.
        self.kept = [
            (name, value)
            for name in ("step", "association", "parent")
            for value in query.getlist(name)
        ]
        self.quiet = [Choice("", _("Quiet or not"), not query.get("quiet_for"))] + [
            Choice(str(n), _quiet(n), query.get("quiet_for") == str(n)) for n in QUIET_MONTHS
        ]

    @property
    def active(self) -> int:
        """How many filters are in use besides the search words; the phone's button says it."""
        single = ("quiet_for", "white_spots", "living", "step", "association", "parent")
        groups = sum(group.active for group in self.groups)
        return groups + sum(bool(self.query.get(name)) for name in single)

    def _group(self, name, label, everything, choices, several) -> Group:
        chosen = self.query.getlist(name)
        options = [Choice(value, capfirst(word), value in chosen) for value, word in choices]
        words = [option.word for option in options if option.checked]
        word = everything if not words else words[0] if len(words) == 1 else several(len(words))
        return Group(name, label, word, options, bool(chosen))


def _kinds(n: int) -> str:
    return ngettext("%(n)s kind", "%(n)s kinds", n) % {"n": n}


def _areas(n: int) -> str:
    return ngettext("%(n)s policy area", "%(n)s policy areas", n) % {"n": n}


def _places(n: int) -> str:
    return ngettext("%(n)s municipality", "%(n)s municipalities", n) % {"n": n}


def _quiet(n: int) -> str:
    return ngettext("Quiet for %(n)s month", "Quiet for %(n)s months", n) % {"n": n}
