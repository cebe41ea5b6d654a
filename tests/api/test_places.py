"""Municipalities as GeoJSON, and the description of the interface."""

import pytest

PLACES = "/api/v1/municipalities/"


def points(geometry) -> int:
    return sum(len(ring) for polygon in geometry["coordinates"] for ring in polygon)


def test_all_of_them_in_one_collection(cast, api):
    answer = api("anna").get(PLACES)
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == 290
    haninge = next(one for one in collection["features"] if one["id"] == "0136")
    assert haninge["type"] == "Feature"
    assert haninge["properties"]["name"] == "Haninge"
    assert haninge["properties"]["county"] == "01"
    assert haninge["geometry"]["type"] == "MultiPolygon"
    lon, lat = haninge["geometry"]["coordinates"][0][0][0]
    assert 17 < lon < 19.5
    assert 58 < lat < 60
    assert "max-age" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_a_county_by_its_code(cast, api):
    collection = api("anna").get(f"{PLACES}?county=01").json()
    assert len(collection["features"]) == 26


def test_nearer_borders_are_finer(cast, api):
    client = api("anna")
    far, near = (client.get(f"{PLACES}0120/?zoom={zoom}").json() for zoom in (4, 11))
    assert points(far["geometry"]) < points(near["geometry"])


@pytest.mark.parametrize("query", ["zoom=x", "zoom=-1", "zoom=23", "zoom=NaN", "county=99", "a=b"])
def test_a_question_that_cannot_be_read(cast, api, query):
    answer = api("anna").get(f"{PLACES}?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "malformed_question"


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("eva", 200), ("glenn", 200)])
def test_geography_is_for_those_who_are_logged_in(cast, api, who, status):
    assert api(who).get(f"{PLACES}0136/").status_code == status


def test_it_costs_the_same_number_of_queries_however_many(cast, api, django_assert_max_num_queries):
    client = api("anna")
    with django_assert_max_num_queries(8):
        client.get(PLACES)
