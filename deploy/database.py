"""Which database Förankra uses, as which role, and whether that database is ready for it.

Two roles, always: the owner migrates, the application role serves and is held by row-level
security. Three ways to say where (see docs/deploy.md):

- nothing: the private cluster of deploy/cluster.py;
- DATABASE_URL: one login that owns and migrates, and steps down to FORANKRA_APP_ROLE to serve;
- DATABASE_URL and DATABASE_OWNER_URL: two logins, the first serves, the second migrates.

    python deploy/database.py      checks, creates what it may, prints what a superuser must run
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import dj_database_url
import psycopg
from psycopg import sql

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deploy import cluster

ENGINE = "django.contrib.gis.db.backends.postgis"
OLDEST_SERVER = 15  # the oldest PostgreSQL that Django 6.1 speaks to


class NotReady(Exception):
    """The database cannot be used yet; the text lists what must be done."""


def app_role(env: Mapping[str, str] = os.environ) -> str:
    """The name of the role that serves."""
    name = env.get("FORANKRA_APP_ROLE") or cluster.APP
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise NotReady(f"FORANKRA_APP_ROLE={name!r}: use small letters a-z, digits and _ only.")
    return name


def _parsed(address: str) -> dict:
    """Django's settings for one database URL.

    dj-database-url lowers the letters of the host, which breaks a socket folder with capitals.
    """
    settings = dict(dj_database_url.parse(address, engine=ENGINE, conn_health_checks=True))
    host = urlsplit(address).netloc.rpartition("@")[2]
    if "%2f" in host.lower():
        settings["HOST"] = unquote(host.partition(":")[0])
    settings.setdefault("OPTIONS", {})
    return settings


def _addresses(env: Mapping[str, str]) -> tuple[str, str, bool]:
    """The URL that serves, the URL that migrates, and whether they are one login."""
    serves, owns = env.get("DATABASE_URL", ""), env.get("DATABASE_OWNER_URL", "")
    if owns and not serves:
        raise NotReady("DATABASE_OWNER_URL is set but DATABASE_URL is not: set both, or only it.")
    if not serves:
        return cluster.url(cluster.APP), cluster.url(cluster.OWNER), False
    return serves, owns or serves, not owns


class OwnerMigrates:
    """Django's database router: tables are made and changed by the owner alone."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Whether migrations run on this alias."""
        return db == "owner"


def databases(env: object = os.environ) -> dict[str, dict]:
    """Django's DATABASES: `default` serves as the application role, `owner` migrates, and `counts`
    is the application role once more, on a connection that no request's transaction reaches.

    `env` is a mapping of names to values; an environs reader means the process's environment,
    which is where it reads from. In tests `default` is a mirror of `owner`: the same test
    database, still the application role.
    FORANKRA_TEST_SUFFIX keeps the test databases of two people on one server apart.
    """
    env = env if isinstance(env, Mapping) else os.environ
    serves, owns, one_login = _addresses(env)
    default, owner = _parsed(serves), _parsed(owns)
    # Behind a pool that hands out a connection a transaction, a cursor cannot outlive its own.
    default["DISABLE_SERVER_SIDE_CURSORS"] = env.get("DATABASE_POOLED", "") == "1"
    default["CONN_MAX_AGE"] = int(env.get("DATABASE_CONN_MAX_AGE", "60"))
    if one_login:
        said = str(default["OPTIONS"].get("options", ""))
        held = (setting.replace(" ", "").replace("'", "") for setting in cluster.SERVING)
        words = [said, f"-c role={app_role(env)}", *(f"-c {setting}" for setting in held)]
        default["OPTIONS"]["options"] = " ".join(filter(None, words))
    suffix = env.get("FORANKRA_TEST_SUFFIX", "")
    default["TEST"] = {"MIRROR": "owner"}
    owner["TEST"] = {
        "NAME": f"test_forankra_{suffix}" if suffix else "test_forankra",
        "DEPENDENCIES": [],  # Django would have it wait for `default`, which mirrors it
    }
    counts = default | {"CONN_MAX_AGE": 0}  # asked at the door alone: not one more for every thread
    return {"default": default, "owner": owner, "counts": counts}


def address(settings: Mapping) -> str:
    """The URL of one of Django's DATABASES, for another process."""
    who = quote(str(settings.get("USER") or ""), safe="")
    if settings.get("PASSWORD"):
        who += ":" + quote(str(settings["PASSWORD"]), safe="")
    port = f":{settings['PORT']}" if settings.get("PORT") else ""
    host = quote(str(settings.get("HOST") or "localhost"), safe="")
    return f"postgresql://{who}@{host}{port}/{quote(str(settings['NAME']), safe='')}"


# ---------------------------------------------------------------- is it ready?


def _connect(settings: dict, which: str) -> psycopg.Connection:
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    said = {ours: settings[django] for django, ours in names.items() if settings.get(django)}
    options = {"connect_timeout": 10} | settings["OPTIONS"]
    try:
        return psycopg.connect(dbname=settings["NAME"], autocommit=True, **said, **options)
    except (psycopg.OperationalError, psycopg.errors.InvalidParameterValue) as problem:
        where = f"{settings.get('USER')}@{settings.get('HOST') or 'localhost'}/{settings['NAME']}"
        raise NotReady(f"No connection to {which} ({where}):\n  {str(problem).strip()}") from None


