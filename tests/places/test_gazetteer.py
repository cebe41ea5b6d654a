"""What a register's place cells mean."""

import pytest

from movements.places import gazetteer
from movements.places.gazetteer import locate, resolve
from movements.places.models import Municipality, Place, PostalCode
from movements.places.names import normalised, plain, squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """Municipalities by name."""
    return {m.name: m for m in Municipality.objects.current().defer("border")}


def told(found):
    return found and (found.name, found.municipality.name, found.how)


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("Norsborg", "Botkyrka"),
        ("Tumba", "Botkyrka"),
        ("Handen", "Haninge"),
        ("Åkersberga", "Österåker"),
        ("Gustavsberg", "Värmdö"),
        ("Hallstavik", "Norrtälje"),
        ("Ösmo", "Nynäshamn"),
        ("Rimbo", "Norrtälje"),
        ("Saltsjöbaden", "Nacka"),
        ("Göteborg", "Göteborg"),
        ("Gnesta", "Gnesta"),
        ("Surte", "Ale"),
        ("Hemavan", "Storuman"),
        ("Visby", "Gotland"),
    ],
)
def test_a_town_has_a_point_in_its_municipality(text, municipality):
    found = resolve(text)
    assert told(found) == (text, municipality, "town")
    assert found.is_located


@pytest.mark.parametrize(
    ("text", "home", "name"),
    [
        ("Hallunda-Norsborg", "Botkyrka", "Hallunda"),
        ("Bollmora", "Tyresö", "Bollmora"),
        ("Brottby/Karby/Össeby-Garn", "Vallentuna", "Brottby"),
        ("Boo, Fisksätra/Saltsjöbaden, Sicklaön, Älta", "Nacka", "Boo"),
        ("Björkö / Arholma", "Norrtälje", "Björkö"),
        ("Centrala Vallentuna/Ekeby/Ormsta", "Vallentuna", "Vallentuna"),
        ("Östra Tyresö", "Tyresö", "Östra Tyresö"),
        ("Norra Sorunda", "Nynäshamn", "Sorunda"),
        ("Centralt", "Nykvarn", "Nykvarn"),
        ("Angered och Bergsjön", "Göteborg", "Angered"),
        ("Rosengård", "Malmö", "Rosengård"),
    ],
)
def test_an_area_has_a_point_in_the_municipality_it_is_asked_from(at, text, home, name):
    found = resolve(text, hint=at[home])
    assert (found.name, found.municipality.name, found.is_located) == (name, home, True)


@pytest.mark.parametrize(
    "text",
    [
        "UPPLANDS VÄSBY",
        "upplands väsby",
        "Upplands-Väsby",
        "Upplandsväsby",
        "Upplandsvasby",
        "Upplands Vasby",
        "  Upplands   Väsby ",
        "Upplands Va\u0308sby",
        "194 55 Upplands Väsby",
        "SE-194 55 UPPLANDS VÄSBY",
        "Box 12, 194 02 Upplands Väsby",
    ],
)
def test_case_spacing_hyphens_and_missing_dots_make_no_difference(text):
    assert told(resolve(text)) == ("Upplands Väsby", "Upplands Väsby", "town")


@pytest.mark.parametrize(
    "text", ["", " ", "Upplands Väaby", "S0lna", "Röninge", "Hagagatan 23 A", "???", "Gammelstorp"]
)
def test_what_is_not_written_as_the_name_is_not_guessed(text):
    assert resolve(text) is None


def test_a_letter_with_dots_is_never_taken_for_one_without():
    assert told(resolve("Hästveda")) == ("Hästveda", "Hässleholm", "town")
    assert resolve("Hastveda").name == "Hästveda"
    assert resolve("Håstveda") is None


@pytest.mark.parametrize("text", ["14552", "145 52", "SE-145 52", "145 52 Röninge"])
def test_a_postcode_stands_for_its_town(text):
    assert told(resolve(text)) == ("Norsborg", "Botkyrka", "postcode")


def test_an_unknown_postcode_says_no_more_than_its_municipality():
    assert not PostalCode.objects.filter(code="18199").exists()
    found = resolve("181 99")
    assert (found.municipality.name, found.precision) == ("Lidingö", "municipality")
    assert not found.is_located


