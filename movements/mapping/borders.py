"""The ground of the map: a district's municipalities, and the counties around it.

Public geography, from PostGIS as it is drawn: GeoJSON for the map, paths for the still picture.
No row of a municipality is loaded, so that no border comes along by accident.
"""

from dataclasses import dataclass

from django.db import connection

from movements.places.models import BorderLevel

PICTURE_UNIT = 100  # metres of EPSG:3857 to a unit of the still picture

OUTLINES_SQL = """
SELECT m.id, m.code, m.name, m.population, ST_X(m.centre), ST_Y(m.centre),
 ST_AsSVG(ST_Scale(b.shape, 1.0 / %s, 1.0 / %s), 1, 0),
 ST_XMin(b.shape), ST_YMin(b.shape), ST_XMax(b.shape), ST_YMax(b.shape)
FROM movements_municipality m
JOIN movements_district_counties c ON c.county_id = m.county_id AND c.district_id = %s
JOIN movements_municipalityborder b ON b.municipality_id = m.id AND b.level = %s
WHERE m.valid_to IS NULL
ORDER BY m.name COLLATE "sv-x-icu"
"""
GROUND_SQL = """
WITH own AS (SELECT county_id FROM movements_district_counties WHERE district_id = %s),
 near AS (SELECT ST_Expand(ST_Extent(shape), 200000) AS box FROM movements_countyborder
  WHERE level = %s AND county_id IN (SELECT county_id FROM own)),
 ground AS (
  SELECT 'municipality' AS layer, m.code, m.name, m.population, b.shape
  FROM movements_municipality m JOIN own ON own.county_id = m.county_id
  JOIN movements_municipalityborder b ON b.municipality_id = m.id AND b.level = %s
  WHERE m.valid_to IS NULL
  UNION ALL
  SELECT 'label', m.code, m.name, m.population, m.centre
  FROM movements_municipality m JOIN own ON own.county_id = m.county_id WHERE m.valid_to IS NULL
  UNION ALL
  SELECT CASE WHEN b.county_id IN (SELECT county_id FROM own) THEN 'own' ELSE 'other' END,
   b.county_id, county.name, 0, b.shape
  FROM movements_countyborder b JOIN movements_county county ON county.code = b.county_id, near
  WHERE b.level = %s AND b.shape && near.box)
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(
 json_build_object('type', 'Feature',
  'properties', json_build_object('layer', layer, 'code', code, 'name', name,
   'population', population),
  'geometry', ST_AsGeoJSON(ST_Transform(shape, 4326), 5)::json)), '[]'))::text FROM ground
"""


@dataclass(frozen=True)
class Outline:
    """One municipality, as the pages name and draw it. Coordinates in metres of EPSG:3857."""

    id: int
    code: str
    name: str
    population: int
    x: float
    y: float
    path: str  # SVG path data in PICTURE_UNITs, y downwards
    box: tuple[float, float, float, float]


def outlines(district) -> list[Outline]:
    """The municipalities of the district's counties, in Swedish order. One query."""
    with connection.cursor() as cursor:
        unit = PICTURE_UNIT
        cursor.execute(OUTLINES_SQL, [unit, unit, district.pk, BorderLevel.MIDDLE])
        return [Outline(*row[:7], box=row[7:]) for row in cursor.fetchall()]


def ground(district) -> str:
    """GeoJSON text (WGS 84). `layer` is municipality, label, or own or other for a county."""
    near = BorderLevel.NEAR
    with connection.cursor() as cursor:
        cursor.execute(GROUND_SQL, [district.pk, near, near, near])
        (text,) = cursor.fetchone()
    return text


def box_of(outlines: list[Outline]) -> tuple[float, float, float, float] | None:
    """The box around all of them; None when there are none."""
    if not outlines:
        return None
    west, south, east, north = zip(*(outline.box for outline in outlines), strict=True)
    return min(west), min(south), max(east), max(north)
