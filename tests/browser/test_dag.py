"""Dag sits in the social committee of Haninge and looks for the unions of its staff."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, come_in
from tests.browser.scenery import scenery

__all__ = ["scenery"]

# Kommunal Botkyrka has its seat next door, and is active in Haninge.
UNIONS = ["Kommunal Botkyrka", "Kommunal Haninge", "Vision Haninge"]


def titles(page) -> list[str]:
    return page.locator("main .rows .title").all_inner_texts()


def heads(page) -> list[str]:
    return page.locator("main tbody th").all_inner_texts()


def test_dag_logs_in_on_his_phone_and_finds_the_unions(visit, cast, scenery):
    page = visit(None, "/", size=PHONE, has_touch=True, is_mobile=True)
    come_in(page, cast.dag)
    expect(page.get_by_role("heading", name="Idag")).to_be_visible()
    expect(page.get_by_role("heading", name="Facken i Haninge")).to_be_visible()
    assert titles(page) == UNIONS
    page.get_by_role("link", name=re.compile("^Öppna.*Vision Haninge")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vision Haninge")
    expect(page.get_by_text("Fackförbund")).to_be_visible()


def test_idag_leads_to_the_same_unions_in_the_list(visit, scenery):
    page = visit("dag", "/idag/", size=DESKTOP)
    page.get_by_role("link", name="Visa dem i listan").click()
    expect(page.get_by_role("heading", name="Organisationer")).to_be_visible()
    assert heads(page) == UNIONS


def test_dag_finds_them_by_the_filter_too(visit, scenery):
    page = visit("dag", "/idag/", size=DESKTOP)
    page.get_by_role("navigation", name="Huvudmeny").get_by_text("Organisationer").click()
    assert len(heads(page)) > len(UNIONS)
    bar = page.get_by_role("search", name="Filtrera organisationer")
    bar.get_by_text("Alla slag").click()
    bar.get_by_label("Fackförbund").check()
    page.keyboard.press("Escape")
    bar.get_by_text("Hela distriktet").click()
    bar.get_by_label("Haninge", exact=True).check()
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="Visa").click()
    page.wait_for_url("**/organisationer/?**municipality=0136**")
    assert heads(page) == UNIONS
    page.get_by_role("link", name="Kommunal Haninge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kommunal Haninge")


def test_dag_meets_nothing_that_is_not_his_to_know(visit, scenery):
    page = visit("dag", "/organisationer/?q=dold", size=DESKTOP)
    expect(page.get_by_role("heading", name="Ingen organisation passar")).to_be_visible()
    assert "Dold" not in page.locator("main").inner_text()
    page.goto("/idag/")
    expect(page.get_by_role("link", name="Logga", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Import")).to_have_count(0)
