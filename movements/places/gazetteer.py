"""The gazetteer: from what a register writes in its place cells to a point on the map.

    resolve("145 52 Norsborg", hint=botkyrka)   → the town, its point, its municipality

An index of every name is read once per process and kept; looking up asks the database
nothing. Names must agree exactly (see names.py). What a text leaves open is settled by what
is known beside it: a postcode in the text, then the municipality that the text comes from
(`hint`), then its county, then the number of inhabitants; and `ambiguous` says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from movements.places.gazetteer_index import Index, Spot, build_index
from movements.places.mercator import point, stretch
from movements.places.models import Municipality
from movements.places.names import normalised

PLACE, MUNICIPALITY = "place", "municipality"

_POSTCODE = re.compile(r"(?<![\d-])(?:SE?[- ]?)?([1-9]\d\d) ?(\d\d)(?![\d-])", re.IGNORECASE)
_SEPARATORS = (
    re.compile(r"[,;|\n]"),
    re.compile(r"/|\s+(?:och|samt|&|\+)\s+", re.IGNORECASE),
    re.compile(r"\s*[-–]\s*"),
)
_OF_A_MUNICIPALITY = re.compile(r"\s+(?:kommun|stad|stads kommun)$")
_LEADING = re.compile(r"^(?:centrala|norra|södra|östra|västra)\s+")
_TRAILING = re.compile(r"\s+(?:centrum|c|city|tätort|socken|församling|med omnejd)$")
_THE_MIDDLE = {"centralt", "centrum", "centralorten", "tätorten", "i centrum", "centrala delarna"}

# No place cell is longer; a text that is, is no place.
_LONGEST = 500

# A town may lie this far from where its postcode is thought to be, in metres on the ground.
_NEAR = 60_000


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a text says that something is.

    `precision` is "place" when the point is that of a town, a district, an island or a
    postcode's town, and "municipality" when the text names (or implies) no more than a
    municipality; then the point is only where that municipality's label stands.
    """

    name: str
    lon: float  # WGS 84 degrees
    lat: float
    x: float  # web-mercator metres
    y: float
    municipality: Municipality
    how: str  # "town", "area", "postcode" or "municipality"
    precision: str
    ambiguous: bool

    @property
    def is_located(self) -> bool:
        """A municipality's middle is no place."""
        return self.precision == PLACE

    @property
    def point(self):
        """The GEOS point in web mercator."""
        return point(self.x, self.y)


@dataclass(frozen=True, slots=True)
class _Hit:
    spot: Spot
    how: str
    ambiguous: bool = False


_index: Index | None = None


def index() -> Index:
    """The names of the country, read from the database the first time."""
    global _index
    if _index is None:
        built = build_index()
        if not built.municipalities:
            return built  # nothing is loaded yet: do not remember that
        _index = built
    return _index


def forget() -> None:
    """Read the names anew next time; called when they have been loaded."""
    global _index
    _index = None


def resolve(
    text: str, *, hint: Municipality | None = None, nearby: bool = False
) -> Resolved | None:
    """The place that a free text means, or None.

    Takes town, district, island, postcode, postcode and town, "X kommun", and several of
    them in one text. `hint` is the municipality whose register the text stands in. With
    `nearby`, only places in the hint's county count: for texts that can only be local, such
    as a register's own districts.
    """
    return _Question(text, hint, nearby).answer()


def locate(
    *, town: str = "", postcode: str = "", area: str = "", hint: Municipality | None = None
) -> Resolved | None:
    """The place of a row with cells of its own: town first, then postcode, then area.

    A town cell that holds a postcode counts as one, and then the postcode cell is left
    aside: some registers keep a box number there.
    """
    text = town if _POSTCODE.search(town or "") else f"{postcode or ''} {town or ''}"
    found = resolve(text, hint=hint)
    if found and found.is_located:
        return found
    in_area = resolve(area, hint=hint, nearby=True)
    return in_area if in_area and (in_area.is_located or not found) else found


