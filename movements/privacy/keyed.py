"""A keyed hash: lets us know somebody again without keeping who they are.

Whoever has the hash and not the key learns nothing, not even by trying every name there is. The key
is a setting (`PRIVACY_KEY`) and never in a backup of the database.
"""

import hashlib
import hmac
import re
import unicodedata

import phonenumbers
from django.conf import settings

_SPACES = re.compile(r"\s+")


def keyed(*parts: object) -> str:
    """64 hexadecimal signs that are always the same for these parts, in this order."""
    said = "\x1f".join(str(part) for part in parts)
    return hmac.new(settings.PRIVACY_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def plain_name(text: str) -> str:
    """As one name, however it is typed: 'Margareta  HOLM' and 'margareta holm' are the same."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def plain_way(kind: str, value: str) -> str:
    """An address or number as one, however it is typed: '070-174 06 35' is '+46701740635'."""
    if kind == "phone":
        try:
            number = phonenumbers.parse(value, "SE")
        except phonenumbers.NumberParseException:
            return plain_name(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _SPACES.sub("", unicodedata.normalize("NFKC", value)).casefold()
