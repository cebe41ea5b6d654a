"""Harm in every field of a whole district, and a walk through every page of it and all that opens
over a page, on a phone: nothing runs, nothing is fetched, nothing is wider than the screen, no text
turns its neighbours around, and what has a name without width can still be hit.
"""

import json
from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import expect

from movements.models import Organisation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.scenery import scenery
from tests.browser.test_every_page import JOURNEYS
from tests.browser.test_map import IDLE
from tests.hostile.planted import plant

__all__ = ["scenery"]

# What our own pages never hold, and a text that was taken for markup would bring.
FOREIGN = ", ".join(
    (
        *("iframe", "base", "object", "embed", "style", "[srcdoc]"),
        "script:not([src], [type='application/json'])",
        *("[onerror]", "[onload]", "[onfocus]", "[ontoggle]", "[onmouseover]"),
        *("[hx-get^='/konto/logout']", "a[href^='javascript:']", "a[href^='data:']"),
    )
)
LOOKING = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
# Each text ends by turning what follows from right to left, and never turns it back.
END = "\u25ae"
TURNS = f"\u202e{END}"
UNBROKEN = """document.querySelectorAll('main *').forEach(e => {
  e.style.overflowWrap = 'normal'; e.style.whiteSpace = 'nowrap'; e.style.overflow = 'visible';
})"""
TURNED = """said => {
  const line = document.createElement('p');
  line.textContent = said;
  document.querySelector('main').prepend(line);
}"""
THIN = """document.querySelectorAll('main a[href]').forEach(e => {
  e.style = 'display: inline-block; min-width: 0; width: 2px; overflow: hidden';
})"""
UNSEEN = "\u200b\u2060\u200b"
# Sent as a stranger, or as somebody without a post: nothing that was planted can stand there.
EMPTY = {"the way in", "the house", "account", "before the second factor", "refusals"}


@pytest.fixture
def harmed(scenery):
    """The scenery, with harm in every field that it has, and one organisation that nobody sees."""
    planted = plant(TURNS)
    for name in ("Organisation.name", "ContactPerson.name", "MeetingContent.notes", "Point.text"):
        assert planted[name], name
    Organisation.objects.filter(pk=scenery.twin).update(name=UNSEEN)
    return scenery


@pytest.fixture
def page_of(new_context, log_in):
    """page_of("anna"): her page, the same one each time; a dialog that opens is a finding."""
    pages = {}

    def _page(who, size=PHONE):
        if (who, size) not in pages:
            context = new_context(size=size, reduced_motion="reduce")
            log_in(context, who)
            page = pages[who, size] = context.new_page()
            page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        return pages[who, size]

    return _page


def test_nothing_that_was_written_does_anything(harmed, page_of, complaints):
    wrong = {}
    for call in walk():
        path = call.path.format(**vars(harmed))
        page = page_of(call.who)
        answer = page.goto(path)
        found = [] if answer.status == call.status else [f"answered {answer.status}"]
        wrong |= {f"{call.who} {path}": said for said in [found + inert(page)] if said}
    for name, found in opened_over_a_page(harmed, page_of("anna", DESKTOP)):
        wrong |= {name: found} if found else {}
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)
    assert complaints == []
    the_look_bites(page_of("anna"))
    complaints.clear()  # the policy of the page held what was let through


def walk():
    """The calls to pages where something that somebody wrote can stand."""
    return [
        call
        for journey, calls in JOURNEYS.items()
        for call in calls
        if journey not in EMPTY and call.who and not call.send
    ]


def opened_over_a_page(harmed, page):
    """(what, findings) of the palette, the picker, what the form says meanwhile, and the map."""
    page.goto("/idag/")
    page.keyboard.press("/")
    page.keyboard.type("window")
    expect(page.locator('#palette [role="option"]').first).to_be_visible()
    yield "the palette", inert(page)
    page.goto("/avstamningar/logga/")
    page.locator("#id_organisation").fill("window")
    expect(page.get_by_role("option").first).to_be_visible()
    yield "the picker", inert(page)
    page.get_by_role("option").first.click()
    expect(page.locator(".party").first).to_be_visible()
    yield "the picked", inert(page)
    page.goto("/organisationer/ny/")
    page.locator("#id_name").fill(Organisation.objects.get(pk=harmed.organisation).name)
    expect(page.locator("#here-already a").first).to_be_visible()
    yield "here already", inert(page)
    page.goto("/karta/")
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    page.locator(".map-line[data-at] .title").first.focus()
    yield "the map", inert(page)


def the_look_bites(page):
    """Escaping off, a line that does not break, a name that is not kept apart: each is found."""
    engine = engines["django"].engine
    engine.autoescape = False
    try:
        page.goto("/organisationer/")
    finally:
        engine.autoescape = True
    assert [one for one in inert(page) if one.startswith("foreign")]
    page.goto("/organisationer/")
    assert inert(page) == []
    page.evaluate(UNBROKEN)
    assert [one for one in inert(page) if one.startswith("wide")]
    page.goto("/organisationer/")
    page.evaluate(TURNED, f"a{TURNS} follows 12")
    assert [one for one in inert(page) if one.startswith("turned")]
    page.evaluate(THIN)
    assert [one for one in inert(page) if one.startswith("small")]


def inert(page) -> list[str]:
    """What ran, was taken for markup, is wider than the screen, is turned, or cannot be hit."""
    told = page.evaluate(LOOKING, [FOREIGN, END])
    found = [f"ran: {told.pop('ran')}"] if told["ran"] is not None else []
    told.pop("ran", None)
    return found + [f"{what}: {one}" for what, many in told.items() for one in many]
