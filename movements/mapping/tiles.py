"""A selection of organisations as a vector tile: points when near, clusters when far out.

Every organisation with a place is in exactly one tile of a zoom and in exactly one feature of it,
so that the counts of all tiles sum to the number of organisations that have a place.
"""

from datetime import date

from django.contrib.gis.geos import Polygon
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, When
from django.utils import timezone

from movements.access.funnel import selection
from movements.directory.aggregates import (
    KEPT,
    LIVING,
    Asked,
    apart_of,
    asked_in,
    base_values,
    eyes_of,
)
from movements.directory.contact import contact_known_to
from movements.directory.filters import OrganisationFilter
from movements.directory.organisations import LIVING_MONTHS, months_before
from movements.directory.tally import numbered
from movements.places.models import WEB_MERCATOR

HALF = 20037508.342789244  # half the equator in metres of EPSG:3857: the world is ±HALF both ways
EXTENT = 4096
LAST_ZOOM = 22
NEAR = 12  # from this zoom on every organisation is a feature of its own
CELLS = 10  # cells along the side of a tile, about 50 pixels on a screen; tally_cell has them too
DRIFT = 0.35  # how far from the middle of its cell a cluster may stand, in sides of a cell
FIRST_KEPT = 5  # from this zoom on, until NEAR, the aggregates keep the cells

# Has a place that may be drawn. A protected address has none, whatever is stored.
PLACED = Q(address_protected=False, point__isnull=False)

