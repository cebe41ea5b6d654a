"""make bench: each job over HTTP, taking turns with the bare SQL that gives the same answer.

python -m benchmarks --sizes 10000,250000 --json FILE --markdown FILE
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import rights
from benchmarks.ground import ROLES, environment, manage, prepare
from benchmarks.report import Line, growth, markdown
from deploy import cluster


def words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def arguments(given: list[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    asked.add_argument("--sizes", default="10000,250000", help="2500000 too, given an hour")
    asked.add_argument("--jobs", type=words, default=[], help="names of jobs; all of them")
    asked.add_argument("--roles", type=words, default=[], help=",".join(ROLES))
    asked.add_argument("--times", type=int, default=200, help="turns of each job")
    asked.add_argument("--seconds", type=float, default=4.0, help="at most so long each")
    asked.add_argument("--rights", action="store_true", help="who has read; a register extract")
    asked.add_argument("--lines", type=int, default=1_000_000, help="of the read log, for --rights")
    asked.add_argument("--json", type=Path, help="where to write what was measured")
    asked.add_argument("--markdown", type=Path, help="where to write the table")
    return asked.parse_args(given)


def collect() -> None:
    """Static files under hashed names, as a server has them; again only when one has changed."""
    manifest = cluster.LOCAL / "bench-static" / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in (cluster.ROOT / "static").rglob("*"))
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        manage(environment("postgres"), "collectstatic", "--noinput", "--verbosity", "0")


def main(given: list[str]) -> int:
    asked = arguments(given)
    if asked.rights:
        rights.run(max(int(size) for size in words(asked.sizes)), asked.lines)
        return 0
    lines: list[Line] = []
    collect()
    for size in [int(size) for size in words(asked.sizes)]:
        lines += _one_size(size, asked)
    growth(lines)
    print(markdown(lines))
    if asked.markdown:
        asked.markdown.write_text(markdown(lines))
    if asked.json:
        asked.json.write_text(json.dumps([vars(line) for line in lines], indent=1))
    return 0


def _one_size(size: int, asked: argparse.Namespace) -> list[Line]:
    """In a process of its own, on a database of its own."""
    env = prepare(size)
    said = {name: getattr(asked, name) for name in ("jobs", "roles", "times", "seconds")}
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "lines.json"
        order = [sys.executable, "-m", "benchmarks.run", str(size), json.dumps(said), str(into)]
        subprocess.run(order, cwd=cluster.ROOT, env=env, check=True)
        return [Line(**line) for line in json.loads(into.read_text())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
