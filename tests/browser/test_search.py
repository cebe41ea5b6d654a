"""Search by keyboard over any page, as a plain page without script, and on a phone; saved views."""

import pytest
from playwright.sync_api import expect

from movements.models import SavedView
from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.browser.scenery import scenery

__all__ = ["scenery"]


@pytest.fixture
def palette(visit, scenery):
    page = visit("anna", "/idag/", size=DESKTOP)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Sök efter")).to_be_focused()
    return page


def test_the_palette_finds_by_half_a_misspelt_name_and_opens_by_the_keys(palette, barriers):
    palette.keyboard.type("hyresgäst tugnelsta")
    expect(palette.locator("[data-said]")).to_contain_text("Visar också tungelsta")
    chosen = palette.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_contain_text("Hyresgästföreningen Tungelsta")
    field = palette.get_by_role("combobox", name="Sök efter")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    expect(chosen.locator("mark").first).to_have_text("Hyresgäst")
    expect(palette.locator("[data-spoken]")).to_contain_text("träff")
    assert barriers(palette) == []
    palette.keyboard.press("ArrowDown")
    expect(palette.locator('[role="option"][aria-selected="true"]')).not_to_have_id(
        "palette-organisations-1"
    )
    palette.keyboard.press("ArrowUp")
    palette.keyboard.press("Enter")
    palette.wait_for_url("**/organisationer/*-*/")
    expect(palette.get_by_role("heading", level=1)).to_contain_text("Tungelsta")
    palette.keyboard.press("Control+k")
    expect(palette.locator("#palette-opened")).to_be_visible()
    expect(palette.get_by_role("option").first).to_contain_text("Hyresgästföreningen Tungelsta")


def test_escape_closes_and_gives_the_focus_back(palette):
    palette.keyboard.press("Escape")
    expect(palette.locator("#palette")).not_to_be_visible()
    palette.get_by_role("link", name="Logga avstämning").first.focus()
    palette.keyboard.press("Control+k")
    expect(palette.get_by_role("combobox", name="Sök efter")).to_be_focused()
    palette.keyboard.press("Escape")
    expect(palette.get_by_role("link", name="Logga avstämning").first).to_be_focused()


def test_nothing_found_leads_to_adding_it(palette):
    palette.keyboard.type("qqqqq")
    expect(palette.locator("[data-said]")).to_have_text("Inget hittades")
    palette.keyboard.press("Enter")
    palette.wait_for_url("**/organisationer/ny/")


def test_without_script_search_is_a_page(visit, scenery):
    page = visit("anna", "/idag/", size=DESKTOP, java_script_enabled=False)
    page.get_by_role("link", name="Sök organisation").click()
    page.get_by_role("searchbox", name="Sök efter").fill("jordbro")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/?q=jordbro")
    page.get_by_role("link", name="Hyresgästföreningen Jordbro", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jordbro")


def test_on_a_phone_it_is_a_page_of_its_own_with_chips(visit, scenery):
    page = visit("anna", "/idag/", size=PHONE)
    page.get_by_role("link", name="Sök", exact=True).click()
    page.get_by_role("searchbox", name="Sök efter").fill("haninge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/?q=haninge")
    expect(page.get_by_role("navigation", name="Genvägar")).to_be_visible()
    assert sideways(page) <= 0
    page.get_by_role("link", name="Kommuner 1").click()
    expect(page.locator("main h2").first).to_contain_text("Kommuner")
    expect(page.locator("main .entry").first).to_contain_text("Haninge")


def test_a_view_is_saved_changed_taken_away_and_brought_back(visit, scenery, cast):
    page = visit("anna", "/organisationer/?kind=union", size=DESKTOP)
    page.get_by_role("link", name="Spara vy").click()
    page.get_by_label("Vad heter vyn?").fill("Facken")
    page.get_by_label("Alla i Norr").check()
    page.get_by_role("button", name="Spara vy").click()
    tabs = page.get_by_role("navigation", name="Sparade vyer")
    expect(tabs.get_by_role("link", name="Facken 3")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Ta bort", exact=False).first.click()
    expect(page.get_by_text("Vyn är ändrad.")).to_be_visible()
    page.get_by_role("link", name="Återställ").click()
    expect(page.get_by_text("Vyn är din.")).to_be_visible()
    other = visit("asta", page.url.partition(page.url.split("/")[2])[2], size=DESKTOP)
    expect(other.get_by_text("Anna äger vyn.")).to_be_visible()
    page.get_by_role("link", name="Ändra vyn").click()
    page.get_by_role("button", name="Ta bort vyn").click()
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("link", name="Facken 3")).to_be_visible()
    assert SavedView.objects.get(name="Facken").archived_at is None
