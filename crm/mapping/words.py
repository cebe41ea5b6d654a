"""The map in words: the panel's sentence, and the name of a filter that was too tight."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.templatetags.words import first_upper, number
from movements.mapping.coverage import Tally


def in_words(count: int) -> str:
    """Numbers to twelve as words, as people write them in a sentence; larger ones as figures."""
    words = (
        _("none"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
        _("eleven"),
        _("twelve"),
    )
    return words[count] if count < len(words) else number(count)


def coverage_sentence(tally: Tally) -> str:
    """*22 levande kontakter av 31. Sex är tysta sedan mer än ett halvår, …*"""
    if not tally.organisations:
        return _("No organisation is registered here yet.")
    living = ngettext(
        "%(living)s living contact of %(all)s.",
        "%(living)s living contacts of %(all)s.",
        tally.living,
    ) % {"living": number(tally.living), "all": number(tally.organisations)}
    silent = ", ".join(_silences(tally))
    return f"{living} {first_upper(silent)}." if silent else living


def _silences(tally: Tally):
    if tally.quiet:
        yield ngettext(
            "%(count)s has been quiet for more than six months",
            "%(count)s have been quiet for more than six months",
            tally.quiet,
        ) % {"count": in_words(tally.quiet)}
    if tally.never:
        yield ngettext(
            "%(count)s you have never contacted",
            "%(count)s you have never contacted",
            tally.never,
        ) % {"count": in_words(tally.never)}


def tightest_word(name: str, query) -> str:
    """The filter as the bar writes it: *Tyst i 6 månader*."""
    if name == "quiet_for":
        months = int(query["quiet_for"])
        return ngettext("Quiet for %(n)s month", "Quiet for %(n)s months", months) % {"n": months}
    words = {
        "q": _("Search words"),
        "kind": _("Kind"),
        "policy_area": _("Policy area"),
        "municipality": _("Municipality"),
        "white_spots": _("White spots"),
        "living": _("Living contact"),
        "step": _("Step"),
        "association": _("In contact with"),
        "parent": _("Part of"),
    }
    return words[name]


def within(word) -> str:
    """A label as it stands inside a sentence: *skola*, but *HBTQI*."""
    text = str(word)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