class _Question:
    """One text to be placed, and what is known beside it."""

    def __init__(self, text: str, hint: Municipality | None, nearby: bool):
        self.index = index()
        self.hint = hint
        self.nearby = nearby and hint is not None
        text = (text or "")[:_LONGEST]
        self.postcodes = ["".join(found) for found in _POSTCODE.findall(text)]
        self.text = " ".join(_POSTCODE.sub(" ", text).split())
        known = [self.index.postcodes[c] for c in self.postcodes if c in self.index.postcodes]
        self.postal = known[-1] if known else None

    def answer(self) -> Resolved | None:
        hits = list(self.hits())
        places = [hit for hit in hits if hit.how != MUNICIPALITY]
        if not places and self.postal and not self.nearby:
            return self.resolved(_Hit(self.postal, "postcode"))
        best = min(places or hits, key=self.rank, default=None) or self.by_series()
        return self.resolved(best) if best else None

    def hits(self) -> Iterator[_Hit]:
        """What each part of the text means, in its own order; a part that means nothing is cut
        up further."""
        waiting = [(self.text, 0)]
        while waiting:
            part, depth = waiting.pop(0)
            if not normalised(part):
                continue
            if hit := self.find(part):
                yield hit
            elif depth < len(_SEPARATORS):
                pieces = _SEPARATORS[depth].split(part)
                waiting[:0] = [(piece, depth + 1) for piece in pieces]

    def find(self, part: str) -> _Hit | None:
        """One name: a place of that name; its municipality; or the name without a qualifier."""
        name = normalised(part)
        if municipality := self.municipality_named(name):
            return municipality
        spots = self.index.named(part) or self.around(name)
        if self.nearby:
            spots = [s for s in spots if s.municipality.county_id == self.hint.county_id]
        if spots:
            return self.settle(spots)
        found = self.index.municipality_names.get(name)
        return _Hit(self.index.middles[found.pk], MUNICIPALITY) if found else None

    def municipality_named(self, name: str) -> _Hit | None:
        """'salems kommun' says the municipality, even where a town has the same name."""
        bare = _OF_A_MUNICIPALITY.sub("", name)
        names = self.index.municipality_names
        found = bare != name and (names.get(bare) or names.get(bare.removesuffix("s")))
        return _Hit(self.index.middles[found.pk], MUNICIPALITY) if found else None

    def around(self, name: str) -> list[Spot]:
        """'centrala vallentuna', 'norra sorunda', 'centrum': only beside a hint, and near it."""
        if not self.hint:
            return []
        if name in _THE_MIDDLE:
            main = self.index.main_town(self.hint)
            return [main] if main else []
        bare = _TRAILING.sub("", _LEADING.sub("", name))
        spots = self.index.named(bare) if bare != name else []
        return [s for s in spots if s.municipality.county_id == self.hint.county_id]

    def settle(self, spots: list[Spot]) -> _Hit:
        """Of several places with one name, the one that is meant most likely."""
        inside = [s for s in spots if self.is_inside(s)]
        near = [s for s in spots if self.is_near_postcode(s)]
        posted = [s for s in near if s.municipality.pk == self.postal.municipality.pk]
        certain = next((found for found in (posted, near, inside) if len(found) == 1), None)
        if len(spots) == 1 or certain:
            spot = (certain or spots)[0]
            return _Hit(spot, spot.how)
        best = min(posted or near or inside or spots, key=self.rank_spot)
        return _Hit(best, best.how, ambiguous=True)

    def rank(self, hit: _Hit) -> tuple:
        """Among the parts of one text: near the postcode, inside the hint, in its county."""
        spot = hit.spot
        return (not self.is_near_postcode(spot), not self.is_inside(spot), not self.is_home(spot))

    def rank_spot(self, spot: Spot) -> tuple:
        return (not self.is_inside(spot), not self.is_home(spot), -spot.population, spot.key)

    def is_inside(self, spot: Spot) -> bool:
        return self.hint is not None and spot.municipality.pk == self.hint.pk

    def is_home(self, spot: Spot) -> bool:
        return self.hint is not None and spot.municipality.county_id == self.hint.county_id

    def is_near_postcode(self, spot: Spot) -> bool:
        if self.postal is None:
            return False
        off = hypot(spot.x - self.postal.x, spot.y - self.postal.y)
        return off / stretch(spot.lat) < _NEAR

    def by_series(self) -> _Hit | None:
        """An unknown postcode still says its municipality if its whole series lies in one."""
        for code in [] if self.nearby else self.postcodes:
            if municipality := self.index.series.get(code[:3]):
                return _Hit(self.index.middles[municipality.pk], MUNICIPALITY)
        return None

    def resolved(self, hit: _Hit) -> Resolved:
        spot = hit.spot
        return Resolved(
            name=spot.name,
            lon=spot.lon,
            lat=spot.lat,
            x=spot.x,
            y=spot.y,
            municipality=spot.municipality,
            how=hit.how,
            precision=MUNICIPALITY if hit.how == MUNICIPALITY else PLACE,
            ambiguous=hit.ambiguous,
        )
