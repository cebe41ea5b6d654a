"""Import: a messy spreadsheet goes in through every step, is taken back, and goes in again.

A real worker does what is done after the answer; it is killed on the way and another goes on.
"""

import signal
from contextlib import suppress
from time import monotonic, sleep

import pytest
from playwright.sync_api import expect
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from movements.access.identity import acting_as
from movements.exchange.actions import import_organisations
from movements.models import Import, Organisation, PendingUpload
from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line, xlsx_bytes
from tests.exchange.test_import_jobs import _nobody_is_heard, worker

__all__ = ["worker"]

MANY = 8_000  # more than is looked through while one waits
A_WHILE = 120_000  # ms, for a worker on a busy machine
REGISTER = csv_bytes(
    [
        line("Åby IF", kind="Idrott", town="Västerhaninge", email="anna.ek@gmail.com"),
        line("Åby if", town="Västerhaninge"),
        line("Kören", kind="Kultur"),
        line("", kind="Kultur"),
    ],
    encoding="cp1252",
)


def messy(rows=0):
    """Title rows, odd headers, mixed kinds, two that may be there already, two without a name."""
    heads = ["Vad heter ni", "Märkning", "Postort", "E-post", "Ordförande"]
    body = [
        ["Jordbro Hyresgästförening", "Boende", "Jordbro", "info@hgf.example", "Siv Ek"],
        ["Utö Byalag", "byalag", "Utö", None, None],
        ["Handens kör", "Kvasthållarsällskap", "Handen", None, "Bo Al"],
        ["Västerhaninge IF", "Idrottsföreningar", "Västerhaninge", None, None],
        [None, "Idrott", "Handen", None, None],
        [None, "Kultur", None, None, None],
    ]
    body += [[f"Byalaget nummer {n}", "Byalag", "Handen", None, None] for n in range(rows)]
    title = [["Register 2026"], [], ["Utskrivet av kansliet", None, "sida 1"], []]
    return xlsx_bytes(("Föreningar", [*title, heads, *body]), ("Anteckningar", [["Ring Siv"]]))


@pytest.fixture
def known(cast):
    """Two organisations that the spreadsheet names otherwise; another register had them."""
    rows = [
        line("Hyresgästföreningen Jordbro", kind="Boende", town="Jordbro"),
        line("Utö byalag", kind="Byalag", town="Utö"),
    ]
    with acting_as(cast.reader("cia"), why="test") as cia:
        import_organisations(by=cia, data=csv_bytes(rows), municipality=municipality("0127"))


def drop(page, data=REGISTER, name="haninge.csv"):
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_label("Vilken kommuns register är det?").select_option("0136")
    page.get_by_role("button", name="Läs filen").click()


def go_on(page):
    """Through columns and words as they were understood."""
    page.get_by_role("button", name="Fortsätt till värden").click()
    page.get_by_role("button", name="Spara och granska").click()
    expect(page.get_by_role("heading", name="Granska innan du importerar")).to_be_visible()


def correct_and_map(page):
    """The column that nobody knew is the kind; the word that nobody knew is culture."""
    expect(page.get_by_role("heading", name="Vad står i kolumnerna?")).to_be_visible(
        timeout=A_WHILE
    )
    expect(page.get_by_label("Rad med rubriker")).to_have_value("5")
    page.get_by_label("Vad står i kolumnen Vad heter ni?").select_option("name")
    page.get_by_label("Vad står i kolumnen Märkning?").select_option("kind")
    expect(page.get_by_text("Kolumnen Ordförande handlar om personer.")).to_be_visible()
    assert "Siv Ek" not in page.content()
    page.get_by_role("button", name="Fortsätt till värden").click()
    unknown = page.get_by_label("Vad är ”Kvasthållarsällskap”?")
    expect(unknown).to_be_visible(timeout=A_WHILE)
    unknown.select_option("culture")
    page.get_by_role("button", name="Spara och granska").click()
    expect(page.get_by_role("heading", name="Granska innan du importerar")).to_be_visible(
        timeout=A_WHILE
    )


def wait_for(what):
    until = monotonic() + A_WHILE / 1000
    while monotonic() < until:
        if what():
            return
        sleep(0.1)
    raise AssertionError("it never happened")


def in_state(**where):
    return lambda: PendingUpload.objects.filter(**where).exists()


