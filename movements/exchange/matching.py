"""Is this row something we already have? Known, possibly the same, or new.

A row is *known* when an earlier import of the same register made it. It is a *possible duplicate*
when its organisation number, or its name together with its website or its municipality, is that of
another row or organisation; then a person must say, and it is held back. Nothing here ever looks
at an organisation that the reader may not see: whoever calls hands over what may be compared.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from movements.exchange import problems as p

# Words that say that it is an association, not which one.
FORMS = frozenset(
    [
        *("forening", "foreningen", "ideell", "ideella", "lokalforening", "lokalforeningen"),
        *("lokalavdelning", "lokalavdelningen", "lokalavd", "avdelning", "avdelningen", "avd"),
        *("fören", "foren", "for", "i", "och", "o", "med", "omnejd", "the", "u", "p", "a", "upa"),
        *("ek", "ekonomisk", "kommun", "kommunforening", "pensionarsforening"),
    ]
)
SHORT_FORMS = {
    "if": "idrottsforening",
    "ik": "idrottsklubb",
    "brf": "bostadsrattsforening",
    "ibk": "innebandyklubb",
    "sth": "stockholm",
    "sthlm": "stockholm",
    "sthlms": "stockholm",
    "st": "sankt",
    "sta": "sankta",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a row can be the same as: an organisation we have, or an earlier row of the file."""

    label: str
    organisation_id: object = None
    number: int | None = None  # row number when it is in the file itself
    archived: bool = False


@lru_cache(maxsize=200_000)
def name_words(name):
    """The words that tell one association from another, in their order."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("w", "v")
    words = [SHORT_FORMS.get(word, word) for word in re.findall(r"[a-z0-9]+", plain)]
    telling = [_stem(word) for word in words if word not in FORMS]
    return tuple(telling or words)


def _stem(word):
    for ending in ("foreningen", "forening"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("s") if len(word) > 4 else word


def name_keys(name):
    """Two ways to write a name the same: as one word, and with its words in any order."""
    words = name_words(name)
    return "".join(words), " ".join(sorted(set(words)))


@lru_cache(maxsize=100_000)
def home_key(homepage):
    """A website without scheme, www and closing slash."""
    return re.sub(r"^https?://(www\.)?", "", homepage.lower()).rstrip("/")


class Register:
    """Everything a row may be compared with: by number, by name and website, by name and place."""

    def __init__(self):
        self._numbers, self._homes, self._places, self._names = {}, {}, {}, {}

    def add(self, known, *, name, organisation_number="", homepage="", municipality_id=None):
        if organisation_number:
            self._numbers.setdefault(organisation_number, known)
        for key in name_keys(name):
            if homepage:
                self._homes.setdefault((key, home_key(homepage)), known)
            self._places.setdefault((key, municipality_id), known)
            if known.organisation_id and not known.archived and len(name_words(name)) > 1:
                self._names.setdefault(key, known)

    def claim(self, organisation_number, known):
        """From this row on the number is taken; a later row of the file may not have it too."""
        if organisation_number:
            self._numbers.setdefault(organisation_number, known)

    def holder_of(self, organisation_number):
        return self._numbers.get(organisation_number)

    def namesake(self, row, municipality_id):
        """The one with the same name in the same municipality, whatever number or website says."""
        found = (self._places.get((key, municipality_id)) for key in name_keys(row.name))
        return next(filter(None, found), None)

    def same_as(self, row, municipality_id):
        """(why, what it is like) of a possible duplicate, or None."""
        found = self._numbers.get(row.organisation_number)
        if found:
            return p.SAME_NUMBER, found
        for key in name_keys(row.name):
            found = row.homepage and self._homes.get((key, home_key(row.homepage)))
            if found:
                return p.SAME_HOMEPAGE, found
            found = self._places.get((key, municipality_id)) or self._places.get((key, None))
            if found:
                return (p.SAME_ROW if found.number else p.SAME_PLACE), found
        found = self._names.get(name_keys(row.name)[0])
        return (p.SAME_ELSEWHERE, found) if found else None


def source_keys(rows, placed, municipality):
    """The key of each row in its register, the same whenever that register comes again.

    The register's own id when it has one; else the name. Where several rows share a name but lie
    in different municipalities, the one in the register's own keeps the bare name.
    """
    seats = {}
    for row, place in zip(rows, placed, strict=True):
        if row.name and not row.source_id:
            seats.setdefault(name_keys(row.name)[0], set()).add(place.municipality.pk)
    keys = []
    for row, place in zip(rows, placed, strict=True):
        if row.source_id:
            keys.append(f"id:{row.source_id}")
            continue
        name = name_keys(row.name)[0][:200] if row.name else ""
        here = place.municipality.pk if place.municipality else None
        apart = len(seats.get(name_keys(row.name)[0], ())) > 1 and here != municipality.pk
        keys.append(f"name:{name}" + (f"@{place.municipality.code}" if apart else ""))
    return keys
