"""How long each part of `make test` may take, and what it took. Never a reason to be red.

A machine that has other things to do is no fault of the change that is tried on it; a part that is
over its budget on a quiet one is a thing to look at before it is twice that. Seconds of work: two
processes that test beside each other do two seconds of it in one.
"""

from collections import defaultdict

GATES = {
    "ruff": 5,
    "format": 5,
    "imports": 10,
    "deploy": 15,
    "migrations": 15,
    "templates": 5,
    "markup": 20,
    "translations": 30,
    "compose": 5,
    "dockerfile": 5,
    "shell": 5,
    "tests": 1700,
}
# Folders of tests/; "house" is what lies in none.
PARTS = {
    "access": 220,
    "api": 80,
    "briefing": 60,
    "browser": 750,
    "demo": 70,
    "deploy": 40,
    "dialogue": 100,
    "directory": 300,
    "drills": 200,
    "exchange": 150,
    "hostile": 500,
    "house": 350,
    "leaks": 500,
    "mapping": 150,
    "parts": 50,
    "places": 30,
    "privacy": 30,
    "rights": 170,
}
HOUSE = "house"
FOR_OTHERS = 60  # for a part that has not been given its own yet


def budget_of(part: str) -> float:
    return PARTS.get(part, FOR_OTHERS)


def part_of(path: str) -> str:
    """`tests/api/test_lists.py` is of the part api, `tests/test_house.py` of the house."""
    inside = path.replace("\\", "/").partition("tests/")[2].split("/")
    return inside[0] if len(inside) > 1 else HOUSE


def verdict(took: float, budget: float) -> str:
    return f"{took:7.1f} s of {budget:5.0f}  {'over' if took > budget else 'under'}"


class Taken:
    """Seconds of work of each part, and how many tests it has."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.tests: dict[str, int] = defaultdict(int)

    def add(self, path: str, seconds: float, *, is_test: bool) -> None:
        self.seconds[part_of(path)] += seconds
        self.tests[part_of(path)] += is_test

    def lines(self) -> list[str]:
        return [
            f"{part:<12} {self.tests[part]:5} tests {verdict(seconds, budget_of(part))}"
            for part, seconds in sorted(self.seconds.items())
        ]
