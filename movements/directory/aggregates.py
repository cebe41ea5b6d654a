"""What the map and the totals read instead of every organisation: sums kept by the database.

The tables are written by triggers (migrations/sql/0013_aggregates.sql) and counted anew by
`counting.rebuild`. Here stands what one may ask of them, and for whom: `asked_of` and `eyes_of`
answer None wherever the sums could differ from what the funnel answers, and so does a sum of
another day than the reader's, or one that a rebuild is still owed. Then the rows are counted.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from movements.access.funnel import NEUTRAL, asked
from movements.access.sight import ways_to
from movements.access.ways import theirs
from movements.directory.contact import HeldContact, contact_known_to
from movements.directory.filters import OrganisationFilter
from movements.directory.models import Organisation
from movements.directory.organisations import LIVING_MONTHS, QUIET_MONTHS
from movements.directory.tally import numbered

# Who knows what; see tally_sights. An association's own knowledge stands under its id.
OPEN, KNOWN, HIDDEN, HIDDEN_KNOWN = (UUID(int=number) for number in range(4))
# Recency, as tally_bucket counts it: the first is met lately, the last never met.
FRESHEST, LIVING, NEVER = 0, QUIET_MONTHS.index(LIVING_MONTHS), len(QUIET_MONTHS) + 1

KEPT = """
kept AS (
 SELECT d.day FROM movements_tallyday d WHERE d.district_id = %(district)s AND d.day = %(today)s
  AND NOT EXISTS (SELECT FROM movements_tallymark m WHERE m.district_id = d.district_id))
"""
APART = "apart (id, kind, areas, point, no_address, last) AS ({rows})"
COUNTED = """
parts AS (
 SELECT municipality_id, policy_area, bucket, n, placed FROM movements_tallycount
 WHERE district_id = %(district)s AND sight = ANY(%(sights)s) AND kind = ANY(%(kinds)s)
  AND bucket BETWEEN %(freshest)s AND %(oldest)s {where}
 {apart})
"""
COUNTED_APART = """
 UNION ALL
 SELECT municipality_id, policy_area, bucket, 1,
  CASE WHEN point IS NULL OR no_address THEN 0 ELSE 1 END
 FROM apart,
  unnest(0::smallint || ARRAY(SELECT municipality_id FROM movements_activityarea
   WHERE organisation_id = apart.id)) municipality_id,
  unnest(''::text || ARRAY(SELECT DISTINCT unnest(areas))::text[]) policy_area,
  tally_bucket(last, %(today)s) bucket
 WHERE (kind = ANY(%(kinds)s) OR %(any_kind)s)
  AND bucket BETWEEN %(freshest)s AND %(oldest)s {where}
