"""Marking in a text what matched, on the server, safely: nothing but <mark> is added."""

from unicodedata import normalize

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from movements.places.folding import folded

INSIDE = 4  # shorter needles are marked only where a word begins
OPEN, CLOSE = SafeString("<mark>"), SafeString("</mark>")
AROUND = 60  # letters kept before the first match in an excerpt


def marked(text: str, needles) -> SafeString:
    """`text` with the letters that matched in <mark>; everything else escaped."""
    text = normalize("NFC", str(text or ""))
    pieces, at = [], 0
    for start, end in _spans(text, needles):
        pieces += [("", text[at:start], ""), (OPEN, text[start:end], CLOSE)]
        at = end
    return format_html_join("", "{}{}{}", [*pieces, ("", text[at:], "")])


def excerpt(text: str, needles, length: int = 140) -> str:
    """The part of a long text around its first match, with … where it was cut."""
    text = " ".join(normalize("NFC", str(text or "")).split())
    spans = _spans(text, needles)
    start = max(0, spans[0][0] - AROUND) if spans and spans[0][0] > AROUND else 0
    if start:
        start = text.rfind(" ", 0, start) + 1
    piece = text[start : start + length]
    if start + length < len(text):
        piece = f"{piece.rsplit(' ', 1)[0]} …"
    return f"… {piece}" if start else piece


def _spans(text: str, needles) -> list[tuple[int, int]]:
    """Where the needles are, in order, none over another. They are folded; the text is not."""
    plain = folded(text)
    if len(plain) != len(text):
        return []
    on = [False] * len(text)
    for needle in filter(None, needles):
        at = plain.find(needle)
        while at >= 0:
            if len(needle) >= INSIDE or at == 0 or not plain[at - 1].isalnum():
                on[at : at + len(needle)] = [True] * len(needle)
            at = plain.find(needle, at + 1)
    spans, start = [], None
    for at, marks in enumerate([*on, False]):
        if marks and start is None:
            start = at
        elif not marks and start is not None:
            spans.append((start, at))
            start = None
    return spans
