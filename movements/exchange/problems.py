"""What can be the matter with a row, in words that say what happened to it.

An ERROR keeps the row out. Every other problem lets it in and says what was left out or seen.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

NO_NAME = "no_name"
NAME_IS_NO_NAME = "name_is_no_name"
NAME_TOO_LONG = "name_too_long"
PERSONAL_NUMBER = "personal_number"
PERSONAL_NUMBER_IN_NAME = "personal_number_in_name"
WRONG_NUMBER = "wrong_number"
NUMBER_TAKEN = "number_taken"
PERSONAL_EMAIL = "personal_email"
PERSONAL_PHONE = "personal_phone"
PERSONAL_ADDRESS = "personal_address"
WRONG_HOMEPAGE = "wrong_homepage"
TOO_MANY_CELLS = "too_many_cells"
BOX_IN_POSTCODE = "box_in_postcode"
POSTCODE_ELSEWHERE = "postcode_elsewhere"
OTHER_MUNICIPALITY = "other_municipality"
UNKNOWN_PLACE = "unknown_place"
PROTECTED_PLACE = "protected_place"
KEPT_BY_HAND = "kept_by_hand"
ARCHIVED = "archived"
SAME_NUMBER = "same_number"
SAME_HOMEPAGE = "same_homepage"
SAME_PLACE = "same_place"
SAME_ROW = "same_row"
ALIKE = "alike"
SAME_ELSEWHERE = "same_elsewhere"
ONE_MORE_AREA = "one_more_area"
SAID_SAME = "said_same"
SAID_OTHER = "said_other"
LEFT_OUT = "left_out"
PERSON_UNREACHED = "person_unreached"
GONE_MEANWHILE = "gone_meanwhile"

ERRORS = frozenset({NO_NAME, NAME_IS_NO_NAME})

TEXTS = {
    NO_NAME: _("The row has no name. Write one, or remove the row."),
    NAME_IS_NO_NAME: _("“%(value)s” is not the name of an organisation."),
    NAME_TOO_LONG: _("The name is longer than 200 characters and was cut."),
    PERSONAL_NUMBER: _(
        "The number can be a personal identity number. Those are not kept here; it was left out."
    ),
    PERSONAL_NUMBER_IN_NAME: _(
        "The name held what can be a personal identity number. It was left out."
    ),
    WRONG_NUMBER: _("“%(value)s” is not a valid organisation number. It was left out."),
    NUMBER_TAKEN: _("Another organisation has the organisation number. It was left out."),
    PERSONAL_EMAIL: _("An e-mail address that reaches a person was left out."),
    PERSONAL_PHONE: _("A phone number that reaches a person was left out."),
    PERSONAL_ADDRESS: _("An address in somebody's care (c/o) was left out. The town is kept."),
    WRONG_HOMEPAGE: _("“%(value)s” is not a web address. It was left out."),
    TOO_MANY_CELLS: _("The row has more cells than the header. What stood beyond was left out."),
    BOX_IN_POSTCODE: _("The postcode cell held a box number, and the town cell the postcode."),
    POSTCODE_ELSEWHERE: _("The postcode lies in %(value)s, the town does not. The town decided."),
    OTHER_MUNICIPALITY: _("The row says %(value)s, which is not the register's municipality."),
    UNKNOWN_PLACE: _("No place called “%(value)s” is known. The register's municipality was used."),
    PROTECTED_PLACE: _("A shelter's address is never taken from a file. The municipality is kept."),
    KEPT_BY_HAND: _("Kept as corrected by hand: %(value)s."),
    ARCHIVED: _("Was archived by hand and stays so."),
    SAME_NUMBER: _("Has the same organisation number as %(value)s."),
    SAME_HOMEPAGE: _("Has the same name and website as %(value)s."),
    SAME_PLACE: _("Has the same name and municipality as %(value)s."),
    SAME_ROW: _("Is in the file twice, first as %(value)s."),
    ALIKE: _("Has nearly the same name as %(value)s."),
    SAME_ELSEWHERE: _("May be the same as %(value)s, in another municipality."),
    ONE_MORE_AREA: _("Is %(value)s, which is active in one more municipality."),
    SAID_SAME: _("Is %(value)s, as you decided."),
    SAID_OTHER: _("Is not %(value)s, as you decided."),
    LEFT_OUT: _("Is left out, as you decided."),
    PERSON_UNREACHED: _("A number or address of a contact person cannot be used. It was left out."),
    GONE_MEANWHILE: _("The organisation you chose is no longer there. The row is held back."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark about one row; `value` is what it is about."""

    code: str
    value: str = ""

    def __str__(self):
        return str(TEXTS[self.code]) % {"value": self.value}

    @property
    def is_error(self):
        return self.code in ERRORS
