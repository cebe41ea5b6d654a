"""Every name in the country in memory: three queries once, then none."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import FloatField, Func

from movements.places.mercator import from_mercator
from movements.places.models import Municipality, Place, PlaceKind, PostalCode
from movements.places.names import normalised, plain, squeezed

# So many postcodes must agree before their series says which municipality it lies in.
SERIES_AT_LEAST = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point: web-mercator x and y in metres, WGS 84 lon and lat in degrees."""

    key: str
    name: str
    how: str
    x: float
    y: float
    lon: float
    lat: float
    municipality: Municipality
    population: int


@dataclass(slots=True)
class Index:
    municipalities: dict[int, Municipality] = field(default_factory=dict)
    municipality_names: dict[str, Municipality] = field(default_factory=dict)
    middles: dict[int, Spot] = field(default_factory=dict)
    by_name: dict[str, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    by_letters: dict[str, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    by_plain: dict[str, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    postcodes: dict[str, Spot] = field(default_factory=dict)
    series: dict[str, Municipality] = field(default_factory=dict)
    main_towns: dict[int, Spot] = field(default_factory=dict)

    def named(self, name: str) -> list[Spot]:
        """The places of that name; failing that, with other spacing, or with å ä ö left out."""
        if found := self.by_name.get(normalised(name)) or self.by_letters.get(squeezed(name)):
            return found
        letters = squeezed(name)
        return self.by_plain.get(letters, []) if letters.isascii() and letters else []

    def main_town(self, municipality: Municipality) -> Spot | None:
        """The town with the municipality's name, else its most populous."""
        return self.main_towns.get(municipality.pk)


def build_index() -> Index:
    index = Index()
    _take_municipalities(index)
    _take_places(index)
    _take_postcodes(index)
    return index


def _take_municipalities(index: Index) -> None:
    rows = Municipality.objects.current().defer("border").select_related("county")
    for row in rows:
        x, y = row.centre.coords
        index.municipalities[row.pk] = row
        index.municipality_names[normalised(row.name)] = row
        index.middles[row.pk] = _spot(row.code, row.name, "municipality", x, y, row, row.population)


def _take_places(index: Index) -> None:
    rows = Place.objects.annotate(x=_coordinate("ST_X"), y=_coordinate("ST_Y")).order_by("key")
    towns = defaultdict(list)
    for key, name, kind, x, y, at, population in rows.values_list(
        "key", "name", "kind", "x", "y", "municipality_id", "population"
    ):
        how = "town" if kind in (PlaceKind.TOWN, PlaceKind.POSTAL) else "area"
        spot = _spot(key, name, how, x, y, index.municipalities[at], population)
        index.by_name[normalised(name)].append(spot)
        index.by_letters[squeezed(name)].append(spot)
        index.by_plain[plain(name)].append(spot)
        if how == "town":
            towns[at].append(spot)
    for pk, spots in towns.items():
        own = index.municipalities[pk].name
        index.main_towns[pk] = max(spots, key=lambda s: (s.name == own, s.population))


def _take_postcodes(index: Index) -> None:
    rows = PostalCode.objects.annotate(x=_coordinate("ST_X"), y=_coordinate("ST_Y"))
    series = defaultdict(list)
    towns = {}
    for code, town, x, y, at in rows.values_list("code", "town", "x", "y", "municipality_id"):
        spot = towns.get((town, x, y))
        if spot is None:
            spot = _spot(f"postcode:{code}", town, "postcode", x, y, index.municipalities[at], 0)
            towns[town, x, y] = spot
        index.postcodes[code] = spot
        series[code[:3]].append(at)
    for first, places in series.items():
        if len(places) >= SERIES_AT_LEAST and len(set(places)) == 1:
            index.series[first] = index.municipalities[places[0]]


def _coordinate(function: str) -> Func:
    return Func("point", function=function, output_field=FloatField())


def _spot(key, name, how, x, y, municipality, population) -> Spot:
    return Spot(key, name, how, x, y, *from_mercator(x, y), municipality, population)
