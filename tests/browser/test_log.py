"""Logga avstämning on the phone: a few taps, and nothing that is typed is lost."""

import re

import pytest
from django.db import connections
from playwright.sync_api import expect

from movements.access.identity import acting_as
from movements.directory.actions import register_organisation
from movements.directory.choices import OrganisationKind
from movements.models import Meeting, Organisation, Point, Session
from tests.browser.conftest import DESKTOP, PHONE, come_in, sideways

LOG = "/avstamningar/logga/"
NAME = "Hyresgästföreningen Jordbro"
KRAV = "Stoppa hyreshöjningen tills badrummen är renoverade"
SAVED = re.compile(r"/avstamningar/[0-9a-f-]+/sparad/$")


@pytest.fixture
def tenants(cast, norr) -> Organisation:
    with acting_as(cast.reader("anna"), why="test") as anna:
        return register_organisation(
            by=anna, association=norr, name=NAME, kind=OrganisationKind.TENANTS
        )


def choose(page, words: str = "hyresg") -> None:
    page.get_by_role("combobox").fill(words)
    page.get_by_role("option", name=NAME).click()


def save(page):
    return page.get_by_role("button", name="Spara avstämning")


def draft_kept(page) -> None:
    expect(page.locator("#draft-mark")).to_be_visible()


def test_anna_logs_a_meeting_in_a_few_taps(visit, tenants, cast):
    page = visit("anna", LOG, size=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollHeight") <= PHONE[1], "one screen"
    page.get_by_role("combobox").tap()
    page.get_by_role("option", name=NAME).tap()  # own ones are there before anything is typed
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    page.get_by_text("Möteslokal").tap()
    page.get_by_text("3 veckor").tap()
    save(page).tap()
    page.wait_for_url(SAVED)
    expect(page.get_by_role("heading", name="Avstämningen är sparad")).to_be_visible()
    expect(page.get_by_text(KRAV)).to_be_visible()
    meeting = Meeting.objects.get()
    assert [*meeting.organisations.all()] == [tenants]
    assert meeting.content.points.get(kind="support").support_kinds == ["premises"]
    assert meeting.follow_up_on is not None


def test_the_toast_undoes_it_and_it_can_be_brought_back(visit, tenants):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    save(page).click()
    page.wait_for_url(SAVED)
    page.locator("#toasts").get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("heading", name="Avstämningen är borttagen")).to_be_visible()
    assert Meeting.objects.get().is_archived
    page.get_by_role("button", name="Ta tillbaka avstämningen").click()
    expect(page.get_by_role("heading", name="Avstämningen är sparad")).to_be_visible()
    assert not Meeting.objects.get().is_archived


def test_a_double_tap_saves_once(visit, tenants):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    save(page).dblclick()
    page.wait_for_url(SAVED)
    assert (Meeting.objects.count(), Point.objects.count()) == (1, 1)


def test_without_connection_the_text_stays_and_sends_itself(visit, tenants):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.context.set_offline(True)
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    save(page).click()
    expect(
        page.get_by_text("Sparas på telefonen och skickas när du har uppkoppling.")
    ).to_be_visible()
    expect(page.get_by_label("Vad vill de förändra?")).to_have_value(KRAV)
    assert not Meeting.objects.exists()
    page.context.set_offline(False)
    page.wait_for_url(SAVED)
    assert Point.objects.get().text == KRAV


def test_a_draft_comes_back_after_the_page_was_closed(visit, tenants):
    page = visit("anna", LOG)
    choose(page)
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    page.get_by_text("Annan dag").click()
    draft_kept(page)
    again = page.context.new_page()
    page.close()
    again.goto(LOG)
    expect(again.get_by_label("Vad vill de förändra?")).to_have_value(KRAV)
    expect(again.get_by_label("Annan dag")).to_be_checked()
    expect(again.locator(".party")).to_contain_text(NAME)
    again.get_by_role("button", name="Börja om").click()
    expect(again.get_by_label("Vad vill de förändra?")).to_have_value("")
    expect(again.locator(".party")).to_have_count(0)


def test_a_draft_is_unreadable_on_the_device_and_gone_when_sent(visit, tenants):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    draft_kept(page)
    kept = page.evaluate(DUMP)
    assert len(kept["drafts"]) == 1
    assert "badrum" not in kept["drafts"][0]["text"]
    assert kept["extractable"] is False
    save(page).click()
    page.wait_for_url(SAVED)
    assert page.evaluate(DUMP)["drafts"] == []


def test_an_expired_login_keeps_the_text(visit, tenants, log_in, cast):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    draft_kept(page)
    Session.objects.all().delete()
    save(page).click()
    expect(page.get_by_text("Du har loggats ut.")).to_be_visible()
    expect(page.get_by_label("Vad vill de förändra?")).to_have_value(KRAV)
    page.get_by_role("link", name="Logga in").click()
    come_in(page, cast.anna)
    expect(page.get_by_label("Vad vill de förändra?")).to_have_value(KRAV)
    save(page).click()
    page.wait_for_url(SAVED)
    assert Point.objects.get().text == KRAV


