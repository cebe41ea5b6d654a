"""The directory in a real browser: filtering by hand and without script, writing, and undoing."""

import re

import pytest
from playwright.sync_api import expect

from movements.access.identity import acting_as
from movements.directory.actions import register_organisation
from movements.models import ContactPerson, Organisation
from tests.browser.conftest import DESKTOP, PHONE, sideways


@pytest.fixture
def organisations(cast, norr):
    kinds = {"Hyresgästföreningen Jordbro": "tenants", "Kommunal Haninge": "union"}
    with acting_as(cast.reader("anna"), why="test") as anna:
        for name, kind in {**kinds, "Utö byalag": "village"}.items():
            register_organisation(by=anna, association=norr, name=name, kind=kind)


def names(page) -> list[str]:
    return page.locator("tbody th a").all_inner_texts()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_several_kinds_are_chosen_and_stand_in_the_address(visit, organisations, barriers, size):
    page = visit("anna", "/organisationer/", size=size)
    if size == PHONE:
        page.locator(".more-filters > summary").click()
    page.locator(".choice > summary").first.click()
    page.get_by_label("Fackförbund/avdelning").check()
    page.get_by_label("Hyresgästförening", exact=True).check()
    expect(page.locator(".choice .now").first).to_have_text("Hyresgästförening +1")
    assert barriers(page) == []
    assert sideways(page) == 0
    page.locator(".choice[open] button").click()
    page.wait_for_url("**/organisationer/?kind=tenants&kind=union")
    assert names(page) == ["Hyresgästföreningen Jordbro", "Kommunal Haninge"]


def test_without_script_the_same_form_gives_the_same_rows(visit, organisations):
    page = visit("anna", "/organisationer/", size=PHONE, java_script_enabled=False)
    page.locator(".choice > summary").first.click()
    page.get_by_label("Fackförbund/avdelning").check()
    page.locator(".choice[open] button").click()
    assert "kind=union" in page.url
    assert names(page) == ["Kommunal Haninge"]


def test_the_list_is_sorted_by_keyboard_alone(visit, organisations):
    page = visit("anna", "/organisationer/", size=DESKTOP)
    page.get_by_role("link", name="Organisation", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**order=name")
    page.get_by_role("link", name="Organisation", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**order=-name")
    assert names(page) == ["Utö byalag", "Kommunal Haninge", "Hyresgästföreningen Jordbro"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_an_organisation_is_registered_kept_in_contact_with_and_archived_again(
    visit, organisations, barriers
):
    page = visit("anna", "/organisationer/", size=DESKTOP)
    page.get_by_role("link", name="Registrera organisation").first.click()
    page.get_by_label("Namn", exact=True).fill("Utö Byalag")
    page.get_by_role("button", name="Registrera organisation").click()
    expect(page.get_by_text("Finns den redan?")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("Namn", exact=True).fill("Ornö byalag")
    page.get_by_role("button", name="Registrera organisation").click()
    expect(page.get_by_role("heading", name="Ornö byalag")).to_be_visible()
    page.get_by_role("link", name=re.compile("Lägg till.*Kontaktpersoner")).click()
    page.get_by_label("Namn", exact=True).fill("Margareta Holm")
    page.get_by_label("Telefon").fill("070-174 06 35")
    page.get_by_label("Samtycke").check()
    page.get_by_label("Var kommer uppgifterna ifrån?").fill("Möte")
    page.get_by_role("button", name="Spara kontaktperson").click()
    expect(page.get_by_role("link", name="070-174 06 35")).to_be_visible()
    assert ContactPerson.objects.get().name == "Margareta Holm"
    page.get_by_label("Mer att göra").click()
    page.get_by_role("button", name="Arkivera").click()
    page.wait_for_url("**/organisationer/")
    assert "Ornö byalag" not in names(page)
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("heading", name="Ornö byalag")).to_be_visible()
    assert Organisation.objects.get(name="Ornö byalag").archived_at is None
