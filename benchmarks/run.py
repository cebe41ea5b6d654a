"""Measures the jobs on one size, in a process of its own: Django knows one database at a time."""

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import django

from benchmarks.ground import connect, copied, drop, environment, name_of, readers
from benchmarks.measure import cuts, taking_turns
from benchmarks.report import Line
from benchmarks.serving import Asker, serving


class Measuring:
    """One size: its readers, its server, and a kept line to its database."""

    def __init__(self, size: int, asked: dict):
        from django.utils import timezone

        self.size, self.asked = size, asked
        self.on = timezone.localdate()
        self.readers = readers()
        self.lines: list[Line] = []

    def wants(self, name: str) -> bool:
        return not self.asked["jobs"] or name in self.asked["jobs"]

    def jobs(self, *, writes: bool) -> None:
        """The jobs that only read on the district itself, those that write on a copy of it."""
        from benchmarks.jobs import JOBS

        chosen = [job for job in JOBS.values() if job.writes == writes and self.wants(job.name)]
        if not chosen:
            return
        with ExitStack() as stack:
            env = dict(os.environ)
            if writes:
                env = environment(copied(self.size))
                stack.callback(drop, name_of(self.size, "_copy"))
            self._all(chosen, env, stack)

    def _all(self, chosen, env, stack) -> None:
        server = stack.enter_context(serving(env))
        line = stack.enter_context(connect(env))  # the owner's: no policy stands in bare SQL's way
        line.execute("SET jit = off")
        line.execute("SET plan_cache_mode = force_custom_plan")
        for job in chosen:
            for role in self.asked["roles"] or job.roles:
                if role in job.roles:
                    self.note(self._one(job, role, server, line))
        if self.wants("standing") and not chosen[0].writes:
            self._standing(server, env)

    def _one(self, job, role: str, server, line) -> Line:
        from benchmarks.jobs import Ground
        from benchmarks.queries import count_queries

        reader = self.readers[role]
        asker = Asker(server.port, reader.cookie)
        trial = job.make(Ground(self.size, reader, asker, line, self.on))
        trial.check()
        took = taking_turns(trial.deeds, times=self.asked["times"], seconds=self.asked["seconds"])
        made = Line.of(job, self.size, role, {name: cuts(times) for name, times in took.items()})
        made.bars += trial.bars
        if trial.path:
            made.count(job, *count_queries(trial.path, reader.cookie))
        return made

    def _standing(self, server, env) -> None:
        from benchmarks.standing import standing, worker_memory

        used = worker_memory(server)
        for line in standing(self.size, env, self.readers["steward"].cookie, used):
            self.note(line)

    def imports(self) -> None:
        """A register into copies of the district. Nobody may be in the district meanwhile."""
        from benchmarks.importing import importing

        if self.wants("import"):
            for line in importing(self.size):
                self.note(line)

    def drawing(self) -> None:
        """The map in a real browser, until it says that it is idle."""
        from benchmarks.drawing import drawing

        if self.wants("map_idle"):
            with serving(dict(os.environ)) as server:
                for role in self.asked["roles"] or ["board"]:
                    self.note(drawing(self.size, server.port, self.readers[role]))

    def note(self, line: Line) -> None:
        self.lines.append(line)
        print(line.told(), file=sys.stderr, flush=True)


def main(size: int, asked: dict, into: Path) -> None:
    """Measures, and writes the lines to a file for whoever started this."""
    django.setup()
    from benchmarks.filling import derive

    derive(words=False)
    measuring = Measuring(size, asked)
    measuring.jobs(writes=False)
    measuring.drawing()
    django.db.connections.close_all()  # a database that somebody is in cannot be copied
    measuring.jobs(writes=True)
    measuring.imports()
    into.write_text(json.dumps([vars(line) for line in measuring.lines], default=str))


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))
