"""The bare SQL that gives a reader the same answer: written by hand, prepared, over a kept line.

It says the rule of sight once more, on purpose: if it and the funnel ever answered differently, the
benchmark would stop before it times anything.
"""

from datetime import date
from uuid import UUID

from benchmarks.ground import Reader
from movements.directory.organisations import months_before

# What is protected is asked inside, or PostgreSQL would read all ties of the association at once.
TIED = """EXISTS (SELECT 1 FROM movements_relation r WHERE r.organisation_id = o.id
   AND o.existence_protected AND r.ended_on IS NULL AND r.association_id = ANY(%(mine)s::uuid[]))"""
SIGHT = {
    "steward": "(NOT o.existence_protected OR o.registered_by_id = ANY(%(mine)s::uuid[])"
    f" OR {TIED})",
    "board": "true",
    "representative": "NOT o.existence_protected",
}
# The latest contact that the reader may know of, and whether there was one since a day.
LAST = {
    "steward": "greatest(o.last_open_contact, (SELECT max(h.last_contact)"
    " FROM movements_heldcontact h WHERE h.organisation_id = o.id"
    " AND h.association_id = ANY(%(mine)s::uuid[])))",
    "board": "o.last_known_contact",
    "representative": "o.last_open_contact",
}
SINCE = {
    "steward": "(coalesce(o.last_open_contact >= %(since)s, false) OR EXISTS (SELECT 1"
    " FROM movements_heldcontact h WHERE h.organisation_id = o.id AND h.last_contact >= %(since)s"
    " AND h.association_id = ANY(%(mine)s::uuid[])))",
    "board": "coalesce(o.last_known_contact >= %(since)s, false)",
    "representative": "coalesce(o.last_open_contact >= %(since)s, false)",
}
LIVE = "o.district_id = %(district)s AND o.archived_at IS NULL"


def values(reader: Reader, on: date) -> dict:
    """What the statements need to know of the reader and the day."""
    return {
        "mine": list(reader.associations),
        "district": reader.district,
        "user": reader.user,
        "since": months_before(on, 6),
        "on": on,
        "sights": sights(reader),
    }


def page(reader: Reader, where: str) -> str:
    """The rows of a page of the list, as JSON that could be sent as it is."""
    return f"""
SELECT o.id::text, o.name, o.kind, o.legal_form, o.organisation_number, o.is_informal, o.reach,
 o.policy_areas, o.sectors, o.languages, o.description, o.homepage, o.email, o.phone, o.address,
 o.postcode, o.town, o.address_protected, o.existence_protected, o.confirmed_on, o.created_at,
 m.code, m.name, o.registered_by_id, a.name, {LAST[reader.role]} AS last_contact,
 ST_X(ST_Transform(o.point, 4326)), ST_Y(ST_Transform(o.point, 4326)),
 ARRAY(SELECT am.code FROM movements_activityarea aa JOIN movements_municipality am
   ON am.id = aa.municipality_id WHERE aa.organisation_id = o.id ORDER BY am.code)
FROM (SELECT * FROM movements_organisation o
 WHERE {LIVE} AND {SIGHT[reader.role]} AND {where} ORDER BY o.name, o.id LIMIT 51) o
LEFT JOIN movements_municipality m ON m.id = o.municipality_id
LEFT JOIN movements_association a ON a.id = o.registered_by_id
ORDER BY o.name, o.id"""  # noqa: S608  our own words


def one(reader: Reader) -> str:
    return page(reader, "o.id = %(id)s")


def quiet_of_kind(reader: Reader) -> str:
    return f"o.kind = %(kind)s AND NOT {SINCE[reader.role]}"


def tile(reader: Reader, where: str, cells: int) -> str:
    """A tile straight from the points: a feature a cell, or (cells = 0) one for each."""
    place = "ST_MakePoint(sum(x) / count(*), sum(y) / count(*))"
    group, names = f"GROUP BY floor(x / side * {cells}), floor(y / side * {cells})", "count(*)::int"
    quiet = "count(*) FILTER (WHERE quiet)::int AS quiet"
    if not cells:
        place, group, names = "ST_MakePoint(x, y)", "", "id::text, name, 1"
        quiet = "quiet"
    return f"""
WITH drawn AS (
 SELECT o.id, o.name, ST_X(o.point) AS x, ST_Y(o.point) AS y, NOT {SINCE[reader.role]} AS quiet,
  %(east)s::float8 - %(west)s::float8 AS side
 FROM movements_organisation o
 WHERE {LIVE} AND {SIGHT[reader.role]} AND NOT o.address_protected AND {where}
  AND o.point && ST_TileEnvelope(%(z)s, %(x)s, %(y)s)
  AND ST_X(o.point) >= %(west)s AND ST_X(o.point) < %(east)s
  AND ST_Y(o.point) > %(south)s AND ST_Y(o.point) <= %(north)s)
SELECT ST_AsMVT(t, 'drawn', 4096, 'geom') FROM (
 SELECT {names} AS n, {quiet}, ST_AsMVTGeom(ST_SetSRID({place}, 3857),
  ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 0, false) AS geom
 FROM drawn {group}) t"""  # noqa: S608


