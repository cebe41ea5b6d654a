"""Bringing a backup back into an empty database, and proving that nothing is missing.

    check that the server is ready → restore in one transaction → compare with the manifest

What a backup gives rights to (roles) must exist on the server; what it lacks is listed as the SQL
that a superuser must run, before anything is written.
"""

import io
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage
from psycopg import sql

from deploy.backup import DUMP, MANIFEST, BackupError, Manifest, connect, identities, libpq
from deploy.portrait import TABLES, differences, portray
from deploy.programs import client_program

# Extensions are the server's: only a superuser may make some of them, and their tables are theirs.
LEFT_OUT = re.compile(r"(EXTENSION|COMMENT - EXTENSION|TABLE DATA public spatial_ref_sys) ")


def manifest_of(dump: Path, key: Path) -> Manifest:
    """What the backup says that it holds. Raises BackupError where the key does not fit."""
    path = dump.with_name(dump.name.replace(DUMP, MANIFEST))
    text = io.BytesIO()
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, text, identities(key))
    except OSError as problem:
        raise BackupError(f"The manifest {path} cannot be read: {problem.strerror}.") from problem
    except pyrage.DecryptError as wrong:
        raise BackupError(f"{key} does not open {path.name}: {wrong}.") from wrong
    return Manifest.read(text.getvalue())


def restore(settings: Mapping, dump: Path, key: Path) -> Manifest:
    """The backup, in the empty database that `settings` (the owner's) name, and compared.

    Raises BackupError and leaves the database as it was, empty; or, where what came back is not
    what the manifest says, tells every difference.
    """
    manifest = manifest_of(dump, key)
    _ready(settings, manifest)
    chosen = identities(key)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write("\n".join(_contents(dump, chosen)))
        wanted.flush()
        _bring_back(settings, dump, chosen, wanted.name)
    with connect(settings, autocommit=True) as connection:
        connection.execute("ANALYZE")
        wrong = differences(manifest.portrait, portray(connection))
    if wrong:
        raise BackupError("What came back is not what was kept:\n  " + "\n  ".join(wrong))
    return manifest


def _ready(settings: Mapping, manifest: Manifest) -> None:
    with connect(settings) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        missing = [role for role in manifest.roles if role.strip('"') not in known]
        if missing:
            lines = "\n".join(f"    CREATE ROLE {role} NOLOGIN;" for role in missing)
            raise BackupError(
                "The backup gives rights to roles that this server has not. As a superuser, run\n"
                f"{lines}\n(with LOGIN PASSWORD '…' for one that logs in; docs/deploy.md), "
                "and restore again. Nothing has been written."
            )
        there = connection.execute(TABLES).fetchall()
        if there:
            raise BackupError(
                f"The database {settings['NAME']} is not empty ({len(there)} tables). Make a new "
                "one and point DATABASE_OWNER_URL at it: a restore never overwrites anything."
            )


def _contents(dump: Path, chosen: list) -> list[str]:
    """What pg_restore is to bring back, in the order of the dump."""
    with _decrypted(dump, chosen) as stream:
        listing = subprocess.run(
            [str(client_program("pg_restore")), "--list"],
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
        )
    if listing.returncode:
        raise BackupError(f"{dump.name} is no whole backup:\n{listing.stderr.strip()}")
    entry = re.compile(r"^\d+; \d+ \d+ (.*)$")
    lines = [line for line in listing.stdout.splitlines() if entry.match(line)]
    return [line for line in lines if not LEFT_OUT.match(entry.match(line)[1] + " ")]


def _bring_back(settings: Mapping, dump: Path, chosen: list, wanted: str) -> None:
    order = [
        client_program("pg_restore"),
        *("--no-owner", "--single-transaction", "--exit-on-error"),
        *(f"--use-list={wanted}", f"--dbname={settings['NAME']}"),
    ]
    words = [str(word) for word in order]
    with _decrypted(dump, chosen) as stream:
        done = subprocess.run(
            words, env=libpq(settings), stdin=stream, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise BackupError(f"The restore failed, and nothing was kept of it:\n{done.stderr.strip()}")


@contextmanager
def _decrypted(dump: Path, chosen: list) -> Iterator[IO[bytes]]:
    """The dump in the clear, through a pipe: it is never on a disk."""
    out, into = os.pipe()
    failed: list[Exception] = []

    def pour() -> None:
        with open(into, "wb") as pipe, suppress(BrokenPipeError):
            try:
                with dump.open("rb") as file:
                    pyrage.decrypt_io(file, pipe, chosen)
            except (OSError, pyrage.DecryptError) as problem:
                # Whoever reads needs no more than it took: the list stands at the beginning.
                if "roken pipe" not in str(problem):
                    failed.append(problem)

    pouring = threading.Thread(target=pour)
    with open(out, "rb") as stream:
        pouring.start()
        try:
            yield stream
        finally:
            stream.close()
            pouring.join()
    if failed:
        raise BackupError(f"{dump.name} cannot be opened: {failed[0]}.") from failed[0]


@contextmanager
def scratch(settings: Mapping) -> Iterator[dict]:
    """An empty database beside the one that `settings` name, gone afterwards.

    The owner must be allowed to make databases (CREATEDB).
    """
    name = f"{settings['NAME'][:40]}_tried_{int(time.time())}"
    named = sql.Identifier(name)
    beside = dict(settings) | {"NAME": "postgres"}
    with connect(beside, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(named))
    try:
        yield dict(settings) | {"NAME": name}
    finally:
        with connect(beside, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(named))
