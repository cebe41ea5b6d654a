"""The first page of a big list is read off an index: the database neither sorts nor scans it all.

What is asked is the plan that the database makes once it knows the tables, never how long it took.
"""

import json

import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from movements.access.funnel import selection
from movements.access.keyset import keyset
from movements.access.readers import reader_of
from movements.directory.filters import OrganisationFilter
from movements.directory.listing import ORDERS, page_of
from movements.models import Organisation, Post, Relation, Role

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MANY = 4_000
BY_NAME = ORDERS["name"]


@pytest.fixture
def many(cast, district, norr, soder, today):
    """Thousands of organisations, some protected and some of those in contact with an association;
    Bo holds posts in two associations and on the board of none."""
    rows = Organisation.objects.bulk_create(
        Organisation(
            district=district,
            name=f"Förening {number:05}",
            kind=("sports", "union", "village", "tenants")[number % 4],
            existence_protected=number % 50 == 0,
        )
        for number in range(MANY)
    )
    Relation.objects.bulk_create(
        Relation(district=district, organisation=row, association=norr, started_on=today)
        for row in rows[::25]
    )
    Post.objects.create(
        district=district, user=cast.bo, role=Role.STEWARD, association=norr, starts_on=today
    )
    with connections["owner"].cursor() as cursor:  # only the owner may, and only of what is kept
        cursor.execute("ANALYZE movements_organisation, movements_relation")
    return rows


def nodes(plan: dict):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of(deed, *, run=False) -> list[dict]:
    """The nodes of the plan of the one query that `deed` asks; with what they did, if it is run."""
    with CaptureQueriesContext(connection) as caught:
        deed()
    (query,) = caught.captured_queries
    how = f"ANALYZE {'on' if run else 'off'}, FORMAT JSON"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({how}) {query['sql'].replace('%', '%%')}", [])
        (answer,) = cursor.fetchone()
    answer = json.loads(answer) if isinstance(answer, str) else answer
    return list(nodes(answer[0]["Plan"]))


@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag"])
@pytest.mark.parametrize("query", ["", "kind=sports"])
def test_a_page_is_read_off_an_index(many, cast, who, query):
    reader = reader_of(getattr(cast, who))
    rows = selection(OrganisationFilter, reader, QueryDict(query))
    first = keyset(rows, BY_NAME, size=50)
    deep = keyset(rows, BY_NAME, size=50, after=keyset(rows, BY_NAME, size=500).next)
    assert len(first.rows) == len(deep.rows) == 50
    for after in ("", deep.next):
        plan = plan_of(lambda after=after: keyset(rows, BY_NAME, size=50, after=after))
        read = [node for node in plan if node.get("Relation Name") == "movements_organisation"]
        assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan"}, plan
        assert not [node for node in plan if "Sort" in node["Node Type"]], plan


@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag"])
def test_the_lines_of_a_page_are_worked_out_for_its_rows_alone(many, cast, who):
    reader = reader_of(getattr(cast, who))
    rows = selection(OrganisationFilter, reader, QueryDict("kind=sports"))
    plan = plan_of(lambda: page_of(rows, BY_NAME, reader, size=50), run=True)
    told = [node for node in plan if node.get("Parent Relationship") == "SubPlan"]
    assert len(told) >= 2, "the places and the ties at least; the contact where one may know it"
    assert max(node["Actual Loops"] for node in told) == 51
    assert max(node["Actual Rows"] for node in plan if node["Node Type"] == "Sort") == 51


@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag"])
def test_what_is_protected_is_in_the_page_of_those_who_may_know(many, cast, who):
    """The plan may be as it will: the rows are those of the rule."""
    reader = reader_of(getattr(cast, who))
    rows = selection(OrganisationFilter, reader, QueryDict(""))
    page = keyset(rows, BY_NAME, size=500)
    shown = {row.name for row in page.rows}
    hidden = {row.name for row in many[:500] if row.existence_protected}
    theirs = {
        "anna": {row.name for row in many[:500:25] if row.existence_protected},
        "bo": {row.name for row in many[:500:25] if row.existence_protected},
        "cia": hidden,
        "dag": set(),
    }
    assert shown & hidden == theirs[who]
