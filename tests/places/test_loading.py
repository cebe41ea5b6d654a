"""The committed geography, and how it comes into the tables."""

from collections import Counter
from datetime import date
from itertools import combinations, pairwise

import pytest
from django.contrib.gis.db.models.functions import NumGeometries
from django.contrib.gis.geos import MultiPolygon
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from movements.places import loading
from movements.places.actions import load_places
from movements.places.models import (
    BorderLevel,
    CityDistrict,
    County,
    CountyBorder,
    Municipality,
    MunicipalityBorder,
    Place,
    PlaceSource,
    PostalCode,
)

pytestmark = pytest.mark.django_db


def keys() -> set:
    """Every row's table and key."""
    models = (County, Municipality, MunicipalityBorder, CountyBorder, CityDistrict, Place)
    return {(model, pk) for model in models for pk in model.objects.values_list("pk", flat=True)}


def segments(shape) -> set:
    """The stretches of a border, each the same whichever way it is walked."""
    rings = [ring for polygon in shape.coords for ring in polygon]
    return {frozenset(stretch) for ring in rings for stretch in pairwise(ring)}


def neighbours(level: int) -> tuple[set, int]:
    """The pairs that share a stretch of border, and the most that share any one stretch."""
    owners = {}
    for border in MunicipalityBorder.objects.filter(level=level).select_related("municipality"):
        for stretch in segments(border.shape):
            owners.setdefault(stretch, []).append(border.municipality.code)
    shared = [sorted(codes) for codes in owners.values() if len(codes) > 1]
    return {pair for codes in shared for pair in combinations(codes, 2)}, max(map(len, shared))


def test_the_country_has_290_municipalities_in_21_counties():
    assert County.objects.count() == 21
    assert Municipality.objects.current().count() == 290
    assert not Municipality.objects.exclude(code__startswith=F("county_id")).exists()
    assert Municipality.objects.in_county("01").count() == 26
    assert Municipality.objects.current().get(code="0127").name == "Botkyrka"


def test_the_municipalities_hold_the_people_of_the_country():
    people = Municipality.objects.aggregate(people=Sum("population"))["people"]
    assert 10_400_000 < people < 10_700_000
    assert not Municipality.objects.filter(population=0).exists()


def test_every_border_is_there_at_every_level():
    assert MunicipalityBorder.objects.count() == 290 * len(BorderLevel)
    assert CountyBorder.objects.count() == 21 * len(BorderLevel)
    assert all(border.shape.valid for border in MunicipalityBorder.objects.all())


def test_the_stockholm_archipelago_has_as_many_islands_far_out_as_near():
    islands = {
        level: dict(
            MunicipalityBorder.objects.filter(level=level)
            .annotate(parts=NumGeometries("shape"))
            .values_list("municipality__code", "parts")
        )
        for level in BorderLevel
    }
    assert islands[BorderLevel.NEAR]["0120"] > 4
    assert sum(islands[BorderLevel.NEAR].values()) == 314
    assert islands[BorderLevel.FAR] == islands[BorderLevel.MIDDLE] == islands[BorderLevel.NEAR]


def test_neighbours_share_their_border_at_every_level():
    near, most = neighbours(BorderLevel.NEAR)
    assert most == 2
    assert ("0126", "0127") in near
    assert neighbours(BorderLevel.MIDDLE) == (near, 2)
    assert neighbours(BorderLevel.FAR) == (near, 2)


def test_farther_out_means_fewer_points():
    points = Counter()
    for border in MunicipalityBorder.objects.all():
        points[border.level] += border.shape.num_coords
    assert points[BorderLevel.FAR] < points[BorderLevel.MIDDLE] < points[BorderLevel.NEAR]


def test_a_county_is_the_sum_of_its_municipalities_at_every_level():
    for level in BorderLevel:
        county = CountyBorder.objects.get(county_id="01", level=level).shape
        inside = MunicipalityBorder.objects.filter(municipality__county="01", level=level)
        assert county.area == pytest.approx(sum(border.shape.area for border in inside))


def test_the_label_stands_inside_the_border():
    assert not Municipality.objects.exclude(border__contains=F("centre")).exists()


def test_the_zoom_chooses_the_level():
    assert BorderLevel.for_zoom(4) == BorderLevel.FAR
    assert BorderLevel.for_zoom(7.5) == BorderLevel.MIDDLE
    assert BorderLevel.for_zoom(14) == BorderLevel.NEAR


def test_stockholm_and_goteborg_have_their_city_districts():
    count = CityDistrict.objects.filter
    assert count(municipality__code="0180").count() == 11
    assert count(municipality__code="1480").count() == 4


def test_names_and_postcodes_cover_the_country():
    assert Place.objects.count() > 2000
    assert PostalCode.objects.count() > 18_000
    assert set(Place.objects.values_list("source", flat=True)) == set(PlaceSource.values)
    with_a_name = Place.objects.values("municipality").distinct().count()
    assert with_a_name == 290
    assert PostalCode.objects.get(code="14552").town == "Norsborg"


def test_loading_again_changes_nothing():
    before = keys()
    assert load_places().nothing
    assert keys() == before


def test_what_has_gone_wrong_is_put_right_and_keeps_its_key():
    right = Municipality.objects.current().get(code="0127")
    border = right.border.clone()
    wrong = MultiPolygon(right.centre.buffer(9), srid=border.srid)
    Municipality.objects.filter(pk=right.pk).update(name="Botkyrkan", border=wrong)
    tumba = Place.objects.get(name="Tumba", municipality=right)
    Place.objects.filter(pk=tumba.pk).update(normalised="tumb")
    PostalCode.objects.filter(code="14552").update(town="Nånstans")
    PostalCode.objects.filter(code="14553").delete()
    Place.objects.create(
        key="made up", name="X", normalised="x", kind="town", point=right.centre, municipality=right
    )

    loaded = load_places()

    assert (loaded.municipalities, loaded.names) == (1, 4)
    again = Municipality.objects.current().get(code="0127")
    assert (again.pk, again.name, again.border.equals(border)) == (right.pk, "Botkyrka", True)
    assert Place.objects.get(normalised="tumba").pk == tumba.pk
    assert PostalCode.objects.get(code="14552").town == "Norsborg"
    assert PostalCode.objects.filter(code="14553").exists()
    assert not Place.objects.filter(key="made up").exists()


def test_a_later_first_day_makes_a_new_generation(monkeypatch):
    data = loading.borders()
    changed = next(row for row in data["municipalities"] if row["code"] == "0140")
    changed["valid_from"] = "2027-01-01"
    monkeypatch.setattr(loading, "borders", lambda: data)
    before = Municipality.objects.current().get(code="0140")

    assert load_places().municipalities == 1

    after = Municipality.objects.current().get(code="0140")
    before.refresh_from_db()
    assert (before.valid_to, before.replaced_by) == (date(2027, 1, 1), after)
    on = Municipality.objects.filter(code="0140").valid_on
    assert [on(date(2026, 12, 31)).get(), on(date(2027, 1, 1)).get()] == [before, after]
    assert Municipality.objects.current().count() == 290
    assert MunicipalityBorder.objects.filter(municipality=after).count() == len(BorderLevel)
    assert not Place.objects.filter(municipality=before).exists()


def test_the_database_refuses_two_generations_of_one_code_at_the_same_time():
    row = Municipality.objects.current().get(code="0140")
    row.pk, row.valid_from = None, date(2020, 1, 1)
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        row.save()


def test_the_command_says_when_there_is_nothing_to_do(capsys):
    call_command("load_places")
    assert capsys.readouterr().out == "Places: nothing to do.\n"
