"""How well a selection covers the map: counts per municipality, and of the whole."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, Q, When
from django.utils import timezone

from movements.directory.aggregates import Asked, asked_of, parts_of, run
from movements.directory.organisations import LIVING_MONTHS, months_before
from movements.mapping.tiles import PLACED

# The lower ends of the classes that colour a municipality: 0, 1–2, 3–4, 5–7, 8–11, 12 and more.
STEPS = (0, 1, 3, 5, 8, 12)

# `chosen` is the selection: id, lately (met within six months), ever (met at all), placed.
COUNTS = """
 count(*)::int, count(*) FILTER (WHERE lately)::int,
 count(*) FILTER (WHERE ever AND NOT lately)::int,
 count(*) FILTER (WHERE NOT ever)::int, count(*) FILTER (WHERE NOT placed)::int
"""
WHOLE_SQL = "WITH chosen (id, lately, ever, placed) AS ({rows}) SELECT {counts} FROM chosen"
COVERAGE_SQL = """
WITH chosen (id, lately, ever, placed) AS ({rows})
SELECT NULL, {counts} FROM chosen
UNION ALL
SELECT m.code, {counts}
FROM chosen
JOIN movements_activityarea a ON a.organisation_id = chosen.id
JOIN movements_municipality m ON m.id = a.municipality_id AND m.valid_to IS NULL
JOIN movements_district_counties c ON c.county_id = m.county_id AND c.district_id = %s
GROUP BY m.code
"""
SILENT_SQL = """
WITH chosen (id, lately, areas) AS ({rows})
SELECT area FROM chosen, unnest(areas) AS area
GROUP BY area HAVING NOT bool_or(lately) ORDER BY count(*) DESC, area
"""
# The same from `parts` of the aggregates; recency as tally_bucket counts it.
KEPT_COUNTS = """
 coalesce(sum(n), 0)::int, coalesce(sum(n) FILTER (WHERE bucket <= 1), 0)::int,
 coalesce(sum(n) FILTER (WHERE bucket BETWEEN 2 AND 5), 0)::int,
 coalesce(sum(n) FILTER (WHERE bucket = 6), 0)::int, coalesce(sum(n - placed), 0)::int
"""
KEPT_WHOLE_SQL = "SELECT {counts} FROM kept LEFT JOIN parts ON true GROUP BY kept.day"
KEPT_COVERAGE_SQL = """
SELECT NULL, {counts} FROM kept LEFT JOIN parts ON municipality_id = 0 GROUP BY kept.day
UNION ALL
SELECT m.code, {counts}
FROM kept, parts
JOIN movements_municipality m ON m.id = municipality_id AND m.valid_to IS NULL
JOIN movements_district_counties c ON c.county_id = m.county_id AND c.district_id = %(district)s
GROUP BY m.code HAVING sum(n) > 0
"""
KEPT_SILENT_SQL = """
SELECT policy_area FROM kept LEFT JOIN (
 SELECT policy_area, sum(n) AS many FROM parts WHERE policy_area <> '' GROUP BY 1
 HAVING sum(n) > 0 AND coalesce(sum(n) FILTER (WHERE bucket <= 1), 0) = 0) silent ON true
