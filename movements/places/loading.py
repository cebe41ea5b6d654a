"""Reads the committed geography, and brings the tables to agree with it.

What stays the same is not written; what changed keeps its key. Sources: docs/places.md.
"""

import csv
import gzip
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.db.models import Model, QuerySet

from movements.places.mercator import WEB_MERCATOR, lonlat_point, point
from movements.places.models import (
    BorderLevel,
    CityDistrict,
    County,
    CountyBorder,
    Municipality,
    MunicipalityBorder,
    Place,
    PostalCode,
)
from movements.places.names import normalised

DATA = Path(__file__).parent / "data"


def borders() -> dict:
    """{"counties": […], "municipalities": […]}; borders are lists of levels, coarsest first."""
    with gzip.open(DATA / "borders.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)


def table(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shape(parts: list) -> MultiPolygon:
    """[[outer ring, hole, …], …] in web-mercator metres → a shape."""
    return MultiPolygon([Polygon(*rings) for rings in parts], srid=WEB_MERCATOR)


def agree(rows: QuerySet, wanted: Iterable[Model], key: tuple, facts: tuple, keep=False) -> int:
    """Make the table hold exactly the wanted rows, told apart by `key`.

    Returns how many rows were written or removed. With `keep`, rows that the data no longer
    has stay: others point at them.
    """
    old = {tuple(getattr(row, name) for name in key): row for row in rows}
    new, changed = [], []
    for row in wanted:
        before = old.pop(tuple(getattr(row, name) for name in key), None)
        if before is None:
            new.append(row)
        elif any(getattr(before, name) != getattr(row, name) for name in facts):
            row.pk = before.pk
            changed.append(row)
    gone = [] if keep else [row.pk for row in old.values()]
    if gone:
        rows.filter(pk__in=gone).delete()
    rows.bulk_create(new, batch_size=2000)
    if changed:
        rows.bulk_update(changed, facts, batch_size=500)
    return len(new) + len(changed) + len(gone)


def load_counties(data: list[dict]) -> int:
    rows = [County(code=county["code"], name=county["name"]) for county in data]
    return agree(County.objects.all(), rows, ("code",), ("name",), keep=True)


def load_municipalities(data: list[dict]) -> int:
    """A code with a later first day is a new generation; the one before it ends that day."""
    rows = [
        Municipality(
            code=row["code"],
            name=row["name"],
            county_id=row["code"][:2],
            population=row["population"],
            centre=point(*row["centre"]),
            border=shape(row["borders"][-1]),
            valid_from=date.fromisoformat(row["valid_from"]),
        )
        for row in data
    ]
    current = {row.code: row for row in Municipality.objects.current().defer("border")}
    ended = [
        (current[row.code], row.valid_from)
        for row in rows
        if row.code in current and current[row.code].valid_from < row.valid_from
    ]
    for old, last in ended:
        old.valid_to = last
        old.save(update_fields=["valid_to"])
    facts = ("name", "county_id", "population", "centre", "border")
    written = agree(Municipality.objects.all(), rows, ("code", "valid_from"), facts, keep=True)
    for old, _last in ended:
        old.replaced_by = Municipality.objects.current().get(code=old.code)
        old.save(update_fields=["replaced_by"])
    return written


def load_borders(data: dict, municipalities: dict[str, int]) -> int:
    """Every level of every border; `municipalities` maps code to key."""
    written = agree(
        MunicipalityBorder.objects.filter(municipality__valid_to=None),
        [
            MunicipalityBorder(
                municipality_id=municipalities[row["code"]], level=level, shape=shape(parts)
            )
            for row in data["municipalities"]
            for level, parts in zip(BorderLevel.values, row["borders"], strict=True)
        ],
        ("municipality_id", "level"),
        ("shape",),
    )
    return written + agree(
        CountyBorder.objects.all(),
        [
            CountyBorder(county_id=row["code"], level=level, shape=shape(parts))
            for row in data["counties"]
            for level, parts in zip(BorderLevel.values, row["borders"], strict=True)
        ],
        ("county_id", "level"),
        ("shape",),
    )


def load_city_districts(data: list[dict], municipalities: dict[str, int]) -> int:
    rows = [
        CityDistrict(municipality_id=municipalities[row["code"]], name=name)
        for row in data
        for name in row["city_districts"]
        if name
    ]
    return agree(CityDistrict.objects.all(), rows, ("municipality_id", "name"), (), keep=True)


def load_names(municipalities: dict[str, int]) -> int:
    """The gazetteer and the postcodes."""
    places = {
        row["key"]: Place(
            key=row["key"],
            name=row["name"],
            normalised=normalised(row["name"]),
            kind=row["kind"],
            point=lonlat_point(row["lon"], row["lat"]),
            municipality_id=municipalities[row["municipality"]],
            population=int(row["population"]),
            source=row["source"],
        )
        for row in table("places.csv.gz")
    }
    facts = ("name", "normalised", "kind", "point", "municipality_id", "population", "source")
    return agree(Place.objects.all(), places.values(), ("key",), facts) + load_postcodes()


def load_postcodes() -> int:
    """Each postcode takes its place's name, point and municipality: in SQL, there are 19,000."""
    rows = [(row["code"], row["place"]) for row in table("postcodes.csv.gz")]
    codes, keys = map(list, zip(*rows, strict=True))
    gone, _ = PostalCode.objects.exclude(code__in=codes).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO movements_postalcode AS old (code, town, point, municipality_id)
            SELECT data.code, place.name, place.point, place.municipality_id
            FROM unnest(%s::text[], %s::text[]) AS data(code, key)
            JOIN movements_place AS place USING (key)
            ON CONFLICT (code) DO UPDATE SET
                town = excluded.town,
                point = excluded.point,
                municipality_id = excluded.municipality_id
            WHERE (old.town, old.municipality_id) <> (excluded.town, excluded.municipality_id)
                OR NOT ST_Equals(old.point, excluded.point)
            """,
            [codes, keys],
        )
        return gone + cursor.rowcount
