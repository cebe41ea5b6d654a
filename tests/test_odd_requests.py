"""Whatever somebody writes in an address or a form, the answer is never a crash."""

import base64
from uuid import UUID

import pytest
from django.test import Client

from movements.models import Organisation
from tests import crowd as crowded

DEEP = base64.urlsafe_b64encode(b"[" * 200_000).decode()


@pytest.fixture
def anna(cast):
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.anna)
    return browser


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.mark.parametrize("size", ["00010000", "0001" + "9" * 30, "0001" + "9" * 5000])
def test_a_size_of_page_is_read_to_its_end(anna, size):
    assert anna.get(f"/api/v1/organisations/?page_size={size}").status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/organisations/", "/organisationer/", "/karta/"])
def test_a_place_in_the_list_that_nobody_wrote_is_refused(anna, address):
    assert anna.get(f"{address}?after={DEEP}").status_code == 400


@pytest.mark.parametrize("code", ["%00", "0136%00", "%F0%9F"])
def test_a_municipality_that_cannot_be_is_not_there(anna, code):
    assert anna.get(f"/api/v1/municipalities/{code}/").status_code == 404


def test_a_token_that_cannot_be_is_not_there(anna):
    assert anna.delete("/api/v1/tokens/%00/").status_code == 404


@pytest.mark.parametrize("way_back", ["nowhere", "today", "//elsewhere.example/", "x" * 20])
def test_the_way_back_is_an_address_or_today(anna, way_back):
    for form in ("/utseende/", "/enhet/"):
        answer = anna.post(form, {"theme": "dark", "next": way_back})
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/idag/")


@pytest.mark.parametrize("spelled", [str.upper, lambda pk: UUID(pk).hex])
def test_an_organisation_is_chosen_however_its_id_is_spelled(anna, crowd, spelled):
    one = Organisation.objects.filter(existence_protected=False, archived_at=None).first()
    answer = anna.get(f"/avstamningar/logga/?organisation={spelled(str(one.pk))}")
    assert answer.status_code == 200