ORDER BY many DESC, policy_area
"""


@dataclass(frozen=True)
class Tally:
    """Organisations; of them living (met within six months), quiet (met, but not lately), never
    met, and unplaced: those without a place that may be drawn."""

    organisations: int = 0
    living: int = 0
    quiet: int = 0
    never: int = 0
    unplaced: int = 0

    @property
    def is_white(self) -> bool:
        """A white spot: not one living contact."""
        return self.living == 0

    def of(self, measure: str) -> int:
        """The figure of a measure: living, organisations, or quiet (never met counts as quiet)."""
        figures = {"living": self.living, "organisations": self.organisations}
        return figures[measure] if measure in figures else self.quiet + self.never


def step_of(number: int) -> int:
    """Which of the six classes a count falls in, 0 to 5."""
    return max(step for step, lowest in enumerate(STEPS) if number >= lowest)


@dataclass(frozen=True)
class Coverage:
    """`places`: code of municipality → tally of those active there; one without any is missing.
    `whole`: all of them, each once however many municipalities it is active in."""

    whole: Tally
    places: dict[str, Tally]

    def of(self, code: str) -> Tally:
        """The tally of a municipality by its code."""
        return self.places.get(code, Tally())


def coverage(question, *, on: date | None = None) -> Coverage:
    """The coverage of what a valid question selects, by municipality of its reader's
    district. One query."""
    reader = question.reader
    kept = kept_coverage(reader, _everywhere(question), on=on)
    if kept is None:
        return coverage_of_rows(question.qs, reader.district, contact=question.contact, on=on)
    return kept


def whole(question, *, on: date | None = None) -> Tally:
    """The tally of all that a valid question selects. One query."""
    kept = kept_whole(question.reader, asked_of(question), on=on)
    return whole_of_rows(question.qs, contact=question.contact, on=on) if kept is None else kept


def silent_areas(question, municipality: int, *, on: date | None = None) -> list[str]:
    """Policy areas that those whom a valid question selects in a municipality (its pk) work with,
    but in which none of them has been met lately; the most common first."""
    said = _everywhere(question)
    said = said and replace(said, municipality=municipality)
    kept = kept_silent_areas(question.reader, said, on=on)
    rows = question.qs.active_in([municipality])
    return silent_areas_of_rows(rows, contact=question.contact, on=on) if kept is None else kept


# ---- from the aggregates: None where they cannot answer


def kept_coverage(reader, asked: Asked | None, *, on: date | None = None) -> Coverage | None:
    rows = _sums(KEPT_COVERAGE_SQL, reader, asked, on, every_place=True)
    if rows is None:
        return None
    tallies = {code: Tally(*counts) for code, *counts in rows}
    return Coverage(tallies.pop(None, Tally()), tallies)


def kept_whole(reader, asked: Asked | None, *, on: date | None = None) -> Tally | None:
    rows = _sums(KEPT_WHOLE_SQL, reader, asked, on)
    return Tally(*rows[0]) if rows else None


def kept_silent_areas(reader, asked: Asked | None, *, on: date | None = None) -> list[str] | None:
    if asked and asked.area:  # other areas of those that work with this one are nowhere summed
        return None
    rows = _sums(KEPT_SILENT_SQL, reader, asked, on, every_area=True)
    return None if rows is None else [area for (area,) in rows if area is not None]


def _everywhere(question) -> Asked | None:
    """Those of one municipality are active in others too, and no sum says in which."""
    asked = asked_of(question)
    return None if asked is None or asked.municipality else asked


def _sums(sql: str, reader, asked: Asked | None, on, **more) -> list[tuple] | None:
    """While a district's sums wait to be counted anew they say nothing, whatever is asked of them:
    a reader, who is a new one with every request, is told so once."""
    if ("sums", on) in reader.remembered:
        return None
    parts = parts_of(reader, asked, on=on, **more)
    found = run(parts, sql.format(counts=KEPT_COUNTS)) if parts else []
    if parts and not found:
        reader.remembered["sums", on] = "silent"
    return found or None


# ---- from the rows


def coverage_of_rows(rows, district, *, contact, on: date | None = None) -> Coverage:
    """The coverage of `rows` in the municipalities of the district's counties. One query.

    `rows` has passed the funnel; `contact` what the same reader may know.
    """
    answers = _ask(COVERAGE_SQL, rows, contact, on, [district.pk])
    tallies = {code: Tally(*counts) for code, *counts in answers}
    return Coverage(tallies.pop(None, Tally()), tallies)


def whole_of_rows(rows, *, contact, on: date | None = None) -> Tally:
    """The tally of all of `rows`."""
    answers = _ask(WHOLE_SQL, rows, contact, on, [])
    return Tally(*answers[0]) if answers else Tally()


def silent_areas_of_rows(rows, *, contact, on: date | None = None) -> list[str]:
    """The silent areas of `rows`."""
    chosen = _chosen(rows, contact, on or timezone.localdate()).values_list(
        "id", "lately", "policy_areas"
    )
    return [area for (area,) in _run(SILENT_SQL, chosen, [])]


def _ask(sql: str, rows, contact, on: date | None, more: list) -> list[tuple]:
    chosen = _chosen(rows, contact, on or timezone.localdate())
    return _run(sql, chosen.values_list("id", "lately", "ever", "placed"), more)


def _run(sql: str, chosen, more: list) -> list[tuple]:
    try:
        inner, params = chosen.query.sql_with_params()
    except EmptyResultSet:  # the funnel lets nothing through
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=inner, counts=COUNTS), [*params, *more])
        return cursor.fetchall()


def _chosen(rows, contact, on: date):
    lately = contact.since(months_before(on, LIVING_MONTHS))
    return rows.order_by().annotate(
        lately=_yes(lately), ever=_yes(contact.ever()), placed=_yes(PLACED)
    )


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())
