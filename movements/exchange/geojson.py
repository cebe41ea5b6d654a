"""The selection as GeoJSON (RFC 7946) for map programs: the columns of the other files, and points.

Codes are the API's, so that a program can tell a kind from its Swedish word. An organisation whose
place is unknown or protected is there without a geometry: the same organisations in every file.
"""

import orjson

from movements.exchange.outgoing import COLUMNS, placed, told
from movements.exchange.spreadsheet import temporary

DECIMALS = 5  # about a metre
CALLED = {"municipality__name": "municipality", "area_names": "areas", "parent_name": "parent"}
BEGIN, END = b'{"type":"FeatureCollection","features":[', b"\n]}\n"


def organisations_geojson(rows, reader):
    """A selection of organisations as an open file, in the order that `rows` has. One query."""
    out = temporary()
    out.write(BEGIN)
    comma = b"\n"
    for row in told(placed(rows), reader, "lon", "lat"):
        out.write(comma + orjson.dumps(feature(row)))
        comma = b",\n"
    out.write(END)
    out.seek(0)
    return out


def feature(row: dict) -> dict:
    """One organisation; `geometry` is null when nobody may know, or knows, where it is."""
    lon, lat = row["lon"], row["lat"]
    at = None
    if lon is not None:
        at = {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}
    says = {CALLED.get(name, name): row[name] for name in COLUMNS}
    return {"type": "Feature", "id": str(row["id"]), "geometry": at, "properties": says}
