"""Readings of source text: each answers what breaks a house rule, as `line: what`.

Pure functions on text, so that each can be shown an offence (tests/test_house.py does).
"""

import ast
import fnmatch
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOORS = ("crm", "api")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
NOT_THE_HOUSES = ("crm", "api", "django.http", "django.shortcuts", "rest_framework", "knox")


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """(path, text) of every Python file below the folders, migrations aside."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


# ---- code


def unread_words(text: str) -> list[str]:
    """Where a string is marked by a name that the extraction of them does not know, or inside an
    f-string, where it does not look."""
    renamed = r"(?:gettext\w* as (?!_\b)\w+)|(?:^\w+ = n?p?gettext\w*$)"
    inside = r"f[\"'].*\{n?(?:_|gettext\w*)\("
    return [found[0] for found in re.finditer(f"{renamed}|{inside}", text, re.MULTILINE)]


def manager_touches(text: str) -> list[str]:
    """Where rows are taken past the funnel: `.objects`, its relatives, and their names in words."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            found.append(f"{node.lineno}: .{node.attr}")
        if isinstance(node, ast.Constant) and node.value in MANAGERS:
            found.append(f"{node.lineno}: {node.value!r}")
    return found


def imported(text: str) -> list[tuple[int, str]]:
    """(line, module) of every import; `from a import b` is both `a` and `a.b`."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            module = f"{dots}{node.module or ''}"
            found.append((node.lineno, module))
            found += [(node.lineno, f"{module}.{one.name}") for one in node.names]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, one.name) for one in node.names]
    return found


def imports_of(text: str, *roots: str) -> list[str]:
    """Imports of one of `roots` or of what is below it."""
    return [
        f"{line}: {module}"
        for line, module in imported(text)
        if any(module == root or module.startswith(f"{root}.") for root in roots)
    ]


def relative_imports(text: str) -> list[str]:
    return [f"{line}: {module}" for line, module in imported(text) if module.startswith(".")]


def deletions(text: str) -> list[str]:
    """`on_delete` that is neither PROTECT nor a CASCADE whose line says why."""
    found, lines = [], text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.keyword) and node.arg == "on_delete"):
            continue
        line = lines[node.value.lineno - 1]
        chosen = node.value.attr if isinstance(node.value, ast.Attribute) else "?"
        _code, _mark, reason = line.partition("#")
        if chosen == "CASCADE" and len(reason.split()) < 3:
            found.append(f"{node.value.lineno}: CASCADE without a reason")
        if chosen not in ("CASCADE", "PROTECT"):
            found.append(f"{node.value.lineno}: {chosen}")
    return found


def long_files(most: int, *folders: str) -> list[str]:
    return [path for path, text in sources(*folders) if text.count("\n") > most]


# ---- stairs


def layers(pyproject: str) -> list[list[str]]:
    """The rooms from the top, siblings together, as import-linter is told of them."""
    contracts = tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]
    (stairs,) = [contract for contract in contracts if contract["id"] == "stairs"]
    return [re.findall(r"\w+", step) for step in stairs["layers"]]


def climbs(edges, steps: list[list[str]]) -> list[str]:
    """Edges (from room, to room, what) that do not lead downstairs or stay in the room."""
    height = {room: -number for number, step in enumerate(steps) for room in step}
    return [
        f"{what}: {here} → {there}"
        for here, there, what in edges
        if here != there and height[here] <= height[there]
    ]


# ---- templates and what the browser gets

_COMMENTS = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)
_CODE_COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'`(])//[^\n]*", re.S)
_TAGS = re.compile(r"<[a-zA-Z][^<>]*>")
_HANDLER = re.compile(r"[\s\"']on[a-z]+\s*=", re.I)
_ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w.-]+\.[a-z]{2,}", re.I)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _blanked(pattern: re.Pattern, text: str) -> str:
    return pattern.sub(lambda found: "\n" * found.group().count("\n"), text)


def inline(text: str) -> list[str]:
    """Styles, handlers and scripts inside a template: the CSP stops them all."""
    found, text = [], _blanked(_COMMENTS, text)
    for tag in _TAGS.finditer(text):
        said, line = tag.group(), _line(text, tag.start())
        bare = re.sub(r"{%.*?%}|{{.*?}}", "", said)
        if re.search(r"\sstyle\s*=", bare, re.I):
            found.append(f"{line}: style=")
        if _HANDLER.search(bare):
            found.append(f"{line}: {_HANDLER.search(bare).group().strip()}")
        if re.search(r"[\"'=\s]javascript:", bare, re.I):
            found.append(f"{line}: javascript:")
        if said.lower().startswith("<style"):
            found.append(f"{line}: <style>")
        if said.lower().startswith("<script") and " src=" not in said and "json" not in said:
            found.append(f"{line}: <script> without src")
    return found


def other_hosts(text: str, *, code: bool = False) -> list[str]:
    """Addresses of other hosts, comments and namespaces aside."""
    text = _blanked(_CODE_COMMENTS if code else _COMMENTS, text)
    return [f"{_line(text, one.start())}: {one.group()}" for one in _ELSEWHERE.finditer(text)]


def template_names(text: str) -> set[str]:
    """Templates that a template extends, includes or names."""
    return set(re.findall(r"[\"']([\w./-]+\.html)(?:#\w+)?[\"']", text))


def names_in_code(text: str) -> set[str]:
    """Templates that code names; f"parts/{name}.html" stands for each name in the same file."""
    tree = ast.parse(text)
    inside = {id(part) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for part in n.values}
    words = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    }
    found = {word for word in words if word.endswith(".html")}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pattern = "".join(
                part.value if isinstance(part, ast.Constant) else "*" for part in node.values
            )
            if pattern.endswith(".html"):
                found |= {pattern.replace("*", word) for word in words if word.isidentifier()}
    return found


def unused(templates: set[str], named: set[str]) -> set[str]:
    return {one for one in templates if not any(fnmatch.fnmatch(one, name) for name in named)}
