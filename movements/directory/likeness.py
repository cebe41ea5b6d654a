"""When are two organisations one and the same? The judgement, asked the same way everywhere.

The organisation number comes first; else the name (as its keys write it, see keys.py) together
with the place or the website. The judgement never looks anything up: whoever asks hands over two
cards, and only of organisations that the reader may see (candidates.py finds them).
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

LONG = 5  # letters from which a slip of one is a slip and not another word
LONGER = 12  # and of two
TELLING = 3  # words that say which one it is, whatever else is added
SAME_ALL_THROUGH = 15  # letters of a whole name from which two slips may stand anywhere in it
TAIL = ("klubb", "sallskap", "kar", "krets", "lag", "forening", "forsamling")


class Why(TextChoices):
    """Why two are taken for one, the strongest first."""

    SAME_NUMBER = "same_number", _("Same organisation number")
    SAME_HOMEPAGE = "same_homepage", _("Same name and the same website")
    SAME_PLACE = "same_place", _("Same name in the same place")
    SAME_NAME = "same_name", _("Same name in another place")
    ALIKE = "alike", _("Nearly the same name")

    @property
    def rank(self) -> int:
        return list(Why).index(self)


@dataclass(frozen=True, slots=True)
class Card:
    """What is compared of an organisation, or of a row that may become one.

    `municipalities` are ids: where its address is and where it is active. The keys are the
    database's, "" until it has been asked.
    """

    name: str
    organisation_number: str = ""
    homepage: str = ""
    email: str = ""
    town: str = ""
    municipalities: frozenset = frozenset()
    name_key: str = ""
    name_words: str = ""
    home_key: str = ""

    @property
    def words(self) -> list[str]:
        return self.name_words.split()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why two may be one. `certain`: the number or the website says so, nobody need be asked."""

    why: Why
    certain: bool = False


def judge(one: Card, other: Card) -> Verdict | None:
    """What two cards are to each other; None when they are two."""
    numbers = {one.organisation_number, other.organisation_number} - {""}
    both_numbered = one.organisation_number and other.organisation_number
    shared, same_name = _reached_alike(one, other), _same_name(one, other)
    if both_numbered and len(numbers) == 1:
        in_common = shared or same_name or bool(set(one.words) & set(other.words))
        return Verdict(Why.SAME_NUMBER, certain=in_common or _near(one, other))
    if both_numbered and not (same_name and shared):
        return None
    if same_name:
        return _same_named(one, other, shared=shared, doubt=bool(both_numbered))
    if (shared or _same_place(one, other)) and _near(one, other):
        return Verdict(Why.ALIKE)
    if shared and _within(one, other):
        return Verdict(Why.ALIKE)
    return None


def _same_named(one: Card, other: Card, *, shared: bool, doubt: bool) -> Verdict | None:
    if shared:
        return Verdict(Why.SAME_HOMEPAGE, certain=not doubt)
    if _same_place(one, other):
        return Verdict(Why.SAME_PLACE)
    if not (_is_somewhere(one) and _is_somewhere(other)):
        return Verdict(Why.ALIKE)  # nobody knows that they are in two places
    if len(one.words) == 1:
        return None  # a movement's local groups, each under the name of the movement
    return Verdict(Why.SAME_NAME)


def _same_name(one: Card, other: Card) -> bool:
    return bool(one.name_key) and (
        one.name_key == other.name_key or one.name_words == other.name_words
    )


def _reached_alike(one: Card, other: Card) -> bool:
    same_home = one.home_key and one.home_key == other.home_key
    return bool(same_home or (one.email and one.email == other.email))


def _same_place(one: Card, other: Card) -> bool:
    same_town = one.town and one.town.casefold() == other.town.casefold()
    return bool(same_town or one.municipalities & other.municipalities)


def _is_somewhere(card: Card) -> bool:
    return bool(card.town or card.municipalities)


def _near(one: Card, other: Card) -> bool:
    """Every word of the one is a word of the other, some with a slip or cut short."""
    if not one.name_key or not other.name_key:
        return False
    mine, theirs = set(one.words), set(other.words)
    if len(mine) == len(theirs):
        return _said_in(mine, theirs) and _said_in(theirs, mine)
    if min(len(one.name_key), len(other.name_key)) < SAME_ALL_THROUGH:
        return False
    if OSA.distance(one.name_key, other.name_key, score_cutoff=2) <= 2:
        return True  # words written together or apart
    return min(len(mine), len(theirs)) >= TELLING and _within(one, other)


def _within(one: Card, other: Card) -> bool:
    """The one says all that the other says, and something more."""
    short, long = sorted((set(one.words), set(other.words)), key=len)
    return bool(short) and _said_in(short, long)


def _said_in(words: set, others: set) -> bool:
    left = others - words
    return all(word in others or any(_slip(word, other) for other in left) for word in words)


def _slip(one: str, other: str) -> bool:
    """The same word, misspelt or cut short; what only differs before its tail is another."""
    if one[0] != other[0]:
        return False
    for tail in TAIL:
        if one.endswith(tail) and other.endswith(tail):
            one, other = one.removesuffix(tail), other.removesuffix(tail)
            break
    short, long = sorted((one, other), key=len)
    if len(short) < LONG or any(c.isdigit() for c in one + other):
        return False
    if long.startswith(short) and len(short) > LONG:
        return long.removeprefix(short) not in TAIL  # a club of it, not it cut short
    return OSA.distance(one, other) <= (2 if len(short) >= LONGER else 1)
