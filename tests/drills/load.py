"""Machines that write without pause, and ask again with the same key until they are told.

Each does what a careful client does: a key of its own for each write, the same again after an
answer that did not come or was 5xx, the next only after a 201.
"""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from tests.drills.ground import HOST
from tests.drills.ledger import Ledger

TIMEOUT = 40  # seconds; longer than the server lets any statement take
MARK = "övning "  # before the key, in what is written
STREET = "Övningsgatan"
MEETINGS = """
SELECT substr(notes, %s), count(*) FROM movements_meetingcontent WHERE notes LIKE %s GROUP BY 1
"""
ORGANISATIONS = """
SELECT substr(name, %s), count(*) FROM movements_organisation WHERE name LIKE %s GROUP BY 1
"""


def meeting(people: dict, key: str, turn: int) -> tuple[str, dict]:
    """A meeting, with its key in the notes."""
    organisations = people["organisations"]
    return "/api/v1/meetings/", {
        "association": people["association"],
        "organisations": [organisations[turn % len(organisations)]],
        "notes": f"{MARK}{key}",
    }


def organisation(people: dict, key: str, turn: int) -> tuple[str, dict]:
    """An organisation with an address, which a worker is to look up."""
    return "/api/v1/organisations/", {
        "association": people["association"],
        "name": f"{MARK}{key}",
        "address": f"{STREET} {turn}",
        "town": "Jordbro",
    }


@dataclass
class Load:
    """Writers against one server. `heard` are (begun, acknowledged) of each write kept."""

    port: int
    people: dict
    ledger: Ledger
    what: Callable[[dict, str, int], tuple[str, dict]] = meeting
    writers: int = 4
    pause: float = 0.0  # seconds between two writes of one writer
    hang_up: float = 0.0  # seconds after which a client leaves without its answer, now and then
    retried: int = 0
    hung_up: int = 0
    heard: list[tuple[float, float]] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stop, self.lock = threading.Event(), threading.Lock()

    @contextmanager
    def running(self):
        threads = [threading.Thread(target=self._write, args=[n]) for n in range(self.writers)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
        if self.refusals:
            raise SystemExit(f"The server refused what it should take: {self.refusals[0]}")

    def recovered(self, since: float, patience: float = 180) -> float:
        """Seconds from `since` to the first answer to a write that was sent after it."""
        while time.monotonic() - since < patience and not self.refusals:
            for begun, ended in reversed(list(self.heard)):
                if begun > since:
                    first = min(end for begun, end in list(self.heard) if begun > since)
                    return min(first, ended) - since
            time.sleep(0.01)
        raise SystemExit(f"No write was kept for {patience:.0f} s: {self.statuses} {self.refusals}")

    def _write(self, number: int) -> None:
        turn = number
        while not self.stop.wait(self.pause):
            key, turn = str(uuid.uuid4()), turn + self.writers
            if self.hang_up and (turn // self.writers) % 3 == 0:
                self._leave(key, turn)
            while not self._send(key, turn):
                self.retried += 1
                if self.stop.wait(0.1) or self.refusals:
                    return  # never acknowledged: may be there once, or not at all

    def _ask(self, connection: http.client.HTTPConnection, key: str, turn: int) -> None:
        path, said = self.what(self.people, key, turn)
        headers = {
            "Authorization": f"Token {self.people['token']}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        connection.request("POST", path, json.dumps(said).encode(), headers)

    def _send(self, key: str, turn: int) -> bool:
        """Whether it was acknowledged."""
        begun, status, text = time.monotonic(), 0, b""
        try:
            with closing(http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT)) as asking:
                self._ask(asking, key, turn)
                answer = asking.getresponse()
                status, text = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            status = 0
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
        if status in (200, 201):
            self.ledger.acknowledge(key)
            self.heard.append((begun, time.monotonic()))
            return True
        if 0 < status < 500 and status not in (409, 429):
            self.refusals.append(f"{status} {text[:300]!r}")
        return False

    def _leave(self, key: str, turn: int) -> None:
        """Ask, and hang up before the answer."""
        self.hung_up += 1
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT)) as asking,
        ):
            self._ask(asking, key, turn)
            time.sleep(self.hang_up)


def written(connection: psycopg.Connection, question: str = MEETINGS) -> dict[str, int]:
    """key → rows that have it."""
    rows = connection.execute(question, [len(MARK) + 1, f"{MARK}%"])
    return dict(rows.fetchall())
