"""What may stand on an organisation's row, and how it is written there."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

ROLE_WORDS = (
    "admin|arrangemang|boka|bokning|byalag|distrikt|event|expedition|forbund|forening|forskola|"
    "forsamling|fritid|hej|hello|hemsida|info|information|intresse|kansli|kassor|klubb|kommunikation|"
    "konsert|kontakt|kontor|kundtjanst|lokal|mail|medlem|office|ordforande|post|press|receptionen|"
    "redaktion|sekreterare|sekretariat|sektion|service|styrelse|support|verksamhet|webb|webmaster|"
    "contact|mejl|epost|traning|kor|teater|museum|bibliotek|scout|ungdom|reception|valkommen|"
    "facket|avdelning|sommar|camp|kurs|studie|skola|pastor|forsamlingen"
)
# A short word must stand alone: korhonen@ and postma@ are people, kor@ and post@ are not.
_ROLE = re.compile(
    rf"({ROLE_WORDS})(?![a-z])|(?=[a-z]{{4}})(?!kor[a-z]|post[a-z]|camp[a-z]|hej[a-z]"
    rf"|kurs[a-z]|mail[a-z]|boka[a-z]|press[a-z]|pastor[a-z])({ROLE_WORDS})"
)
_LONG_ROLE = re.compile(rf"(?=[a-z]{{4}})({ROLE_WORDS})(et|en|n|t|s|er|r|ar)?")
_TWO_NAMES = re.compile(r"([a-z]{2,})\d*[._-]([a-z]{2,})\d*$")
_LETTERS = str.maketrans("åäöéèüøæ", "aaoeeuoa")


def plain_digits(value: str) -> str:
    """Digits alone; the century that some registers write before a number ("16") is dropped."""
    digits = re.sub(r"[\s\-–.]", "", value or "")
    return digits[2:] if len(digits) == 12 and digits.startswith("16") else digits


def may_be_personal(value: str) -> bool:
    """True for ten or twelve digits that can be a personal identity number.

    An organisation number has 2 or more as its third digit, so that it can never be read as a
    date of birth (Skatteverket, SKV 709).
    """
    digits = re.sub(r"[\s\-–+.]", "", value or "")
    if re.fullmatch(r"(18|19|20)\d{10}", digits):
        digits = digits[2:]
    return bool(re.fullmatch(r"\d{10}", digits)) and digits[2] in "01"


def organisation_number(value: str) -> None:
    """Ten digits with a right check digit. Raises ValidationError saying what to do."""
    if may_be_personal(value):
        raise ValidationError(
            _("This can be a personal identity number, and those are not kept here. Leave it out."),
            code="personal",
        )
    try:
        orgnr.validate(value)
    except NumberError as wrong:
        raise ValidationError(
            _("The organisation number has ten digits, such as 802000-1234. Check the last one."),
            code="invalid",
        ) from wrong


def is_role_address(email: str, organisation_name: str = "") -> bool:
    """Whether an address is an organisation's own (info@, its name@). In doubt it is a person's."""
    local, _at, domain = email.lower().translate(_LETTERS).partition("@")
    name = organisation_name.lower().translate(_LETTERS)
    if two := _TWO_NAMES.match(local):  # anna.berg@, but also info.haninge@ and fc.vikingen@
        first, second = two.groups()
        return bool(_LONG_ROLE.fullmatch(first)) or (first in name and second in name)
    if _ROLE.match(local):
        return True
    letters = re.sub(r"[^a-z0-9]", "", local)
    own = re.sub(r"[^a-z0-9]", "", domain.rpartition(".")[0])
    if len(letters) >= 3 and (letters in own or own in letters):
        return True
    joined = re.sub(r"[^a-z0-9]", "", name)
    if any(word in letters for word in re.findall(r"[a-z0-9]{4,}", name)):
        return True
    return len(letters) >= 4 and letters in joined


def phone_number(value: str):
    """Any phone number, Swedish unless it says otherwise; gives it back as a number."""
    try:
        number = phonenumbers.parse(value, "SE")
    except phonenumbers.NumberParseException as wrong:
        raise ValidationError(_("Write a phone number, such as 08-123 456 78.")) from wrong
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("Write a phone number, such as 08-123 456 78."))
    return number


def switchboard(value: str) -> None:
    """A number to the organisation. A mobile reaches a person."""
    number = phone_number(value)
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
        raise ValidationError(
            _("A mobile reaches a person. Add it as a contact person instead."), code="personal"
        )
