"""No personal identity number stands anywhere; organisation numbers and phones may."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from stdnum import luhn

from movements.privacy.numbers import (
    has_personal_number,
    no_personal_number,
    refuse_personal_numbers,
)


@pytest.mark.parametrize(
    "written",
    [
        "811228-9874",
        "8112289874",
        "19811228-9874",
        "198112289874",
        "811228 9874",
        "811228+9874",
        "19 811228-9874",
        "1981-12-28-9874",
        "811228–9874",
        "811288-9848",  # a coordination number: 60 is added to the day
        "19811288-9848",
        "Ring Anna (811228-9874) i kväll.",
        "811228\u00ad-9874",  # an unseen hyphen in it
        "８１１２２８-９８７４",
        "a811228-9874b",
    ],
)
def test_what_looks_like_one_is_found(written):
    assert has_personal_number(written)
    with pytest.raises(ValidationError) as refused:
        no_personal_number(written)
    assert "personnummer" in str(refused.value) or "personal identity" in str(refused.value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        "802000-1234",
        "8020001234",
        "16802000-1234",
        "556677-8899",
        "811228-9875",  # the last figure does not check the others
        "811328-9874",  # no such month
        "811232-9870",  # no such day
        "070-174 06 35",
        "0701740635",
        "08-123 456 78",
        "+46701740635",
        "2026-11-26",
        "2026-11-23 1830",
        "Diarienummer 2026-001234",
        "bg 5050-1055",
        "1234567890123456",
    ],
)
def test_what_is_something_else_is_let_through(written):
    assert not has_personal_number(written)


def test_no_mobile_number_is_taken_for_somebody():
    """Numbers that happen to have a right last figure, in the ways that people write them."""
    last = {6 + one: luhn.calc_check_digit(f"07017406{one}") for one in range(3)}
    for one, check in enumerate(last.values()):
        digits = f"07017406{one}{check}"
        assert luhn.is_valid(digits)
        for written in (digits, f"{digits[:3]}-{digits[3:6]} {digits[6:8]} {digits[8:]}"):
            assert not has_personal_number(written), written


def test_each_field_is_told_apart():
    with pytest.raises(ValidationError) as refused:
        refuse_personal_numbers({"notes": "811228-9874", "demands": "En lekplats."})
    assert list(refused.value.message_dict) == ["notes"]


# Text that nobody writes about people, or that is checked where it is read.
CHECKED_ELSEWHERE = {
    "Organisation.organisation_number": "has a check of its own",
    "Organisation.homepage": "an address",
    "Organisation.email": "a role address, by its own check",
    "Organisation.phone": "a switchboard, by its own check",
    "Organisation.postcode": "five digits",
    "SavedView.query": "filters that the question must be able to read",
    "PrivacySettings.controller": "refused by settle_privacy",
    "PrivacySettings.controller_number": "refused by settle_privacy",
    "PrivacySettings.controller_address": "refused by settle_privacy",
    "PrivacySettings.officer_email": "refused by settle_privacy",
    "PrivacySettings.officer_phone": "refused by settle_privacy",
    "Incident.authority_number": "refused by report_incident",
    "DoNotRegister.mark": "a keyed hash",
    "Tombstone.mark": "a keyed hash",
    "Attachment.name": "refused by attach, with the file's words",
    "Attachment.kind": "told by what is in it",
    "Review.rule": "the code of a rule",
    "RetentionRun.problem": "what stopped the program, in its own words",
}
ABOUT_OTHERS = ("movements.directory", "movements.dialogue", "movements.rights")
DERIVED = ("SearchDocument", "NameWord")


def written_freely():
    for model in apps.get_app_config("movements").get_models():
        derived = model.__name__ in DERIVED or not model._meta.managed
        if hasattr(model, "pgh_tracked_model") or derived:
            continue
        for field in model._meta.local_fields:
            free = isinstance(field, models.CharField | models.TextField) and field.editable
            if free and not field.choices and model.__module__.startswith(ABOUT_OTHERS):
                yield f"{model.__name__}.{field.name}", field


def test_every_field_where_people_write_freely_refuses_them():
    open_ones = {
        name for name, field in written_freely() if no_personal_number not in field.validators
    }
    assert open_ones - CHECKED_ELSEWHERE.keys() == set()
    assert len(list(written_freely())) > 15
