"""The project's own PostGIS, so that one command is enough on a fresh machine.

A cluster of its own in the project folder: a Unix socket and no port, reachable only by the user
who runs the project. Used only where DATABASE_URL is not set. Standard library alone, because it
runs before anything is installed.

    python deploy/cluster.py start|stop|status|reset|programs|url [ROLE]
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deploy.programs import ClusterError, command_of, programs

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
POINTER = LOCAL / "cluster.json"  # where the cluster lives, once that is decided
SHARED = Path("/var/tmp")  # noqa: S108  what we find there is believed only if it is ours

DATABASE = "forankra"
OWNER = "forankra_owner"  # owns the database and migrates
APP = "forankra_app"  # serves: neither owner, superuser nor BYPASSRLS
SUPERUSER = "postgres"
# How questions are planned (docs/deploy.md): disks that seek as fast as they read, room to sort a
# large district in memory, and neither compiling nor helpers for what takes milliseconds.
PLANNING = (
    "random_page_cost = 1.1",
    "work_mem = '32MB'",
    "jit = off",
    "max_parallel_workers_per_gather = 0",
)
# How long whoever serves may keep the others waiting (docs/deploy.md). Jobs ask for more, for their
# own transaction alone (movements/access/patience.py); the owner, who migrates, is not held.
SERVING = (
    "statement_timeout = '30s'",
    "lock_timeout = '10s'",
    "idle_in_transaction_session_timeout = '2min'",
)
EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist")

LAYOUT = "4"  # raise when _provision() has more to make: clusters that exist then get it too
LONGEST_SOCKET = 107  # bytes that fit in sockaddr_un.sun_path on Linux, less the closing zero
SOCKET_NAME = ".s.PGSQL.5432"
PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._+-]+")  # needs quoting nowhere: shell, URL or conninfo

CONFIGURATION = """
# Written by deploy/cluster.py: for one developer and the tests. fsync stays on.
listen_addresses = ''
unix_socket_directories = '{home}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
max_locks_per_transaction = 256
jit = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 15min
timezone = 'UTC'
log_timezone = 'UTC'
"""


# ---------------------------------------------------------------- where it lives


def _server_user(home: Path | None = None) -> pwd.struct_passwd | None:
    """The user that runs the server when we are root (PostgreSQL refuses root), else None."""
    if os.geteuid() != 0:
        return None
    if home and home.exists() and home.stat().st_uid != 0:
        return pwd.getpwuid(home.stat().st_uid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ClusterError("Run as an ordinary user: there is no user 'postgres' or 'nobody' here.")


def _may_enter(folder: Path, user: pwd.struct_passwd | None) -> bool:
    """Whether the server's user can walk down to the folder."""
    if user is None:
        return os.access(folder, os.X_OK)
    for step in (folder, *folder.parents):
        facts = step.stat()
        shift = 6 if facts.st_uid == user.pw_uid else 3 if facts.st_gid == user.pw_gid else 0
        if not facts.st_mode >> shift & stat.S_IXOTH:
            return False
    return True


def _ours(home: Path) -> bool:
    """Whether a folder in a shared place is free for us: not there yet, or made by us."""
    try:
        facts = home.lstat()
    except FileNotFoundError:
        return True
    user = _server_user()
    uid = user.pw_uid if user else os.geteuid()
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == uid and not facts.st_mode & 0o077


def _choose() -> Path:
    inside = LOCAL / "cluster"
    plain = PLAIN_PATH.fullmatch(str(inside))
    short = len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET
    if plain and short and _may_enter(ROOT, _server_user()):
        return inside
    name = hashlib.sha256(f"{ROOT}\0{os.geteuid()}".encode()).hexdigest()[:10]
    for suffix in ("", "-2", "-3", "-4"):
        home = SHARED / f"forankra-{name}{suffix}"
        if _ours(home):
            return home
    raise ClusterError(f"{SHARED}/forankra-{name} belongs to someone else.")


