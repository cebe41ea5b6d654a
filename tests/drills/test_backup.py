"""Backups: encrypted before they touch a disk, whole when they come back, gone after 35 days."""

import json
import subprocess
from datetime import UTC, datetime, timedelta

import psycopg
import pyrage
import pytest

from deploy.backup import BackupError, back_up, rotate
from deploy.database import databases
from deploy.portrait import differences, portray
from deploy.programs import client_program
from deploy.restoring import manifest_of, restore, scratch

pytestmark = pytest.mark.xdist_group("drills")
GERD = "SELECT count(*) FROM movements_contactperson WHERE name = 'Glömda Gerd'"
CANARY = "Kanariefågeln Kvittra"


@pytest.fixture(scope="module")
def owner(private):
    """The private cluster's database, with somebody in it who must not be read in a file."""
    private.people()
    with private.connect() as connection:
        connection.execute("UPDATE movements_user SET name = %s", [CANARY])
        connection.execute("CREATE POLICY tried ON movements_user USING (true)")
    return databases(private.env)["owner"]


@pytest.fixture(scope="module")
def secret():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def key(tmp_path, secret):
    path = tmp_path / "key"
    path.write_text(f"# created: today\n# public key: {secret.to_public()}\n{secret}\n")
    return path


@pytest.fixture(scope="module")
def dump(owner, secret, tmp_path_factory):
    path, _manifest = back_up(owner, tmp_path_factory.mktemp("backups"), [str(secret.to_public())])
    return path


def test_what_comes_back_is_what_was_kept(owner, dump, key):
    with scratch(owner) as copy:
        manifest = restore(copy, dump, key)
        assert manifest.portrait.tables["movements_user"][0] == 1
        for kind in ("triggers", "constraints", "indexes", "grants", "policies", "functions"):
            assert manifest.portrait.around[kind], kind


LOSSES = {
    "DROP POLICY tried ON movements_user": "policies: movements_user.tried is gone",
    "UPDATE movements_user SET name = 'X'": "table movements_user: other rows",
    "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)":
        "table django_migrations: ",
    "REVOKE DELETE ON movements_meeting FROM forankra_app":
        "grants: movements_meeting forankra_app DELETE is gone",
    "ALTER TABLE movements_meeting DISABLE TRIGGER ALL": "triggers: movements_meeting.",
    "ALTER TABLE movements_user ENABLE ROW LEVEL SECURITY":
        "row security: movements_user is another",
    "DROP INDEX nameword_word": "indexes: nameword_word is gone",
    "ALTER TABLE movements_integrations DROP CONSTRAINT integrations_once":
        "constraints: movements_integrations.integrations_once is gone",
    "ALTER TABLE movements_user ALTER name DROP NOT NULL":
        "columns: movements_user.name is another",
}  # fmt: skip


def test_whatever_is_missing_is_named(private):
    with private.connect("postgres") as connection:
        before = portray(connection)
        for loss, told in LOSSES.items():
            with connection.transaction(force_rollback=True):
                connection.execute(loss)
                found = differences(before, portray(connection))
            assert any(line.startswith(told) for line in found), (loss, found)
        assert differences(before, portray(connection)) == []


def test_nothing_on_the_disk_can_be_read_without_the_key(dump):
    for path in dump.parent.iterdir():
        text = path.read_bytes()
        assert text.startswith(b"age-encryption.org/v1\n")
        assert b"PGDMP" not in text
        assert CANARY.encode() not in text
        assert path.stat().st_mode & 0o077 == 0


def test_it_opens_with_the_plain_programs(dump, secret):
    clear = pyrage.decrypt(dump.read_bytes(), [secret])
    order = [str(client_program("pg_restore")), "--data-only", "--table=movements_user", "-f-"]
    said = subprocess.run(order, input=clear, capture_output=True, check=True).stdout
    assert CANARY in said.decode()


def test_without_recipients_there_is_no_backup(owner, tmp_path):
    with pytest.raises(BackupError, match="BACKUP_RECIPIENTS is empty"):
        back_up(owner, tmp_path, [])
    with pytest.raises(BackupError, match="is no public key of age"):
        back_up(owner, tmp_path, ["age1nonsense"])
    assert list(tmp_path.iterdir()) == []


def test_another_key_opens_nothing(dump, tmp_path):
    other = tmp_path / "other"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(BackupError, match="does not open"):
        manifest_of(dump, other)
    other.write_text("no key at all")
    with pytest.raises(BackupError, match="holds no key"):
        manifest_of(dump, other)


