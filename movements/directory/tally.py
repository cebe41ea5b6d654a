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
# What already stands there is left alone, since the aggregates follow every row that comes or goes;
# and first one statement that forgets, then one that keeps: they count what each leaves behind.
TRUE_NOW = """
WITH true_now AS (
 SELECT f.district_id, f.organisation_id, a.id AS association_id, max(f.day) AS day
 FROM ({facts}) f
 LEFT JOIN LATERAL unnest(f.association_ids) AS a(id) ON true
 WHERE f.sensitivity = 'association' AND f.organisation_id = ANY(%(ids)s::uuid[])
 GROUP BY f.district_id, f.organisation_id, a.id)
"""
FORGET_SQL = """
DELETE FROM movements_heldcontact h WHERE h.organisation_id = ANY(%(ids)s::uuid[])
 AND NOT EXISTS (SELECT FROM true_now t WHERE t.organisation_id = h.organisation_id
  AND t.association_id IS NOT DISTINCT FROM h.association_id AND t.day = h.last_contact)
"""
HELD_SQL = """
INSERT INTO movements_heldcontact
 (id, district_id, created_at, organisation_id, association_id, last_contact)
SELECT gen_random_uuid(), t.district_id, now(), t.organisation_id, t.association_id, t.day
FROM true_now t
WHERE NOT EXISTS (SELECT FROM movements_heldcontact h WHERE h.organisation_id = t.organisation_id
 AND h.association_id IS NOT DISTINCT FROM t.association_id)
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
        table, values = numbered(sql, params)
        columns = "district_id, organisation_id, day, sensitivity, association_ids"
        table = f"SELECT * FROM ({table}) AS t({columns})"  # noqa: S608  Django's own SQL
        cursor.execute(OPEN_SQL.format(facts=table), {"ids": ids} | values)
        cursor.execute((TRUE_NOW + FORGET_SQL).format(facts=table), {"ids": ids} | values)
        cursor.execute((TRUE_NOW + HELD_SQL).format(facts=table), {"ids": ids} | values)


def numbered(sql: str, params) -> tuple[str, dict]:
    """The ORM's `%s` as named parameters, so that they can stand beside ours."""
    names = {f"p{number}": value for number, value in enumerate(params)}
    return sql % tuple(f"%({name})s" for name in names), names
