"""Points from plain numbers.

Text from people never reaches GDAL or GEOS (GDAL before 3.9 can be made to fetch an address
it is handed): only floats come in here, and only the reference systems below. Everything
that needs a datum is transformed by PostGIS; web mercator is a formula.
"""

import struct
from math import atan, cos, degrees, exp, isfinite, log, pi, radians, tan

from django.contrib.gis.geos import Point

WGS84, SWEREF99TM, WEB_MERCATOR = 4326, 3006, 3857
ALLOWED = frozenset({WGS84, SWEREF99TM, WEB_MERCATOR})

_EWKB, _POINT_WITH_SRID = struct.Struct("<BIIdd"), 0x20000001
RADIUS = 6378137.0  # metres; the sphere of EPSG:3857


def to_mercator(lon: float, lat: float) -> tuple[float, float]:
    """WGS 84 degrees to web-mercator metres. ValueError outside ±180 and ±85 degrees."""
    lon, lat = float(lon), float(lat)
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 85):
        raise ValueError(f"not a place on the map: {lon}, {lat}")
    return RADIUS * radians(lon), RADIUS * log(tan(pi / 4 + radians(lat) / 2))


def from_mercator(x: float, y: float) -> tuple[float, float]:
    """Web-mercator metres to WGS 84 (lon, lat) in degrees."""
    return degrees(x / RADIUS), degrees(2 * atan(exp(y / RADIUS)) - pi / 2)


def stretch(lat: float) -> float:
    """Web-mercator metres per metre on the ground at that latitude (about 2 in Stockholm)."""
    return 1 / cos(radians(lat))


def point(x: float, y: float, srid: int = WEB_MERCATOR) -> Point:
    """A GEOS point from two finite numbers and an allowed reference system."""
    x, y = float(x), float(y)
    if srid not in ALLOWED or not (isfinite(x) and isfinite(y)):
        raise ValueError(f"not a point: {x}, {y} in {srid}")
    return Point(x, y, srid=srid)


def lonlat_point(lon: float, lat: float) -> Point:
    """The web-mercator point of a WGS 84 position."""
    return point(*to_mercator(lon, lat))


def stored_point(ewkb: str) -> Point:
    """The point that we wrote down ourselves as hex EWKB, read as numbers. ValueError otherwise."""
    if len(ewkb) != 2 * _EWKB.size:
        raise ValueError("not a point of ours")
    order, kind, srid, x, y = _EWKB.unpack(bytes.fromhex(ewkb))
    if (order, kind) != (1, _POINT_WITH_SRID):
        raise ValueError("not a point of ours")
    return point(x, y, srid)
