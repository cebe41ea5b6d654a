"""Geocoding behind geopy's interface, without a call to anybody."""

import socket

import pytest
from geopy.geocoders import Nominatim
from geopy.location import Location

from movements.places.geocoding import GazetteerGeocoder, geocoder, place_of
from movements.places.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Any attempt to reach another host fails the test."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"a call left the machine: {args}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_an_address_becomes_a_geopy_location():
    found = geocoder().geocode("Box 1, 145 52 Norsborg")
    assert isinstance(found, Location)
    assert found.address == "Norsborg, Botkyrka"
    assert (found.latitude, found.longitude) == pytest.approx((59.25, 17.78), abs=0.02)
    assert found.raw == {
        "how": "town",
        "precision": "place",
        "ambiguous": False,
        "municipality": "0127",
    }


def test_several_answers_are_a_list_as_in_geopy():
    found = geocoder().geocode("Norsborg", exactly_one=False)
    assert [location.address for location in found] == ["Norsborg, Botkyrka"]


def test_the_municipality_that_asks_settles_a_shared_name():
    norrtalje = Municipality.objects.current().get(code="0188")
    found = geocoder().geocode("Bergshamra", hint=norrtalje)
    assert found.raw["municipality"] == "0188"


@pytest.mark.parametrize("query", ["", "Atlantis", "Salems kommun", "181 99"])
def test_what_has_no_point_has_no_answer(query):
    assert geocoder().geocode(query) is None


def test_the_gazetteer_is_the_geocoder_unless_an_administrator_says_otherwise(settings):
    assert type(geocoder()) is GazetteerGeocoder
    settings.GEOCODER = "tests.places.test_geocoding.elsewhere"
    assert isinstance(geocoder(), Nominatim)


def elsewhere():
    return Nominatim(user_agent="test")


def test_an_organisation_address_is_placed_by_its_town():
    found = place_of("Storgatan 1", "145 52", "Norsborg")
    assert (found.name, found.is_located) == ("Norsborg", True)


def test_an_address_without_a_town_may_name_a_place_nearby():
    nacka = Municipality.objects.current().get(code="0182")
    found = place_of("Fisksätra", "", "", nacka)
    assert (found.name, found.municipality) == ("Fisksätra", nacka)
    assert place_of("", "", "") is None
