"""Fills an empty database with a synthetic district: what hangs on the organisations, in SQL.

Everything is drawn from hashes of row numbers, so that the same size gives the same district. It is
one transaction: triggers off, foreign keys and indexes dropped first and made again at the end,
which is many times faster than keeping them through millions of rows.
"""

import psycopg
from psycopg import sql

from benchmarks.names import FIRST, LAST, TITLES
from benchmarks.organisations import COLUMNS, Towns, organisations

HELPERS = """
CREATE FUNCTION pg_temp.dice(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
 $$ SELECT (hashint8extended(n, salt) & 2147483647)::float8 / 2147483648 $$;
CREATE FUNCTION pg_temp.key(what int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
 $$ SELECT ('019a0000-' || lpad(to_hex(what), 4, '0') || '-7000-8000-'
   || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE TEMP TABLE us (at int PRIMARY KEY, association uuid, steward uuid, second uuid);
CREATE TEMP TABLE incoming (n bigint, name text, kind text, legal_form text,
 organisation_number text, is_informal bool, reach text, policy_areas text[], sectors text[],
 languages text[], description text, homepage text, email text, phone text, address text,
 postcode text, town text, municipality_id int, more int[], x float8, y float8,
 address_protected bool, existence_protected bool, own int, beside int, archived bool);
"""
# One line a meeting: 0 to 18 of them, 4 in the middle; the sharper the day, the more of them.
MET = """
CREATE TEMP TABLE met AS
SELECT m AS n, o.n AS one, h.n AS other, %(today)s::date
  - floor(power(pg_temp.dice(m, 3), 2) * 1500)::int AS day,
 CASE WHEN o.existence_protected THEN CASE WHEN pg_temp.dice(m, 4) < 0.8 THEN 2 ELSE 3 END
  WHEN pg_temp.dice(m, 4) < 0.80 THEN 1 WHEN pg_temp.dice(m, 4) < 0.95 THEN 2 ELSE 3 END AS fact,
 CASE WHEN pg_temp.dice(m, 5) < 0.30 THEN 1 WHEN pg_temp.dice(m, 5) < 0.85 THEN 2
  ELSE 3 END AS said,
 CASE WHEN pg_temp.dice(m, 6) < 0.8 THEN coalesce(o.own, o.beside) ELSE o.beside END AS at,
 pg_temp.dice(m, 7) < 0.03 AND NOT o.existence_protected AS in_body,
 CASE WHEN pg_temp.dice(m, 8) < 0.05 THEN o.beside END AS also
FROM incoming o
CROSS JOIN LATERAL generate_series(1, CASE WHEN pg_temp.dice(o.n, 1) < 0.15 THEN 0
  WHEN pg_temp.dice(o.n, 1) < 0.40 THEN 2 WHEN pg_temp.dice(o.n, 1) < 0.75 THEN 4
  WHEN pg_temp.dice(o.n, 1) < 0.95 THEN 6 ELSE 18 END) AS i
CROSS JOIN LATERAL (SELECT o.n * 32 + i) AS numbered (m)
LEFT JOIN incoming h ON pg_temp.dice(m, 2) < 0.05 AND h.n = 1 + (o.n + 6) %% %(many)s
 AND NOT h.existence_protected AND h.n <> o.n;
CREATE TEMP TABLE party AS
SELECT n, one AS organisation, 0 AS place FROM met UNION ALL SELECT n, other, 1 FROM met
WHERE other IS NOT NULL;
CREATE TEMP TABLE tally AS
SELECT p.organisation, max(m.day) FILTER (WHERE m.fact = 1) AS open, max(m.day) AS known
FROM met m JOIN party p USING (n) WHERE m.fact < 3 GROUP BY 1;
ANALYZE incoming; ANALYZE met; ANALYZE party; ANALYZE tally
"""
WORD = "(ARRAY['open', 'association', 'named'])[{}]"
HOLDER = {
    "association_id": "CASE WHEN NOT m.in_body THEN us.association END",
    "body_id": "CASE WHEN m.in_body THEN %(body)s::uuid END",
    "association_ids": "CASE WHEN m.in_body THEN '{}' WHEN also.association <> us.association"
    " THEN ARRAY[us.association, also.association] ELSE ARRAY[us.association] END",
}
AUTHOR = "CASE WHEN m.in_body THEN %(representative)s::uuid ELSE us.steward END"
NAMED = f"CASE WHEN {{}} < 3 THEN '{{{{}}}}' ELSE ARRAY[{AUTHOR}, us.second] END"
MEETING = "met m JOIN us ON us.at = m.at LEFT JOIN us also ON also.at = m.also"
CONTENT = "greatest(m.fact, m.said)"
HELD = "pg_temp.dice({n}, 21) < {open} AND NOT o.existence_protected"
TIES = """incoming o CROSS JOIN generate_series(0, 1) i
 JOIN us ON us.at = CASE i WHEN 0 THEN coalesce(o.own, o.beside) ELSE o.beside END
 AND pg_temp.dice(o.n * 2 + i, 30) < CASE i WHEN 0 THEN 0.6 ELSE 0.1 END
 AND (i = 0 OR coalesce(o.own, o.beside) <> o.beside)"""
