"""The door, with a real browser and a passkey of its own: no finger, but all of the protocol."""

import pytest

from tests.browser.conftest import PHONE, sideways
from tests.conftest import PASSWORD
from tests.door import code_now, take_factors_away

SET_UP = "/konto/andra-steget/"


@pytest.fixture
def device(new_context):
    """`device()` is a phone with a screen lock; `passkeys=False`, one that knows no passkeys."""

    def _device(*, passkeys=True, **more):
        context = new_context(size=PHONE, accept_downloads=True, **more)
        page = context.new_page()
        if passkeys:
            protocol = context.new_cdp_session(page)
            protocol.send("WebAuthn.enable")
            lock = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
            lock |= {"hasUserVerification": True, "isUserVerified": True}
            options = lock | {"automaticPresenceSimulation": True}
            protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        else:
            page.add_init_script("delete window.PublicKeyCredential")
        return page

    return _device


def log_in(page, user) -> None:
    page.goto("/konto/login/")
    page.get_by_label("E-post").fill(user.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()


@pytest.fixture
def newcomer(cast, device):
    """A phone on the page that sets up Anna's second factor; she has none yet."""
    take_factors_away(cast.anna)

    def _newcomer(**more):
        page = device(**more)
        log_in(page, cast.anna)
        page.wait_for_url(f"**{SET_UP}")
        return page

    return _newcomer


def fine(page, barriers) -> bool:
    found = barriers(page)
    return found == [] and sideways(page) == 0


def test_a_passkey_is_made_at_one_press_and_opens_without_a_password(newcomer, barriers):
    page = newcomer()
    assert fine(page, barriers)
    page.get_by_role("button", name="Skapa passkey").click()
    page.get_by_role("heading", name="Spara återställningskoderna").wait_for()
    assert page.locator(".codes li").count() == 10
    assert fine(page, barriers)

    onward = page.get_by_role("button", name="Gå till Idag")
    onward.click(force=True)  # it is there, and says what to do first
    assert page.url.endswith("/koder/")
    assert page.get_by_text("Kryssa i rutan först.").is_visible()
    page.get_by_label("Jag har sparat koderna").check()
    onward.click()
    page.wait_for_url("**/idag/**")

    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Logga ut").click()
    page.goto("/konto/login/?next=/organisationer/")
    page.get_by_role("button", name="Logga in med passkey").click()
    page.wait_for_url("**/organisationer/")


def test_the_codes_are_saved_as_a_file(newcomer):
    page = newcomer()
    page.get_by_role("button", name="Skapa passkey").click()
    page.locator(".codes").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Spara fil").click()
    assert download.value.suggested_filename == "forankra-koder.txt"
    first = page.locator(".codes li").first.inner_text()
    assert first in download.value.path().read_text()


def test_a_device_without_passkeys_is_told_why_and_offered_the_app_first(newcomer, barriers):
    page = newcomer(passkeys=False)
    assert page.get_by_text("kan inte skapa passkeys").is_visible()
    assert not page.get_by_role("button", name="Skapa passkey").is_visible()
    app = page.get_by_role("link", name="Anslut en app")
    assert "btn-primary" in app.get_attribute("class")
    assert fine(page, barriers)


def test_a_passkey_that_is_refused_is_said_and_nothing_is_lost(newcomer):
    page = newcomer()
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(Error('no')); }")
    page.get_by_role("button", name="Skapa passkey").click()
    page.get_by_text("Ingen passkey skapades. Försök igen, eller anslut en app.").wait_for()


def test_an_app_is_connected_by_keyboard_alone(newcomer, barriers):
    page = newcomer()
    page.goto(f"{SET_UP}app/")
    assert fine(page, barriers)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Kod från appen").focus()
    page.keyboard.type(code_now(secret))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Spara återställningskoderna").wait_for()


def test_the_code_after_the_password(device, cast, barriers):
    page = device()
    log_in(page, cast.anna)
    field = page.get_by_label("Kod")
    assert field.get_attribute("autocomplete") == "one-time-code"
    assert fine(page, barriers)
    field.fill(code_now())
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/idag/")


def test_a_passkey_is_shown_again_and_taken_away(newcomer, barriers):
    page = newcomer()
    page.get_by_role("button", name="Skapa passkey").click()
    page.locator(".codes").wait_for()
    page.goto(f"{SET_UP}passkey/igen/")
    assert fine(page, barriers)
    page.get_by_role("button", name="Använd din passkey").click()
    page.wait_for_url("**/idag/")
    page.goto(SET_UP)
    assert fine(page, barriers)
    page.get_by_role("link", name="Ta bort").click()
    assert fine(page, barriers)
    page.locator("main").get_by_role("button", name="Ta bort passkeyn").click()
    page.get_by_text("Det här är din enda. Lägg till en annan först.").wait_for()


def test_the_door_in_english(newcomer, cast, barriers):
    page = newcomer()
    page.get_by_role("button", name="In English").click()
    page.get_by_role("heading", name="Protect your account first").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert fine(page, barriers)


def test_too_many_tries_are_told_until_when(device, cast):
    page = device()
    for _each in range(6):
        page.goto("/konto/login/")
        page.get_by_label("E-post").fill(cast.bo.email)
        page.get_by_label("Lösenord", exact=True).fill("fel-lösenord-helt")
        page.get_by_role("button", name="Fortsätt").click()
        page.locator(".errors").wait_for()
    assert "Vänta 15 minuter. Du kan försöka igen kl." in page.locator(".errors").inner_text()
