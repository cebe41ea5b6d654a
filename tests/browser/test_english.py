"""Each page speaks one language: a Swedish page keeps no English, an English one no Swedish.

The words are those of the translations themselves, so that a new string is looked for without
being named here.
"""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from movements.models import Invitation
from tests.browser.conftest import DESKTOP
from tests.browser.scenery import scenery
from tests.browser.test_every_page import JOURNEYS

__all__ = ["scenery"]

SHORT = 12  # what is no longer may well be a word of both languages, or of a name
QUOTED = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
ENTRY = re.compile(
    rf"^msgid ({QUOTED})(?:^msgid_plural ({QUOTED}))?((?:^msgstr(?:\[\d\])? {QUOTED})+)", re.M
)
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|&shy;|\n|<[^>]+>")
# What stands in somebody's own file is in the language it was written in and marked as such; it is
# left out here, also where a label quotes it.
SAID = """() => {
const own = [...document.querySelectorAll("[translate=no]")].map((e) => e.innerText.trim());
const said = [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].flatMap((e) =>
    ["aria-label", "title", "placeholder", "alt"].map((name) => e.getAttribute(name) || ""))
].join("\\n");
return own.filter(Boolean).reduce((text, mine) => text.replaceAll(mine, ""), said)
  .replaceAll("\\u00ad", "");
}"""


def joined(quoted: str) -> str:
    return "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', quoted))


def pairs() -> list[tuple[str, str]]:
    """(English, Swedish) for every string that differs."""
    text = (Path(settings.BASE_DIR) / "locale/sv/LC_MESSAGES/django.po").read_text()
    found = []
    for one, more, said in ENTRY.findall(text):
        ways = [joined(way) for way in re.findall(rf"msgstr(?:\[\d\])? ({QUOTED})", said)]
        english = [joined(one), joined(more)] if more else [joined(one)]
        found += [(e, s) for e, s in zip(english, ways, strict=True) if e and s and e != s]
    return found


def pieces(texts, other) -> list[str]:
    """What of the texts can be looked for: long pieces between what is filled in."""
    everything = "\n".join(other)
    long = {piece.strip(" .,:;–·") for text in texts for piece in BLANK.split(text)}
    return sorted(piece for piece in long if len(piece) > SHORT and piece not in everything)


def leftovers(said: str, words: list[str]) -> list[str]:
    near = [word for word in words if word in said]
    return [word for word in near if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)]


@pytest.fixture
def readers(cast, scenery):
    """`readers("en")`: everyone reads that language."""

    def choose(language: str) -> None:
        for user in (*(getattr(cast, name) for name in cast.names), cast.newcomer):
            user.language = language
            user.save()

    return choose


def test_the_translations_are_read_at_all():
    both = dict(pairs())
    assert both["Log meeting"] == "Logga avstämning"
    assert len(both) > 500


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_speaks_one_language(language, new_context, log_in, scenery, readers, settings):
    settings.ROOT_URLCONF = "tests.browser.failing_urls"
    cache.clear()  # how often one may try to log in
    readers(language)
    Invitation.objects.update(language=language)  # who has no account yet reads as the letter does
    english, swedish = zip(*pairs(), strict=True)
    words = pieces(english, swedish) if language == "sv" else pieces(swedish, english)
    left, pages = {}, {}
    for call in (call for calls in JOURNEYS.values() for call in calls):
        if call.who not in pages:
            context = new_context(size=DESKTOP, locale=language)
            if call.who:
                log_in(context, call.who)
            pages[call.who] = context.new_page()
        page, path = pages[call.who], call.path.format(**vars(scenery))
        page.goto(path)
        if call.send and language == "sv":
            page.locator("main").get_by_role("button", name=call.send).first.click()
            page.locator(".errors").wait_for()
        assert page.locator("html").get_attribute("lang") == language, path
        if found := leftovers(page.evaluate(SAID), words):
            left[f"{path} {call.send}"] = found
    assert left == {}, left
