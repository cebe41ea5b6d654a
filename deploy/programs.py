"""Finds PostgreSQL's own programs, with PostGIS beside them, wherever a system keeps them."""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path


class ClusterError(Exception):
    """The private cluster cannot be had; the text says why and what to do."""


def _candidates() -> list[Path]:
    """Folders that may hold a server's programs, the newest version first."""
    found = [Path(os.environ["FORANKRA_PG_BIN"])] if os.environ.get("FORANKRA_PG_BIN") else []
    patterns = (
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "opt/homebrew/opt/postgresql@*/bin",
        "usr/local/opt/postgresql@*/bin",
        "home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    )
    versioned = [path for pattern in patterns for path in Path("/").glob(pattern)]
    found += sorted(
        versioned, key=lambda p: int((re.findall(r"\d+", str(p)) or ["0"])[-1]), reverse=True
    )
    if on_path := shutil.which("pg_ctl"):
        found.append(Path(on_path).resolve().parent)
    return [path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()]


def _has_postgis(programs: Path) -> bool:
    shared = Path("/usr/share/postgresql") / programs.parent.name
    if not shared.is_dir():
        config = programs / "pg_config"
        if not config.exists():
            return False
        answer = subprocess.run([config, "--sharedir"], capture_output=True, text=True, check=False)
        shared = Path(answer.stdout.strip())
    return (shared / "extension" / "postgis.control").exists()


def programs(data: Path | None = None) -> Path:
    """The folder of initdb and pg_ctl, with PostGIS, of the version that made the data if any."""
    usable = [path for path in _candidates() if _has_postgis(path)]
    version_file = data / "PG_VERSION" if data else None
    if version_file and version_file.exists():
        made_by = version_file.read_text().strip()
        for path in usable:
            answer = subprocess.run([path / "pg_ctl", "--version"], capture_output=True, text=True)
            if re.search(rf"\b{made_by}[.a-z0-9]*\b", answer.stdout.split("(")[1]):
                return path
        raise ClusterError(
            f"The private database was made by PostgreSQL {made_by}, which (with PostGIS) is no "
            "longer here. Install it again, or start anew with: make reset"
        )
    if usable:
        return usable[0]
    raise ClusterError(
        "PostgreSQL with PostGIS was not found. Install it, for example with\n"
        "    sudo apt-get install postgresql-15-postgis-3     (Debian; use your version)\n"
        "    brew install postgis                             (macOS)\n"
        "or point DATABASE_URL at a server that has it."
    )


def client_program(name: str) -> Path:
    """The newest pg_dump or pg_restore: they read every older server, and no newer one."""
    folders = [Path(os.environ["FORANKRA_PG_BIN"])] if os.environ.get("FORANKRA_PG_BIN") else []
    versioned = Path("/").glob("usr/lib/postgresql/*/bin")
    folders += sorted(versioned, key=lambda path: int(path.parent.name), reverse=True)
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    if found := shutil.which(name):
        return Path(found)
    raise ClusterError(
        f"The program {name} was not found. Install PostgreSQL's client programs, at least of the "
        "server's version, for example with\n    sudo apt-get install postgresql-client"
    )


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none, or none that we may see."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    with contextlib.suppress(OSError):  # a system without /proc, or without ps
        order = ["ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(order, capture_output=True, text=True, check=False).stdout
    return ""
