"""Serve on this machine, say where and as whom to log in, and stop cleanly.

python -m deploy.serve         on 127.0.0.1, PORT from the environment
python -m deploy.serve stop    stops that server and the private database
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from deploy import cluster
from deploy.programs import command_of
from deploy.setup import LOGINS

PID_FILE = cluster.LOCAL / "server.pid"
START_WITHIN = 60  # seconds


def _running() -> int | None:
    """The process id of this clone's server, if it is alive and really is one."""
    try:
        pid = int(PID_FILE.read_text())
    except (OSError, ValueError):
        return None
    return pid if "deploy.serve" in command_of(pid) else None


def _free(port: int) -> bool:
    with socket.socket() as knock:
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            knock.bind(("127.0.0.1", port))
            return True
    return False


def _start(port: int) -> subprocess.Popen:
    options = {
        "interface": "wsgi",
        "host": "127.0.0.1",
        "port": str(port),
        "workers": "1",
        "blocking-threads": str(min(8, 2 * (os.cpu_count() or 1))),
        "log-level": "warning",
        # A worker that is still loading takes no notice of being told to stop.
        "workers-kill-timeout": "5",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "--no-ws", "crm.wsgi:application"],
        cwd=cluster.ROOT,
    )


def _start_worker() -> subprocess.Popen:
    """Who does the jobs: imports, nightly scans. It shares nothing with the server but the rows."""
    words = ["procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "5"]
    return subprocess.Popen([sys.executable, "manage.py", *words], cwd=cluster.ROOT)


def _answers(port: int, server: subprocess.Popen) -> bool:
    """Wait until the server answers; False when it dies or takes too long."""
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5)  # noqa: S310
            return True
        time.sleep(0.1)
    return False


def _logins() -> str:
    """What setup noted of the demo logins; nothing where a real database is served."""
    if os.environ.get("DATABASE_URL") and os.environ.get("FORANKRA_DEMO") != "1":
        return ""
    return LOGINS.read_text() if LOGINS.exists() else ""


def serve(port: int) -> int:
    """Serve until told to stop; answers an exit code."""
    if pid := _running():
        sys.exit(f"Förankra already runs here (process {pid}). Stop it with: make stop")
    if not _free(port):
        sys.exit(f"Port {port} is taken. Choose another: PORT={port + 1} make run")
    server, worker = _start(port), _start_worker()
    asked_to_stop = False

    def stop_server(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True
        with contextlib.suppress(ProcessLookupError):
            server.terminate()

    signal.signal(signal.SIGTERM, stop_server)
    signal.signal(signal.SIGINT, stop_server)
    signal.signal(signal.SIGHUP, stop_server)
    PID_FILE.write_text(str(os.getpid()))
    try:
        if _answers(port, server):
            where = f"\nFörankra: http://localhost:{port}/"
            print(f"{where}\n{_logins()}\nCtrl-C stops.", flush=True)
        elif not asked_to_stop:
            server.terminate()
            sys.stderr.write("The server did not start; its words are above.\n")
        code = server.wait()
    finally:
        worker.terminate()
        worker.wait()
        PID_FILE.unlink(missing_ok=True)
    return 0 if asked_to_stop else code or 1


def stop() -> None:
    """Stop the server of this clone and the private database."""
    if pid := _running():
        os.kill(pid, signal.SIGTERM)
        for _ in range(150):
            if not _running():
                break
            time.sleep(0.1)
        print("The server is stopped.")
    if not os.environ.get("DATABASE_URL"):
        print("The database is stopped." if cluster.stop() else "The database did not run.")


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        stop()
    else:
        sys.exit(serve(int(os.environ.get("PORT") or 8000)))
