"""What a register calls its rows, the same whenever it comes again.

The keys are kept (SourceRow.key), so the words they are made of are never tuned: a row would no
longer be known. What may be the same as what is judged by movements/directory/likeness.py.
"""

import re
import unicodedata
from functools import lru_cache

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
