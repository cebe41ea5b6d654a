"""Backups: a dump that is encrypted before it touches a disk, with a manifest of what is in it.

`forankra-20261123T031500Z.dump.age` is PostgreSQL's custom format inside age, and opens with the
plain programs: `age -d -i KEY FILE | pg_restore …`. `….manifest.age` beside it says what the
database held at that moment (deploy/portrait.py), so that a restore can be compared with it. Only
public keys are needed to make one: the server that backs up cannot read its own backups.
"""

import hashlib
import io
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pyrage

from deploy import cluster
from deploy.portrait import Portrait, portray
from deploy.programs import client_program

KEPT_DAYS = 35  # longer would keep what people have asked us to erase
DUMP, MANIFEST = ".dump.age", ".manifest.age"
TOMBSTONES = "tombstones"  # beside the dumps: who has been erased since they were made
NAME = re.compile(r"forankra-(\d{8}T\d{6}Z)(\.dump\.age|\.manifest\.age)(\.partial)?")
TIME = "%Y%m%dT%H%M%SZ"
ROLES = """
SELECT DISTINCT g.grantee::regrole::text FROM pg_class c
CROSS JOIN LATERAL aclexplode(c.relacl) g
WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> 0
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


class BackupError(Exception):
    """A backup cannot be made or brought back; the text says why and what to do."""


@dataclass
class Manifest:
    """What a dump holds. `roles` are those that the dump gives rights to."""

    made_at: str
    version: str
    server: str
    roles: list[str]
    migrations: list[str]
    dump_sha256: str
    dump_bytes: int
    portrait: Portrait

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        said = json.loads(text)
        return cls(**said | {"portrait": Portrait(**said["portrait"])})


# ---------------------------------------------------------------- keys


def recipients(keys: list[str]) -> list:
    """age's public keys (`age1…`, or `ssh-ed25519 …`) of those who may open the backups."""
    if not keys:
        raise BackupError(
            "Nobody could open this backup: BACKUP_RECIPIENTS is empty.\n"
            "Make a key on another machine with `age-keygen -o forankra.key`, keep that file in\n"
            "two safe places, and set BACKUP_RECIPIENTS to the public key that it printed (age1…)."
        )
    found = []
    for key in keys:
        kind = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(key.strip()))
        except pyrage.RecipientError as wrong:
            raise BackupError(f"BACKUP_RECIPIENTS: {key!r} is no public key of age.") from wrong
    return found


def identities(path: Path) -> list:
    """The private keys in a file of age-keygen's, or one of ssh's."""
    try:
        text = path.read_bytes()
    except OSError as problem:
        raise BackupError(f"The key {path} cannot be read: {problem.strerror}.") from problem
    lines = [line.strip() for line in text.decode(errors="replace").splitlines()]
    secrets = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        if secrets:
            return [pyrage.x25519.Identity.from_str(secret) for secret in secrets]
        return [pyrage.ssh.Identity.from_buffer(text)]
    except pyrage.IdentityError as wrong:
        raise BackupError(f"{path} holds no key of age (AGE-SECRET-KEY-1…) or ssh.") from wrong


# ---------------------------------------------------------------- where the database is


def libpq(settings: Mapping) -> dict[str, str]:
    """One of Django's DATABASES as libpq's own variables: a password never stands in a command."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    said = {ours: str(settings[theirs]) for theirs, ours in names.items() if settings.get(theirs)}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return plain | said | {"PGDATABASE": settings["NAME"], "PGCONNECT_TIMEOUT": "15"}


def connect(settings: Mapping, **more) -> psycopg.Connection:
    """A connection of our own, outside Django's."""
    said = libpq(settings)
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    where = {theirs: said[ours] for ours, theirs in names.items() if ours in said}
    return psycopg.connect(dbname=settings["NAME"], connect_timeout=15, **where, **more)


# ---------------------------------------------------------------- making one


def back_up(settings: Mapping, folder: Path, keys: list[str]) -> tuple[Path, Manifest]:
    """A backup in the folder, of one moment, made as the owner: (the dump, what it holds).

    Dump and manifest look at the same snapshot, so they agree however much is written meanwhile.
    Nothing is left of one that fails.
    """
    for_whom = recipients(keys)
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    dump = folder / f"forankra-{now.strftime(TIME)}{DUMP}"
    with connect(settings) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
        facts = _facts(connection, now)
        digest, size = _dump(settings, snapshot, dump, for_whom)
    manifest = Manifest(**facts, dump_sha256=digest, dump_bytes=size)
    text = io.BytesIO(json.dumps(asdict(manifest)).encode())
    with whole_file(dump.with_name(dump.name.replace(DUMP, MANIFEST))) as file:
        pyrage.encrypt_io(text, file, for_whom)
    return dump, manifest


def _facts(connection: psycopg.Connection, now: datetime) -> dict:
    project = tomllib.loads((cluster.ROOT / "pyproject.toml").read_text())["project"]
    applied = "SELECT app || '.' || name FROM django_migrations ORDER BY id"
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "version": project["version"],
        "server": str(connection.info.server_version),
        "roles": sorted(role for (role,) in connection.execute(ROLES)),
        "migrations": [name for (name,) in connection.execute(applied)],
        "portrait": portray(connection),
    }


def _dump(settings: Mapping, snapshot: str, path: Path, for_whom: list) -> tuple[str, int]:
    """pg_dump, through age, into the file: its hash and its size."""
    order = [client_program("pg_dump"), "--format=custom", "--no-owner", f"--snapshot={snapshot}"]
    with whole_file(path) as file:
        dumping = subprocess.Popen(
            [str(word) for word in order],
            env=libpq(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        pyrage.encrypt_io(dumping.stdout, file, for_whom)
        _out, said = dumping.communicate()
        if dumping.returncode:
            raise BackupError(f"pg_dump failed:\n{said.decode(errors='replace').strip()}")
        return file.digest.hexdigest(), file.size


class _Hashing:
    """A file that knows the hash and size of what was written to it."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        piece = bytes(piece)
        self.digest.update(piece)
        self.size += len(piece)
        return self.file.write(piece)

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def whole_file(path: Path) -> Iterator[_Hashing]:
    """The file appears under its name when all of it is on the disk, or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        with open(partial, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            yield _Hashing(file)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        partial.unlink(missing_ok=True)


# ---------------------------------------------------------------- letting them go


def rotate(folder: Path, days: int = KEPT_DAYS, now: datetime | None = None) -> list[Path]:
    """Deletes backups older than `days`, by the time in their names; which they were.

    Only files that are named as ours are touched. Half-written ones of a day ago go too.
    """
    now = now or datetime.now(UTC)
    gone = []
    for path in sorted(folder.iterdir()):
        named = NAME.fullmatch(path.name)
        if named is None:
            continue
        made = datetime.strptime(named[1], TIME).replace(tzinfo=UTC)
        if now - made > timedelta(days=1 if named[3] else days):
            path.unlink()
            gone.append(path)
    return gone
