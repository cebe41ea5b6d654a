"""A real server on a free port, somebody who asks it over a kept connection, and what it weighs."""

import http.client
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy import cluster

GRANIAN = (
    *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2"),
    *("--blocking-threads", "2", "--log-level", "warning", "--no-ws", "--port"),
)


@dataclass
class Server:
    """A running server: its port, and how long it took to the first answer and the first page."""

    port: int
    process: subprocess.Popen
    cold_start: float = 0.0

    def workers(self) -> list[int]:
        """The processes below ours."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, ValueError, IndexError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.process.pid:
                    found.append(int(folder.name))
        return found


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return knock.getsockname()[1]


@contextmanager
def serving(env: dict[str, str], program: tuple[str, ...] = GRANIAN, before: str = ""):
    """A server as in production: granian, two workers of two threads. `before` the port stands
    what another program wants there."""
    port = free_port()
    words = [sys.executable, "-m", *program, f"{before}{port}", "crm.wsgi:application"]
    began = time.perf_counter()
    server = Server(port, subprocess.Popen(words, env=env, cwd=cluster.ROOT))
    try:
        _wait(server)
        server.cold_start = (time.perf_counter() - began) * 1000
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def _wait(server: Server) -> None:
    for _try in range(3000):
        if server.process.poll() is not None:
            raise SystemExit("The server did not start.")
        with suppress(OSError, urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz/", timeout=5)
            return
        time.sleep(0.01)
    raise SystemExit("The server did not answer within half a minute.")


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict = field(default_factory=dict)


class Asker:
    """Asks as one logged-in reader, over a connection that is kept where the server keeps it."""

    def __init__(self, port: int, cookie: str):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {"sessionid": cookie}

    def ask(self, path: str, *, data: bytes | None = None, expect=(200,)) -> Answer:
        """One request. SystemExit on a status that is not expected: nothing wrong is timed."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": "sv",
        }
        if data is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.line.port}",
            }
        answer = self._send("GET" if data is None else "POST", path, data, headers)
        if answer.status not in expect:
            raise SystemExit(f"{path}: {answer.status} {answer.body[:400]!r}")
        return answer

    def _send(self, method: str, path: str, data, headers) -> Answer:
        try:
            self.line.request(method, path, body=data, headers=headers)
            answer = self.line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.line.close()
            self.line.request(method, path, body=data, headers=headers)
            answer = self.line.getresponse()
        body = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(answer.status, body, dict(answer.getheaders()))


def memory(pid: int) -> tuple[float, float]:
    """(resident, proportional) megabytes of a process."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = {line.split(":")[0]: line.split()[1] for line in said.splitlines()[1:]}
    return int(sizes["Rss"]) / 1024, int(sizes["Pss"]) / 1024