def home() -> Path:
    """The folder of data and socket: the remembered one, or the one that would be chosen."""
    try:
        said = json.loads(POINTER.read_text())
        remembered, project, uid = Path(said["home"]), Path(said["project"]), said["uid"]
    except (OSError, ValueError, KeyError):
        return _choose()
    if os.geteuid() not in (0, uid):
        return _choose()
    # A folder that was moved keeps its cluster; one that was copied must not share it.
    if project != ROOT and (project.exists() or project in remembered.parents):
        return _choose()
    return remembered


def url(role: str) -> str:
    """The address of the database for a role (OWNER or APP). Starts and changes nothing."""
    return f"postgresql://{role}@{quote(str(home()), safe='')}/{DATABASE}"


# ---------------------------------------------------------------- start and stop


def _run(arguments: list, user: pwd.struct_passwd | None, **more) -> subprocess.CompletedProcess:
    """Run one of PostgreSQL's programs as the server's user, in a plain environment."""
    if user:
        more |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(
        [str(argument) for argument in arguments],
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in `make run` stops the web server, not the database
        text=True,
        check=False,
        **more,
    )


def _listens(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as knock:
        knock.settimeout(5)
        try:
            knock.connect(str(folder / SOCKET_NAME))
        except OSError:
            return False
    return True


def _running(folder: Path) -> bool:
    """Whether the server answers and has said that it is ready (one file, one connect: < 1 ms)."""
    try:
        lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready" and _listens(folder)


def _provisioned(folder: Path) -> bool:
    try:
        return (folder / "layout").read_text() == LAYOUT
    except OSError:
        return False


@contextlib.contextmanager
def _alone():
    """Hold the project's lock: of two processes that start the cluster, one waits."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _make_folder(folder: Path, user: pwd.struct_passwd | None) -> None:
    """A folder that only the server's user may enter, even if the parent is open to all."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not _ours(folder):
            raise ClusterError(f"{folder} belongs to someone else.") from None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)


