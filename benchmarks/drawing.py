"""The map in headless Chromium: from asking for the page until it has drawn everything."""

import os
import statistics

from benchmarks.ground import Reader
from benchmarks.report import Line

OPENINGS = 7
LIMIT = 1.3  # times what it takes on the smallest district
# static/js/map-view.js says so on the page: every tile has come and nothing moves.
IDLE = "#map[data-idle]"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def drawing(size: int, port: int, reader: Reader) -> Line:
    """The median of a few openings, each in a fresh context: nothing is remembered."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--use-gl=angle", "--use-angle=swiftshader"]
        )
        times = [_once(browser, port, reader) for _opening in range(OPENINGS)]
        browser.close()
    line = Line("map_idle", "map to idle in Chromium", size, reader.role, 0, 0)
    line.growth_limit = LIMIT
    line.p50, line.p95 = round(statistics.median(times)), round(max(times))
    return line


def _once(browser, port: int, reader: Reader) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    cookie = {"name": "sessionid", "value": reader.cookie, "domain": "127.0.0.1", "path": "/"}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/karta/")
    page.wait_for_selector(IDLE, state="attached", timeout=120_000)
    took = page.evaluate("() => performance.now()")
    context.close()
    return took
