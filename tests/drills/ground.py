"""What a drill stands on: a throw-away cluster, a real server, real workers. Never anybody else's.

Everything of a drill lies in one folder and is gone afterwards; the project's own database and
whatever DATABASE_URL names are not touched.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pyrage

from deploy import cluster
from deploy.backup import back_up
from deploy.database import databases
from deploy.restoring import restore
from tests.deploy.clone import Clone

SHARED = Path("/var/tmp")  # noqa: S108  every folder in it is made by mkdtemp
HOST = "127.0.0.1"


class Ground:
    """A cluster of its own, and what is started on it."""

    def __init__(self, folder: Path) -> None:
        self.clone = Clone(folder / "klon")
        self.started: list[subprocess.Popen] = []
        self.clone.order("start")
        self.socket = self.clone.home  # asked once: the answer takes a process
        self.env = self._environment()
        self.known: dict = {}
        self.disk = folder

    def _environment(self) -> dict[str, str]:
        """As on a server: nothing of ours slips in, least of all commits that wait for no disk."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DATABASE_"))}
        return plain | {
            "DJANGO_SETTINGS_MODULE": "tests.drills.settings",
            "DATABASE_URL": self.clone.order("url", cluster.APP),
            "DATABASE_OWNER_URL": self.clone.order("url", cluster.OWNER),
            "SECRET_KEY": "of a drill, and of nothing else than a drill",
            "DEBUG": "false",
            "HTTPS": "false",
            "ALLOWED_HOSTS": f"localhost,{HOST}",
            "ALLOWED_SERVERS": HOST,
            "LOG_LEVEL": "CRITICAL",  # a drill makes errors by the hundred
        }

    def manage(self, *words: str, **more) -> str:
        """One of Django's commands on this ground; what it printed."""
        return self._python("manage.py", *words, **more)

    def _python(self, *words: str, **more) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            **{"cwd": cluster.ROOT, "env": self.env, "capture_output": True, "text": True} | more,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def furnish(self) -> None:
        """Tables and places, from nothing."""
        for words in (("migrate", "--verbosity=0"), ("load_places",)):
            self.manage(*words)

    def copy(self, settings: dict) -> None:
        """Tables and rows of another database, by a backup of it that is restored here."""
        secret = pyrage.x25519.Identity.generate()
        with tempfile.TemporaryDirectory(dir=SHARED) as folder:
            key = Path(folder) / "key"
            key.write_text(str(secret))
            dump, _manifest = back_up(settings, Path(folder), [str(secret.to_public())])
            restore(databases(self.env)["owner"], dump, key)

    def people(self) -> dict:
        """Who may write, in which district: made at the first asking."""
        if not self.known:
            as_owner = self.env | {"DATABASE_URL": self.env["DATABASE_OWNER_URL"]}
            del as_owner["DATABASE_OWNER_URL"]
            as_owner["FORANKRA_APP_ROLE"] = cluster.OWNER
            self.known = json.loads(self._python("-m", "tests.drills.people", env=as_owner))
        return self.known

    # ---- the database

    def connect(self, role: str = cluster.OWNER) -> psycopg.Connection:
        place = {"host": str(self.socket), "dbname": cluster.DATABASE, "user": role}
        return psycopg.connect(**place, autocommit=True, connect_timeout=5)

    def kill_database(self) -> None:
        """kill -9 of the server: its children find out by themselves."""
        pid_file = self.socket / "data" / "postmaster.pid"
        os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)

    def start_database(self) -> None:
        self.clone.order("start")

    # ---- who serves and who works

    @contextmanager
    def serving(self, **env: str) -> Iterator[int]:
        """granian as on a server; the port."""
        port = free_port()
        options = ("--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1")
        more = ("--blocking-threads", "4", "--workers-kill-timeout", "5", "--log-level", "critical")
        words = ["-m", "granian", *options, *more, "--no-ws", "crm.wsgi:application"]
        server = self.start(*words, **env)
        try:
            self._answers(port, server)
            yield port
        finally:
            end(server)

    def worker(self) -> subprocess.Popen:
        """One that does the jobs, looking for them as often as a drill needs."""
        words = ("procrastinate", "worker", "--concurrency", "2")
        often = ("--fetch-job-polling-interval", "0.5", "--shutdown-graceful-timeout", "5")
        return self.start("manage.py", *words, *often)

    def start(self, *words: str, **env: str) -> subprocess.Popen:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        order = [sys.executable, *words]
        made = subprocess.Popen(order, cwd=cluster.ROOT, env=self.env | env, **quiet)
        self.started.append(made)
        return made

    def _answers(self, port: int, server: subprocess.Popen) -> None:
        for _try in range(600):
            if server.poll() is not None:
                raise SystemExit("The server did not start.")
            with suppress(OSError, urllib.error.HTTPError):
                urllib.request.urlopen(f"http://{HOST}:{port}/healthz/", timeout=5).close()
                return
            time.sleep(0.1)
        raise SystemExit("The server did not answer within a minute.")

    def remove(self) -> None:
        for process in self.started:
            end(process)
        self.clone.remove()


def end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
    if process.poll() is None:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind((HOST, 0))
        return knock.getsockname()[1]


@contextmanager
def ground(folder: Path | None = None, *, like: dict | None = None) -> Iterator[Ground]:
    """A ground in the folder, or in one of its own; gone afterwards. `like` (one of Django's
    DATABASES) is copied; without it everything is made from nothing."""
    inside = Path(tempfile.mkdtemp(prefix="forankra-drill-", dir=folder or SHARED))
    made = None
    try:
        inside.chmod(0o755)  # the server's user walks through it
        made = Ground(inside)
        if like:
            made.copy(like)
        else:
            made.furnish()
        yield made
    finally:
        if made:
            made.remove()
        shutil.rmtree(inside, ignore_errors=True)
