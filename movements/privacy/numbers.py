"""Personal identity numbers are kept nowhere: what looks like one is refused, with an explanation.

A number is a date of birth and four digits of which the last one checks the others (Skatteverket,
SKV 704; a coordination number has 60 added to the day, SKV 707). An organisation number has 20 or
more where the month would be (SKV 709), and is therefore never taken for one.
"""

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import personnummer

_GAP = r"[\s.\-+–—−/:]?"
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<century>1[89]|20)?\s?(?P<year>\d\d){_GAP}(?P<month>\d\d){_GAP}(?P<day>\d\d)"
    r"(?P<sign>\s?[\-+–—−.:/]?\s?)(?P<last>\d{4})(?!\d)"
)
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_COORDINATION = 60
A_YEAR = timedelta(days=366)  # a day of this year, and four digits, is when something happened

REFUSED = _(
    "This looks like a personal identity number, and those are not kept here. Leave it out. If it"
    " is a phone number, write it as 070-123 45 67."
)


def has_personal_number(text: str | None) -> bool:
    """Whether a personal identity or coordination number stands somewhere in the text, with or
    without century, dash, plus and spaces."""
    plain = unicodedata.normalize("NFKC", (text or "").translate(_UNSEEN))
    return any(_is_one(found) for found in _WRITTEN.finditer(plain))


def no_personal_number(text: str) -> None:
    """A validator of every field where people write freely."""
    if has_personal_number(text):
        raise ValidationError(REFUSED, code="personal_number")


def refuse_personal_numbers(texts: dict[str, str]) -> None:
    """Raises ValidationError with the explanation at each field whose text holds one."""
    found = {name: [REFUSED] for name, text in texts.items() if has_personal_number(text)}
    if found:
        raise ValidationError(found)


def _is_one(found: re.Match) -> bool:
    part = {name: found[name] or "" for name in ("century", "year", "month", "day", "last")}
    day = int(part["day"])
    coordination = day > _COORDINATION
    ten = f"{part['year']}{part['month']}{part['day']}{part['last']}"
    if coordination and _is_mobile(found[0]):
        return False
    if not luhn.is_valid(ten):
        return False
    born = f"{day - _COORDINATION if coordination else day:02d}"
    return _is_born(part["century"], part["year"], part["month"], born)


def _is_born(century: str, year: str, month: str, day: str) -> bool:
    """Whether it is a day on which somebody may have been born; the library settles a century
    that is not said."""
    try:
        if century:
            return date(int(century + year), int(month), int(day)) < timezone.localdate() - A_YEAR
        return personnummer.get_birth_date(f"{year}{month}{day}-0000") is not None
    except (ValueError, NumberError):
        return False


def _is_mobile(written: str) -> bool:
    """070 174 0635 in one go reads as a coordination number of a child: it is a phone."""
    return bool(re.match(r"0?7\d", written.strip())) and "-" not in written and "+" not in written
