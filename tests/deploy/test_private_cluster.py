"""The private cluster: one command, no port, and it comes back whatever happened to it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from deploy import cluster
from tests.deploy.clone import Clone

pytestmark = pytest.mark.xdist_group("clone")  # starts a server: once is enough


def _pid(clone: Clone) -> int:
    return int((clone.home / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_its_address_is_understood_by_the_settings(clone):
    parsed = dj_database_url.parse(clone.order("url", cluster.APP))
    assert parsed["HOST"] == str(clone.home)
    assert (parsed["USER"], parsed["NAME"]) == (cluster.APP, cluster.DATABASE)


def test_the_application_role_is_held_down(clone):
    question = (
        "SELECT rolsuper, rolbypassrls, rolcreatedb, pg_has_role(datdba, 'USAGE')"
        " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
    )
    with clone.connect(cluster.APP) as connection:
        assert connection.execute(question).fetchone() == (False, False, False, False)


def test_a_new_database_of_the_owner_has_every_extension(clone):
    with clone.connect(cluster.OWNER) as connection:
        connection.execute("CREATE DATABASE ny")
    with clone.connect(cluster.OWNER, dbname="ny") as connection:
        rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    assert set(cluster.EXTENSIONS) <= {name for (name,) in rows}


def test_it_has_no_port_and_no_guests(clone):
    with clone.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    assert clone.home.stat().st_mode & 0o077 == 0


def test_two_that_start_at_once_get_one_server(clone):
    clone.order("stop")
    both = [subprocess.Popen(clone.command("start")) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    with clone.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_starting_a_running_one_changes_nothing(clone):
    before = _pid(clone)
    clone.order("start")
    assert _pid(clone) == before


def test_it_comes_back_after_a_power_cut_with_its_rows(clone):
    with clone.connect(cluster.OWNER) as connection:
        # As a server commits; the gates let the rows of tests wait for no disk.
        connection.execute("SET synchronous_commit = on")
        connection.execute("CREATE TABLE kvar (n int)")
        connection.execute("INSERT INTO kvar VALUES (1)")
    os.kill(_pid(clone), signal.SIGKILL)
    clone.order("start")
    with clone.connect(cluster.OWNER) as connection:
        assert connection.execute("SELECT n FROM kvar").fetchone() == (1,)


def test_it_starts_when_its_old_number_belongs_to_another_process(clone):
    pid = _pid(clone)
    os.kill(pid, signal.SIGKILL)
    with subprocess.Popen(["sleep", "60"], **clone.as_server()) as other:
        pid_file = clone.home / "data" / "postmaster.pid"
        pid_file.write_text(pid_file.read_text().replace(str(pid), str(other.pid), 1))
        time.sleep(1)  # the killed server's helpers leave
        clone.order("start")
        assert _pid(clone) != other.pid
        assert other.poll() is None, "the other process must be left alone"
        other.kill()


def test_a_copied_folder_gets_a_cluster_of_its_own(clone, tmp_path):
    copy = Clone(tmp_path / "kopia")
    (copy.folder / ".local").mkdir()
    pointer = Path(".local") / "cluster.json"
    (copy.folder / pointer).write_bytes((clone.folder / pointer).read_bytes())
    assert copy.home != clone.home


def test_a_moved_folder_keeps_its_cluster(clone):
    home, aside = clone.home, clone.folder.with_name("flyttad klon")
    if clone.folder in home.parents:
        pytest.skip("the data lies in the folder and moves with it")
    clone.folder.rename(aside)
    try:
        moved = Clone.__new__(Clone)
        moved.folder = aside
        assert moved.home == home
    finally:
        aside.rename(clone.folder)


def test_reset_drops_every_row(clone):
    with clone.connect(cluster.OWNER) as connection:
        connection.execute("CREATE TABLE bort (n int)")
    clone.order("reset")
    with (
        clone.connect(cluster.OWNER) as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("SELECT * FROM bort")
