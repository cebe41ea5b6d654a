"""The organisations of a synthetic district, one line of COPY at a time, from a fixed seed."""

import re
from collections.abc import Iterator
from itertools import accumulate
from random import Random

from benchmarks.names import SPHERES, areas_of, kinds, name_of

SHELTERS = ("womens_shelter", "girls_shelter")
CLOSE = ("lgbtqi", "refugee_solidarity", *SHELTERS)  # kinds of which some are hidden altogether
SECTORS = ("care", "school", "bus", "construction", "retail")
LETTERS = str.maketrans("åäö ", "aao-")

COLUMNS = (
    "n name kind legal_form organisation_number is_informal reach policy_areas sectors languages"
    " description homepage email phone address postcode town municipality_id more x y"
    " address_protected existence_protected own beside archived"
).split()


class Towns:
    """Where organisations are: real towns, the large ones more often."""

    def __init__(self, rows: list[tuple]):
        """`rows`: (name, municipality, x, y, population), in a fixed order."""
        self.rows = rows
        self.weights = list(accumulate(max(population, 150) for *_rest, population in rows))
        self.municipalities = sorted({row[1] for row in rows})

    def one(self, random: Random) -> tuple:
        return random.choices(self.rows, cum_weights=self.weights)[0]


def organisations(many: int, towns: Towns, associations: int, seed: int = 1) -> Iterator[tuple]:
    """`many` rows of COLUMNS. The first of a larger district are those of a smaller one."""
    random = Random(seed)  # noqa: S311  the same district every time, nothing secret
    codes, common = kinds()
    common = list(accumulate(common))
    for n in range(1, many + 1):
        (kind,) = random.choices(codes, cum_weights=common)
        yield _row(random, n, kind, towns.one(random), towns, associations)


def _row(random: Random, n: int, kind: str, town, towns: Towns, associations: int) -> tuple:
    place, municipality, x, y, _population = town
    name = name_of(random, kind, place)
    hidden = random.random() < (0.1 if kind in CLOSE else 0.01)
    address_protected = kind in SHELTERS or random.random() < 0.005
    own = _own(random, municipality, towns, associations, must=hidden)
    slug = re.sub("[^a-z0-9-]+", "", name.lower().translate(LETTERS))
    return (
        n,
        name,
        kind,
        "non_profit" if random.random() < 0.6 else "",
        _number(n) if random.random() < 0.6 else "",
        kind in ("action_group", "online_network"),
        random.choices(("local", "municipal", "regional", "national"), (80, 14, 5, 1))[0],
        areas_of(random, kind),
        [random.choice(SECTORS)] if kind.startswith("union") else [],
        ["sv"] if random.random() < 0.3 else [],
        random.choice(SPHERES.split("|")) if random.random() < 0.5 else "",
        f"https://{slug}.example" if random.random() < 0.4 else "",
        f"info@{slug[:60]}.example" if random.random() < 0.5 else "",
        f"08-{random.randint(100000, 999999)}" if random.random() < 0.2 else "",
        *_address(random, place, address_protected),
        municipality,
        _more(random, municipality, towns),
        *_point(random, x, y, address_protected),
        address_protected,
        hidden,
        own,
        random.randrange(associations),
        random.random() < 0.015,
    )


def _own(random, municipality, towns: Towns, associations: int, *, must: bool) -> int | None:
    """Which association brought it in: that of its municipality, or nobody in particular."""
    if not must and random.random() < 0.2:
        return None
    if random.random() < 0.15:
        return random.randrange(associations)
    return towns.municipalities.index(municipality) % associations


def _address(random, place: str, protected: bool) -> tuple[str, str, str]:
    if protected:
        return "", "", ""
    street = f"Storgatan {random.randint(1, 200)}" if random.random() < 0.5 else ""
    return street, f"1{random.randint(1000, 9999)}" if street else "", place


def _more(random, municipality: int, towns: Towns) -> list[int]:
    """Other municipalities where it is active."""
    many = random.choices((0, 1, 4), (85, 12, 3))[0]
    others = random.sample(towns.municipalities, min(many, len(towns.municipalities)))
    return [other for other in others if other != municipality]


def _point(random, x: float, y: float, protected: bool) -> tuple[float | None, float | None]:
    """At the town itself, as registers without streets have it, or somewhere around it."""
    chance = random.random()
    if protected or chance < 0.05:
        return None, None
    if chance < 0.30:
        return x, y
    return round(x + random.gauss(0, 3000), 2), round(y + random.gauss(0, 3000), 2)


def _number(n: int) -> str:
    """An organisation number of its own, with the right last digit."""
    digits = f"80{n * 7 % 10_000_000:07d}"
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
        for place, digit in enumerate(digits)
    )
    return f"{digits}{-total % 10}"
