"""When two rows may be the same association, and when they are not."""

import pytest

from movements.exchange.matching import Known, Register, name_keys
from movements.exchange.rows import Row

HERE, THERE = 1, 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Solidaritets förening", "Solidaritetsförening"),
        ("Upplands Väsby Motor klubb", "Upplands Väsby Motorklubb"),
        ("NBV Öst", "NBV ÖST"),
        ("Waxholms Gymnastikförening", "Vaxholms gymnastikförening"),
        ("Hörselskadades förening i Solna", "Solna Hörselskadades Förening"),
        ("PRO Märsta", "PRO Märsta pensionärsförening ideell förening"),
        ("Åby IF", "Aby Idrottsforening"),
        ("FUB i Södra Roslagen", "FUB Södra Roslagen, lokalförening"),
        ("Sensus Sthlm", "Sensus Stockholm"),
    ],
)
def test_names_written_differently_are_the_same_name(one, other):
    assert set(name_keys(one)) & set(name_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PRO Handen", "PRO Haninge"),
        ("Åby IF", "Åby IK"),
        ("AIK Fotboll", "AIK Bandy"),
        ("Solna scoutkår", "Solna sjöscoutkår"),
        ("Unga Örnar", "Unga Örnar Ursvik"),
    ],
)
def test_names_that_differ_are_different(one, other):
    assert not set(name_keys(one)) & set(name_keys(other))


def same(row, municipality=HERE):
    register = Register()
    register.add(
        Known("Åby IF", organisation_id="a"),
        name="Åby IF",
        organisation_number="8020029347",
        homepage="https://www.abyif.se/",
        municipality_id=HERE,
    )
    found = register.same_as(row, municipality)
    return found and found[0]


def test_the_same_organisation_number_is_enough():
    assert same(Row(2, "Något annat", "8020029347"), THERE) == "same_number"


def test_the_same_name_and_website_is_enough_wherever_it_sits():
    assert same(Row(2, "Åby If", homepage="http://abyif.se"), THERE) == "same_homepage"


def test_the_same_name_in_the_same_municipality_is_enough():
    assert same(Row(2, "ÅBY IF")) == "same_place"


def test_the_same_name_in_another_municipality_is_a_suggestion_and_no_question():
    for row in (Row(2, "Åby IF"), Row(2, "Åby IF", homepage="https://abyif.nu")):
        assert same(row, THERE) == "same_elsewhere"


def test_another_name_under_the_same_website_is_another_association():
    assert same(Row(2, "Åby BK", homepage="https://abyif.se")) is None
