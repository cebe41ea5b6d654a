"""Import: a register is dropped, looked through and brought in, with a mouse, a thumb or keys."""

import pytest
from playwright.sync_api import expect

from movements.models import Organisation
from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.exchange.files import csv_bytes, line

REGISTER = csv_bytes(
    [
        line("Åby IF", kind="Idrott", town="Västerhaninge", email="anna.ek@gmail.com"),
        line("Åby if", town="Västerhaninge"),
        line("Kören", kind="Kultur"),
        line("", kind="Kultur"),
    ],
    encoding="cp1252",
)


def drop(page):
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "haninge.csv", "mimeType": "text/csv", "buffer": REGISTER}
    )
    page.get_by_label("Vilken kommuns register är det?").select_option("0136")
    page.get_by_role("button", name="Granska filen").click()
    expect(page.get_by_role("heading", name="Granska innan du importerar")).to_be_visible()


def test_a_volunteer_brings_a_register_in(visit, cast):
    page = visit("asta", "/import/", size=DESKTOP)
    drop(page)
    expect(page.get_by_text("Inget är sparat än. 4 rader lästa.")).to_be_visible()
    page.get_by_role("link", name="Möjliga dubbletter").click()
    expect(page.get_by_text("Står två gånger i filen, först som Åby IF (2).")).to_be_visible()
    page.get_by_role("link", name="Fel").click()
    expect(page.get_by_text("Raden saknar namn.")).to_be_visible()
    assert not Organisation.objects.exists()
    page.get_by_role("button", name="Importera registret").click()
    expect(page.get_by_role("heading", name="Registret är inne")).to_be_visible()
    page.get_by_role("link", name="Se organisationerna i Haninge").click()
    expect(page.get_by_role("link", name="Åby IF")).to_be_visible()
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Åby IF", "Kören"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nobody_is_shut_out_of_the_import(visit, barriers, size, dark):
    page = visit("cia", "/import/", size=size, dark=dark)
    assert (barriers(page), sideways(page)) == ([], 0)
    drop(page)
    assert (barriers(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Importera registret").click()
    expect(page.get_by_role("heading", name="Registret är inne")).to_be_visible()
    assert (barriers(page), sideways(page)) == ([], 0)


def test_a_file_that_is_no_register_is_said_at_its_field(visit):
    page = visit("cia", "/import/", size=PHONE)
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_label("Vilken kommuns register är det?").select_option("0136")
    page.get_by_role("button", name="Granska filen").click()
    expect(page.get_by_text("Det här är en PDF.").first).to_be_visible()


def test_the_register_is_looked_through_and_brought_in_with_keys_alone(visit, cast):
    page = visit("cia", "/import/", size=DESKTOP)
    drop(page)
    page.get_by_role("link", name="Möjliga dubbletter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="3", exact=True)).to_be_visible()
    page.get_by_role("button", name="Importera registret").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Registret är inne")).to_be_visible()


def test_it_works_without_script(visit):
    page = visit("cia", "/import/", size=PHONE, java_script_enabled=False)
    drop(page)
    page.get_by_role("button", name="Släng filen").click()
    expect(page.get_by_role("heading", name="Importera ett register")).to_be_visible()
    assert not Organisation.objects.exists()
