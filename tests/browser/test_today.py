"""Idag in a real browser: what waits, done in one press; the board's county; Dag's unions."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from movements.access.identity import acting_as
from movements.dialogue.actions import Promised, Said, log_meeting
from movements.directory.actions import register_organisation, tie_relation
from movements.directory.choices import OrganisationKind, Sector
from movements.models import Promise
from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.conftest import municipality

HGF, KOMMUNAL = "Hyresgästföreningen Jordbro", "Kommunal sektion Haninge"


@pytest.fixture
def day(cast, norr, today):
    """A late check-in, a late promise, a union, and somebody who has gone quiet."""
    with acting_as(cast.reader("anna"), why="test") as anna:

        def known(name, kind, **facts):
            return register_organisation(
                by=anna,
                association=norr,
                name=name,
                kind=kind,
                municipality=municipality("0136"),
                **facts,
            )

        tenants = known(HGF, OrganisationKind.TENANTS)
        union = known(KOMMUNAL, OrganisationKind.UNION, sectors=[Sector.CARE])
        owed = [Promised("Låna ut ljudanläggningen", cast.anna, today - timedelta(days=2))]
        log_meeting(by=anna, association=norr, organisations=[tenants], said=Said(promises=owed),
                    day=today - timedelta(days=40))  # fmt: skip
        log_meeting(
            by=anna, association=norr, organisations=[union], day=today - timedelta(days=250)
        )
        tie_relation(by=anna, association=norr, organisation=tenants,
                     next_contact_on=today - timedelta(days=34))  # fmt: skip


def test_anna_sees_what_is_late_and_does_it(visit, day):
    page = visit("anna", "/idag/", size=DESKTOP)
    expect(page.get_by_text("Försenad 34 dagar")).to_be_visible()
    page.get_by_role("button", name="Låna ut ljudanläggningen").click()
    expect(page.locator("#toasts")).to_contain_text("Löftet är markerat")
    assert Promise.objects.get().status == "kept"
    page.locator("#toasts").get_by_role("button", name="Ångra").click()
    expect(page.get_by_text("Försenat 2 dagar")).to_be_visible()
    assert Promise.objects.get().status == "open"
    page.locator("a.btn-row", has_text=HGF).click()
    expect(page.locator(".party")).to_contain_text(HGF)


def test_cia_sees_who_has_gone_quiet(visit, day):
    page = visit("cia", "/idag/", size=DESKTOP)
    expect(page.get_by_role("heading", name="Relationer som har tystnat")).to_be_visible()
    page.locator("a.btn-row", has_text=KOMMUNAL).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(KOMMUNAL)


def test_dag_finds_the_unions_of_his_municipality(visit, day):
    page = visit("dag", "/idag/", size=PHONE)
    expect(page.get_by_role("heading", name="Facken i Haninge")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("link", name="Visa dem i listan").click()
    expect(page.get_by_role("main")).to_contain_text(KOMMUNAL)
    expect(page.get_by_role("main")).not_to_contain_text(HGF)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nobody_is_shut_out(visit, day, barriers, dark, size):
    for name in ("anna", "cia", "dag", "frid"):
        page = visit(name, "/idag/", size=size, dark=dark)
        assert barriers(page) == []
        assert sideways(page) == 0


def test_a_new_association_is_shown_where_to_begin(visit, cast, barriers):
    page = visit("anna", "/idag/")
    expect(page.get_by_role("heading", name="Fyra steg att börja med")).to_be_visible()
    assert barriers(page) == []