def test_a_series_that_crosses_municipalities_says_nothing():
    assert PostalCode.objects.filter(code__startswith="130").values("municipality").distinct()[1:]
    assert not PostalCode.objects.filter(code="13099").exists()
    assert resolve("130 99") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Salems kommun", "Salem"),
        ("Norrtälje kommun", "Norrtälje"),
        ("Göteborgs stad", "Göteborg"),
        ("Botkyrka", "Botkyrka"),
    ],
)
def test_a_municipality_is_no_place(text, name):
    found = resolve(text)
    assert told(found) == (name, name, "municipality")
    assert (found.precision, found.is_located) == ("municipality", False)


def test_a_place_goes_before_a_municipality_in_the_same_text(at):
    text = "Tumba-Storvreten, Botkyrka"
    assert told(resolve(text, hint=at["Botkyrka"])) == ("Tumba", "Botkyrka", "town")


def test_a_shared_name_is_settled_by_the_municipality_that_asks(at):
    solna = resolve("Bergshamra", hint=at["Solna"])
    norrtalje = resolve("Bergshamra", hint=at["Norrtälje"])
    assert solna.municipality == at["Solna"]
    assert norrtalje.municipality == at["Norrtälje"]
    assert not solna.ambiguous
    assert not norrtalje.ambiguous


def test_a_shared_name_is_settled_by_its_postcode(at):
    found = resolve("761 11 Bergshamra", hint=at["Österåker"])
    assert (found.municipality, found.ambiguous) == (at["Norrtälje"], False)


def test_a_shared_name_goes_to_the_county_that_asks_and_says_so(at):
    assert resolve("Alvik", hint=at["Luleå"]).municipality == at["Luleå"]
    assert resolve("Alby", hint=at["Sundsvall"]).municipality == at["Ånge"]
    found = resolve("Alby", hint=at["Haninge"])
    assert (found.municipality, found.ambiguous) == (at["Botkyrka"], True)


def test_a_shared_name_asked_from_nowhere_is_the_most_populous_and_says_so():
    spots = Place.objects.filter(normalised="bergshamra").order_by("-population")
    found = resolve("Bergshamra")
    assert (found.municipality, found.ambiguous) == (spots[0].municipality, True)


def test_a_register_district_is_not_looked_for_in_another_county(at):
    assert resolve("Ersboda").municipality.name == "Umeå"
    assert resolve("Ersboda", hint=at["Nacka"], nearby=True) is None


def test_a_row_is_placed_by_its_town_before_its_area(at):
    found = locate(town="Östersund", postcode="831 90", area="Alby", hint=at["Botkyrka"])
    assert told(found) == ("Östersund", "Östersund", "town")


def test_a_row_whose_town_cell_holds_a_postcode_forgets_the_postcode_cell(at):
    found = locate(town="104 30", postcode="454 44", hint=at["Upplands Väsby"])
    assert told(found) == ("Stockholm", "Stockholm", "postcode")


def test_a_row_is_placed_by_its_area_when_its_town_says_no_more_than_a_municipality(at):
    found = locate(town="Botkyrka", area="Hallunda-Norsborg", hint=at["Botkyrka"])
    assert told(found) == ("Hallunda", "Botkyrka", "area")


def test_a_row_with_nothing_but_a_municipality_is_placed_but_not_located(at):
    found = locate(area="Salems kommun", hint=at["Salem"])
    assert (found.municipality, found.is_located) == (at["Salem"], False)
    assert locate(hint=at["Salem"]) is None


def test_the_point_is_the_same_in_degrees_and_on_the_map():
    found = resolve("Stockholm")
    assert (found.lon, found.lat) == pytest.approx((18.07, 59.33), abs=0.02)
    assert (found.point.x, found.point.y, found.point.srid) == (found.x, found.y, 3857)
    assert found.municipality.border.contains(found.point)


def test_three_thousand_rows_ask_the_database_three_times(django_assert_max_num_queries):
    gazetteer.forget()
    with django_assert_max_num_queries(3):
        for _ in range(1000):
            for text in ("Norsborg", "145 52 Norsborg", "Boo, Fisksätra/Saltsjöbaden"):
                resolve(text)


def test_an_empty_country_is_not_remembered():
    PostalCode.objects.all().delete()
    Place.objects.all().delete()
    gazetteer.forget()
    assert resolve("Norsborg") is None
    assert resolve("Botkyrka").how == "municipality"
    gazetteer.forget()


def test_a_text_without_end_is_answered_at_once():
    assert resolve("," * 1_000_000 + "Norsborg") is None


def test_names_are_compared_without_case_and_signs():
    assert normalised(" SKÅNES-Fagerhult ") == "skånes fagerhult"
    assert squeezed("Upplands Väsby") == "upplandsväsby"
    assert plain("Älvsjö") == "alvsjo"
