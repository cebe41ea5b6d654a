"""Two that are one, in a real browser: told while typing, judged side by side, merged, undone."""

import pytest
from playwright.sync_api import expect

from movements.access.identity import acting_as
from movements.directory.actions import register_organisation
from movements.directory.scanning import scan_for_duplicates
from movements.models import Organisation
from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.conftest import municipality


@pytest.fixture
def twins(cast, norr, district):
    shared = {"kind": "culture", "municipality": municipality("0136")}
    with acting_as(cast.reader("anna"), why="test") as anna:
        made = [
            register_organisation(by=anna, association=norr, name=name, **shared, **more)
            for name, more in (
                ("Jordbro kör", {"email": "info@koren.example"}),
                ("Kören i Jordbro", {"phone": "08-500 10 00"}),
            )
        ]
    with acting_as(cast.reader("anna"), why="test"):
        Organisation.objects.filter(pk=made[1].pk).update(name="Jordbro-kören")
        Organisation.objects.filter(pk=made[0].pk).update(name="Jordbrokören")
    scan_for_duplicates(district)
    return made


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_two_are_merged_field_by_field_and_parted_again(visit, twins, barriers, size):
    kept, gone = sorted(twins, key=lambda one: one.pk)
    page = visit("anna", "/organisationer/", size=size)
    page.get_by_role("link", name="Möjliga dubbletter (1)").click()
    page.locator(".rows a.title").first.click()
    page.wait_for_url(f"**/dubbletter/{kept.pk}/{gone.pk}/**")
    assert barriers(page) == []
    assert sideways(page) == 0
    page.get_by_role("radio", name="Jordbro-kören").check()
    page.get_by_role("button", name="Slå ihop organisationerna").click()
    page.wait_for_url("**/organisationer/dubbletter/")
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("Jordbro-kören", "info@koren.example")
    assert kept.phone == "08-500 10 00"  # what only the other knew
    page.locator(".snack").get_by_role("button", name="Ångra").click()
    page.wait_for_url(f"**/organisationer/{gone.pk}/")
    expect(page.locator("h1")).to_have_text("Jordbro-kören")
    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("Jordbrokören", "")


def test_while_typing_it_is_said_that_it_is_here(visit, twins):
    page = visit("anna", "/organisationer/ny/", size=DESKTOP)
    page.get_by_label("Namn", exact=True).press_sequentially("jordbro kören")
    expect(page.locator("#here-already .twins")).to_contain_text("Jordbrokören")


def test_not_the_same_is_remembered(visit, twins):
    page = visit("anna", "/organisationer/dubbletter/", size=PHONE)
    page.locator(".rows a.title").first.click()
    page.get_by_role("button", name="Inte samma").click()
    expect(page.get_by_text("Inga dubbletter att bedöma")).to_be_visible()
