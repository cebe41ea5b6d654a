"""Rows into tables by COPY: the one way to write many that is as fast as the database.

Triggers and constraints are those of any other insert: what comes in this way is checked and kept
in the history as if somebody had typed it.
"""

import orjson
from django.db import connection

CHUNK = 1 << 20
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(table, columns, rows):
    """COPY `rows` (sequences of plain values, in the order of `columns`) into a table."""
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        lines, size = [], 0
        for row in rows:
            line = "\t".join([_text(value) for value in row])
            lines.append(line)
            size += len(line)
            if size > CHUNK:
                copy.write("\n".join(lines) + "\n")
                lines, size = [], 0
        if lines:
            copy.write("\n".join(lines) + "\n")


def insert_rows(table, columns, rows):
    """The same into a table that a policy holds, which COPY cannot write to: by way of another."""
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE insert_rows ON COMMIT DROP AS"  # noqa: S608 - names of fields
            f" SELECT {listed} FROM {quote(table)} WITH NO DATA"
        )
    copy_rows("insert_rows", columns, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(table)} ({listed}) SELECT {listed} FROM pg_temp.insert_rows"  # noqa: S608
        )
        cursor.execute("DROP TABLE pg_temp.insert_rows")


def _text(value):
    """One value as COPY reads it."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        return value.translate(ESCAPES) if not value.isalnum() else value
    if isinstance(value, list | tuple):
        return _array(value).translate(ESCAPES)
    return str(value)


def _array(values):
    """A PostgreSQL array of texts."""
    quoted = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in values)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"


def as_json(value):
    """A value for a jsonb column; None stands for no value at all."""
    return None if value is None else orjson.dumps(value, default=str).decode()


def update_from(model, fields, rows):
    """UPDATE many rows at once: `rows` are (id, value of each field), as COPY takes them."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = [model._meta.get_field(name).column for name in fields]
    listed = ", ".join(map(quote, ["id", *columns]))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.update_from")
        cursor.execute(
            f"CREATE TEMPORARY TABLE update_from ON COMMIT DROP AS"  # noqa: S608 - names of fields
            f" SELECT {listed} FROM {table} WITH NO DATA"
        )
    copy_rows("update_from", ["id", *columns], rows)
    assigned = ", ".join(f"{quote(name)} = f.{quote(name)}" for name in columns)
    with connection.cursor() as cursor:
        # A trigger plans its join of what was and what is once in a connection, for as many rows as
        # it happens to see first. A plan made for one row takes minutes over thousands.
        cursor.execute("DISCARD PLANS")
        cursor.execute(
            f"UPDATE {table} t SET {assigned} FROM pg_temp.update_from f"  # noqa: S608
            " WHERE t.id = f.id"
        )
        cursor.execute("DROP TABLE pg_temp.update_from")