TIE = "o.n * 2 + i"
TIE_LEVEL = (
    f"CASE WHEN pg_temp.dice({TIE}, 31) < 0.7 AND NOT o.existence_protected THEN 1"
    f" WHEN pg_temp.dice({TIE}, 31) < 0.95 THEN 2 ELSE 3 END"
)
STEPS = "ARRAY['mapped', 'contacted', 'first_talk', 'demands_heard', 'support_offered', 'dialogue',"
STEPS += " 'declined', 'dormant']"
PEOPLE = """incoming o CROSS JOIN generate_series(0, 1) i
 JOIN us ON us.at = CASE WHEN i = 0 THEN coalesce(o.own, o.beside) ELSE o.beside END"""
PERSON_LEVEL = (
    f"CASE WHEN pg_temp.dice({TIE}, 41) < 0.5 AND NOT o.existence_protected THEN 1"
    f" WHEN pg_temp.dice({TIE}, 41) < 0.9 THEN 2 ELSE 3 END"
)
DATE_OF = "%(today)s::date"


def one_of(array: str, n: str, salt: int, many: int) -> str:
    return f"({array})[1 + floor(pg_temp.dice({n}, {salt}) * {many})::int]"


def texts(words: list[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]"


# table → where its rows come from, and the expression of each column. Columns of later migrations
# that must not be empty are filled with nothing (see _fill).
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "organisation": (
        "incoming o LEFT JOIN us ON us.at = o.own LEFT JOIN tally t ON t.organisation = o.n",
        {
            "id": "pg_temp.key(1, o.n)",
            "archived_at": "CASE WHEN o.archived THEN now() END",
            **{
                name: f"o.{name}"
                for name in COLUMNS
                if name not in ("n", "more", "x", "y", "own", "beside", "archived")
            },
            "point": "CASE WHEN o.x IS NOT NULL THEN ST_SetSRID(ST_MakePoint(o.x, o.y), 3857) END",
            "registered_by_id": "us.association",
            "last_open_contact": "t.open",
            "last_known_contact": "t.known",
        },
    ),
    "activityarea": (
        "incoming o CROSS JOIN LATERAL unnest(o.municipality_id || o.more)"
        " WITH ORDINALITY AS a (place, i)",
        {
            "id": "pg_temp.key(2, o.n * 8 + a.i)",
            "organisation_id": "pg_temp.key(1, o.n)",
            "municipality_id": "a.place",
        },
    ),
    "meeting": (
        MEETING,
        {
            "id": "pg_temp.key(3, m.n)",
            "day": "m.day",
            "mode": one_of(
                "ARRAY['visit', 'phone', 'digital', 'email', 'annual_meeting']", "m.n", 9, 5
            ),
            "sensitivity": WORD.format("m.fact"),
            "named": NAMED.format("m.fact"),
            "author_id": AUTHOR,
            **HOLDER,
        },
    ),
    "meetingorganisation": (
        "party p",
        {
            "id": "pg_temp.key(4, p.n * 2 + p.place)",
            "meeting_id": "pg_temp.key(3, p.n)",
            "organisation_id": "pg_temp.key(1, p.organisation)",
        },
    ),
    "meetingcontent": (
        MEETING,
        {
            "id": "pg_temp.key(5, m.n)",
            "meeting_id": "pg_temp.key(3, m.n)",
            "notes": "CASE WHEN pg_temp.dice(m.n, 10) < 0.7 THEN"
            " 'De berättade om hyrorna och om vad de vill att kommunen gör.' ELSE '' END",
            "sensitivity": WORD.format(CONTENT),
            "named": NAMED.format(CONTENT),
            "author_id": AUTHOR,
            **HOLDER,
        },
    ),
    "participant": (
        "met m JOIN us ON us.at = m.at WHERE pg_temp.dice(m.n, 11) < 0.5",
        {
            "id": "pg_temp.key(6, m.n)",
            "content_id": "pg_temp.key(5, m.n)",
            "user_id": AUTHOR,
        },
    ),
    "point": (
        "met m",
        {
            "id": "pg_temp.key(7, m.n)",
            "content_id": "pg_temp.key(5, m.n)",
            "organisation_id": "pg_temp.key(1, m.one)",
            "kind": one_of("ARRAY['demand', 'support', 'question', 'information']", "m.n", 12, 4),
            "text": "'De vill att bussen går också på kvällen.'",
            "support_kinds": "CASE WHEN pg_temp.dice(m.n, 13) < 0.2 THEN '{premises}' ELSE '{}' END"
            "::varchar[]",
        },
    ),
    "promise": (
        f"{MEETING} WHERE pg_temp.dice(m.n, 14) < 0.3",
        {
            "id": "pg_temp.key(8, m.n)",
            "organisation_id": "pg_temp.key(1, m.one)",
            "content_id": "pg_temp.key(5, m.n)",
            "text": "'Vi tar upp det i nämnden.'",
            "owner_id": AUTHOR,
            "due_on": "m.day + 60",
            "status": "CASE WHEN pg_temp.dice(m.n, 15) < 0.1 THEN 'open' ELSE 'kept' END",
            "closed_on": "CASE WHEN pg_temp.dice(m.n, 15) >= 0.1 THEN m.day + 30 END",
            "sensitivity": WORD.format(CONTENT),
            "named": NAMED.format(CONTENT),
            **HOLDER,
        },
    ),
    "relation": (
        TIES,
        {
            "id": f"pg_temp.key(9, {TIE})",
            "organisation_id": "pg_temp.key(1, o.n)",
            "association_id": "us.association",
            "step": one_of(STEPS, TIE, 32, 8),
            "lead_id": "us.steward",
            "sensitivity": WORD.format(TIE_LEVEL),
            "named": f"CASE WHEN {TIE_LEVEL} < 3 THEN '{{}}' ELSE ARRAY[us.steward] END",
            "cadence_months": f"CASE WHEN pg_temp.dice({TIE}, 33) < 0.3 THEN 6 END",
            "next_contact_on": f"CASE WHEN pg_temp.dice({TIE}, 33) < 0.3 THEN {DATE_OF} - 60"
            f" + floor(pg_temp.dice({TIE}, 34) * 240)::int END",
            "started_on": f"{DATE_OF} - 1500",
            "ended_on": f"CASE WHEN pg_temp.dice({TIE}, 35) < 0.05 THEN {DATE_OF} - 100 END",
        },
    ),
    "contactperson": (
        PEOPLE,
        {
            "id": f"pg_temp.key(10, {TIE})",
            "name": one_of(texts(FIRST), TIE, 42, len(FIRST))
            + " || ' ' || "
            + one_of(texts(LAST), TIE, 43, len(LAST)),
            "association_id": "us.association",
            "basis": "'official'",
            "source": "'Föreningens webbplats'",
            "informed_at": f"{DATE_OF} - 100",
            "keep_until": f"{DATE_OF} + 600",
            "sensitivity": WORD.format(PERSON_LEVEL),
            "named": f"CASE WHEN {PERSON_LEVEL} < 3 THEN '{{}}' ELSE ARRAY[us.steward] END",
        },
    ),
    "channel": (
        "incoming o CROSS JOIN generate_series(0, 1) i",
        {
            "id": f"pg_temp.key(11, {TIE})",
            "person_id": f"pg_temp.key(10, {TIE})",
            "kind": "CASE i WHEN 0 THEN 'phone' ELSE 'email' END",
            "value": "CASE i WHEN 0 THEN '+46701740' || lpad((o.n % 1000)::text, 3, '0')"
            " ELSE 'kontakt' || o.n || '@example.org' END",
        },
    ),
    "contactrole": (
        "incoming o CROSS JOIN generate_series(0, 1) i",
        {
            "id": f"pg_temp.key(12, {TIE})",
            "person_id": f"pg_temp.key(10, {TIE})",
            "organisation_id": "pg_temp.key(1, o.n)",
            "title": one_of(texts(TITLES.split("|")), TIE, 44, len(TITLES.split("|"))),
            "starts_on": f"{DATE_OF} - 400",
        },
    ),
    "heldcontact": (
        "(SELECT p.organisation, CASE WHEN NOT m.in_body THEN a.association END AS association,"
        "  max(m.day) AS day FROM met m JOIN party p USING (n)"
        "  JOIN us a ON a.at = m.at OR (a.at = m.also AND NOT m.in_body)"
        "  WHERE m.fact = 2 GROUP BY 1, 2) h",
        {
            "id": "gen_random_uuid()",
            "organisation_id": "pg_temp.key(1, h.organisation)",
            "association_id": "h.association",
            "last_contact": "h.day",
        },
    ),
}


