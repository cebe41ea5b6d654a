"""Drills: what may happen to a server, done to one, and what was lost by it.

    python -m tests.drills                      all of them, at full length (make drills)
    python -m tests.drills postgres --times 3   one of them
    python -m tests.drills backup --here        of the database that is configured, not a new one

Each prints one line and ends with 0 when nothing acknowledged was lost or there twice. They run on
clusters of their own; only `backup --here` reads the project's database, and makes one beside it.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.database import databases
from tests.drills import backup, blows
from tests.drills.ground import Ground, ground

FULL = {"postgres": 20, "workers": 50, "disk": 3, "cut": 200, "backup": 1}
MEGABYTES = 600  # the small disk: the database, its log, and room that is soon full


def main(words: list[str]) -> int:
    """Answers an exit code: 0 where all went well, 3 where a drill could not be done."""
    said = argparse.ArgumentParser(prog="python -m tests.drills")
    said.add_argument("name", nargs="?", choices=FULL)
    said.add_argument("--times", type=int)
    said.add_argument("--here", action="store_true")
    asked = said.parse_args(words)
    if asked.here:
        began = time.monotonic()
        return _tell(backup.drill(dict(os.environ)), began)
    codes = []
    for name in [asked.name] if asked.name else FULL:
        codes.append(_one(name, asked.times or FULL[name]))
    return max(codes)


def _one(name: str, times: int) -> int:
    began = time.monotonic()
    try:
        with _stage(name) as where:
            if name == "backup":
                demo = where.env | {"DEBUG": "true"}  # where it may be loaded
                where.manage("load_demo", env=demo)  # somebody to log in as, something to compare
                return _tell(backup.drill(where.env), began)
            return _tell(getattr(blows, name)(where, times), began)
    except blows.Blocked as problem:
        print(f"{name}: {problem}", flush=True)
        return 3


@contextmanager
def _stage(name: str) -> Iterator[Ground]:
    """A ground; for a full disk, on a small one."""
    if name == "disk":
        with blows.small_disk(MEGABYTES) as folder, ground(folder) as made:
            yield made
    else:
        with ground() as made:
            yield made


def _tell(figures, began: float) -> int:
    print(f"{figures} ({time.monotonic() - began:.0f} s in all)", flush=True)
    return 0 if figures.well else 1


if __name__ == "__main__":
    databases(os.environ)  # an address that cannot be read is told at once
    sys.exit(main(sys.argv[1:]))
