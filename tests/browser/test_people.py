"""From the letter to Idag, and out again: one invites, one signs up, one leaves in mid-work."""

import re

from playwright.sync_api import expect

from movements.models import Invitation, Post, User
from tests.access.letters import secret_of, send_letters
from tests.browser.conftest import DESKTOP

PHRASE = "fyra gröna stolar i rad"
WELCOME = "Skydda kontot först"  # what whoever comes in anew is met by


def test_from_the_letter_to_the_first_page(visit, new_context):
    """Invited on a computer, signed up on a phone."""
    page = visit("asta", "/foreningen/personer/", size=DESKTOP)
    page.get_by_role("link", name="Bjud in någon").click()
    page.get_by_label("E-post").fill("nora@example.org")
    page.get_by_label("Kontaktansvarig").check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("status").filter(has_text="Ett brev är på väg")).to_be_visible()
    expect(page.get_by_text("nora@example.org", exact=True)).to_be_visible()
    send_letters()

    phone = new_context().new_page()
    phone.goto(f"/inbjudan/{secret_of()}/")
    expect(phone.get_by_text("Asta bjuder in dig som kontaktansvarig, Norr.")).to_be_visible()
    expect(phone.get_by_text("nora@example.org")).to_be_visible()
    phone.get_by_label("Ditt namn").fill("Nora Nylund")
    phone.get_by_label("Lösenord", exact=True).fill(PHRASE)
    phone.get_by_role("button", name="Skapa kontot").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(WELCOME)
    nora = User.objects.get(email="nora@example.org")
    assert Post.objects.get(user=nora).association.name == "Norr"
    assert Invitation.objects.get().accepted_by == nora


def test_whoever_lost_the_phone_begins_anew_by_a_letter(visit, new_context, barriers):
    page = visit("asta", "/foreningen/personer/", size=DESKTOP)
    page.get_by_role("link", name="Anna").click()
    page.get_by_role("button", name="Låt börja om").click()
    assert barriers(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Skicka brevet").click()
    expect(page.get_by_role("status").filter(has_text="Ett brev är på väg")).to_be_visible()
    send_letters()

    phone = new_context().new_page()
    phone.goto(f"/inbjudan/{secret_of()}/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Börja om")
    expect(phone.get_by_label("Ditt namn")).to_have_value("Anna")
    phone.get_by_label("Lösenord", exact=True).fill(PHRASE)
    phone.get_by_role("button", name="Spara och fortsätt").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(WELCOME)


def test_an_open_browser_is_out_on_its_next_click(visit):
    annas = visit("anna", "/idag/")
    astas = visit("asta", "/foreningen/personer/", size=DESKTOP)
    astas.get_by_role("link", name="Anna").click()
    astas.get_by_role("button", name="Avsluta posten").click()
    astas.get_by_role("dialog").get_by_role("button", name="Avsluta posten").click()
    expect(astas.get_by_role("status").filter(has_text="utloggad överallt")).to_be_visible()
    annas.get_by_role("link", name="Karta").first.click()
    expect(annas).to_have_url(re.compile("/konto/login/"))


def test_a_token_is_seen_once(visit, barriers):
    page = visit("anna", "/konto/", size=DESKTOP)
    page.get_by_role("button", name="Skapa en nyckel").click()
    expect(page.get_by_role("heading", name="Din nya nyckel")).to_be_visible()
    assert len(page.locator("code").inner_text()) == 64
    assert barriers(page) == []
    page.goto("/konto/")
    expect(page.locator("code")).to_have_count(0)
    expect(page.get_by_role("button", name="Avsluta nyckel")).to_have_count(1)