def load(connection: psycopg.Connection, many: int, us: list[tuple], values: dict) -> None:
    """Fills the database in one transaction. `us`: (number, association, steward, second);
    `values`: district, body, representative, county and today."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(HELPERS)
        cursor.executemany("INSERT INTO us VALUES (%s, %s, %s, %s)", us)
        _copy(cursor, many, len(us), values["county"])
        for statement in MET.split(";\n"):
            cursor.execute(_given(statement, values | {"many": many}))
        with _bare_tables(cursor):
            for table, (rows, columns) in TABLES.items():
                _fill(cursor, f"movements_{table}", rows, columns, values)


def _given(statement: str, values: dict) -> sql.Composed:
    """With values written in: a statement that makes a table takes no parameters."""
    parts = {name: sql.Literal(str(value)) for name, value in values.items()}
    parts["many"] = sql.Literal(values.get("many", 0))
    text = statement.replace("{", "{{").replace("}", "}}").replace("%%", "%")
    for name in parts:
        text = text.replace(f"%({name})s", f"{{{name}}}")
    return sql.SQL(text).format(**parts)


def _copy(cursor, many: int, associations: int, county: str) -> None:
    cursor.execute(
        "SELECT p.name, p.municipality_id, ST_X(p.point), ST_Y(p.point), p.population"
        " FROM movements_place p JOIN movements_municipality m ON m.id = p.municipality_id"
        " WHERE m.county_id = %s AND m.valid_to IS NULL ORDER BY p.key",
        [county],
    )
    towns = Towns(cursor.fetchall())
    with cursor.copy(f"COPY incoming ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for row in organisations(many, towns, associations):
            copy.write_row(row)


def _fill(cursor, table: str, rows: str, columns: dict[str, str], values: dict) -> None:
    """INSERT of our columns, and of nothing ('', false, {}, 0) in others that must not be null."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute LEFT JOIN pg_attrdef"
        " ON adrelid = attrelid AND adnum = attnum WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attnotnull AND attgenerated = '' AND adbin IS NULL",
        [table],
    )
    shared = {"district_id": "%(district)s::uuid", "created_at": "now()"}
    nothing = {name: _nothing(kind) for name, kind in cursor.fetchall()}
    given = nothing | shared | columns
    cursor.execute(
        _given(
            f"INSERT INTO {table} ({', '.join(given)}) SELECT {', '.join(given.values())}"  # noqa: S608  ours
            f" FROM {rows}",
            values,
        )
    )