# Sums that the database keeps (movements/migrations/sql): which make up what a reader may know.
OPEN, KNOWN, HIDDEN, HIDDEN_KNOWN = (str(UUID(int=number)) for number in range(4))
KEPT = """SELECT count(*) FROM movements_tallyday d WHERE d.district_id = %(district)s
 AND d.day = %(on)s AND NOT EXISTS (SELECT FROM movements_tallymark m
  WHERE m.district_id = d.district_id)"""
BUCKET = "tally_bucket({last}, %(on)s)"


def sights(reader: Reader) -> list[str]:
    more = {
        "steward": list(reader.associations),
        "board": [KNOWN, HIDDEN, HIDDEN_KNOWN],
        "representative": [],
    }
    return [OPEN, *more[reader.role]]


def _apart(reader: Reader, columns: str, where: str) -> str:
    """The protected organisations that a steward may see: they are in no sum of theirs."""
    if reader.role != "steward":
        return ""
    bucket = BUCKET.format(last=LAST["steward"])
    return f"""
 UNION ALL SELECT {columns}, {bucket}, 1 FROM movements_organisation o
 WHERE {LIVE} AND o.existence_protected AND {SIGHT["steward"]} AND o.kind = %(kind)s AND {where}"""  # noqa: S608


def kept_tile(reader: Reader) -> str:
    """A tile from the sums of its cells; two and above are quiet for six months."""
    apart = _apart(
        reader,
        "(tally_cell(-ST_Y(o.point)) >> (11 - %(z)s::int)) %% 10 * 10"
        " + (tally_cell(ST_X(o.point)) >> (11 - %(z)s::int)) %% 10,"
        " ST_X(o.point), ST_Y(o.point)",
        "NOT o.address_protected AND o.point && ST_TileEnvelope(%(z)s, %(x)s, %(y)s)",
    )
    return f"""
WITH parts AS (
 SELECT cell, x, y, bucket, n FROM movements_tallytile
 WHERE district_id = %(district)s AND sight = ANY(%(sights)s::uuid[]) AND kind = %(kind)s
  AND zoom = %(z)s AND tile_x = %(x)s AND tile_y = %(y)s AND bucket >= 2{apart})
SELECT ST_AsMVT(t, 'clusters', 4096, 'geom') FROM (
 SELECT sum(n)::int AS n, sum(n)::int AS quiet, ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(
   (max(ARRAY[n, x, y]))[2], (max(ARRAY[n, x, y]))[3]), 3857),
  ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 4096, false) AS geom
 FROM parts WHERE bucket >= 2 GROUP BY cell HAVING sum(n) > 0) t"""  # noqa: S608


def choropleth(reader: Reader) -> str:
    """Municipality, how many, how many met within six months: of a kind, from the sums."""
    apart = _apart(
        reader,
        "unnest(ARRAY(SELECT a.municipality_id FROM movements_activityarea a"
        " WHERE a.organisation_id = o.id))",
        "true",
    )
    return f"""
WITH parts AS (
 SELECT municipality_id, bucket, n FROM movements_tallycount
 WHERE district_id = %(district)s AND sight = ANY(%(sights)s::uuid[]) AND kind = %(kind)s
  AND policy_area = ''{apart})
SELECT m.code, sum(n)::int, coalesce(sum(n) FILTER (WHERE bucket <= 1), 0)::int
FROM parts JOIN movements_municipality m ON m.id = municipality_id AND m.valid_to IS NULL
JOIN movements_district_counties c ON c.county_id = m.county_id AND c.district_id = %(district)s
GROUP BY m.code HAVING sum(n) > 0 ORDER BY 1"""  # noqa: S608
