"""The words of the other language that a page still speaks.

The words are those of the translations themselves, so that a new string is looked for without
being named here.
"""

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings

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


@cache
def foreign(language: str) -> list[str]:
    """What a page in that language does not say."""
    english, swedish = zip(*pairs(), strict=True)
    return pieces(english, swedish) if language == "sv" else pieces(swedish, english)


def foreign_words(page, language: str) -> list[str]:
    """What the page says all the same; that it is in another language altogether comes first."""
    spoken = page.locator("html").get_attribute("lang")
    if spoken != language:
        return [f"the page says that it is in {spoken}"]
    return leftovers(page.evaluate(SAID), foreign(language))