def _nothing(kind: str) -> str:
    if kind.endswith("[]"):
        return "'{}'"
    zeros = {"boolean": "false", "smallint": "0", "integer": "0", "jsonb": "'{}'"}
    return (zeros | {"date": "current_date"}).get(kind, "''")


class _bare_tables:  # noqa: N801  reads as what it does
    """Takes away triggers, foreign keys and indexes while it holds, and puts them back."""

    def __init__(self, cursor):
        self.cursor = cursor
        self.tables = [f"movements_{table}" for table in TABLES]

    def __enter__(self):
        run = self.cursor.execute
        run(
            "SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
            " pg_get_constraintdef(oid)), format('ALTER TABLE %%s DROP CONSTRAINT %%I',"
            " conrelid::regclass, conname) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            [self.tables],
        )
        self.keys = self.cursor.fetchall()
        run(
            "SELECT pg_get_indexdef(indexrelid), format('DROP INDEX %%s', indexrelid::regclass)"
            " FROM pg_index WHERE indrelid = ANY(%s::regclass[])"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
            [self.tables],
        )
        self.indexes = self.cursor.fetchall()
        for table in self.tables:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for _make, drop in self.keys + self.indexes:
            run(drop)
        # What is written to a table emptied in the same transaction needs no write-ahead log.
        run(f"TRUNCATE {', '.join(self.tables)} CASCADE")

    def __exit__(self, wrong, *_more):
        if wrong:
            return
        for make, _drop in self.indexes + self.keys:
            self.cursor.execute(make)
        for table in self.tables:
            self.cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
