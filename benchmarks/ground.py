"""A database for each size, kept from one run to the next, with a synthetic district in it.

The databases stand beside the project's own, on the private cluster or on the server that
DATABASE_URL names, and are called forankra_bench_<organisations>.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from deploy import cluster
from deploy.database import databases

VERSION = (
    1  # raise when the district that is loaded changes: databases that exist are then refilled
)
COUNTY = "01"
ROLES = ("steward", "board", "representative")
ASSOCIATIONS = 30
LARGEST = "0180"  # the readers stand where there is most to see


def name_of(size: int, suffix: str = "") -> str:
    return f"forankra_bench_{size}{suffix}"


def environment(database: str) -> dict[str, str]:
    """For a process that works on that database, as a server would."""
    serves = os.environ.get("DATABASE_URL") or cluster.url(cluster.APP)
    owns = os.environ.get("DATABASE_OWNER_URL") or (
        serves if os.environ.get("DATABASE_URL") else cluster.url(cluster.OWNER)
    )
    said = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": _with_name(serves, database),
        "DATABASE_OWNER_URL": _with_name(owns, database),
        "SECRET_KEY": "measured, never served",
        "DEBUG": "false",
        "HTTPS": "false",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
    }
    if serves == owns:
        del said["DATABASE_OWNER_URL"]
    return {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"} | said


def _with_name(address: str, database: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


def connect(env: dict[str, str], alias: str = "owner", **more) -> psycopg.Connection:
    """A connection of our own to the database of an environment, as the owner or as `default`."""
    said = databases(env)[alias]
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    where = {ours: said[theirs] for theirs, ours in names.items() if said.get(theirs)}
    options = {k: v for k, v in said["OPTIONS"].items() if k == "options"}
    return psycopg.connect(dbname=said["NAME"], autocommit=True, **where, **options, **more)


def _maintenance() -> psycopg.Connection:
    return connect(environment("postgres"))


def make(database: str, template: str = "template1") -> bool:
    """Makes the database unless it is there; whether it was made."""
    with _maintenance() as server:
        there = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
        if there:
            return False
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(order.format(sql.Identifier(database), sql.Identifier(template)))
    return True


def drop(database: str) -> None:
    with _maintenance() as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(database))
        )


def copied(size: int) -> str:
    """A copy of a district's database, for what writes: the district itself stays as it is."""
    name = name_of(size, "_copy")
    drop(name)
    for _try in range(60):
        try:
            make(name, template=name_of(size))
        except psycopg.errors.ObjectInUse:  # somebody else is measuring on it
            time.sleep(2)
        else:
            return name
    raise SystemExit(f"{name_of(size)} is in use by others: it could not be copied.")


def manage(env: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=cluster.ROOT, env=env, check=True)


def prepare(size: int) -> dict[str, str]:
    """The environment of a database of that size, made, migrated and filled where it must be.

    Rebuilds what is derived, since time moves organisations between "met" and "quiet".
    """
    if not os.environ.get("DATABASE_URL"):
        cluster.ensure()
    made = make(name_of(size))
    env = environment(name_of(size))
    manage(env, "migrate", "--verbosity", "0")
    with connect(env) as owner:
        if made or not _is_filled(owner):
            began = time.monotonic()
            print(f"Loading {size} organisations …", file=sys.stderr, flush=True)
            subprocess.run(
                [sys.executable, "-m", "benchmarks.filling", str(size)],
                cwd=cluster.ROOT,
                env=env,
                check=True,
            )
            _remember(owner)
            took = time.monotonic() - began
            print(f"… loaded in {took:.0f} s", file=sys.stderr, flush=True)
    return env


def _is_filled(owner: psycopg.Connection) -> bool:
    owner.execute("CREATE TABLE IF NOT EXISTS bench_ground (version int)")
    row = owner.execute("SELECT version FROM bench_ground").fetchone()
    return row is not None and row[0] == VERSION


def _remember(owner: psycopg.Connection) -> None:
    owner.execute("CREATE TABLE IF NOT EXISTS bench_ground (version int)")
    owner.execute("DELETE FROM bench_ground")
    owner.execute("INSERT INTO bench_ground VALUES (%s)", [VERSION])


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: the session cookie, and what bare SQL must know of the same reader."""

    role: str
    cookie: str
    user: str
    district: str
    associations: tuple[str, ...]
    bodies: tuple[str, ...]


def readers() -> dict[str, Reader]:
    """The three readers, logged in anew. Needs Django, set up on the database."""
    from movements.access.readers import reader_of
    from movements.access.sessions import SessionStore
    from movements.models import User

    SessionStore.clear_expired()
    found = {}
    for role in ROLES:
        user = User.objects.get(email=f"{role}@bench.example")
        reader = reader_of(user)
        found[role] = Reader(
            role,
            _session(user),
            str(user.pk),
            str(reader.district_id),
            tuple(str(pk) for pk in reader.associations),
            tuple(str(pk) for pk in reader.bodies),
        )
    return found


def _session(user) -> str:
    """The key of a session that has shown its second factor."""
    from django.test import Client

    from tests.door import log_in_with_factor

    client = Client()
    log_in_with_factor(client, user)
    return client.session.session_key
