"""Measures in one run, taking turns, so that what disturbs one disturbs the other.

python -m benchmarks.measure api       the API's list against the same rows in bare SQL
python -m benchmarks.measure servers   granian against gunicorn, a nearly empty page and the list
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import django
import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
os.environ["FORANKRA_TEST_SUFFIX"] = "bench"  # a database of its own, never one with real rows

LIST = "/api/v1/organisations/?kind=union&quiet_for=6"
# The same rows for the same reader: what a steward may see, filtered, with areas and last contact.
BARE = """
SELECT o.id, o.name, o.kind, o.legal_form, o.organisation_number, o.is_informal, o.reach,
 o.policy_areas, o.sectors, o.languages, o.description, o.homepage, o.email, o.phone, o.address,
 o.postcode, o.town, o.address_protected, o.existence_protected, o.confirmed_on, o.created_at,
 m.code, m.name, o.registered_by_id, a.name, o.last_open_contact,
 ST_X(ST_Transform(o.point, 4326)), ST_Y(ST_Transform(o.point, 4326)),
 (SELECT array_agg(am.code) FROM movements_activityarea aa JOIN movements_municipality am
   ON am.id = aa.municipality_id WHERE aa.organisation_id = o.id)
FROM (SELECT * FROM movements_organisation o
 WHERE o.district_id = %(district)s AND o.archived_at IS NULL AND o.kind = 'union'
  AND (o.last_open_contact IS NULL OR o.last_open_contact < current_date - interval '6 months')
  AND (NOT o.existence_protected OR o.registered_by_id = %(association)s)
 ORDER BY o.name, o.id LIMIT 51) o
LEFT JOIN movements_municipality m ON m.id = o.municipality_id
LEFT JOIN movements_association a ON a.id = o.registered_by_id
ORDER BY o.name, o.id
"""
SERVERS = {
    "granian": [
        *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2"),
        *("--blocking-threads", "2", "--log-level", "warning", "--no-ws", "--port"),
    ],
    "gunicorn": [
        *("gunicorn", "--workers", "2", "--worker-class", "sync", "--log-level", "warning"),
        "--bind",
    ],
}


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return knock.getsockname()[1]


@contextmanager
def serving(name: str, env: dict):
    """The port of a server that runs for as long as this holds."""
    port = free_port()
    where = f"127.0.0.1:{port}" if name == "gunicorn" else str(port)
    words = [sys.executable, "-m", *SERVERS[name], where, "crm.wsgi:application"]
    server = subprocess.Popen(words, env=env)
    try:
        for _try in range(300):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5)
                break
            time.sleep(0.1)
        if server.poll() is not None:
            raise SystemExit(f"{name} did not start")
        yield port
    finally:
        server.terminate()
        server.wait()


def asker(port: int, path: str, headers: dict):
    """A function that asks once, over a connection that is kept where the server keeps it."""
    line = http.client.HTTPConnection("127.0.0.1", port)

    def ask() -> None:
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            line.close()
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {body[:300]!r}")

    return ask


def taking_turns(times: int, **deeds) -> dict[str, list[float]]:
    """Milliseconds of each deed, asked in turns; the first tenth is warming up."""
    took = {name: [] for name in deeds}
    for number in range(times + times // 10):
        for name, deed in deeds.items():
            begun = time.perf_counter()
            deed()
            if number >= times // 10:
                took[name].append((time.perf_counter() - begun) * 1000)
    return took


def told(took: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    """Prints and answers (p50, p95) of each."""
    said = {}
    for name, times in took.items():
        cuts = statistics.quantiles(times, n=100)
        said[name] = (cuts[49], cuts[94])
        print(f"{name:<28} p50 {cuts[49]:7.2f} ms   p95 {cuts[94]:7.2f} ms")
    return said


def api(ground, times: int) -> None:
    bare = psycopg.connect(ground.env["DATABASE_URL"], autocommit=True, prepare_threshold=0)
    values = {"district": ground.district, "association": ground.association}
    headers = {"Authorization": f"Token {ground.token}"}
    with serving("granian", ground.env) as port:
        said = told(
            taking_turns(
                times,
                **{
                    "bare SQL": lambda: bare.execute(BARE, values).fetchall(),
                    "API list of 50": asker(port, LIST, headers),
                },
            )
        )
    for number, name in enumerate(("p50", "p95")):
        print(f"k {name} = {said['API list of 50'][number] / said['bare SQL'][number]:.1f}")


def servers(ground, times: int) -> None:
    headers = {"Cookie": f"sessionid={ground.cookie}"}
    with serving("granian", ground.env) as granian, serving("gunicorn", ground.env) as gunicorn:
        deeds = {
            f"{name} {path}": asker(port, path, headers)
            for path in ("/hjalp/", "/organisationer/")
            for name, port in (("granian", granian), ("gunicorn", gunicorn))
        }
        told(taking_turns(times, **deeds))


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("what", choices=["api", "servers"])
    asked.add_argument("--organisations", type=int, default=10_000)
    asked.add_argument("--times", type=int, default=300)
    said = asked.parse_args()
    django.setup()
    from benchmarks.ground import ready

    print(f"{said.organisations} organisations, {said.times} times each")
    {"api": api, "servers": servers}[said.what](ready(said.organisations), said.times)
