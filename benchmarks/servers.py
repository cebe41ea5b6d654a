"""granian against gunicorn, on the lightest page and on the list of organisations.

uv sync --group bench
python -m benchmarks.servers 10000
"""

import os
import sys
from functools import partial

import django

from benchmarks.ground import prepare, readers
from benchmarks.measure import cuts, taking_turns
from benchmarks.serving import GRANIAN, Asker, serving

GUNICORN = (
    *("gunicorn", "--workers", "2", "--worker-class", "sync", "--log-level", "warning"),
    "--bind",
)


def main(size: int) -> None:
    env = prepare(size)
    os.environ.update(env)
    django.setup()
    cookie = readers()["steward"].cookie
    with serving(env, GRANIAN) as granian, serving(env, GUNICORN, "127.0.0.1:") as gunicorn:
        deeds = {
            f"{name} {path}": partial(Asker(server.port, cookie).ask, path)
            for path in ("/hjalp/", "/organisationer/")
            for name, server in (("granian", granian), ("gunicorn", gunicorn))
        }
        for name, times in taking_turns(deeds, times=300, seconds=60).items():
            p50, p95 = cuts(times)
            print(f"{name:<28} p50 {p50:7.2f} ms   p95 {p95:7.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]))
