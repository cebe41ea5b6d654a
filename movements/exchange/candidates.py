"""What the rows of a file may be compared with: only what they could be, and only what is seen.

The database finds it by its own keys (movements/directory/keys.py), a few thousand rows of the
file at a time, so that a register of fifty rows costs the same whether the district holds a
thousand organisations or a quarter of a million.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

from movements.access.funnel import visible
from movements.directory.models import ActivityArea, Organisation
from movements.exchange.matching import Known, Register
from movements.exchange.models import SourceRow

CHUNK = 5_000
KEYS = """
SELECT movements_name_key(f.name, true), movements_name_key(f.name, false),
  movements_home_key(f.homepage)
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS f(name, homepage, at) ORDER BY f.at
"""
FACTS = ("id", "name", "organisation_number", "homepage", "municipality_id", "archived_at")


def any_of(values):
    """For `column__in`: one parameter however many values there are."""
    return RawSQL("SELECT unnest(%s::text[])", [list(values)])  # noqa: S611 - no word from outside


def chunks(items, size=CHUNK):
    """Lists of at most `size`, in order."""
    return (items[start : start + size] for start in range(0, len(items), size))


def candidates(by, rows):
    """(Register, {organisation id: municipality id}) of all that `rows` may be the same as.

    Nothing that `by` may not see is in either.
    """
    register, seats = Register(), {}
    found = {}
    for part in chunks([row for row in rows if row.name]):
        for fields, values in _wanted(part).items():
            if values:
                for facts in _organisations(by, fields, values):
                    found[facts[0]] = facts
    for pk, name, number, homepage, seat, archived in sorted(found.values()):
        seats[pk] = seat
        register.add(
            Known(name, organisation_id=pk, archived=archived is not None),
            name=name,
            organisation_number=number,
            homepage=homepage,
            municipality_id=seat,
        )
    return register, seats


def _wanted(rows):
    """Column → the values with which an organisation may be one of the rows."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [[row.name for row in rows], [row.homepage for row in rows]])
        keys = cursor.fetchall()
    return {
        "organisation_number": {row.organisation_number for row in rows} - {""},
        "name_key": {key for key, _words, _home in keys} - {""},
        "name_words": {words for _key, words, _home in keys} - {""},
        "home_key": {home for _key, _words, home in keys} - {""},
    }


def _organisations(by, column, values):
    rows = visible(Organisation, by).filter(merged_into=None)
    if column == "home_key":  # its index leaves out the many that have no website
        rows = rows.exclude(homepage="")
    return rows.filter(**{f"{column}__in": any_of(values)}).values_list(*FACTS)


def active_here(by, municipality, organisations):
    """Of some organisation ids those that are active in the municipality already."""
    here = set()
    for part in chunks(sorted(organisations)):
        rows = visible(Organisation, by).filter(
            pk__in=ActivityArea.objects.filter(
                organisation__in=part, municipality=municipality
            ).values("organisation")
        )
        here.update(rows.values_list("pk", flat=True))
    return here


def sources_of(by, municipality, keys):
    """{key: SourceRow without its values} of rows that this register brought before."""
    known = {}
    rows = visible(SourceRow, by).filter(municipality=municipality).defer("values")
    for part in chunks(sorted(set(keys))):
        part_rows = rows.filter(key__in=any_of(part))
        for row in part_rows.order_by("-created_at", "-id").iterator(chunk_size=CHUNK):
            known[row.key] = row  # the oldest wins
    return known
