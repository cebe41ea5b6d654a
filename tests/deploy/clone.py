"""A copy of what starts the database, in a folder of its own, with a private cluster of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

from deploy import cluster

FILES = ("__init__.py", "cluster.py", "programs.py", "database.py")


class Clone:
    """A copy of what starts the database, and orders to it as a person would type them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "deploy").mkdir(parents=True)
        for name in FILES:
            shutil.copy(cluster.ROOT / "deploy" / name, folder / "deploy" / name)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(self.folder / "deploy" / "cluster.py"), *words]

    def order(self, *words: str) -> str:
        done = subprocess.run(self.command(*words), capture_output=True, text=True, check=True)
        return done.stdout.strip()

    @property
    def home(self) -> Path:
        """The folder of data and socket."""
        probe = subprocess.run(self.command("status"), capture_output=True, text=True, check=False)
        return Path(probe.stdout.partition(": ")[2].strip())

    def connect(self, role: str = cluster.SUPERUSER, **more) -> psycopg.Connection:
        place = {"host": str(self.home), "dbname": cluster.DATABASE, "user": role}
        return psycopg.connect(**(place | more), autocommit=True)

    def as_server(self) -> dict:
        """Arguments that make subprocess run as the user that owns the data."""
        if os.geteuid() != 0:
            return {}
        facts = self.home.stat()
        return {"user": facts.st_uid, "group": facts.st_gid, "extra_groups": []}

    def remove(self) -> None:
        home = self.home
        self.order("stop")
        shutil.rmtree(home, ignore_errors=True)
