"""What the matrix does not know how to call, each as a sentence that says what to add."""

import re
from pathlib import Path

from movements.access.funnel import Question
from tests.leaks.endpoints import (
    ALSO_ASKED,
    ALSO_NAMES,
    ASKS,
    AT_ROWS,
    NAMES_OF,
    OF_MANY_NOUNS,
    WORDS,
    addresses,
    ids_in,
    name_of,
    noun_of,
    operations,
)
from tests.test_endpoints import (
    ARGUMENTS,
    LOGGED_IN,
    OF_A_ROW,
    OF_WHAT,
    PROBES,
    PUBLIC,
    WITH_A_POST,
)

LISTS = "tests/test_endpoints.py"
HERE = "tests/leaks/endpoints.py"
PAGING = {"after", "before", "page_size", "order", "format", "lang", "page", "show"}
OF_NO_ANSWER = {"next", "then"}  # where one goes from here
READ_BY_PAGES = re.compile(r"""GET(?:\.get(?:list)?\(|\[)["'](\w+)""")
ROOT = Path(__file__).resolve().parents[2]


def teach(missing) -> str:
    """What a red build says."""
    return "\n  ".join(["See docs/house.md, Teaching the leak matrix:", *sorted(missing)])


def uncovered() -> set[str]:
    return {*_addresses(), *_questions(), *_parameters(), *_parameters_of_pages()}


def _addresses():
    listed = PUBLIC | LOGGED_IN | WITH_A_POST | set().union(*OF_A_ROW.values())
    for name, given in addresses().items():
        if name not in listed:
            yield f"{name}: put it in PUBLIC, LOGGED_IN, WITH_A_POST or OF_A_ROW of {LISTS}"
        elif name not in PUBLIC and name not in ARGUMENTS:
            if given and noun_of(name) is None:
                yield f"{name}: put it in OF_A_ROW of {LISTS}, or what it needs in ARGUMENTS"
            for one in ids_in(name)[1:]:
                if one not in ALSO_NAMES:
                    yield f"{name}: say in ALSO_NAMES of {HERE} which noun <{one}> names"
    for name in set(OF_WHAT) - set(OF_MANY_NOUNS):
        yield f"{name}: say in OF_MANY_NOUNS of {HERE} which nouns its address takes"


def _questions():
    todo, found = [Question], []
    while todo:
        found += todo[-1].__subclasses__()
        todo += todo.pop().__subclasses__()
    for one in set(found) - set(ASKS.values()):
        yield f"{one.__name__}: say in ASKS of {HERE} which addresses ask it"
    for question in ASKS.values():
        for name, one in question.base_filters.items():
            if "UUID" in type(one).__name__ and name not in NAMES_OF:
                yield f"{question.__name__}.{name}: say in NAMES_OF of {HERE} which noun it names"


def _parameters():
    """Every query parameter of every operation that reads."""
    for path, method, operation in operations():
        if method == "get":
            name = name_of(path)
            for one in operation.get("parameters", []):
                if one["in"] == "query" and one["name"] not in _known(name):
                    yield f"{name}: try ?{one['name']}= in ALSO_ASKED or WORDS of {HERE}"


def _parameters_of_pages():
    """Every query parameter that a page reads is asked at some address."""
    probes = [*PROBES.values(), *ALSO_ASKED.values(), *AT_ROWS.values()]
    asked = {part.partition("=")[0] for each in probes for one in each for part in one.split("&")}
    asked |= PAGING | OF_NO_ANSWER | set(WORDS.values())
    asked |= {name for question in ASKS.values() for name in question.base_filters}
    for path in sorted((ROOT / "crm").rglob("*.py")):
        for name in set(READ_BY_PAGES.findall(path.read_text())) - asked:
            yield f"{path.relative_to(ROOT)}: try ?{name}= in ALSO_ASKED or AT_ROWS of {HERE}"


def _known(name: str) -> set[str]:
    """The query parameters that are tried at an address."""
    asked = set(ASKS[name].base_filters) if name in ASKS else set()
    probes = [*PROBES.get(name, []), *ALSO_ASKED.get(name, []), *AT_ROWS.get(name, [])]
    said = {part.partition("=")[0] for one in probes for part in one.split("&")}
    return PAGING | asked | said | {WORDS.get(name, "")}