def _create(folder: Path) -> None:
    """initdb in the folder, owned by the server's user, and remember the folder."""
    chosen, user = programs(), _server_user(folder)
    half_done = folder / "data.new"  # renamed when all is there: an interruption leaves no ruin
    _say(f"Creating the private database in {folder} …")
    if user and LOCAL in folder.parents:
        LOCAL.chmod(LOCAL.stat().st_mode | 0o011)
    _make_folder(folder, user)
    base = [chosen / "initdb", "-D", half_done, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
    for locale in ("C.UTF-8", "en_US.UTF-8"):
        shutil.rmtree(half_done, ignore_errors=True)
        made = _run([*base, f"--locale={locale}"], user, capture_output=True)
        if made.returncode == 0:
            break
    else:
        raise ClusterError(f"initdb failed:\n{made.stdout}{made.stderr}")
    with (half_done / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION.format(home=folder))
    (half_done / "pg_hba.conf").write_text("local all all trust\n")
    (folder / "layout").unlink(missing_ok=True)
    half_done.rename(folder / "data")
    _sweep()


def _remember(folder: Path) -> None:
    said = {"home": str(folder), "project": str(ROOT), "uid": os.geteuid()}
    if not POINTER.exists() or json.loads(POINTER.read_text()) != said:
        POINTER.write_text(json.dumps(said))
        (folder / "project").write_text(str(ROOT))


def _forget_dead_server(folder: Path) -> None:
    """Remove the pid files of a server that is gone when its number now belongs to another.

    PostgreSQL itself clears a pid that nobody has; after a restart of the machine the number is
    often in use again, and PostgreSQL then refuses to start.
    """
    pid_file = folder / "data" / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    command = command_of(pid)
    if command and str(folder / "data") not in command:
        for leftover in (pid_file, folder / SOCKET_NAME, folder / f"{SOCKET_NAME}.lock"):
            leftover.unlink(missing_ok=True)


def _start(folder: Path) -> None:
    data = folder / "data"
    if not data.exists():
        _create(folder)
    user = _server_user(folder)
    _forget_dead_server(folder)
    command = [programs(data) / "pg_ctl", "start", "-w", "-t", "120", "-s", "-D", data]
    for patience in (0.2, 0.5, 1, 2, 3, 4, 0):  # after a kill -9 the old backends must first leave
        log = ["-l", folder / "server.log"]
        started = _run([*command, *log], user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if started.returncode == 0:
            return
        time.sleep(patience)
    tail = (folder / "server.log").read_text(errors="replace").splitlines()[-8:]
    raise ClusterError("The private database does not start:\n  " + "\n  ".join(tail))


def _sql(folder: Path, database: str, *statements: str) -> str:
    psql = programs(folder / "data") / "psql"
    orders = [part for statement in statements for part in ("-c", statement)]
    settings = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1"]
    where = ["-h", folder, "-U", SUPERUSER, "-d", database]
    answer = _run([psql, *settings, *where, *orders], _server_user(folder), capture_output=True)
    if answer.returncode != 0:
        raise ClusterError(f"The private database could not be prepared:\n{answer.stderr}")
    return answer.stdout.strip()


def _provision(folder: Path) -> None:
    """Make what is missing: two roles, the extensions (in template1 for test databases too)."""
    quiet = "SET client_min_messages = warning"
    extensions = [f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS]
    _sql(folder, "template1", quiet, *extensions)
    roles = {OWNER: "LOGIN CREATEDB", APP: "LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS"}
    have = _sql(folder, "postgres", "SELECT rolname FROM pg_roles").split()
    for role, rights in roles.items():
        verb = "ALTER" if role in have else "CREATE"
        settings = (*PLANNING, *SERVING) if role == APP else PLANNING
        said = [f"ALTER ROLE {role} SET {setting}" for setting in settings]
        _sql(folder, "postgres", f"{verb} ROLE {role} {rights}", *said)
    if DATABASE not in _sql(folder, "postgres", "SELECT datname FROM pg_database").split():
        _sql(folder, "postgres", f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    _sql(folder, DATABASE, quiet, *extensions)
    (folder / "layout").write_text(LAYOUT)


def ensure() -> None:
    """Start the cluster if it does not run, create what is missing; a millisecond when all is up.

    Raises ClusterError, whose text is for the person at the keyboard.
    """
    folder = home()
    if _running(folder) and _provisioned(folder):
        return
    with _alone():
        folder = home()
        if not _running(folder):
            _start(folder)
        _remember(folder)
        if not _provisioned(folder):
            _provision(folder)


def _stop(folder: Path) -> bool:
    data = folder / "data"
    if not (data / "postmaster.pid").exists():
        return False
    order = [programs(data) / "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", data]
    return _run(order, _server_user(folder), capture_output=True).returncode == 0


def stop() -> bool:
    """Stop the cluster; False when it did not run."""
    with _alone():
        return _stop(home())


def reset() -> None:
    """Drop every row and start anew with an empty database."""
    with _alone():
        folder = home()
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise ClusterError(f"{folder} could not be removed.")
        POINTER.unlink(missing_ok=True)
    ensure()


def _sweep() -> None:
    """Remove stopped clusters of clones that lay in a temporary folder and are gone."""
    passing = {Path(tempfile.gettempdir()), Path("/tmp"), SHARED}  # noqa: S108
    for folder in SHARED.glob("forankra-*"):
        if folder.is_symlink() or not _ours(folder) or not (folder / "project").exists():
            continue
        project = Path((folder / "project").read_text())
        if passing & set(project.parents) and not project.exists() and not _listens(folder):
            shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """The command line; answers an exit code."""
    order, *rest = arguments or ["status"]
    try:
        if order == "start":
            ensure()
        elif order == "stop":
            _say("The private database is stopped." if stop() else "It was not running.")
        elif order == "reset":
            reset()
        elif order == "url":
            print(url(*rest or [APP]))
        elif order == "programs":
            print(programs())
        elif order == "status":
            up = _running(home())
            print(f"{'running' if up else 'stopped'}: {home()}")
            return 0 if up else 3
        else:
            _say(__doc__ or "")
            return 2
    except ClusterError as problem:
        _say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