def test_logging_in_again_beside_lets_the_open_form_be_saved(visit, tenants, cast):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    page.context.clear_cookies()
    beside = page.context.new_page()
    beside.goto("/konto/login/")
    come_in(beside, cast.anna)
    beside.wait_for_url("**/idag/")
    save(page).click()
    page.wait_for_url(SAVED)
    assert Meeting.objects.get().author == cast.anna


def test_somebody_elses_login_neither_sends_nor_keeps_the_draft(visit, tenants, log_in):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    draft_kept(page)
    log_in(page.context, "asta")
    other = page.context.new_page()
    other.goto(LOG)
    expect(other.get_by_label("Vad vill de förändra?")).to_have_value("")
    assert other.evaluate(DUMP)["drafts"] == []
    assert not Meeting.objects.exists()


def test_logging_out_leaves_nothing_on_the_device(visit, tenants):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    draft_kept(page)
    page.goto("/konto/logout/")
    page.get_by_role("main").get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/konto/login/**")
    assert page.evaluate(DUMP)["drafts"] == []


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(visit, tenants):
    page = visit("anna", LOG)
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    save(page).click()
    expect(page.locator(".errors")).to_contain_text("Välj vilken organisation ni träffade.")
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Vad vill de förändra?")).to_have_value(KRAV)
    choose(page)
    save(page).click()
    page.wait_for_url(SAVED)


def test_a_colleagues_fresh_meeting_is_told_of_before_it_is_doubled(visit, tenants, cast, norr):
    from movements.dialogue.actions import log_meeting

    with acting_as(cast.reader("asta"), why="test") as asta:
        log_meeting(by=asta, association=norr, organisations=[tenants])
    page = visit("anna", f"{LOG}?organisation={tenants.pk}")
    save(page).click()
    expect(page.get_by_text("Asta har redan loggat ett möte")).to_be_visible()
    assert Meeting.objects.count() == 1
    page.get_by_role("button", name="Spara ändå").click()
    page.wait_for_url(SAVED)
    assert Meeting.objects.count() == 2


def test_by_keyboard_alone(visit, tenants):
    page = visit("anna", LOG, size=DESKTOP)
    page.get_by_role("combobox").focus()
    page.keyboard.type("jordbro")
    expect(page.get_by_role("option", name=NAME)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".party")).to_contain_text(NAME)
    page.keyboard.press("Tab")  # from Byt to the first segment
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Samtal")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Igår")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type(KRAV)
    for _tab in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Spara avstämning":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(SAVED)
    assert Meeting.objects.get().mode == "phone"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nobody_is_shut_out(visit, tenants, barriers, dark, size):
    page = visit("anna", LOG, size=size, dark=dark)
    assert barriers(page) == []
    page.get_by_role("combobox").click()
    expect(page.get_by_role("option", name=NAME)).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("option", name=NAME).click()
    page.get_by_text("Annan dag").click()
    page.locator(".promise-chip").click()
    page.get_by_text("Ansvariga").click()
    page.get_by_label("Dölj att vi har träffats").check()
    assert barriers(page) == []
    assert sideways(page) == 0
    page.get_by_text("Idag").click()
    page.locator(".promise-chip").click()
    save(page).click()
    page.wait_for_url(SAVED)
    assert barriers(page) == []
    page.goto(page.url.replace("sparad/", ""))
    assert barriers(page) == []
    page.goto("/avstamningar/")
    assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 768, 1024, 1280])
def test_no_sideways_scroll(visit, tenants, width):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}", size=(width, 800))
    assert sideways(page) == 0
    for path in ("/idag/", "/avstamningar/"):
        page.goto(path)
        assert sideways(page) == 0


def test_without_script_it_is_an_ordinary_form(visit, tenants):
    page = visit("anna", LOG, java_script_enabled=False)
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    page.locator("#id_organisation").fill("jordbro")
    page.get_by_role("button", name="Sök").click()
    page.get_by_label(NAME).check()
    save(page).click()
    page.wait_for_url(SAVED)
    assert Point.objects.get().text == KRAV


def test_without_script_an_expired_login_still_keeps_the_text(visit, tenants, cast):
    page = visit("anna", f"{LOG}?organisation={tenants.pk}", java_script_enabled=False)
    page.get_by_label("Vad vill de förändra?").fill(KRAV)
    Session.objects.all().delete()
    save(page).click()
    come_in(page, cast.anna)
    page.wait_for_url(f"**{LOG}")
    expect(page.get_by_label("Vad vill de förändra?")).to_have_value(KRAV)
    save(page).click()
    page.wait_for_url(SAVED)
    assert Point.objects.get().text == KRAV


@pytest.fixture(autouse=True)
def _no_connection_left():
    yield
    connections.close_all()


DUMP = """async () => {
  const done = request => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error);
  });
  const names = (await indexedDB.databases()).map(one => one.name);
  if (!names.includes("forankra-drafts")) return {drafts: [], extractable: null};
  const base = await done(indexedDB.open("forankra-drafts"));
  const all = name => done(base.transaction(name).objectStore(name).getAll());
  const drafts = await all("drafts"), keys = await all("keys");
  base.close();
  return {
    drafts: drafts.map(one => ({text: new TextDecoder().decode(one.data) + JSON.stringify(one)})),
    extractable: keys[0]?.extractable ?? null,
  };
}"""
