"""What a database holds, in a form that two of them can be compared by: rows and everything around.

Rows are counted and hashed where they lie; no row leaves the server. The hash of a table does not
depend on the order of its rows. Definitions (policies, grants, triggers …) are kept as short hashes
under their names, so that a difference can be named.
"""

# ruff: noqa: S608  the questions are put together of nothing but what stands here

import hashlib
import re
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

# How values are written as text must be the same on both sides.
PLAINLY = (
    "SET search_path = public",
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'iso_8601'",
    "SET extra_float_digits = 3",
    "SET bytea_output = 'hex'",
    "SET row_security = off",  # a role that would be shown only a part gets an error instead
)
# What an extension brought comes back with the extension; it is not ours to compare.
OURS = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {} AND d.deptype = 'e')"
TABLES = f"""
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND {OURS.format("c.oid")}
ORDER BY 1
"""
# The first half of each row's md5, summed as a number: no order needed, and one pass.
ROWS = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM ONLY {table} t
"""
IN_PUBLIC = "relnamespace = 'public'::regnamespace"
KINDS = {
    "columns": f"""
        SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
            a.attnotnull, a.attidentity, a.attgenerated, l.collname,
            pg_get_expr(e.adbin, e.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.{IN_PUBLIC} AND c.relkind IN ('r', 'v', 'm') AND a.attnum > 0
            AND NOT a.attisdropped AND {OURS.format("c.oid")}""",
    "constraints": f"""
        SELECT c.relname || '.' || k.conname,
            concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated, k.condeferred)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.{IN_PUBLIC} AND {OURS.format("c.oid")}""",
    "indexes": f"""
        SELECT c.relname, concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid, c.reloptions)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.{IN_PUBLIC} AND {OURS.format("i.indrelid")}""",
    "triggers": f"""
        SELECT c.relname || '.' || t.tgname,
            concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid))
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.{IN_PUBLIC} AND {OURS.format("c.oid")}""",
    "policies": """
        SELECT tablename || '.' || policyname,
            concat_ws(' ', permissive, roles, cmd, qual, with_check)
        FROM pg_policies WHERE schemaname = 'public'""",
    "row security": f"""
        SELECT c.relname, concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity)
        FROM pg_class c WHERE c.{IN_PUBLIC} AND c.relkind = 'r' AND {OURS.format("c.oid")}""",
    "grants": f"""
        SELECT concat_ws(' ', c.relname, a.attname, g.grantee::regrole, g.privilege_type),
            g.is_grantable::text
        FROM pg_class c LEFT JOIN pg_attribute a
            ON a.attrelid = c.oid AND a.attacl IS NOT NULL
        CROSS JOIN LATERAL aclexplode(coalesce(a.attacl, c.relacl)) g
        WHERE c.{IN_PUBLIC} AND c.relkind IN ('r', 'v', 'm', 'S') AND g.grantee <> c.relowner
            AND {OURS.format("c.oid")}""",
    "defaults of grants": """
        SELECT concat_ws(' ', d.defaclobjtype, g.grantee::regrole, g.privilege_type), ''
        FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) g
        WHERE g.grantee <> d.defaclrole""",
    "functions": f"""
        SELECT p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid),
            (SELECT string_agg(g.grantee::regrole || g.privilege_type, ' ' ORDER BY 1)
             FROM aclexplode(p.proacl) g WHERE g.grantee <> p.proowner))
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind <> 'a'
            AND {OURS.format("p.oid")}""",
    "views": f"""
        SELECT c.relname, pg_get_viewdef(c.oid) FROM pg_class c
        WHERE c.{IN_PUBLIC} AND c.relkind IN ('v', 'm') AND {OURS.format("c.oid")}""",
    "sequences": """
        SELECT sequencename, concat_ws(' ', last_value, increment_by, cycle)
        FROM pg_sequences WHERE schemaname = 'public'""",
    "kinds of value": f"""
        SELECT t.typname, string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder)
        FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
        WHERE {OURS.format("t.oid")} GROUP BY 1""",
    "extensions": "SELECT extname, '' FROM pg_extension",
}
# PostgreSQL writes `x = ANY (ARRAY['a'::varchar]::text[])` another way once it has read it back.
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")
MOVES_ON = "sequences"  # outside every transaction: may be ahead of the rows, never behind


@dataclass
class Portrait:
    """`tables`: name → [rows, hash]; `around`: kind → name → short hash (of a sequence: itself)."""

    tables: dict[str, list] = field(default_factory=dict)
    around: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(count for count, _hash in self.tables.values())

    def counts(self) -> dict[str, int]:
        """How many there are of each kind, for whoever reads the figures."""
        return {kind: len(named) for kind, named in self.around.items()}


def portray(connection: psycopg.Connection) -> Portrait:
    """The database as the connection's transaction sees it. The role must see every row."""
    for setting in PLAINLY:
        connection.execute(setting)
    portrait = Portrait()
    for (table,) in connection.execute(TABLES).fetchall():
        question = sql.SQL(ROWS).format(table=sql.Identifier("public", table))
        portrait.tables[table] = list(connection.execute(question).fetchone())
    for kind, question in KINDS.items():
        rows = connection.execute(question).fetchall()
        portrait.around[kind] = {name: _short(kind, said) for name, said in sorted(rows)}
    return portrait


def _short(kind: str, said: str | None) -> str:
    if kind == MOVES_ON:
        return said or ""
    plain = CASTS.sub("", said or "")
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def differences(before: Portrait, after: Portrait) -> list[str]:
    """What is not the same, a line each; none when nothing is lost, added or changed."""
    found = []
    for table in sorted(before.tables.keys() | after.tables.keys()):
        one, other = before.tables.get(table), after.tables.get(table)
        if one is None or other is None:
            found.append(f"table {table}: {'only before' if one else 'only after'}")
        elif list(one) != list(other):
            what = "other rows" if one[0] == other[0] else f"{one[0]} rows became {other[0]}"
            found.append(f"table {table}: {what}")
    for kind in KINDS:
        found += _of_kind(kind, before.around.get(kind, {}), after.around.get(kind, {}))
    return found


def _of_kind(kind: str, before: dict[str, str], after: dict[str, str]) -> list[str]:
    found = [f"{kind}: {name} is gone" for name in sorted(before.keys() - after.keys())]
    found += [f"{kind}: {name} is new" for name in sorted(after.keys() - before.keys())]
    both = sorted(before.keys() & after.keys())
    if kind == MOVES_ON:
        return found + [
            f"{kind}: {n} fell back" for n in both if _last(after[n]) < _last(before[n])
        ]
    return found + [f"{kind}: {name} is another" for name in both if before[name] != after[name]]


def _last(said: str) -> int:
    first = said.split(" ")[0]
    return int(first) if first.isdigit() else 0
