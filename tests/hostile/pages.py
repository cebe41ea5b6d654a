"""The forms of a page, read off its HTML as a browser reads them: what stands in each field, what
is typed into them and sent, and which of them came back refused."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "tel", "url", "email", "textarea"}


@dataclass
class Form:
    """`sent`: what would be sent as it stands; `typed`: the names of the fields one writes in."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def stands(self, name: str) -> str:
        return self.sent.get(name, [""])[0]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.now: Form | None = None
        self.area: str | None = None
        self.choosing: str | None = None
        self.written = ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.now = Form(given.get("action", ""))
            self.forms.append(self.now)
        if self.now is None or "disabled" in given:
            return
        name = given.get("name", "")
        if given.get("aria-invalid") == "true" and name:
            self.now.refused.add(name)
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea" and name:
            self.area, self.written = name, ""
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing and "selected" in given:
            self.now.sent.setdefault(self.choosing, []).append(given.get("value", ""))

    def _input(self, name, given):
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        if kind in {"submit", "button", "file", "image", "reset"}:
            return
        self.now.sent.setdefault(name, []).append(given.get("value", ""))
        if kind in TYPED:
            self.now.typed.append(name)

    def handle_data(self, data):
        if self.area is not None:
            self.written += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area is not None:
            text = self.written.removeprefix("\r").removeprefix("\n")
            self.now.sent.setdefault(self.area, []).append(text)
            self.now.typed.append(self.area)
            self.area = None
        elif tag == "select":
            self.choosing = None
        elif tag == "form":
            self.now = None


def forms_of(html: str) -> list[Form]:
    read = _Reader()
    read.feed(html)
    read.close()
    return read.forms


def refused_in_words(html: str) -> bool:
    """The page says what has to be changed."""
    return 'class="errors"' in html or 'class="problem"' in html


def form_with(html: str, name: str, there: str = "") -> Form:
    """The form of the page that has a field of that name, sent to such an address."""
    return next(one for one in forms_of(html) if name in one.typed and there in one.action)
