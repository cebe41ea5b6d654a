"""What the privacy officer has in tables is read on a phone from top to bottom."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.scenery import scenery

__all__ = ["scenery"]

# How much each table can be scrolled sideways, and what stands before what in its second row.
TABLES = """() => [...document.querySelectorAll('.table-card')].map(e => ({
  over: e.scrollWidth - e.clientWidth,
  words: [...e.querySelectorAll('tbody tr:nth-child(2) [data-word]')].map(
    c => getComputedStyle(c, '::before').content.replace(/^"|: "$/g, '')),
}))"""


@pytest.mark.parametrize("path", ["/dataskydd/gallring/?prov=1", "/dataskydd/informera/"])
def test_no_table_is_scrolled_sideways_and_each_figure_says_what_it_is(scenery, visit, path):
    page = visit("frid", path, size=PHONE)
    (table,) = page.evaluate(TABLES)
    assert table["over"] == 0
    heads = page.locator(".table-card thead th").all_inner_texts()
    assert table["words"]
    assert set(table["words"]) <= set(heads)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert set(page.evaluate(TABLES)[0]["words"]) == {"none"}