"""
TOTAL = "SELECT coalesce(sum(n), 0)::integer FROM kept LEFT JOIN parts ON true GROUP BY kept.day"


@dataclass(frozen=True)
class Asked:
    """A question that the aggregates can answer. Empty: any kind, any area, the whole district."""

    kinds: tuple[str, ...] = ()
    area: str = ""
    municipality: int = 0
    freshest: int = FRESHEST
    oldest: int = NEVER


@dataclass(frozen=True)
class Eyes:
    """Which sums make up what a reader may know. `apart`: the protected organisations that the
    reader may see are in none of them, and are asked of the funnel each time."""

    sights: tuple[UUID, ...]
    apart: bool


def asked_of(question: OrganisationFilter) -> Asked | None:
    """The question as the aggregates take it, or None when only the rows themselves can answer.

    `question` has been found valid. An organisation has one kind and one recency but several areas
    and municipalities: of those at most one may be asked for, or some would be counted twice.
    """
    said = {name: value for name, value in question.form.cleaned_data.items() if value}
    kinds = tuple(dict.fromkeys(said.pop("kind", ())))
    areas = tuple(dict.fromkeys(said.pop("policy_area", ())))
    places = tuple(said.pop("municipality", ()))
    quiet, living = said.pop("quiet_for", None), said.pop("living", None)
    if said or len(areas) > 1 or len(places) > 1:
        return None
    return Asked(
        kinds=kinds,
        area=areas[0] if areas else "",
        municipality=places[0].pk if places else 0,
        freshest=QUIET_MONTHS.index(quiet) + 1 if quiet else FRESHEST,
        oldest=LIVING if living else NEVER,
    )


_asked: dict[tuple, Asked] = {}
_apart: dict[tuple, tuple[str, dict]] = {}


def asked_in(reader, query) -> Asked | None:
    """The same of a query string. Raises MalformedQuestion.

    What a query string of choices means is the same for all and does not change while the program
    runs, so that a map which asks for thirty tiles has it read once.
    """
    key = tuple((name, *query.getlist(name)) for name in sorted(query) if name not in NEUTRAL)
    if key not in _asked:
        found = asked_of(asked(OrganisationFilter, reader, query))
        if found is None or found.municipality:
            return found
        if len(_asked) > 1000:
            _asked.clear()
        _asked[key] = found
    return _asked[key]


def eyes_of(reader) -> Eyes | None:
    """Which sums answer as the funnel does for `reader`, read from the rules page; None: no sums.

    A line that this does not know makes the rows be counted, so a new rule is never answered by
    an old sum.
    """
    organisations, held = ways_to(Organisation, reader), ways_to(HeldContact, reader)
    everything = any(_is_all(way) for way in organisations)
    if not everything and not any(_is_all(way, existence_protected=False) for way in organisations):
        return None
    if any(way.is_all() for way in held):
        more = (KNOWN,)
    elif held in ([], [theirs("association")]):
        more = reader.associations if held else ()
    else:
        return None
    if len(more) > 1:  # what two associations know of one organisation must not be added up
        return None
    if everything and more in ((), (KNOWN,)):
        hidden = (HIDDEN, HIDDEN_KNOWN) if more else (HIDDEN,)
        return Eyes((OPEN, *more, *hidden), apart=False)
    return Eyes((OPEN, *more), apart=everything or len(organisations) > 1)


def total(reader, asked: Asked | None) -> int | None:
    """How many organisations the question selects for this reader, exactly; None: count rows."""
    parts = parts_of(reader, asked)
    rows = run(parts, TOTAL) if parts else []
    return rows[0][0] if rows else None


@dataclass(frozen=True)
class Parts:
    """SQL for the CTEs `kept` (one row when the sums are true today) and `parts`."""

    ctes: str
    values: dict


def parts_of(
    reader, asked: Asked | None, *, every_place=False, every_area=False, on: date | None = None
) -> Parts | None:
    """Parts of (municipality_id, policy_area, bucket, n, placed), to be summed; None: no sums.

    Only the municipality and the area asked for, unless every one is wanted (0 and '' stand for
    the whole, and are then among them).
    """
    eyes = eyes_of(reader) if asked else None
    if eyes is None:
        return None
    where = "" if every_place else " AND municipality_id = %(municipality)s"
    where += "" if every_area else " AND policy_area = %(area)s"
    values = base_values(reader, asked, eyes, on)
    apart, more = apart_of(reader, eyes)
    counted = COUNTED.format(where=where, apart=COUNTED_APART.format(where=where) if apart else "")
    return Parts(", ".join(filter(None, [KEPT, apart, counted])), values | more)


def base_values(reader, asked: Asked, eyes: Eyes, on: date | None) -> dict:
    return {
        "district": reader.district_id,
        "today": on or timezone.localdate(),
        "sights": list(eyes.sights),
        "kinds": list(asked.kinds) or [""],
        "any_kind": not asked.kinds,
        "area": asked.area,
        "municipality": asked.municipality,
        "freshest": asked.freshest,
        "oldest": asked.oldest,
    }


def apart_of(reader, eyes: Eyes) -> tuple[str, dict]:
    """The CTE `apart` and its values: the protected organisations that the reader may see."""
    if not eyes.apart:
        return "", {}
    who = (reader.district_id, reader.roles, reader.associations, reader.bodies, *reader.user_ids)
    if who not in _apart:
        if len(_apart) > 1000:
            _apart.clear()
        _apart[who] = _apart_sql(reader)
    return _apart[who]


def _apart_sql(reader) -> tuple[str, dict]:
    """The SQL of the rules page itself; it holds ids of posts, but no rows, so it may be kept.

    Each way of sight by itself, and only those that reach protected organisations: each has its
    index, while all of them in one condition have none.
    """
    hidden = Organisation.objects.live().filter(existence_protected=True).order_by()
    found = [
        hidden.filter(way.condition(Organisation, reader), district=reader.district_id).values("pk")
        for way in ways_to(Organisation, reader)
        if ("existence_protected", False) not in way.only
    ]
    ids = Organisation.objects.none().values("pk").union(*found)
    rows = Organisation.objects.filter(pk__in=ids)
    rows = rows.with_last_contact(contact_known_to(reader))
    columns = "id", "kind", "policy_areas", "point", "address_protected", "last_contact"
    try:
        sql, values = numbered(*rows.values_list(*columns).query.sql_with_params())
    except EmptyResultSet:
        return "", {}
    return APART.format(rows=sql), values


def run(parts: Parts, select: str, **values) -> list[tuple]:
    """The rows of `select`, which must begin in `kept`: none when the sums are not true today."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {parts.ctes} {select}", parts.values | values)
        return cursor.fetchall()


def _is_all(way, **only) -> bool:
    """Whether a way is all in the district but for `only`. What has been merged is archived, and
    no archived organisation is in any sum."""
    return way.is_all(**only) or way.is_all(merged_into=None, **only)
