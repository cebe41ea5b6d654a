"""A backup made, brought back into a database of its own, compared, and visited as a person would.

Nothing is written to the database that is backed up. The copy is gone afterwards.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyrage

from deploy import cluster
from deploy.backup import back_up
from deploy.database import address, databases
from deploy.restoring import restore, scratch


@dataclass
class Restored:
    """Figures of one backup and its restore; `seen` is what a person met in the copy."""

    rows: int = 0
    tables: int = 0
    dump_bytes: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    around: dict[str, int] = field(default_factory=dict)
    seen: dict[str, object] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """Whoever was restored wrongly never came here: restore() compares, and raises."""
        return self.seen.get("login") == 302 and self.seen.get("tile") == 200

    def __str__(self) -> str:
        took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items())
        around = ", ".join(f"{count} {kind}" for kind, count in self.around.items())
        seen = ", ".join(f"{name} {what}" for name, what in self.seen.items())
        return (
            f"backup: {self.tables} tables, {self.rows} rows, {self.dump_bytes} bytes encrypted; "
            f"{took}; the same afterwards: every row, {around}; in the copy: {seen}"
        )


def drill(env: Mapping[str, str]) -> Restored:
    """Back up the database of an environment, restore it beside it, compare, visit the copy."""
    owner = databases(env)["owner"]
    secret = pyrage.x25519.Identity.generate()
    figures = Restored()
    with tempfile.TemporaryDirectory(prefix="forankra-backup-") as folder:
        key = Path(folder) / "key"
        key.write_text(f"# of this drill alone\n{secret}\n")
        began = time.monotonic()
        dump, manifest = back_up(owner, Path(folder), [str(secret.to_public())])
        figures.seconds["made in"] = time.monotonic() - began
        figures.tables, figures.rows = len(manifest.portrait.tables), manifest.portrait.rows
        figures.dump_bytes, figures.around = manifest.dump_bytes, manifest.portrait.counts()
        with scratch(owner) as copy:
            began = time.monotonic()
            restore(copy, dump, key)
            figures.seconds["restored and compared in"] = time.monotonic() - began
            began = time.monotonic()
            figures.seen = _visited(env, copy["NAME"])
            figures.seconds["visited in"] = time.monotonic() - began
    return figures


def _visited(env: Mapping[str, str], name: str) -> dict:
    """What tests/drills/visit.py finds in the copy, in a process of its own."""
    aliases = {"DATABASE_URL": "default", "DATABASE_OWNER_URL": "owner"}
    if env.get("DATABASE_URL") and not env.get("DATABASE_OWNER_URL"):
        del aliases["DATABASE_OWNER_URL"]  # one login, which steps down to serve
    there = {n: address(databases(env)[alias] | {"NAME": name}) for n, alias in aliases.items()}
    there |= {
        "DJANGO_SETTINGS_MODULE": "tests.drills.settings",
        "HTTPS": "false",
        "ALLOWED_HOSTS": "localhost,testserver",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills.visit"],
        cwd=cluster.ROOT,
        env=dict(env) | there,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"The copy could not be visited:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
