"""What a tile holds: all that has a place and may be seen, once, and nothing else."""

from collections import Counter
from math import floor

import mapbox_vector_tile
import pytest
from django.http import QueryDict

from movements.access.funnel import selection
from movements.directory.contact import contact_known_to
from movements.directory.filters import OrganisationFilter
from movements.mapping.tiles import HALF, LAST_ZOOM, NEAR, NoSuchTile, tile
from movements.models import Organisation

MEMBERS = ("anna", "asta", "bo", "cia", "dag", "eva", "frid", "glenn", "hedda", "ivar")
QUERIES = ("", "kind=union&quiet_for=6", "policy_area=school", "white_spots=1", "q=förening 000")


def selected(reader, query=""):
    return selection(OrganisationFilter, reader, QueryDict(query))


def placed(rows):
    return [row for row in rows if row.point is not None]


def tiles_around(rows, z):
    """The addresses of every tile that could hold the rows: on an edge, those on both sides."""
    side = 2 * HALF / 2**z
    found = set()
    for row in rows:
        xs = {floor((row.point.x + d + HALF) / side) for d in (-1, 1)}
        ys = {floor((HALF - row.point.y + d) / side) for d in (-1, 1)}
        found |= {(x, y) for x in xs for y in ys}
    return {(x, y) for x, y in found if 0 <= x < 2**z and 0 <= y < 2**z}


def layers(rows, reader, z, around):
    """All features of a zoom by layer."""
    contact = contact_known_to(reader)
    found = {"organisations": [], "clusters": [], "places": []}
    for x, y in tiles_around(around, z):
        decoded = mapbox_vector_tile.decode(tile(rows, z, x, y, contact=contact))
        for name, layer in decoded.items():
            found[name] += [feature["properties"] for feature in layer["features"]]
    return found


@pytest.mark.parametrize("name", MEMBERS)
def test_near_tiles_hold_exactly_the_ids_of_the_selection_that_have_a_place(register, cast, name):
    register(40)
    reader = cast.reader(name)
    everything = placed(Organisation.objects.all())
    for query in QUERIES:
        rows = selected(reader, query)
        expected = Counter(str(row.pk) for row in placed(rows))
        found = layers(rows, reader, NEAR, everything)["organisations"]
        assert Counter(p["id"] for p in found) == expected, query


@pytest.mark.parametrize("z", [0, 3, 5, 7, 8, 9, 10, 11, NEAR, 16])
def test_the_counts_of_a_zoom_sum_to_what_has_a_place(register, cast, z):
    register(120)
    cia = cast.reader("cia")
    rows = selected(cia)
    found = layers(rows, cia, z, placed(Organisation.objects.all()))
    singles = len(found["organisations"])
    assert singles + sum(c["n"] for c in found["clusters"]) == len(placed(rows))
    assert all(c["n"] > 1 for c in found["clusters"] + found["places"])


@pytest.mark.parametrize("z", [6, 9, 11])
def test_clusters_count_their_quiet_ones(register, cast, z):
    register(120)
    cia = cast.reader("cia")
    quiet = {row.pk for row in placed(selected(cia, "quiet_for=6"))}
    found = layers(selected(cia), cia, z, placed(Organisation.objects.all()))
    counted = sum(c["quiet"] for c in found["clusters"])
    assert counted + sum(p["quiet"] for p in found["organisations"]) == len(quiet)


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "dag"])
def test_the_ring_of_a_point_says_what_the_filter_for_quiet_says(register, cast, name):
    register(90)
    reader = cast.reader(name)
    expected = {str(row.pk) for row in placed(selected(reader, "quiet_for=6"))}
    found = layers(selected(reader), reader, 15, placed(Organisation.objects.all()))
    assert {p["id"] for p in found["organisations"] if p["quiet"]} == expected


def test_organisations_at_one_spot_are_told_as_a_place(register, cast):
    register(60)
    cia = cast.reader("cia")
    at = Counter(row.point.coords for row in placed(selected(cia)))
    shared = sorted(n for n in at.values() if n > 1)
    assert shared, "the register has organisations that share a spot"
    found = layers(selected(cia), cia, 16, placed(Organisation.objects.all()))
    assert sorted(place["n"] for place in found["places"]) == shared
    assert Counter(p["n"] for p in found["organisations"])[1] == sum(n == 1 for n in at.values())


@pytest.mark.parametrize("z", range(0, LAST_ZOOM + 1, 2))
def test_a_protected_address_is_in_no_tile(cast, district, today, z):
    """The point cannot be stored; should a row ever carry one, the tile leaves it out anyway."""
    row = Organisation.objects.create(
        district=district, name="Jouren", kind="womens_shelter", address_protected=True
    )
    cia = cast.reader("cia")
    rows = selected(cia)
    assert list(rows) == [row]
    sql = str(located_sql(rows))
    assert "address_protected" in sql
    assert tile(rows, z, 2**z // 2, 2**z // 4, contact=contact_known_to(cia)) == b""


def located_sql(rows):
    from movements.mapping.tiles import located

    return located(rows).query


def test_a_tile_over_an_empty_scope_is_empty(register, cast):
    register(20)
    nobody = cast.reader("eva")
    assert tile(selected(nobody), 5, 17, 9, contact=contact_known_to(nobody)) == b""


def test_a_protected_existence_is_seen_by_its_own_and_the_board_alone(register, cast):
    rows = register(60)
    hidden = [r for r in rows if r.existence_protected and r.point and r.archived_at is None]
    theirs = {str(r.pk) for r in hidden if r.registered_by.name == "Norr"}
    assert theirs, "the register has such organisations"
    assert len(theirs) < len(hidden)
    seen = {}
    for name in ("anna", "bo", "cia", "dag"):
        reader = cast.reader(name)
        found = layers(selected(reader), reader, 13, placed(hidden))["organisations"]
        seen[name] = {p["id"] for p in found} & {str(r.pk) for r in hidden}
    others = {str(r.pk) for r in hidden} - theirs
    assert seen == {"anna": theirs, "bo": others, "cia": theirs | others, "dag": set()}


def test_features_carry_no_more_than_the_map_needs(register, cast):
    register(60)
    cia = cast.reader("cia")
    found = layers(selected(cia), cia, 13, placed(Organisation.objects.all()))
    assert {key for p in found["organisations"] for key in p} == {"id", "name", "quiet", "n"}


@pytest.mark.parametrize("address", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, 8), (0, 0, -1)])
def test_a_tile_outside_the_world_is_refused(cast, address):
    cia = cast.reader("cia")
    with pytest.raises(NoSuchTile):
        tile(selected(cia), *address, contact=contact_known_to(cia))


@pytest.mark.parametrize("z", [5, 8, 10, 11])
def test_far_tiles_stay_small_however_many_there_are(register, cast, z):
    register(2000)
    cia = cast.reader("cia")
    contact = contact_known_to(cia)
    rows = selected(cia)
    around = sorted(tiles_around(placed(Organisation.objects.all()), z))[:40]
    assert max(len(tile(rows, z, x, y, contact=contact)) for x, y in around) < 30_000
