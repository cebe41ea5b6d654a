"""Everything between installed packages and a running Förankra; skips what is up to date.

    python -m deploy.setup             database, migrations, translations, places, demo district
    python -m deploy.setup --no-data   without rows: what the tests need
    python -m deploy.setup --reset     drop the private database first

A step is done anew when what it reads has changed: each leaves a mark of it in .local/.
"""

import contextlib
import hashlib
import io
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy import cluster, database

ROOT, LOCAL = cluster.ROOT, cluster.LOCAL
MARKS = LOCAL / "marks.json"
LOGINS = LOCAL / "demo-logins"


def _say(text: str) -> None:
    print(text, flush=True)


def _manage(*arguments: str) -> None:
    """Run one of Django's commands, in this process: starting one each costs seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    from django.core.management import execute_from_command_line  # slow, and often not needed

    execute_from_command_line(["manage.py", *arguments])


def _print_of(paths: Iterable[Path]) -> str:
    """One short text that changes with the names or contents of the files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file() and path.suffix != ".pyc"):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _database_print() -> str:
    """Which database we speak of: a new cluster or another URL makes the steps run again."""
    if address := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("DATABASE_OWNER_URL", "")
        return hashlib.sha256(f"{address}\0{owner}".encode()).hexdigest()[:16]
    facts = (cluster.home() / "data" / "PG_VERSION").stat()
    return f"{facts.st_ino}-{facts.st_mtime_ns}"


def _write_environment() -> None:
    """A secret key of this clone's own, and DEBUG: what a try-out on one's own machine needs."""
    path = LOCAL / "env"
    if path.exists():
        return
    text = (
        "# Settings of this clone alone, written by make setup. A server sets its own.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\nDEBUG=true\n"
    )
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)


class _Steps:
    """Runs a step unless its mark says that nothing it reads has changed."""

    def __init__(self) -> None:
        try:
            self.marks = json.loads(MARKS.read_text())
        except (OSError, ValueError):
            self.marks = {}

    def run(self, name: str, title: str, mark: str, deed: Callable[[], None]) -> None:
        if self.marks.get(name) == mark:
            return
        _say(f"{title} …")
        deed()
        self.marks[name] = mark
        MARKS.write_text(json.dumps(self.marks, indent=1))


def _has_command(name: str) -> bool:
    return (ROOT / "movements" / "management" / "commands" / f"{name}.py").exists()


def _compile(sources: list[Path]) -> None:
    """What compilemessages does, before anything has read a catalogue."""
    for path in sources:
        order = ["msgfmt", "--check-format", "-o", path.with_suffix(".mo"), path]
        if subprocess.run(order, check=False).returncode:
            sys.exit(f"{path.relative_to(ROOT)} cannot be compiled.")


def _demo_wanted() -> bool:
    """Invented people belong in the private database; in a real one only on request."""
    return not os.environ.get("DATABASE_URL") or os.environ.get("FORANKRA_DEMO") == "1"


def _note_logins() -> None:
    """Keep what `make run` prints, so that a second start need not ask Django for it."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        _manage("demo_logins")
    LOGINS.write_text(said.getvalue())


def _prepare_database(steps: _Steps, *, rows: bool) -> None:
    which = _database_print()
    migrations = _print_of([*ROOT.glob("*/migrations/*.py"), ROOT / "uv.lock"])
    migrate = ("migrate", "--database=owner", "--verbosity=0")
    steps.run("migrate", "Migrating", f"{which} {migrations}", lambda: _manage(*migrate))
    if not rows:
        return
    if _has_command("load_places"):
        places = _print_of((ROOT / "movements" / "places").rglob("*"))
        mark = f"{which} {places}"
        steps.run("places", "Loading the places of Sweden", mark, lambda: _manage("load_places"))
    if _has_command("load_demo") and _demo_wanted():
        steps.run("demo", "Loading the demo district", which, lambda: _manage("load_demo"))
        people = _print_of((ROOT / "movements" / "demo").rglob("*"))
        steps.run("logins", "Noting the demo logins", f"{which} {people}", _note_logins)


def _translations(steps: _Steps) -> None:
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    if not all(path.with_suffix(".mo").exists() for path in sources):
        steps.marks.pop("messages", None)
    if sources:
        mark = _print_of(sources)
        steps.run("messages", "Compiling the translations", mark, lambda: _compile(sources))


def _reset() -> None:
    if os.environ.get("DATABASE_URL"):
        sys.exit("make reset drops the private database only, and DATABASE_URL names another.")
    cluster.reset()
    LOGINS.unlink(missing_ok=True)
    _say(f"Dropped every row of the private database in {cluster.home()}.")


def main(arguments: list[str]) -> None:
    """Set up what is missing; says only what it does."""
    LOCAL.mkdir(exist_ok=True)
    _write_environment()
    try:
        if "--reset" in arguments:
            _reset()
        elif not os.environ.get("DATABASE_URL"):
            cluster.ensure()
        database.check()
    except (cluster.ClusterError, database.NotReady) as problem:
        sys.exit(str(problem))
    steps = _Steps()
    _translations(steps)
    _prepare_database(steps, rows="--no-data" not in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
