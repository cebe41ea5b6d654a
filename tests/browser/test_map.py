"""Cia sees the county: map and list answer one question, by hand, by key, and without a map."""

import re

import pytest

from movements.models import Organisation
from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.conftest import municipality
from tests.mapping.conftest import register  # noqa: F401

NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : get.call(this, kind, ...rest);
};
"""
IDLE = "#map[data-idle]"


@pytest.fixture
def karta(register, visit):  # noqa: F811
    """`karta("?kind=union")`: the map as Cia sees it, drawn and at rest."""

    def go(query="", *, size=DESKTOP, idle=True, **more):
        if not Organisation.objects.exists():
            register(60)
        page = visit("cia", f"/karta/{query}", size=size, **more)
        if idle:
            page.wait_for_selector(IDLE, state="attached", timeout=60_000)
        return page

    return go


def title(page) -> str:
    return page.locator("#panel-title").inner_text()


def count(page) -> int:
    return int(re.match(r"\d+", page.locator("#list-title").inner_text()).group())


def chosen_in_list(page):
    return page.locator(".map-line.current .title")


def wait_for(page, address: str):
    page.wait_for_url(re.compile(address))
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")


def test_cia_sees_the_county_and_filters_it(karta):
    page = karta()
    before = count(page)
    assert page.title() == "Karta – Förankra"
    assert page.locator(".map-line").count() == min(before, 50)
    page.locator("#map-quiet").select_option("6")
    wait_for(page, r"quiet_for=6")
    assert 0 < count(page) < before
    assert "Tyst" in page.locator(".map-line .status").first.inner_text() or "Aldrig" in (
        page.locator(".map-line .status").first.inner_text()
    )
    page.go_back()
    page.wait_for_function(
        f"() => document.getElementById('list-title').textContent.startsWith('{before}')"
    )
    assert page.locator("#map-quiet").input_value() == ""


def test_searching_keeps_the_cursor_and_says_how_many(karta):
    page = karta()
    page.locator("#map-q").type("Förening 000")
    wait_for(page, r"q=F")
    assert page.evaluate("document.activeElement.id") == "map-q"
    page.wait_for_function("() => /organisation/.test(document.getElementById('live').textContent)")
    assert count(page) == page.locator(".map-line").count()


def test_a_municipality_is_chosen_on_the_map(karta):
    page = karta()
    place = municipality("0138").centre.transform(4326, clone=True)
    at = page.evaluate(
        "([x, y]) => { const p = window.forankraMap.project([x, y]); return [p.x, p.y] }",
        [place.x, place.y],
    )
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    wait_for(page, r"municipality=0138")
    assert title(page) == "Tyresö"


def test_haninge_is_chosen_with_the_keyboard_alone(karta):
    page = karta()
    page.locator("#places summary").focus()
    page.keyboard.press("Enter")
    page.locator("#places a", has_text="Haninge").focus()
    page.keyboard.press("Enter")
    wait_for(page, r"municipality=0136")
    assert title(page) == "Haninge"
    assert re.match(r"\d+ levande kontakt", page.locator(".panel-sentence").inner_text())
    page.locator("a", has_text="Hela länet").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('panel-title').textContent !== 'Haninge'")
    assert "municipality" not in page.url


def ringed(page):
    """Where on the screen the ring is, in pixels of the map; None without one."""
    return page.evaluate(
        "async () => {"
        " const map = window.forankraMap;"
        " const [ring] = (await map.getSource('mark').getData()).features;"
        " if (!ring) return null;"
        " const at = map.project(ring.geometry.coordinates);"
        " return [at.x, at.y] }"
    )


def test_list_and_map_mark_each_other(karta):
    page = karta()
    line = page.locator(".map-line[data-at]").nth(2)
    name = line.locator(".title").inner_text()
    line.locator(".title").focus()
    assert chosen_in_list(page).inner_text() == name
    page.wait_for_function(
        "async () => (await window.forankraMap.getSource('mark').getData()).features.length"
    )
    page.evaluate("() => document.activeElement.blur()")
    x, y = ringed(page)
    page.evaluate(
        "([x, y]) => window.forankraMap.jumpTo("
        "{center: window.forankraMap.unproject([x, y]), zoom: 15})",
        [x, y],
    )
    page.wait_for_function("() => window.forankraMap.loaded()")
    box = page.locator("#map").bounding_box()
    page.locator("#map").click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    page.wait_for_function(f"() => document.body.textContent.includes({name!r})")
    told = page.locator("#map-chosen, .map-line.current").all_inner_texts()
    assert name in " ".join(told)


def test_the_address_holds_the_place_one_looks_at(karta):
    page = karta()
    page.get_by_role("button", name="Zooma in").click()
    page.wait_for_url(re.compile(r"#at="))
    page.wait_for_function("() => !window.forankraMap.isMoving()")
    held = page.url
    page.reload()
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    assert page.url == held


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nobody_is_shut_out(karta, barriers, size, dark):
    page = karta("?municipality=0136", size=size, dark=dark)
    assert barriers(page) == []
    assert sideways(page) == 0


def test_the_phone_has_a_sheet_of_three_heights_and_a_list(karta, barriers):
    page = karta(size=PHONE)
    heights = []
    for name in ("", "Höj panelen", "Höj panelen", "Sänk panelen"):
        if name:
            page.get_by_role("button", name=name).click()
        heights.append(page.locator("#map-panel").bounding_box()["height"])
    assert heights[0] < heights[1] < heights[2]
    assert heights[3] == heights[1]
    page.get_by_role("button", name=re.compile("^Lista")).click()
    assert not page.locator("#map").is_visible()
    assert page.locator(".map-line").first.is_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Filter").click()
    assert page.locator("#map-quiet").is_visible()


def test_without_webgl_the_list_and_a_still_picture_answer(karta, new_context, log_in, barriers):
    karta(idle=False).context.close()
    context = new_context(size=DESKTOP)
    context.add_init_script(NO_WEBGL)
    log_in(context, "cia")
    page = context.new_page()
    page.goto("/karta/")
    assert page.locator("#map-picture svg").is_visible()
    assert page.locator("#map-picture path.area").count() == 26
    assert not page.locator("#map-zoom").is_visible()
    before = count(page)
    page.locator("#map-quiet").select_option("6")
    wait_for(page, r"quiet_for=6")
    assert count(page) < before
    assert barriers(page) == []


def test_without_script_the_form_and_the_list_answer(karta):
    page = karta(idle=False, java_script_enabled=False)
    assert page.locator("#map-picture svg").is_visible()
    before = count(page)
    page.locator("#map-quiet").select_option("6")
    page.get_by_role("button", name="Visa", exact=True).click()
    assert "quiet_for=6" in page.url
    assert count(page) < before


def test_the_map_stands_still_for_those_who_ask(karta):
    page = karta(reduced_motion="reduce")
    page.get_by_role("button", name="Zooma in").click()
    assert not page.evaluate("window.forankraMap.isMoving()")