# `features`: n, quiet, id, name, is_quiet, x, y (metres of EPSG:3857); id is null for a cluster.
TILE_SQL = """
WITH tile AS MATERIALIZED (
 SELECT %(west)s::float8 AS west, %(south)s::float8 AS south, %(east)s::float8 AS east,
  %(north)s::float8 AS north),
 {features},
 placed AS (
  SELECT f.*, ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(f.x, f.y), 3857),
    ST_MakeEnvelope(west, south, east, north, 3857), {extent}, 0, false) AS raw
  FROM features f, tile),
 inside AS (
  SELECT *, ST_MakePoint(least(ST_X(raw), {extent} - 1), least(ST_Y(raw), {extent} - 1)) AS geom
  FROM placed)
SELECT (SELECT ST_AsMVT(t, 'organisations', {extent}, 'geom') FROM (
  SELECT id, name, is_quiet AS quiet, n, geom FROM inside WHERE id IS NOT NULL) t)
 || (SELECT ST_AsMVT(t, '{many}', {extent}, 'geom') FROM (
  SELECT n, quiet, geom FROM inside WHERE id IS NULL) t)
"""
# From the rows: `drawn` is the selection inside the tile.
DRAWN = "drawn (id, name, is_quiet, x, y) AS ({rows})"
# From the aggregates: `parts` of the cells of the tile, counted from the north-west corner.
PARTS = """
parts AS (
 SELECT cell, bucket, n, high, low, x, y FROM movements_tallytile
 WHERE district_id = %(district)s AND sight = ANY(%(sights)s) AND kind = ANY(%(kinds)s)
  AND zoom = %(z)s AND tile_x = %(tile_x)s AND tile_y = %(tile_y)s
  AND bucket BETWEEN %(freshest)s AND %(oldest)s
 {apart})
"""
PARTS_APART = """
 UNION ALL
 SELECT gy %% {cells} * {cells} + gx %% {cells}, bucket, 1, tally_half(id, 0), tally_half(id, 1),
  ST_X(point), ST_Y(point)
 FROM apart, LATERAL (SELECT tally_cell(ST_X(point)) >> 11 - %(z)s AS gx,
   tally_cell(-ST_Y(point)) >> 11 - %(z)s AS gy, tally_bucket(last, %(today)s) AS bucket) here
 WHERE NOT no_address AND point && ST_Expand(ST_MakeEnvelope(
   %(west)s, %(south)s, %(east)s, %(north)s, 3857), 1)
  AND gx / {cells} = %(tile_x)s AND gy / {cells} = %(tile_y)s
  AND (kind = ANY(%(kinds)s) OR %(any_kind)s) AND bucket BETWEEN %(freshest)s AND %(oldest)s
"""
KEPT_CELLS = """
 summed AS (
  SELECT cell, sum(n)::int AS n, coalesce(sum(n) FILTER (WHERE bucket > {living}), 0)::int AS quiet,
   bit_xor(high) AS high, bit_xor(low) AS low, max(ARRAY[n, x, y]) AS most
  FROM parts GROUP BY cell HAVING sum(n) > 0),
 cells AS (
  SELECT cell %% {cells} AS cx, {cells} - 1 - cell / {cells} AS cy, n, quiet, o.id::text AS id,
   o.name, quiet > 0 AS is_quiet,
   CASE WHEN n = 1 THEN ARRAY[ST_X(o.point), ST_Y(o.point)] ELSE most[2:3] END AS at
  FROM summed LEFT JOIN movements_organisation o ON n = 1
   AND o.id = (lpad(to_hex(high), 16, '0') || lpad(to_hex(low), 16, '0'))::uuid)
"""
# Far out: one feature a cell. A cell of one is that organisation, where it is; a cluster stands
# where most of its organisations are, never at a middle that may be out at sea, and is pushed in
# from the cell's edge so that neighbours do not cover each other.
DRAWN_CELLS = """
 cells AS (
  SELECT least(floor((x - west) / (east - west) * {cells}), {cells} - 1) AS cx,
   least(floor((y - south) / (north - south) * {cells}), {cells} - 1) AS cy,
   count(*)::int AS n, count(*) FILTER (WHERE is_quiet)::int AS quiet,
   min(id::text) AS id, min(name) AS name, bool_and(is_quiet) AS is_quiet,
   mode() WITHIN GROUP (ORDER BY ARRAY[x, y]) AS at
  FROM drawn, tile GROUP BY 1, 2)
"""
CELLS_SQL = """
 middles AS (
  SELECT cells.*, at[1] AS x, at[2] AS y, (east - west) / {cells} AS side,
   west + (cx + 0.5) * (east - west) / {cells} AS mx,
   south + (cy + 0.5) * (north - south) / {cells} AS my
  FROM cells, tile),
 features AS (
  SELECT n, quiet, CASE WHEN n = 1 THEN id END AS id, CASE WHEN n = 1 THEN name END AS name,
   is_quiet,
   CASE WHEN n = 1 THEN x
    ELSE greatest(mx - side * {drift}, least(mx + side * {drift}, x)) END AS x,
   CASE WHEN n = 1 THEN y
    ELSE greatest(my - side * {drift}, least(my + side * {drift}, y)) END AS y
  FROM middles)"""
# Near: every organisation, and beside them one feature for each point that several share.
PLACES_SQL = """
 each AS (
  SELECT id::text, name, is_quiet, x, y, count(*) OVER (PARTITION BY x, y)::int AS n FROM drawn),
 features AS (
  SELECT n, NULL::int AS quiet, id, name, is_quiet, x, y FROM each
  UNION ALL
  SELECT count(*)::int, count(*) FILTER (WHERE is_quiet)::int, NULL, NULL, NULL, x, y
  FROM each WHERE n > 1 GROUP BY x, y)"""


class NoSuchTile(ValueError):
    """The tile's address lies outside the world or the zooms that the map has."""


def tile_for(reader, query, z: int, x: int, y: int, *, on: date | None = None) -> bytes:
    """The tile of what `query` asks for, as far as `reader` may see; see `tile`.

    From the aggregates where they know, else from the rows. Raises MalformedQuestion, NoSuchTile.
    """
    kept = kept_tile(reader, asked_in(reader, query), z, x, y, on=on)
    if kept is not None:
        return kept
    rows = selection(OrganisationFilter, reader, query)
    return tile(rows, z, x, y, contact=contact_known_to(reader), on=on)


