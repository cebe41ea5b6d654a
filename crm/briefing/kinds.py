"""A word of a search that names a kind: *fack haninge* means the unions there, as a list."""

import re

from movements.directory.choices import OrganisationKind
from movements.places.folding import folded

MOST_KINDS = 3  # a word that begins more of them tells nothing
SHORTEST = 4
SAYS_NOTHING = ("forening", "foreningar", "foreningen", "organisation", "organisationer")  # all are
ENDINGS = ("erna", "arna", "orna", "et", "en", "er", "ar", "or")


def kinds_meant(text: str) -> tuple[list[OrganisationKind], str]:
    """The kinds whose names the words begin, and the words that are left."""
    kinds, rest = {}, []
    for word in text.split():
        tells = folded(word) not in SAYS_NOTHING
        named = [k for k in OrganisationKind if tells and _begins(word, str(k.label))]
        if 0 < len(named) <= MOST_KINDS:
            kinds |= dict.fromkeys(named)
        else:
            rest.append(word)
    return list(kinds), " ".join(rest)


def within(label: str) -> str:
    """A name of a kind as it stands inside a sentence: abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _begins(word: str, label: str) -> bool:
    parts = re.split(r"\W+", folded(label))
    return any(part.startswith(stem) for stem in _stems(folded(word)) for part in parts)


def _stems(word: str) -> list[str]:
    """The word, and what is left of it without an ending: *facken* is *fack*."""
    bare = [word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending)]
    return [stem for stem in (word, *bare) if len(stem) >= SHORTEST]
