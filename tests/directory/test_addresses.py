"""An organisation's row holds its own addresses, never a person's."""

import pytest

from movements.directory.validators import is_role_address, may_be_personal


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("info@hgf.example", ""),
        ("info.haninge@hgf.example", ""),
        ("kansliet@forbund.example", ""),
        ("styrelsen@byalaget.example", ""),
        ("kor@kyrkan.example", ""),
        ("post@klubben.example", ""),
        ("vikingen@mejl.example", "IF Vikingen"),
        ("fc.vikingen@mejl.example", "FC Vikingen"),
        ("brottbysk@brottbysk.example", ""),
    ],
)
def test_an_organisations_own_address_is_taken(address, name):
    assert is_role_address(address, name)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("anna.berg@mejl.example", "Föreningen Solen"),
        ("korhonen.anna@mejl.example", "Finska kören"),
        ("korhonen@mejl.example", "Föreningen Solen"),
        ("postma.erik@mejl.example", ""),
        ("anna@mejl.example", "Föreningen Solen"),
        ("annab72@mejl.example", "Föreningen Solen"),
    ],
)
def test_an_address_that_reaches_a_person_is_not(address, name):
    assert not is_role_address(address, name)


@pytest.mark.parametrize("number", ["850709-9805", "19850709-9805", "8507099805", "850709+9805"])
def test_a_number_that_can_be_personal_is_known(number):
    assert may_be_personal(number)


@pytest.mark.parametrize("number", ["802000-1234", "212000-0142", "165567037485", ""])
def test_an_organisation_number_is_not_taken_for_one(number):
    assert not may_be_personal(number)
