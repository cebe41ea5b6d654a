"""On paper: what was said and found, and none of the buttons; black on white from any look."""

import re

import pytest

from tests.browser.conftest import DESKTOP
from tests.browser.scenery import scenery

__all__ = ["scenery"]

INK = """() => {
  const dark = [];
  for (const part of document.querySelectorAll("body, body *")) {
    if (!part.checkVisibility({visibilityProperty: true})) continue;
    const {color, backgroundColor} = getComputedStyle(part);
    dark.push([part.tagName + "." + part.className, color, backgroundColor]);
  }
  return dark;
}"""
TOOLS = "button, summary, nav.menu, nav.tabbar, .btn, .topbar, form, input, select"


def paper(visit, path, **more):
    page = visit("anna", path, size=DESKTOP, reduced_motion="reduce", **more)
    page.emulate_media(media="print")
    return page


def shade(colour: str) -> float:
    """0 is black, 1 white; what is see-through counts as the paper."""
    red, green, blue, *alpha = [float(n) for n in re.findall(r"[\d.]+", colour)]
    if alpha and alpha[0] == 0:
        return 1
    return (red + green + blue) / 3 / 255


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_has_words_and_no_tools(visit, scenery, dark):
    page = paper(visit, "/hjalp/", dark=dark)
    for path in ("/organisationer/", f"/organisationer/{scenery.organisation}/", "/idag/"):
        page.goto(path)
        assert page.locator("h1").is_visible()
        assert page.locator(TOOLS).locator("visible=true").all_inner_texts() == []
        for part, colour, ground in page.evaluate(INK):
            assert shade(ground) > 0.85, f"{path}: {part} is printed on {ground}"
            assert shade(colour) < 0.6, f"{path}: {part} is printed in {colour}"


def test_a_list_is_printed_as_a_table_with_all_its_columns(visit, scenery):
    page = paper(visit, "/organisationer/")
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 within its margins
    heads = page.locator("thead th").all_inner_texts()
    assert heads[:2] == ["Organisation", "Kommun"]
    assert page.locator("thead").evaluate("e => getComputedStyle(e).display") == (
        "table-header-group"
    )
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0
    assert page.locator("tbody tr").last.is_visible()


def test_one_page_prints_as_pdf_on_a4(visit, scenery):
    page = paper(visit, f"/organisationer/{scenery.organisation}/", dark=True)
    pdf = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in pdf or b"/MediaBox [0 0 595" in pdf