def kept_tile(
    reader, asked: Asked | None, z: int, x: int, y: int, *, on: date | None = None
) -> bytes | None:
    """The tile from the aggregates; None where they cannot answer."""
    edges = bounds(z, x, y)
    eyes = eyes_of(reader) if asked and FIRST_KEPT <= z < NEAR else None
    if eyes is None or asked.area or asked.municipality:
        return None
    values = (
        base_values(reader, asked, eyes, on) | {"z": z, "tile_x": x, "tile_y": y} | _named(edges)
    )
    apart, more = apart_of(reader, eyes)
    parts = PARTS.format(apart=PARTS_APART.format(cells=CELLS) if apart else "")
    cells = KEPT_CELLS.format(cells=CELLS, living=LIVING)
    features = ", ".join(filter(None, [KEPT, apart, parts, cells, _far()]))
    found = _drawing(features, "clusters", values | more, " FROM kept")
    return found and bytes(found[0])


def tile(rows, z: int, x: int, y: int, *, contact, on: date | None = None) -> bytes:
    """The Mapbox vector tile (version 2) of `rows` at z/x/y; empty bytes when nothing is there.

    `rows` is a queryset of Organisation that has passed the funnel; `contact` what the same reader
    may know. Layers:

    - `organisations`: id, name, quiet (no contact for six months), n (how many share its point);
    - `clusters` (zoom < NEAR): n, quiet (how many of them are quiet), for two or more in a cell;
    - `places` (zoom >= NEAR): n, quiet, where several organisations share a point.

    Raises NoSuchTile.
    """
    edges = bounds(z, x, y)
    drawn = _drawn(rows, edges, contact, on or timezone.localdate())
    try:
        sql, values = numbered(*drawn.query.sql_with_params())
    except EmptyResultSet:  # the funnel lets nothing through
        return b""
    far = f"{DRAWN_CELLS.format(cells=CELLS)}, {_far()}"
    features, many = (far, "clusters") if z < NEAR else (PLACES_SQL, "places")
    return bytes(_drawing(f"{DRAWN.format(rows=sql)}, {features}", many, values | _named(edges))[0])


def _far() -> str:
    return CELLS_SQL.format(cells=CELLS, drift=DRIFT)


def _drawing(features: str, many: str, values: dict, source: str = "") -> tuple | None:
    with connection.cursor() as cursor:
        sql = TILE_SQL.format(features=features, many=many, extent=EXTENT) + source
        cursor.execute(sql, values)
        return cursor.fetchone()


def bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north in EPSG:3857. Neighbours share their edge to the last bit."""
    if not 0 <= z <= LAST_ZOOM or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NoSuchTile(f"{z}/{x}/{y}")
    side = 2 * HALF / 2**z
    return x * side - HALF, HALF - (y + 1) * side, (x + 1) * side - HALF, HALF - y * side


def _named(edges) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), edges, strict=True))


def located(rows):
    """Those with a place that may be drawn."""
    return rows.filter(PLACED)


def with_quiet(rows, contact, on: date):
    """Adds `is_quiet`: no contact for six months, or never."""
    lately = contact.since(months_before(on, LIVING_MONTHS))
    return rows.annotate(
        is_quiet=Case(When(lately, then=False), default=True, output_field=BooleanField())
    )


def _drawn(rows, edges, contact, on: date):
    """Those inside the edges: west and north belong to the tile, east and south do not."""
    west, south, east, north = edges
    box = Polygon.from_bbox(edges)
    box.srid = WEB_MERCATOR
    x, y = (Func(F("point"), function=f, output_field=FloatField()) for f in ("ST_X", "ST_Y"))
    here = located(rows).filter(point__bboverlaps=box).annotate(x=x, y=y)
    here = here.filter(x__gte=west, x__lt=east, y__gt=south, y__lte=north)
    return with_quiet(here, contact, on).order_by().values_list("id", "name", "is_quiet", "x", "y")
