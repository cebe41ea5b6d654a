"""How often a name is found by what people type: with one letter wrong, shortened, or by a part.

The real registers are not the project's to ship, so the list of queries says file and row, and the
tests on them are skipped where they are not. Invented names are always there.
"""

import json
import random
from pathlib import Path

import pytest
from django.db import connections

from movements.access.funnel import visible
from movements.directory.ranking import best
from movements.directory.search import meaning
from movements.models import Municipality, Organisation, Place
from tests.directory import registers
from tests.directory.misspelling import misspelt
from tests.exchange.files import register_files

TOP = 20
ERRORS = 500
BAR = 0.95
PARTS = json.loads(Path(__file__).with_name("part_names.json").read_text())
KINDS = (
    *("Hyresgästföreningen", "PRO", "Kommunal sektion", "Byalaget i", "Naturskyddsföreningen"),
    *("Kvinnojouren", "Fredsföreningen", "Konstklubben", "Sportklubben", "Syrianska föreningen"),
    *("Elevkåren", "Folkets Hus", "Vägföreningen"),
)
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
real = pytest.mark.skipif(not register_files(), reason="the registers are not here")


@pytest.fixture
def anna(cast):
    return cast.reader("anna")


@pytest.fixture
def registered(district, anna) -> dict:
    """Every row of the registers as an organisation, by file and row."""
    places = {place.code: place for place in Municipality.objects.current().defer("border")}
    made = {
        (row.file, row.number): Organisation(
            district=district,
            name=row.name,
            town=row.town,
            municipality=places[row.municipality],
        )
        for row in registers.rows()
    }
    return _kept(made)


@pytest.fixture
def invented(district, anna) -> dict:
    names = Place.objects.order_by("name", "pk").values_list("name", flat=True)
    towns = list(dict.fromkeys(names))[::40][:60]
    whole = [f"{kind} {town}" for town in towns for kind in KINDS]
    return _kept({name: Organisation(district=district, name=name) for name in whole})


def _kept(made: dict) -> dict:
    Organisation.objects.bulk_create(made.values())
    # Without figures about its tables, as in the first minute of their life, the database guesses.
    with connections["owner"].cursor() as cursor:
        for table in ("organisation", "searchdocument", "nameword"):
            cursor.execute(f"ANALYZE movements_{table}")  # noqa: S608  a table of ours
    return made


def finds(reader, text: str, row) -> bool:
    seen = visible(Organisation, reader).live()
    return row.pk in {hit.pk for hit in best(seen, reader, meaning(seen, reader, text), TOP)}


def missed(reader, asked) -> list[str]:
    return [f"{text}: {row.name}" for text, row in asked if not finds(reader, text, row)]


def errors(made: dict, seed: int) -> list[tuple]:
    chance = random.Random(seed)
    chosen = [chance.choice(list(made.values())) for _one in range(ERRORS)]
    return [(misspelt(row.name, chance), row) for row in chosen]


@real
@pytest.mark.parametrize("seed", [20261122])
def test_a_real_name_with_one_letter_wrong_is_found(registered, anna, seed):
    assert len(registered) > 3000
    lost = missed(anna, errors(registered, seed))
    assert 1 - len(lost) / ERRORS >= BAR, lost


@real
def test_a_real_name_is_found_by_an_abbreviation_or_a_part(registered, anna):
    assert len(PARTS) == 200
    lost = missed(anna, [(text, registered[file, row]) for file, row, text in PARTS])
    assert 1 - len(lost) / len(PARTS) >= BAR, lost


def test_an_invented_name_with_one_letter_wrong_is_found(invented, anna):
    assert len(invented) > 600
    lost = missed(anna, errors(invented, 1))
    assert 1 - len(lost) / ERRORS >= BAR, lost