def test_a_restore_overwrites_nothing(owner, dump, key):
    with pytest.raises(BackupError, match="is not empty"):
        restore(owner, dump, key)


def test_a_damaged_backup_leaves_the_database_empty(owner, dump, key, tmp_path):
    text = bytearray(dump.read_bytes())
    text[len(text) // 2] ^= 1
    damaged = tmp_path / dump.name
    damaged.write_bytes(text)
    manifest = dump.name.replace("dump", "manifest")
    (tmp_path / manifest).write_bytes((dump.parent / manifest).read_bytes())
    with scratch(owner) as copy:
        with pytest.raises(BackupError):
            restore(copy, damaged, key)
        restore(copy, dump, key)  # nothing of the first stands in its way


def test_roles_that_the_server_lacks_are_listed_before_anything_is_written(
    private, owner, secret, key, tmp_path
):
    with private.connect("postgres") as connection:
        connection.execute("CREATE ROLE statistiker")
        connection.execute("GRANT SELECT ON movements_county TO statistiker")
        path, _manifest = back_up(owner, tmp_path, [str(secret.to_public())])
        connection.execute("REVOKE ALL ON movements_county FROM statistiker")
        connection.execute("DROP ROLE statistiker")
    with (
        scratch(owner) as copy,
        pytest.raises(BackupError, match="CREATE ROLE statistiker NOLOGIN;"),
    ):
        restore(copy, path, key)


def test_a_dump_that_fails_leaves_nothing(owner, secret, tmp_path, monkeypatch):
    monkeypatch.setattr("deploy.backup.client_program", lambda name: "/bin/false")
    with pytest.raises(BackupError, match="pg_dump failed"):
        back_up(owner, tmp_path, [str(secret.to_public())])
    assert list(tmp_path.iterdir()) == []


def test_the_commands_make_one_and_bring_it_back(private, owner, secret, key, tmp_path):
    more = {"BACKUP_RECIPIENTS": str(secret.to_public())}
    said = private.manage("backup", str(tmp_path / "kept"), env=private.env | more)
    path = said.split(":")[0]
    with private.connect("postgres") as connection:
        connection.execute("CREATE DATABASE igen OWNER forankra_owner")
    again = {
        name: private.env[name].rpartition("/")[0] + "/igen"
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    stones = tmp_path / "kept" / "tombstones"  # where restore looks, and keep_tombstones writes
    assert stones.read_bytes() == b""
    stones.unlink()
    with pytest.raises(SystemExit, match="--tombstones FILE"):
        private.manage("restore", path, f"--identity={key}", env=private.env | again)
    stones.write_text("{district} {tombstone}\n".format(**private.people()))
    said = private.manage("restore", path, f"--identity={key}", env=private.env | again)
    assert "each as it was" in said
    assert "1 people erased again" in said, "erased after the backup was made: not back with it"
    with psycopg.connect(
        host=str(private.socket), dbname="igen", user="forankra_owner"
    ) as connection:
        (left,) = connection.execute(GERD).fetchone()
        assert left == 0
    with private.connect("postgres") as connection:
        assert connection.execute(GERD).fetchone() == (1,), "where nobody restored she is still"
        connection.execute("DROP DATABASE igen WITH (FORCE)")


def test_they_are_kept_for_35_days(tmp_path):
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    made = {}
    for days in (0, 34, 36, 400):
        stamp = (now - timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ")
        for ending in ("dump.age", "manifest.age"):
            made[days, ending] = tmp_path / f"forankra-{stamp}.{ending}"
            made[days, ending].touch()
    foreign = tmp_path / "forankra-20200101T000000Z.dump.age.old"
    foreign.touch()
    half = tmp_path / "forankra-20261120T000000Z.dump.age.partial"
    half.touch()
    gone = set(rotate(tmp_path, now=now))
    assert gone == {path for (days, _ending), path in made.items() if days > 35} | {half}
    assert foreign.exists()


def test_the_manifest_tells_of_which_version_it_is(dump, key):
    manifest = manifest_of(dump, key)
    assert any(name.startswith("movements.0021") for name in manifest.migrations)
    assert manifest.dump_bytes == dump.stat().st_size
    assert "forankra_app" in manifest.roles
    assert json.dumps(manifest.portrait.tables)
