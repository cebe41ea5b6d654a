"""What every file of organisations says of each, whatever its form: the same columns, in order."""

from django.contrib.gis.db.models.functions import Transform
from django.db.models import Case, FloatField, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from movements.access.funnel import visible
from movements.access.read_log import ReadLog, has_read
from movements.directory.choices import Language, OrganisationKind, PolicyArea
from movements.directory.listing import with_area_names
from movements.directory.models import Organisation

WHAT = "organisations, nothing about persons"
AT_A_TIME = 2_000  # rows fetched from the database's cursor
WGS84 = 4326
# Machines' names of the columns, as at the API; the last one tells the organisations apart.
COLUMNS = (
    *("name", "kind", "policy_areas", "municipality__name", "area_names"),
    *("address", "postcode", "town", "email", "phone", "homepage"),
    *("organisation_number", "languages", "parent_name", "id"),
)


def heads() -> list[str]:
    """The columns in the language of whoever asks."""
    return [
        _("Organisation"),
        _("Kind"),
        _("Policy areas"),
        _("Municipality"),
        _("Active in"),
        _("Street address"),
        _("Postcode"),
        _("Town"),
        _("Common e-mail"),
        _("Switchboard"),
        _("Website"),
        _("Organisation number"),
        _("Languages"),
        _("Part of"),
        _("Id"),
    ]


def told(rows, reader, *more):
    """Plain values of COLUMNS and `more`, straight from a cursor: never all in memory.

    The read log is told of every file, also of these, which say nothing about a person.
    """
    has_read(ReadLog.Deed.EXPORT, why=WHAT)
    above = visible(Organisation, reader).filter(pk=OuterRef("parent")).values("name")
    found = with_area_names(rows.prefetch_related(None), reader)
    found = found.annotate(parent_name=Coalesce(Subquery(above), Value("")))
    return found.values(*COLUMNS, *more).iterator(chunk_size=AT_A_TIME)


def cells(rows, reader):
    """The rows of a table, in words."""
    kinds = {code: str(word) for code, word in OrganisationKind.choices}
    areas = {code: str(word) for code, word in PolicyArea.choices}
    tongues = {code: str(word) for code, word in Language.choices}
    for row in told(rows, reader):
        row["kind"] = kinds[row["kind"]]
        row["policy_areas"] = ", ".join(areas[code] for code in row["policy_areas"])
        row["languages"] = ", ".join(tongues[code] for code in row["languages"])
        row["area_names"] = ", ".join(row["area_names"])
        yield [row[name] for name in COLUMNS]


def placed(rows):
    """Adds `lon` and `lat` (WGS 84); a protected address has none, whatever is stored."""
    drawn = Case(When(address_protected=False, then=Transform("point", WGS84)))
    return rows.annotate(
        lon=Func(drawn, function="ST_X", output_field=FloatField()),
        lat=Func(drawn, function="ST_Y", output_field=FloatField()),
    )
