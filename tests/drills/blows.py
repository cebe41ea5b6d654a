"""The drills themselves: what may happen to a server, done to a real one while it is written to."""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.drills.addresses import WEST, address_server
from tests.drills.ground import SHARED, Ground, end
from tests.drills.ledger import Figures, Ledger
from tests.drills.load import ORGANISATIONS, STREET, Load, organisation, written

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE usename = 'forankra_app' AND datname = current_database() AND state <> 'idle'
ORDER BY random() LIMIT 1
"""
CHOOSE = """
INSERT INTO movements_integrations
    (id, created_at, district_id, geocoder, geocoder_url, base_map, base_map_url, attribution)
VALUES (gen_random_uuid(), now(), %s, 'nominatim', %s, '', '', '')
"""
SILENT = "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
TAKE_UP = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)
VALUES ('default', 'access.take_up_stalled', '{"timestamp": 0}', 'todo')
"""
TO_DO = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'directory.locate' AND status {}"
# Each acknowledged organisation stands where the server says that its number is, or was not found.
FOUND = f"""
SELECT substr(name, %s) FROM movements_organisation WHERE name LIKE %s AND abs(
    st_x(st_transform(point, 4326)) - (%s + replace(address, '{STREET} ', '')::int / 100000.0)
) < 0.000001
"""  # noqa: S608  a word of our own
PATIENCE = 400  # seconds that a queue may take to be empty: a dead worker is missed after 105


@contextmanager
def _written_to(ground: Ground, name: str, **load) -> Iterator[tuple[Load, Figures]]:
    """The ground, served and written to; the ledger lies on the machine's own disk."""
    figures = Figures(name)
    people = ground.people()
    with (
        tempfile.TemporaryDirectory(prefix="forankra-ledger-", dir=SHARED) as folder,
        ground.serving() as port,
        Ledger(Path(folder) / "ledger") as ledger,
    ):
        with Load(port, people, ledger, **load).running() as running:
            running.recovered(time.monotonic())
            yield running, figures
        figures.retried = running.retried
        figures.more |= {"answers": dict(sorted(running.statuses.items()))}
        with ground.connect() as connection:
            asked = [ORGANISATIONS] if load.get("what") is organisation else []
            figures.compare(ledger.keys(), written(connection, *asked))


def postgres(ground: Ground, times: int) -> Figures:
    """kill -9 of PostgreSQL, again and again."""
    with _written_to(ground, "postgres") as (load, figures):
        for _blow in range(times):
            time.sleep(random.uniform(0.3, 1.5))
            began = time.monotonic()
            ground.kill_database()
            figures.blows += 1
            ground.start_database()
            figures.recovery.append(load.recovered(began))
    return figures


def cut(ground: Ground, times: int) -> Figures:
    """Connections ended in the middle of a request, from the database's side and the client's."""
    with _written_to(ground, "cut", hang_up=0.02) as (load, figures):
        with ground.connect("postgres") as connection:
            while figures.blows < times:
                time.sleep(random.uniform(0.005, 0.1))
                figures.blows += len(connection.execute(CUT).fetchall())
        figures.recovery.append(load.recovered(time.monotonic()))
    figures.more["clients that hung up"] = load.hung_up
    return figures


def workers(ground: Ground, times: int, *, hurry: bool = False) -> Figures:
    """kill -9 of workers, while machines write what they have to look up. In a `hurry` a dead
    worker is taken for dead at once, and not after 45 s at the next whole minute."""
    with address_server() as address:
        people = ground.people()
        with ground.connect() as connection:
            connection.execute("DELETE FROM movements_integrations")
            connection.execute(CHOOSE, [people["district"], address])
        working = [ground.worker(), ground.worker()]
        load = {"what": organisation, "writers": 2, "pause": 0.3}
        with _written_to(ground, "workers", **load) as (_load, figures):
            time.sleep(3)
            for blow in range(times):
                time.sleep(random.uniform(1.5, 3))
                struck = working[blow % 2]
                struck.kill()
                struck.wait()
                figures.blows += 1
                working[blow % 2] = ground.worker()
        began = time.monotonic()
        if hurry:
            _take_up(ground)
        _work_off(ground)
        figures.recovery.append(time.monotonic() - began)
        figures.more |= _done(ground, figures)
        for worker in working:
            end(worker)
    return figures


def _take_up(ground: Ground) -> None:
    """What those who are heard no more left is begun again now."""
    with ground.connect() as connection:
        connection.execute(SILENT)
        connection.execute(TAKE_UP)


def _work_off(ground: Ground) -> None:
    """Until nothing is left to do."""
    with ground.connect() as connection:
        for _try in range(PATIENCE * 2):
            (left,) = connection.execute(TO_DO.format("IN ('todo', 'doing')")).fetchone()
            if not left:
                return
            time.sleep(0.5)
    raise SystemExit(f"{left} jobs were still undone after {PATIENCE} s.")


def _done(ground: Ground, figures: Figures) -> dict:
    """A write whose job was not done is lost as well."""
    with ground.connect() as connection:
        found = connection.execute(FOUND, [len("övning ") + 1, "övning %", WEST]).fetchall()
        (failed,) = connection.execute(TO_DO.format("= 'failed'")).fetchone()
    undone = figures.acknowledged - len(found)
    figures.lost += max(undone, 0)
    return {"looked up": len(found), "jobs failed": failed}


def disk(ground: Ground, times: int) -> Figures:
    """The disk of the database is full, and is emptied again. The ground lies on a small one."""
    ballast = ground.disk / "ballast"
    with _written_to(ground, "disk") as (load, figures):
        for _blow in range(times):
            time.sleep(1)
            _fill(ballast)
            figures.blows += 1
            full = time.monotonic()
            while load.heard[-1][1] > full - 3 and time.monotonic() - full < 60:
                _fill(ballast)
                time.sleep(0.2)
            began = time.monotonic()
            ballast.unlink()
            with suppress(subprocess.CalledProcessError):
                ground.start_database()  # where it gave up; nothing where it held out
            figures.recovery.append(load.recovered(began))
    return figures


def _fill(ballast: Path) -> None:
    """Until not a byte more fits."""
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    if file.write(b"\0" * size) < size:
                        break


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of our own in memory. Raises Blocked where this machine refuses to mount."""
    folder = Path(tempfile.mkdtemp(prefix="forankra-disk-", dir=SHARED))
    folder.chmod(0o755)
    order = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(folder)]
    try:
        if shutil.which("mount") is None or os.geteuid() != 0:
            raise Blocked("blocked: only root may mount the small disk that this drill fills")
        done = subprocess.run(order, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Blocked(f"blocked: the small disk could not be mounted: {done.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=False)
    finally:
        folder.rmdir()


class Blocked(Exception):
    """This machine does not let the drill be done."""
