"""Small letters without rings, dots and accents: 'Ångström' and 'angstrom' are one word here.

For finding only: `names.py` decides when two names are the same. The database folds alike
(`forankra_fold`, migration 0005); one letter becomes one letter, so that places in a text agree.
"""

import re
import unicodedata

FROM = "åäáàâãāăąæöøóòôõōőéèëêēėęěüúùûūůűíìîïīıýÿñńňçćčšśşșžźżłđðğřťț"
TO = "aaaaaaaaaaooooooooeeeeeeeeuuuuuuuiiiiiiyynnncccsssszzzlddgrtt"
_LETTERS = str.maketrans(FROM, TO)
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """As long as `text` once composed: 'Åkersberga' → 'akersberga'."""
    composed = unicodedata.normalize("NFC", text)
    small = "".join(one.lower() if len(one.lower()) == 1 else one for one in composed)
    return small.translate(_LETTERS)


def folded_words(text: str) -> list[str]:
    """'Hyresgästföreningen i Jordbro' → ['hyresgastforeningen', 'i', 'jordbro']."""
    return _WORD.findall(folded(text))
