"""When two rows may be the same association, and when they are not."""

import pytest
from django.utils import timezone

from movements.access.identity import acting_as
from movements.access.readers import service
from movements.directory.duplicates import remember_not_the_same
from movements.exchange.actions import import_organisations
from movements.exchange.candidates import alike
from movements.exchange.matching import name_keys
from movements.exchange.placing import Placed
from movements.exchange.planning import Step
from movements.exchange.rows import Row
from movements.models import Organisation
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line

HERE, THERE = "0127", "0136"
pytestmark = pytest.mark.django_db


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


@pytest.fixture
def club(district):
    return Organisation.objects.create(
        district=district,
        name="Åby IF",
        organisation_number="8020029347",
        homepage="https://www.abyif.se/",
        municipality=municipality("0127"),
    )


@pytest.fixture
def found(club, acting):
    """found(row, …) → (why, what it may be) of the last row, or None; the others came in."""

    def found(*rows, code="0127", who="cia", by=None):
        placed = [Placed(municipality(code))] * len(rows)
        with acting_as(by, why="test") if by else acting(who) as reader:
            steps = [Step(row, place, "") for row, place in zip(rows, placed, strict=True)]
            register = alike(reader, rows, steps)
        for row in rows[:-1]:
            register.comes_in(row)
        answers = register.found(rows[-1])
        found.all = [answer.known.organisation_id for answer in answers]
        return (answers[0].why, answers[0].known.label) if answers else None

    return found


def test_the_same_organisation_number_is_enough(found):
    assert found(Row(2, "Något annat", "8020029347"), code=THERE) == ("same_number", "Åby IF")


def test_the_same_name_and_website_is_enough_wherever_it_sits(found):
    row = Row(2, "Åby If", homepage="http://abyif.se")
    assert found(row, code=THERE) == ("same_homepage", "Åby IF")


def test_the_same_name_in_the_same_municipality_is_enough(found):
    assert found(Row(2, "ÅBY IF")) == ("same_place", "Åby IF")


def test_nearly_the_same_name_in_the_same_municipality_is_a_question(found):
    assert found(Row(2, "Åby Idrotsförening")) == ("alike", "Åby IF")
    assert found(Row(2, "Åby Idrotsförening"), code=THERE) is None


def test_the_same_name_in_another_municipality_is_a_suggestion_and_no_question(found):
    for row in (Row(2, "Åby IF"), Row(2, "Åby IF", homepage="https://abyif.nu")):
        assert found(row, code=THERE) == ("same_elsewhere", "Åby IF")


@pytest.mark.parametrize("name", ["Nyakören", "Nya kören vid sjön"])
def test_a_namesake_of_which_no_place_is_known_is_a_question(found, district, name):
    Organisation.objects.create(district=district, name=name)
    assert found(Row(2, name)) == ("alike", name)


def test_another_name_under_the_same_website_is_another_association(found):
    assert found(Row(2, "Åby BK", homepage="https://abyif.se")) is None


def test_an_earlier_row_counts_once_it_has_come_in(found):
    two = (Row(2, "Nya kören"), Row(3, "Nya Kören"))
    assert found(*two) == ("same_row", "Nya kören (2)")
    assert found(two[1]) is None
    assert found(Row(2, "Nya", "8020063155"), Row(3, "X", "8020063155"))[1] == "Nya (2)"


def test_what_has_been_merged_away_is_matched_by_what_it_became_only(found, club, district):
    gone = Organisation.objects.create(
        district=district, name="Nya kören", municipality=municipality("0127")
    )
    assert found(Row(2, "Nya kören")) == ("same_place", "Nya kören")
    Organisation.objects.filter(pk=gone.pk).update(archived_at=timezone.now(), merged_into=club)
    assert found(Row(2, "Nya kören")) is None


def test_what_is_said_to_be_another_is_no_doubt(found, club, district, acting):
    """A row that is the club by its number is not held back for a namesake that is not it."""
    twin = Organisation.objects.create(
        district=district, name="Åby IF", municipality=municipality(THERE)
    )
    row = Row(2, "Åby IF", "8020029347")
    report = bring_one(acting, row)
    assert (report.outcome, report.problems[-1].code) == ("duplicate", "same_number")
    with acting("cia") as cia:
        remember_not_the_same(by=cia, pairs=[(club.pk, twin.pk)])
    report = bring_one(acting, row)
    assert (report.outcome, report.organisation_id) == ("changed", club.pk)
    for name in ("import", "register"):  # nor is it for those who bring it in at night
        assert found(row, by=service(name, district)) == ("same_number", "Åby IF")
        assert found.all == [club.pk]


def bring_one(acting, row):
    data = csv_bytes([line(row.name, row.organisation_number)])
    with acting("cia") as cia:
        report = import_organisations(
            by=cia, data=data, municipality=municipality(THERE), dry_run=True
        )
    return report.results[0]