def _answer(connection: psycopg.Connection, question: str, *values: object):
    return connection.execute(question, values).fetchone()[0]


class _Inspection:
    """Goes through what must hold, does what it may, and notes the SQL that others must run."""

    def __init__(self, owner: psycopg.Connection, role: str, login: str, database: str) -> None:
        self.owner, self.role, self.login, self.database = owner, role, login, database
        self.lines: list[str] = []  # SQL for a superuser
        self.notes: list[str] = []  # what no SQL can mend

    def _note(self, statement: sql.Composed) -> None:
        self.lines.append(statement.as_string(self.owner) + ";")

    def _try(self, statement: sql.Composed) -> None:
        """Run one statement as the owner; where the right is missing, note it instead."""
        try:
            self.owner.execute(statement)
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidGrantOperation):
            self._note(statement)

    def extensions(self) -> None:
        question = "SELECT name, installed_version IS NOT NULL FROM pg_available_extensions"
        known = dict(self.owner.execute(question).fetchall())
        version = self.owner.info.server_version // 10000
        for name in cluster.EXTENSIONS:
            if name not in known:
                package = f"postgresql-{version}-postgis-3" if name == "postgis" else "contrib"
                self.notes.append(
                    f"The server has no extension {name}: install it there (package {package})."
                )
            elif not known[name]:
                self._try(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))

    def owner_rights(self) -> None:
        may = "SELECT has_schema_privilege('public', 'CREATE')"
        if not _answer(self.owner, may):
            grant = "GRANT USAGE, CREATE ON SCHEMA public TO {}"
            me = _answer(self.owner, "SELECT current_user")
            self._try(sql.SQL(grant).format(sql.Identifier(me)))

    def _exists(self, role: str) -> bool:
        question = "SELECT count(*) FROM pg_roles WHERE rolname = %s"
        return bool(_answer(self.owner, question, role))

    def application_role(self, one_login: bool) -> None:
        """The role exists, is held down, and the login that serves may be it."""
        role, login = sql.Identifier(self.role), sql.Identifier(self.login)
        if not self._exists(self.login):
            told = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'the one in DATABASE_URL'").format(login)
            self._note(told)
        if self.role != self.login and not self._exists(self.role):
            self._try(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        if self._exists(self.role):
            self._held_down(role)
        if self.role == self.login or self._is_member(one_login):
            return
        grant = sql.SQL("GRANT {} TO {}").format(role, login)
        if self._exists(self.role) and self._exists(self.login):
            self._try(grant)
        else:
            self._note(grant)

    def _is_member(self, one_login: bool) -> bool:
        """Whether the login may become the role (one login), or has its rights at once (two)."""
        if not (self._exists(self.role) and self._exists(self.login)):
            return False
        becoming = "SET" if self.owner.info.server_version >= 160000 else "MEMBER"
        right = becoming if one_login else "USAGE"
        question = "SELECT pg_has_role(%s, %s, %s)"
        return _answer(self.owner, question, self.login, self.role, right)

    def _held_down(self, role: sql.Identifier) -> None:
        too_strong = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s"
        if _answer(self.owner, too_strong, self.role):
            self._note(sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS").format(role))
        owns = "SELECT pg_has_role(%s, datdba, 'USAGE') FROM pg_database WHERE datname = %s"
        if _answer(self.owner, owns, self.role, self.database):
            self.notes.append(
                f"The application role {self.role} owns the database. Another role must own it, "
                "or row-level security protects nothing."
            )

    def raise_if_any(self) -> None:
        if not self.lines and not self.notes:
            return
        parts = ["Förankra cannot use this database yet.", *self.notes]
        if self.lines:
            parts += [f"As a superuser, connected to the database {self.database}, run:", ""]
            parts += [f"    {line}" for line in self.lines]
        raise NotReady("\n".join(parts))


def check(env: Mapping[str, str] = os.environ) -> None:
    """Create what may be created; raise NotReady with ONE message listing what is left to do."""
    settings = databases(env)
    one_login = _addresses(env)[2]
    with _connect(settings["owner"], "the owner's database") as owner:
        if owner.info.server_version < OLDEST_SERVER * 10000:
            raise NotReady(f"PostgreSQL {OLDEST_SERVER} or newer is needed.")
        login = settings["default"].get("USER") or owner.info.user
        inspection = _Inspection(owner, app_role(env), login, owner.info.dbname)
        inspection.extensions()
        inspection.owner_rights()
        inspection.application_role(one_login)
        inspection.raise_if_any()
    with _connect(settings["default"], "the application's database") as serving:
        strong = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        if _answer(serving, strong):
            who = _answer(serving, "SELECT current_user")
            raise NotReady(f"{who} serves, but is a superuser or has BYPASSRLS.")


def main() -> int:
    """The command line; answers an exit code."""
    try:
        if not os.environ.get("DATABASE_URL"):
            cluster.ensure()
        check()
    except (NotReady, cluster.ClusterError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
