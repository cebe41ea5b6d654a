"""A selection of organisations as a vector tile: points when near, clusters when far out.

Every organisation with a place is in exactly one tile of a zoom and in exactly one feature of it,
so that the counts of all tiles sum to the number of organisations that have a place.
"""

from datetime import date

from django.contrib.gis.geos import Polygon
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, Exists, F, FloatField, Func, OuterRef, Q, When
from django.utils import timezone

from movements.directory.organisations import LIVING_MONTHS, months_before
from movements.places.models import WEB_MERCATOR

HALF = 20037508.342789244  # half the equator in metres of EPSG:3857: the world is ±HALF both ways
EXTENT = 4096
LAST_ZOOM = 22
NEAR = 12  # from this zoom on every organisation is a feature of its own
CELLS = 10  # cells along the side of a tile, about 50 pixels on a screen
DRIFT = 0.35  # how far from the middle of its cell a cluster may stand, in sides of a cell


# Has a place that may be drawn. A protected address has none, whatever is stored.
PLACED = Q(address_protected=False, point__isnull=False)

# `drawn` is the selection inside the tile: id, name, is_quiet, x, y (metres of EPSG:3857).
TILE_SQL = """
WITH tile AS MATERIALIZED (
 SELECT %s::float8 AS west, %s::float8 AS south, %s::float8 AS east, %s::float8 AS north),
 drawn (id, name, is_quiet, x, y) AS ({rows}),
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
# Far out: one feature a cell. A cell of one is that organisation, where it is; a cluster stands
# where most of its organisations are, never at a middle that may be out at sea, and is pushed in
# from the cell's edge so that neighbours do not cover each other.
CELLS_SQL = """
 cells AS (
  SELECT least(floor((x - west) / (east - west) * {cells}), {cells} - 1) AS cx,
   least(floor((y - south) / (north - south) * {cells}), {cells} - 1) AS cy,
   count(*)::int AS n, count(*) FILTER (WHERE is_quiet)::int AS quiet,
   min(id::text) AS id, min(name) AS name, bool_and(is_quiet) AS is_quiet,
   mode() WITHIN GROUP (ORDER BY ARRAY[x, y]) AS at
  FROM drawn, tile GROUP BY 1, 2),
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


def tile(rows, z: int, x: int, y: int, *, held, on: date | None = None) -> bytes:
    """The Mapbox vector tile (version 2) of `rows` at z/x/y; empty bytes when nothing is there.

    `rows` is a queryset of Organisation that has passed the funnel; `held` the HeldContact rows of
    the same reader. Layers:

    - `organisations`: id, name, quiet (no contact for six months), n (how many share its point);
    - `clusters` (zoom < NEAR): n, quiet (how many of them are quiet), for two or more in a cell;
    - `places` (zoom >= NEAR): n, quiet, where several organisations share a point.

    Raises NoSuchTile.
    """
    edges = bounds(z, x, y)
    drawn = _drawn(rows, edges, held, on or timezone.localdate())
    try:
        sql, params = drawn.query.sql_with_params()
    except EmptyResultSet:  # the funnel lets nothing through
        return b""
    features, many = (CELLS_SQL, "clusters") if z < NEAR else (PLACES_SQL, "places")
    features = features.format(cells=CELLS, drift=DRIFT)
    with connection.cursor() as cursor:
        query = TILE_SQL.format(rows=sql, features=features, many=many, extent=EXTENT)
        cursor.execute(query, [*edges, *params])
        (answer,) = cursor.fetchone()
    return bytes(answer)


def bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north in EPSG:3857. Neighbours share their edge to the last bit."""
    if not 0 <= z <= LAST_ZOOM or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NoSuchTile(f"{z}/{x}/{y}")
    side = 2 * HALF / 2**z
    return x * side - HALF, HALF - (y + 1) * side, (x + 1) * side - HALF, HALF - y * side


def located(rows):
    """Those with a place that may be drawn."""
    return rows.filter(PLACED)


def with_quiet(rows, held, on: date):
    """Adds `is_quiet`: no contact for six months, or never."""
    day = months_before(on, LIVING_MONTHS)
    lately = held.filter(organisation=OuterRef("pk"), last_contact__gte=day)
    return rows.annotate(
        is_quiet=Case(
            When(Q(last_open_contact__gte=day) | Q(Exists(lately)), then=False),
            default=True,
            output_field=BooleanField(),
        )
    )


def _drawn(rows, edges, held, on: date):
    """Those inside the edges: west and north belong to the tile, east and south do not."""
    west, south, east, north = edges
    box = Polygon.from_bbox(edges)
    box.srid = WEB_MERCATOR
    x, y = (Func(F("point"), function=f, output_field=FloatField()) for f in ("ST_X", "ST_Y"))
    here = located(rows).filter(point__bboverlaps=box).annotate(x=x, y=y)
    here = here.filter(x__gte=west, x__lt=east, y__gt=south, y__lte=north)
    return with_quiet(here, held, on).order_by().values_list("id", "name", "is_quiet", "x", "y")
