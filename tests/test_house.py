"""The house itself: what may know what, what a template may hold, and that each check bites."""

import re
import subprocess
import sys
from pathlib import Path

import allauth
import pytest

from tests import readings
from tests.readings import DOORS, NOT_THE_HOUSES, ROOT, sources

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OURS = [
    path for kind in ("js", "css") for path in sorted((ROOT / "static" / kind).rglob(f"*.{kind}"))
]
# Django looks these up by their names.
ASKED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
ASKED_BY_ALLAUTH = {"429.html"}


def offences(check, files) -> list[str]:
    return [f"{path}:{said}" for path, text in files for said in check(text)]


def read(paths) -> list[tuple[str, str]]:
    return [(str(path.relative_to(ROOT)), path.read_text()) for path in paths]


# ---- who may know whom


def test_doors_never_touch_a_manager():
    files = list(sources(*DOORS))
    assert len(files) > 30
    assert offences(readings.manager_touches, files) == []


def test_the_house_imports_no_door_and_no_http():
    files = list(sources("movements"))
    assert len(files) > 50
    assert offences(lambda text: readings.imports_of(text, *NOT_THE_HOUSES), files) == []


def test_the_doors_do_not_know_each_other():
    assert offences(lambda text: readings.imports_of(text, "api"), sources("crm")) == []
    assert offences(lambda text: readings.imports_of(text, "crm"), sources("api")) == []


def test_every_import_says_the_whole_name():
    files = sources("movements", "crm", "api", "deploy")
    assert offences(readings.relative_imports, files) == []


def test_no_admin_site_past_the_funnel():
    admin = ("django.contrib.admin",)
    assert (
        offences(lambda text: readings.imports_of(text, *admin), sources("movements", *DOORS)) == []
    )


def test_every_string_is_marked_so_that_it_is_found():
    assert offences(readings.unread_words, sources("movements", "crm", "api")) == []


def test_files_are_small():
    """About 400 lines, then it wants dividing by meaning."""
    table_of_words = "movements/exchange/words.py"  # data: one line for each word
    assert readings.long_files(420, "movements", "crm", "api") == [table_of_words]


@pytest.mark.parametrize(
    ("check", "planted"),
    [
        (readings.manager_touches, "rows = Meeting.objects.all()"),
        (readings.manager_touches, "rows = Meeting._default_manager.all()"),
        (readings.manager_touches, "rows = getattr(Meeting, 'objects').all()"),
        (lambda text: readings.imports_of(text, "django.http"), "from django.http import Http404"),
        (lambda text: readings.imports_of(text, "django.http"), "from django import http"),
        (lambda text: readings.imports_of(text, "crm"), "def f():\n    import crm.pages"),
        (lambda text: readings.imports_of(text, "api"), "import api"),
        (readings.unread_words, "_s = gettext_lazy"),
        (readings.unread_words, "said = f\"{a} {_('Choose')}\""),
        (readings.unread_words, "from django.utils.translation import gettext_lazy as lazy"),
        (readings.relative_imports, "from . import models"),
        (readings.relative_imports, "from ..access.models import Post"),
        (readings.deletions, "x = ForeignKey(A, on_delete=models.CASCADE)"),
        (readings.deletions, "x = ForeignKey(A, on_delete=models.CASCADE)  # why"),
        (readings.deletions, "x = ForeignKey(A, on_delete=models.SET_NULL)"),
        (readings.deletions, "x = ForeignKey(A, on_delete=models.DO_NOTHING)  # it is so"),
        (readings.inline, '<p style="color: red">'),
        (readings.inline, '<p class="a"\n  STYLE = "color: red">'),
        (readings.inline, '<button type="button" onclick="go()">'),
        (readings.inline, '<a href="javascript:go()">'),
        (readings.inline, "<style>p {}</style>"),
        (readings.inline, "<script>go()</script>"),
        (readings.other_hosts, '<img src="https://example.org/a.png">'),
        (readings.other_hosts, '<script src="//cdn.example.org/a.js"></script>'),
        (lambda text: readings.other_hosts(text, code=True), 'fetch("https://tiles.example.org/")'),
        (lambda text: readings.other_hosts(text, code=True), "@import url(//fonts.example.org/a)"),
    ],
)
def test_the_checks_bite(check, planted):
    assert check(planted)


@pytest.mark.parametrize(
    ("check", "innocent"),
    [
        (readings.manager_touches, "rows = visible(Meeting, reader)  # never .objects"),
        (readings.unread_words, "from django.utils.translation import gettext_lazy as _"),
        (lambda text: readings.imports_of(text, "api"), "import apicultures"),
        (readings.deletions, "x = ForeignKey(A, on_delete=models.PROTECT)"),
        (readings.deletions, "x = ForeignKey(A, on_delete=models.CASCADE)  # a part of it"),
        (readings.inline, '<p class="{% if on == 1 %}a{% endif %}" data-on="x">'),
        (readings.inline, '<script type="module" src="a.js"></script>{# style="" #}'),
        (readings.inline, '<script id="a" type="application/json">{}</script>'),
        (readings.other_hosts, '<svg xmlns="http://www.w3.org/2000/svg">'),
        (lambda text: readings.other_hosts(text, code=True), "// see https://example.org/why\nx()"),
    ],
)
def test_the_checks_let_what_is_right_through(check, innocent):
    assert check(innocent) == []


# ---- templates


def test_nothing_inline_in_templates():
    assert len(TEMPLATES) > 50
    assert offences(readings.inline, read(TEMPLATES)) == []


def test_no_template_script_or_style_asks_another_host():
    assert offences(readings.other_hosts, read(TEMPLATES)) == []
    assert len(OURS) > 3
    assert offences(lambda text: readings.other_hosts(text, code=True), read(OURS)) == []


def named_templates() -> set[str]:
    named = set(ASKED_BY_DJANGO)
    for _path, text in sources("crm", "api", "movements"):
        named |= readings.names_in_code(text)
    for path in TEMPLATES:
        named |= readings.template_names(path.read_text())
    return named


def overrides() -> set[str]:
    """Templates of allauth's that ours stand in front of."""
    theirs = Path(allauth.__file__).parent / "templates"
    return {str(path.relative_to(theirs)) for path in theirs.rglob("*.html")}


def test_every_template_is_used():
    ours = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}
    assert readings.unused(ours, named_templates() | overrides() | ASKED_BY_ALLAUTH) == set()


def test_every_template_that_is_named_is_there():
    ours = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}
    written = set()
    for _path, text in (*sources("crm", "api"), *read(TEMPLATES)):
        written |= set(re.findall(r"[\"']([a-z_]+/[\w/-]+\.html)[\"']", text))
    assert written - ours - overrides() == set()


def test_an_unused_template_is_found():
    named = readings.names_in_code('def part(name):\n    return f"parts/{name}.html"\npart("card")')
    assert readings.unused({"parts/card.html", "parts/gone.html"}, named) == {"parts/gone.html"}
    named = readings.template_names('{% include "a/b.html" with x=1 only %}')
    assert readings.unused({"a/b.html", "a/c.html"}, named) == {"a/c.html"}


# ---- tables


def test_protect_is_the_rule_and_every_cascade_says_why():
    files = list(sources("movements"))
    assert sum("on_delete" in text for _path, text in files) >= 4
    assert offences(readings.deletions, files) == []


# ---- a reading of the gates


def test_import_linter_knows_the_same_stairs():
    """The contracts hold now, and are told of every room."""
    linter = str(Path(sys.executable).with_name("lint-imports"))
    done = subprocess.run(
        [linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
