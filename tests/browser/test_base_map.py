"""Cia sees streets under the borders, from a real server of picture tiles; or a map without."""

import re
import struct
import zlib
from threading import Event

import pytest

from movements.access.configuring import choose_base_map
from movements.access.identity import acting_as
from tests.browser.conftest import DESKTOP, PHONE
from tests.exchange.register_server import serving
from tests.mapping.conftest import register  # noqa: F401

IDLE = "#map[data-idle]"
TILE = re.compile(r"/\d+/\d+/\d+\.png")
SETTLED = (
    "() => performance.getEntriesByType('resource').some(each => each.name.endsWith('.png'))"
    " && window.forankraMap.areTilesLoaded()"
)

VEIL = "Boolean(window.forankraMap.getPaintProperty('areas', 'fill-opacity'))"


def png(size=256) -> bytes:
    """A picture as of a street through fields."""

    def part(name, content):
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    street, fields = (b"\0" + bytes(colour) * size for colour in ((90, 90, 90), (225, 235, 205)))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(street * 6 + fields * (size - 6)))
        + part(b"IEND", b"")
    )


class Complaints(list):
    """What must not happen. That one server is asked is meant here, and no other."""

    expected = "nobody"

    def append(self, complaint):
        if not complaint.startswith(f"another host: {self.expected}/"):
            super().append(complaint)


@pytest.fixture
def complaints():
    return Complaints()


@pytest.fixture
def tiles(settings, complaints):
    """A server of picture tiles that the installation allows: its host, and what it answers."""
    with serving() as (url, answers):
        host = url.split("/")[2]
        settings.ALLOWED_SERVERS = [host]
        complaints.expected = f"http://{host}"
        answers.content = png()
        answers.headers = {"Content-Type": "image/png", "Access-Control-Allow-Origin": "*"}
        yield host, answers


@pytest.fixture
def karta(tiles, cast, register, visit):  # noqa: F811
    """The map as Cia sees it, drawn and at rest, with the base map chosen."""

    def go(**more):
        register(60)
        with acting_as(cast.reader("glenn"), why="test") as glenn:
            choose_base_map(
                by=glenn,
                base_map="raster",
                base_map_url=f"http://{tiles[0]}/{{z}}/{{x}}/{{y}}.png",
                attribution="© Norrs kartverk",
            )
        page = visit("cia", "/karta/", **{"size": DESKTOP, **more})
        page.wait_for_selector(IDLE, state="attached", timeout=60_000)
        return page

    return go


@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)])
def test_the_base_map_lies_under_our_own(karta, tiles, barriers, size, dark):
    page = karta(size=size, dark=dark)
    page.wait_for_function(SETTLED)
    asked = tiles[1].asked
    assert asked
    assert [path for path in asked if not TILE.fullmatch(path)] == []
    assert page.get_by_text("© Norrs kartverk").is_visible()
    assert not page.locator("#map-credit-trouble").is_visible()
    order = page.evaluate("window.forankraMap.getStyle().layers.map((each) => each.id)")
    assert order.index("sea") < order.index("base") < order.index("areas") < order.index("names")
    assert page.evaluate(VEIL)
    assert page.evaluate("window.forankraMap.getPaintProperty('base', 'raster-opacity')") == (
        0.35 if dark else 0.6
    )
    assert barriers(page) == []


def test_a_change_of_light_keeps_the_base_map(karta):
    page = karta()
    page.wait_for_function(SETTLED)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "() => window.forankraMap.getLayer('base')"
        " && window.forankraMap.getPaintProperty('base', 'raster-opacity') === 0.35"
    )


def test_a_server_in_trouble_leaves_the_map_whole_and_is_told_of_quietly(karta, tiles, barriers):
    tiles[1].status = 500
    page = karta()
    page.locator("#map-credit-trouble").wait_for(state="visible")
    assert tiles[1].asked
    assert page.locator(".map-line").count() > 10
    drawn = "() => window.forankraMap.queryRenderedFeatures({layers: ['areas']}).length > 10"
    page.wait_for_function(drawn)
    assert not page.evaluate(VEIL)
    assert barriers(page) == []
    tiles[1].status = 200
    page.get_by_role("button", name="Zooma in").click()
    page.locator("#map-credit-trouble").wait_for(state="hidden")


def test_a_server_that_never_answers_holds_nothing_up(karta, tiles):
    let_go = Event()
    tiles[1].instead = lambda handler: let_go.wait(30)
    try:
        page = karta()
        page.locator("#map-credit-trouble").wait_for(state="visible")
        page.locator("#map-quiet").select_option("6")
        page.wait_for_url(re.compile("quiet_for=6"))
        page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    finally:
        let_go.set()
