"""Measures the jobs on one size, in a process of its own: Django knows one database at a time."""

import json
import sys
from datetime import date
from pathlib import Path

import django

from benchmarks.ground import ROLES, connect, readers
from benchmarks.measure import cuts, taking_turns
from benchmarks.report import Line
from benchmarks.serving import Asker, serving


def run(size: int, env: dict[str, str], asked: dict) -> list[Line]:
    """Every job asked for, for every role asked for."""
    from django.utils import timezone

    from benchmarks.jobs import JOBS
    from benchmarks.queries import count_queries

    everybody = readers()
    lines = []
    with serving(env) as server, connect(env, "default") as line:
        line.execute("SET jit = off")
        line.execute("SET plan_cache_mode = force_custom_plan")
        for name, job in JOBS.items():
            for role in asked["roles"]:
                if asked["jobs"] and name not in asked["jobs"]:
                    continue
                reader = everybody[role]
                asker = Asker(server.port, reader.cookie)
                made = _measured(job, size, reader, asker, line, timezone.localdate(), asked)
                if made.queries is None and made.path:
                    made.queries, made.besides = count_queries(made.path, reader.cookie)
                lines.append(made)
                print(made.told(), file=sys.stderr, flush=True)
    return lines


def _measured(job, size, reader, asker, line, on: date, asked) -> Line:
    from benchmarks.jobs import Ground

    trial = job.make(Ground(size, reader, asker, line, on))
    trial.check()
    took = taking_turns(trial.deeds, times=asked["times"], seconds=asked["seconds"])
    return Line.of(
        job, size, reader.role, {name: cuts(times) for name, times in took.items()}, trial
    )


def main(size: int, asked: dict, into: Path) -> None:
    import os

    django.setup()
    from benchmarks.filling import MOVES, derive

    derive(MOVES)
    lines = run(size, dict(os.environ), asked | {"roles": asked["roles"] or list(ROLES)})
    into.write_text(json.dumps([vars(line) for line in lines], default=str))


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))
