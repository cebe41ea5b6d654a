"""The counts behind the colours, against counting by hand through the funnel."""

import pytest
from dateutil.relativedelta import relativedelta
from django.http import QueryDict

from movements.access.funnel import selection, visible
from movements.directory.contact import contact_known_to
from movements.directory.filters import OrganisationFilter
from movements.mapping.coverage import (
    Coverage,
    Tally,
    coverage_of_rows,
    silent_areas_of_rows,
    step_of,
    whole_of_rows,
)
from movements.models import HeldContact, Organisation

MEMBERS = ("anna", "asta", "bo", "cia", "dag", "eva", "frid", "glenn", "hedda", "ivar")
QUERIES = ("", "kind=union", "policy_area=school&policy_area=housing", "quiet_for=9", "q=0001")


def by_hand(rows, reader, today) -> Coverage:
    """One organisation at a time, in Python, with no SQL of the map's own."""
    since = today - relativedelta(months=6)
    everything, places = [0] * 5, {}
    for row in rows:
        known = [
            held.last_contact for held in visible(HeldContact, reader).filter(organisation=row)
        ]
        met = max([day for day in (*known, row.last_open_contact) if day], default=None)
        counts = [
            1,
            bool(met and met >= since),
            bool(met and met < since),
            met is None,
            row.point is None or row.address_protected,
        ]
        codes = row.areas.filter(county__districts=reader.district).values_list("code", flat=True)
        for sums in (everything, *(places.setdefault(code, [0] * 5) for code in codes)):
            sums[:] = [a + b for a, b in zip(sums, counts, strict=True)]
    return Coverage(Tally(*everything), {code: Tally(*sums) for code, sums in places.items()})


@pytest.mark.parametrize("name", MEMBERS)
def test_coverage_is_what_the_reader_could_count_by_hand(register, cast, today, name):
    register(60)
    reader = cast.reader(name)
    district = reader.district or cast.reader("cia").district
    for query in QUERIES:
        rows = selection(OrganisationFilter, reader, QueryDict(query))
        found = coverage_of_rows(rows, district, contact=contact_known_to(reader))
        assert found == by_hand(rows, reader, today), query
        assert whole_of_rows(rows, contact=contact_known_to(reader)) == found.whole


def test_the_board_and_a_steward_differ_where_meetings_are_kept(register, cast):
    """The test above would say little if all readers saw the same."""
    register(60)
    answers = set()
    for name in ("anna", "bo", "cia", "dag"):
        reader = cast.reader(name)
        rows = selection(OrganisationFilter, reader, QueryDict(""))
        answers.add(whole_of_rows(rows, contact=contact_known_to(reader)))
    assert len(answers) == 4


def test_living_quiet_and_never_make_up_the_whole(register, cast):
    register(80)
    cia = cast.reader("cia")
    rows = selection(OrganisationFilter, cia, QueryDict(""))
    found = coverage_of_rows(rows, cia.district, contact=contact_known_to(cia))
    for tally in (found.whole, *found.places.values()):
        assert tally.living + tally.quiet + tally.never == tally.organisations
        assert tally.of("quiet") == tally.quiet + tally.never
        assert tally.is_white == (tally.living == 0)


@pytest.mark.parametrize(
    ("count", "step"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (7, 3), (8, 4), (11, 4), (12, 5), (900, 5)],
)
def test_classes_follow_the_guide(count, step):
    assert step_of(count) == step


def test_silent_areas_are_those_where_somebody_works_but_nobody_was_met(district, cast, today):
    def organisation(name, areas, met):
        Organisation.objects.create(
            district=district,
            name=name,
            policy_areas=areas,
            last_open_contact=met,
            last_known_contact=met,
        )

    organisation("Mött", ["housing"], today)
    organisation("Tyst", ["housing", "school"], today - relativedelta(months=7))
    organisation("Aldrig mött", ["school", "peace"], None)
    cia = cast.reader("cia")
    rows = selection(OrganisationFilter, cia, QueryDict(""))
    assert silent_areas_of_rows(rows, contact=contact_known_to(cia)) == ["school", "peace"]
