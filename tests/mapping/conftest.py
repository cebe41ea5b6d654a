"""Organisations on the map: at one spot, on edges of tiles, protected, in other districts."""

import random
from itertools import cycle

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection

from movements.mapping.tiles import bounds
from movements.models import ActivityArea, HeldContact, Municipality, Organisation
from movements.places.mercator import lonlat_point, point

KINDS = ("union", "tenants", "climate", "sports", "womens_shelter")
AREAS = (["housing"], ["school", "climate_energy"], [], ["elderly_care"])
CODES = ("0136", "0127", "0180", "0188", "0138")


def spots(seed: int, number: int):
    """Points over the county; every fifth stands where the one before stood."""
    chance = random.Random(seed)
    spot = None
    for turn in range(number):
        if turn % 5 != 4 or spot is None:
            spot = lonlat_point(chance.uniform(17.3, 19.2), chance.uniform(58.8, 60.1))
        yield spot


def edge_spots():
    """Points on corners and edges that tiles of zooms 0 to 16 share."""
    west, south, east, north = bounds(11, 1127, 602)
    middle = (west + east) / 2, (south + north) / 2
    yield from (point(*at) for at in ((west, north), (east, south), (west, south), (east, north)))
    yield from (point(*at) for at in ((middle[0], north), (west, middle[1]), middle))


@pytest.fixture
def register(district, norr, soder, cast, today):
    """`register(40)` fills the district's register: met and quiet, protected, archived, unplaced,
    shared spots and tile edges; and puts one organisation in the neighbouring district."""

    def fill(number: int, seed: int = 1):
        places = cycle([*edge_spots(), *spots(seed, max(number, 20))])
        rows = [
            _organisation(i, place, district, norr, soder, today)
            for i, place in zip(range(number), places, strict=False)
        ]
        Organisation.objects.bulk_create(rows)
        _areas(rows)
        _held(rows, norr, soder, today)
        _neighbour(cast)
        return rows

    return fill


def _organisation(i, place, district, norr, soder, today):
    protected = i % 11 == 3
    met = (None, today, today - relativedelta(months=5), today - relativedelta(months=8))[i % 4]
    return Organisation(
        district=district,
        name=f"Förening {i:04}",
        kind=KINDS[i % len(KINDS)],
        policy_areas=AREAS[i % len(AREAS)],
        point=None if protected or i % 13 == 6 else place,
        address_protected=protected,
        existence_protected=i % 17 == 5,
        registered_by=norr if i % 2 else soder,
        last_open_contact=met,
        archived_at=f"{today}T00:00Z" if i % 19 == 7 else None,
    )


def _areas(rows):
    at = {m.code: m for m in Municipality.objects.current().defer("border").filter(code__in=CODES)}
    ActivityArea.objects.bulk_create(
        ActivityArea(district=row.district, organisation=row, municipality=at[code])
        for i, row in enumerate(rows)
        for code in {CODES[i % 3], CODES[i % 4]}
    )


def _held(rows, norr, soder, today):
    """Every seventh was met lately by an association that keeps the meeting to itself."""
    HeldContact.objects.bulk_create(
        HeldContact(
            district=row.district,
            organisation=row,
            association=(norr, soder, None)[i % 3],
            last_contact=today - relativedelta(months=i % 9),
        )
        for i, row in enumerate(rows)
        if i % 7 == 0
    )
    known_again()


def known_again() -> None:
    """What the verbs keep beside HeldContact rows, after rows that no verb wrote."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE movements_organisation o SET last_known_contact = known.day FROM ("
            " SELECT id, greatest(last_open_contact, (SELECT max(last_contact)"
            "  FROM movements_heldcontact WHERE organisation_id = r.id)) AS day"
            " FROM movements_organisation r) known"
            " WHERE o.id = known.id AND o.last_known_contact IS DISTINCT FROM known.day"
        )


def _neighbour(cast):
    elsewhere = cast.reader("hedda").district
    row = Organisation.objects.create(
        district=elsewhere, name="Grannens förening", point=lonlat_point(18.1, 59.2)
    )
    ActivityArea.objects.create(
        district=elsewhere,
        organisation=row,
        municipality=Municipality.objects.defer("border").get(code="0136", valid_to=None),
    )
