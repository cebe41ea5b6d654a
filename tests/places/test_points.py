"""Point → municipality, and whether the database's geometry can be trusted."""

from datetime import date

import pytest

from movements.places import points
from movements.places.mercator import from_mercator, point, to_mercator
from movements.places.models import Municipality
from movements.places.points import GeometryWrongError, geometry_self_test, municipality_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (18.0686, 59.3293, "Stockholm"),
        (17.8332, 59.1986, "Botkyrka"),
        (18.1638, 59.3105, "Nacka"),
        (20.2251, 67.8557, "Kiruna"),
        (13.0038, 55.6050, "Malmö"),
        (18.2948, 57.6348, "Gotland"),
    ],
)
def test_a_point_lies_in_its_municipality(lon, lat, name):
    assert municipality_at(lon, lat).name == name
    assert Municipality.objects.current().at(lon, lat).get().name == name


def test_a_point_beside_the_shore_belongs_to_the_nearest_municipality():
    sandhamn = 18.915, 59.288
    assert not Municipality.objects.at(*sandhamn).exists()
    assert municipality_at(*sandhamn).name == "Värmdö"


def test_a_point_far_out_at_sea_belongs_to_none():
    assert municipality_at(20.0, 58.5) is None
    assert municipality_at(-3.7, 40.4) is None


def test_finding_the_municipality_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        municipality_at(18.915, 59.288)


def test_a_municipality_that_has_ended_is_not_found():
    solna = municipality_at(18.0, 59.36)
    Municipality.objects.filter(pk=solna.pk).update(valid_to=date(2020, 1, 1))
    assert municipality_at(18.0, 59.36) != solna


@pytest.mark.parametrize("lonlat", [(float("nan"), 59), (18, float("inf")), (18, 91), (181, 59)])
def test_numbers_that_are_no_place_are_refused(lonlat):
    with pytest.raises(ValueError, match="not a place"):
        municipality_at(*lonlat)


def test_text_never_becomes_a_point():
    with pytest.raises(ValueError, match="could not convert"):
        point("POINT(1 2)", 2)
    with pytest.raises(ValueError, match="not a point"):
        point(1, 2, srid=32633)


def test_web_mercator_and_back_is_the_same_place():
    assert from_mercator(*to_mercator(18.0686, 59.3293)) == pytest.approx((18.0686, 59.3293))
    assert to_mercator(18.0686, 59.3293) == pytest.approx((2011387.351, 8251904.234), abs=0.001)


def test_the_database_transforms_a_known_point_rightly():
    assert geometry_self_test() < 0.01


def test_a_wrong_transformation_is_found_out(monkeypatch):
    monkeypatch.setattr(points, "KNOWN_NORTH", points.KNOWN_NORTH + 1.5)
    with pytest.raises(GeometryWrongError, match=r"1\.5 m wrong"):
        geometry_self_test()
