"""The tally of contacts: the last contact that lists, maps and cadence read, kept by the verbs
that log, change or undo a meeting.

Contact means meetings whose fact is not `named`, for every reader alike. Open facts are kept on
the organisation; what only an association (and the board) may know stands in HeldContact.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# The meetings come from upstairs as a table of facts: organisation, day, sensitivity, associations.
OPEN_SQL = """
WITH asked AS (SELECT unnest(%(ids)s::uuid[]) AS id),
 latest AS (
  SELECT asked.id, max(f.day) FILTER (WHERE f.sensitivity = 'open') AS day, max(f.day) AS known
  FROM asked LEFT JOIN ({facts}) f ON f.organisation_id = asked.id GROUP BY asked.id)
UPDATE movements_organisation o
SET last_open_contact = latest.day, last_known_contact = latest.known FROM latest
WHERE o.id = latest.id
 AND (o.last_open_contact, o.last_known_contact) IS DISTINCT FROM (latest.day, latest.known)
"""
FORGET_SQL = "DELETE FROM movements_heldcontact WHERE organisation_id = ANY(%(ids)s::uuid[])"
HELD_SQL = """
INSERT INTO movements_heldcontact
 (id, district_id, created_at, organisation_id, association_id, last_contact)
SELECT gen_random_uuid(), f.district_id, now(), f.organisation_id, a.id, max(f.day)
FROM ({facts}) f
LEFT JOIN LATERAL unnest(f.association_ids) AS a(id) ON true
WHERE f.sensitivity = 'association' AND f.organisation_id = ANY(%(ids)s::uuid[])
GROUP BY f.district_id, f.organisation_id, a.id
"""


def recount(organisations: Iterable[UUID], facts) -> None:
    """Makes the tally of these organisations true again, in three statements whatever their number.

    `facts` is a queryset whose columns are `district_id, organisation_id, day, sensitivity,
    association_ids` in that order: every fact that counts, whoever may see it.
    """
    ids = list({*organisations})
    if not ids:
        return
    sql, params = facts.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        table, values = _numbered(sql, params)
        columns = "district_id, organisation_id, day, sensitivity, association_ids"
        table = f"SELECT * FROM ({table}) AS t({columns})"  # noqa: S608  Django's own SQL
        cursor.execute(OPEN_SQL.format(facts=table), {"ids": ids} | values)
        cursor.execute(FORGET_SQL, {"ids": ids})
        cursor.execute(HELD_SQL.format(facts=table), {"ids": ids} | values)


def _numbered(sql: str, params) -> tuple[str, dict]:
    """The ORM's `%s` as named parameters, so that they can stand beside ours."""
    names = {f"p{number}": value for number, value in enumerate(params)}
    return sql % tuple(f"%({name})s" for name in names), names
