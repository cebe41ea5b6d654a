"""Where a point lies, and whether the database's geometry can be trusted."""

from math import hypot

from django.db import connection

from movements.places.mercator import SWEREF99TM, WGS84
from movements.places.models import Municipality

# Sergels torg in Stockholm in WGS 84, and the same point in SWEREF 99 TM (EPSG:3006)
# as PROJ 9 gives it (pyproj 3.7: Transformer.from_crs(4326, 3006, always_xy=True)).
KNOWN_LON, KNOWN_LAT = 18.0686, 59.3293
KNOWN_EAST, KNOWN_NORTH = 674571.866, 6580743.008


class GeometryWrongError(ArithmeticError):
    """The database transforms a known point wrongly; maps and distances would lie."""


def municipality_at(lon: float, lat: float) -> Municipality | None:
    """The municipality of a WGS 84 point, or the nearest within 20 km; None farther out.

    Borders are generalised: a jetty or a skerry can fall outside its own municipality.
    One query. ValueError for numbers that are no place on the map.
    """
    return Municipality.objects.current().nearest_to(lon, lat).first()


def geometry_self_test() -> float:
    """Metres between a known point as PostGIS transforms it and the truth.

    Raises GeometryWrongError when it is off by more than a metre.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(g), ST_Y(g) FROM ST_Transform("
            "ST_SetSRID(ST_MakePoint(%s, %s), %s), %s::integer) AS g",
            [KNOWN_LON, KNOWN_LAT, WGS84, SWEREF99TM],
        )
        east, north = cursor.fetchone()
    off = hypot(east - KNOWN_EAST, north - KNOWN_NORTH)
    if not off <= 1:
        raise GeometryWrongError(f"a known point in Stockholm comes out {off:.1f} m wrong")
    return off
