"""Without a mouse: everything is reached, seen where it is, and left again."""

from datetime import date

import pytest
from playwright.sync_api import expect

from movements.models import Post, Role
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.scenery import scenery

__all__ = ["scenery"]

STOPS = 80  # further than the longest page here is walked
PATIENCE = 20  # quarters of a second that a busy machine may need to draw a map
WALKED = (
    "/idag/",
    "/karta/",
    "/organisationer/",
    "/organisationer/{organisation}/",
    "/avstamningar/logga/",
    "/organisationer/ny/",
)
HERE = """(again) => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const ring = [at, at.closest(".chip, .segment > *, .tick")].filter(Boolean).some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const box = (at.closest(".chip, .segment > *") || at).getClientRects()[0];
  const [left, right] = [Math.max(box.left, 0) + 2, Math.min(box.right, innerWidth) - 2];
  const [top, bottom] = [Math.max(box.top, 0) + 2, Math.min(box.bottom, innerHeight) - 2];
  const inside = right > left && bottom > top;
  const hits = (x, y) => {
    const over = document.elementFromPoint(x, y);
    return over && (at.contains(over) || over.contains(at));
  };
  const parts = [0, .25, .5, .75, 1];
  const seen = inside && parts.some((x) => parts.some((y) => (
    hits(left + x * (right - left), top + y * (bottom - top)))));
  const name = at.tagName + " " + (at.getAttribute("aria-label") || at.name || at.innerText || "");
  if (at.dataset.walked && !again) return null;
  at.dataset.walked = "1";
  return { name: name.slice(0, 60), ring, seen };
}"""


def focused(page):
    return page.locator(":focus")


def tab_to(page, target, *, most=60) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        if target.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} times Tab do not reach {target}")


def stops(page) -> list[dict]:
    """Where Tab leads, from the top until it comes back."""
    walked = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if not (stop := page.evaluate(HERE, False)):
            break
        for _ in range(PATIENCE):  # what was open over it closes, what is late is drawn
            if stop["seen"]:
                break
            page.wait_for_timeout(250)
            stop = page.evaluate(HERE, True)
        walked.append(stop)
    return walked


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_focus_is_always_seen(visit, scenery, size):
    page = visit("anna", "/hjalp/", size=size, reduced_motion="reduce")
    unseen = {}
    for path in WALKED:
        page.goto(path.format(**vars(scenery)))
        page.wait_for_load_state("networkidle")
        walked = stops(page)
        assert len(walked) > 5, path
        if missing := [stop for stop in walked if not (stop["ring"] and stop["seen"])]:
            unseen[path] = missing
    assert unseen == {}, unseen


def test_the_first_stop_skips_the_menu(visit, scenery):
    page = visit("anna", "/organisationer/", size=DESKTOP)
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Hoppa till innehållet")
    expect(focused(page)).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_n_logs_a_meeting_but_not_in_the_middle_of_a_word(visit, scenery):
    page = visit("anna", "/idag/", size=DESKTOP)
    page.keyboard.press("/")
    page.keyboard.type("n")
    assert page.url.endswith("/idag/")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/avstamningar/logga/**")


def test_a_menu_opens_is_walked_and_closes_where_it_was_opened(visit, scenery):
    page = visit("anna", f"/organisationer/{scenery.organisation}/", size=DESKTOP)
    more = page.locator("summary[aria-label='Mer att göra']")
    tab_to(page, more)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Ändra uppgifter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Ändra uppgifter")).to_be_hidden()
    expect(more).to_be_focused()


def test_the_unit_is_switched_and_the_page_stays(visit, scenery, cast, district):
    Post.objects.create(
        district=district, user=cast.anna, role=Role.BOARD, starts_on=date(2020, 1, 1)
    )
    page = visit("anna", "/karta/", size=DESKTOP)
    switch = page.locator("summary", has_text="Byt enhet")
    before = switch.locator("b").inner_text()
    tab_to(page, switch, most=5)
    page.keyboard.press("Enter")
    other = page.locator(".units .panel button:not([aria-current])")
    tab_to(page, other, most=4)
    wanted = other.locator("b").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("summary b")).to_have_text(wanted)
    assert wanted != before
    assert "/karta/" in page.url


def test_the_list_is_filtered_and_an_organisation_opened(visit, scenery):
    page = visit("anna", "/organisationer/", size=DESKTOP)
    bar = page.get_by_role("search", name="Filtrera organisationer")
    tab_to(page, bar.locator("summary", has_text="Alla slag"))
    page.keyboard.press("Enter")
    tab_to(page, bar.get_by_label("Byalag"))
    page.keyboard.press("Space")
    tab_to(page, bar.get_by_role("button", name="Visa").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisationer/?kind=village")
    tab_to(page, page.get_by_role("link", name="Ösmo byalag"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ösmo byalag")


def test_what_must_change_takes_the_focus_and_leads_to_its_field(visit, scenery):
    page = visit("anna", "/organisationer/ny/", size=DESKTOP)
    page.get_by_label("Namn", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Namn", exact=True)).to_be_focused()


def test_a_question_starts_on_the_safe_answer(visit, scenery):
    page = visit("anna", "/delar/", size=DESKTOP)
    ask = page.locator("button[commandfor='ask-demand']").first
    ask.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Behåll")).to_be_focused()
    page.keyboard.press("Escape")
    expect(ask).to_be_focused()
