"""When are two written names the same name? Exact rules only, never a likeness.

A guess that is nearly right puts an association in the wrong town; so letters are never
swapped or skipped, only case, spacing, hyphens and (where the writer had none) å ä ö.
"""

import re
import unicodedata

_OTHER_LETTERS = str.maketrans("æøéèëáàüÿ", "äöeeeaauy")
_PLAIN_LETTERS = str.maketrans("åäö", "aao")
_NOT_LETTERS = re.compile(r"[^0-9a-zåäö]+")


def normalised(name: str) -> str:
    """'  UPPLANDS-VÄSBY ' → 'upplands väsby'."""
    text = unicodedata.normalize("NFC", name).casefold().translate(_OTHER_LETTERS)
    return _NOT_LETTERS.sub(" ", text).strip()


def squeezed(name: str) -> str:
    """Without the spaces: 'Upplandsväsby' and 'Upplands Väsby' agree."""
    return normalised(name).replace(" ", "")


def plain(name: str) -> str:
    """Without spaces, rings and dots, as in an address on the web: 'upplandsvasby'."""
    return squeezed(name).translate(_PLAIN_LETTERS)