def test_a_messy_spreadsheet_goes_in_by_the_wizard_is_undone_and_goes_in_again(
    visit, known, worker
):
    worker()
    page = visit("cia", "/import/", size=DESKTOP)
    for time in ("first", "again"):
        page.goto("/import/")
        drop(page, messy(), "kontakter-2026.xlsx")
        if time == "first":
            correct_and_map(page)
        else:
            expect(page.get_by_text("läses som förra gången")).to_be_visible()
            go_on(page)
        importing = page.get_by_role("button", name="Importera", exact=True)
        expect(importing).to_have_attribute("aria-disabled", "true")
        expect(page.get_by_text("Granska 2 dubbletter först")).to_be_visible()
        page.get_by_role("button", name="Slå ihop").first.click()
        expect(page.get_by_text("Granska 1 dubblett först")).to_be_visible()
        page.get_by_role("button", name="Lägg till som ny", exact=True).click()
        expect(page.get_by_text("2 granskade")).to_be_visible()
        importing.click()
        expect(page.get_by_role("heading", name="Registret är inne")).to_be_visible(timeout=A_WHILE)
        assert Organisation.objects.get(name="Handens kör").kind == "culture"
        assert Organisation.objects.count() == 5  # two known, one merged; one beside its like
        if time == "first":
            page.get_by_role("link", name="Ångra importen").click()
            page.get_by_role("button", name="Ångra importen").click()
            expect(page.get_by_role("heading", name="Importen är ångrad")).to_be_visible()
            assert Organisation.objects.count() == 2


def test_the_page_may_be_closed_and_the_worker_killed_and_the_import_is_done_once(visit, worker):
    first = worker()
    page = visit("cia", "/import/", size=DESKTOP)
    drop(page, messy(MANY), "stort.xlsx")
    correct_and_map(page)
    page.get_by_role("button", name="Importera", exact=True).click()
    expect(page.get_by_role("progressbar", name="Registret tas in")).to_be_visible()
    address = page.url
    wait_for(in_state(state="working"))
    first.send_signal(signal.SIGKILL)
    first.wait()
    page.goto("/hjalp/")  # away from the page, as if it were closed
    assert not Organisation.objects.exists()
    with suppress(AlreadyEnqueued):  # the one that died may have asked for it already
        app.configure_task("access.take_up_stalled").defer(timestamp=0)
    _nobody_is_heard()
    worker()
    page.goto("/import/")
    page.goto(address)
    expect(page.get_by_role("heading", name="Registret är inne")).to_be_visible(timeout=A_WHILE)
    assert Import.objects.get().counts["new"] == MANY + 4 == Organisation.objects.count()
    expect(page.get_by_text("Arbetet avbröts på vägen och började om.")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nobody_is_shut_out_of_the_import(visit, barriers, size, dark):
    page = visit("cia", "/import/", size=size, dark=dark)
    assert (barriers(page), sideways(page)) == ([], 0)
    drop(page)
    expect(page.get_by_role("heading", name="Vad står i kolumnerna?")).to_be_visible()
    assert (barriers(page), sideways(page)) == ([], 0)
    go_on(page)
    assert (barriers(page), sideways(page)) == ([], 0)


def test_a_file_that_is_no_register_is_said_at_its_field(visit):
    page = visit("cia", "/import/", size=PHONE)
    drop(page, b"%PDF-1.7", "a.pdf")
    expect(page.get_by_text("Det här är en PDF.").first).to_be_visible()


def test_a_pair_is_judged_with_keys_alone_and_the_next_has_the_focus(visit, cast):
    page = visit("cia", "/import/", size=DESKTOP)
    drop(page, csv_bytes([line("Åby IF", kind="Idrott", town="Västerhaninge")] * 3))
    go_on(page)
    page.get_by_role("button", name="Slå ihop").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 granskad")).to_be_visible()
    expect(page.locator("#pair")).to_be_focused()
    page.get_by_role("button", name="Hoppa över raden").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 granskade")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Granska innan du importerar")).to_be_visible()


def test_it_works_without_script(visit, worker):
    page = visit("cia", "/import/", size=PHONE, java_script_enabled=False)
    drop(page)
    go_on(page)
    page.get_by_role("button", name="Hoppa över raden").click()
    page.get_by_role("button", name="Importera", exact=True).click()
    expect(page.get_by_role("progressbar", name="Registret tas in")).to_be_visible()
    worker()
    wait_for(in_state(state="done"))
    page.get_by_role("link", name="Visa hur långt det har kommit").click()
    expect(page.get_by_role("heading", name="Registret är inne")).to_be_visible()


def test_the_file_can_be_thrown_away_at_any_step(visit):
    page = visit("cia", "/import/", size=PHONE)
    drop(page)
    page.get_by_role("button", name="Släng filen").click()
    expect(page.get_by_role("heading", name="Importera ett register")).to_be_visible()
    assert not Organisation.objects.exists()
