"""What it costs to stand: from process start to the first answer, the first page, and memory."""

import time

from benchmarks.report import Line
from benchmarks.serving import Asker, memory, serving

STARTS = 2


def standing(size: int, env: dict[str, str], cookie: str, used: list[tuple[float, float]]):
    """Cold start and first page over a few starts; memory of workers that have just been used."""
    starts, firsts, seconds = [], [], []
    for _start in range(STARTS):
        with serving(env) as server:
            starts.append(server.cold_start)
            asker = Asker(server.port, cookie)
            firsts.append(_took(asker, "/organisationer/"))
            seconds.append(_took(asker, "/organisationer/"))
    yield _line("cold_start", "process start to first 200", size, starts)
    yield _line("first_page", "first page (the list) after the start", size, firsts)
    yield _line("second_page", "the same page again, often another worker", size, seconds)
    resident = ", ".join(f"{rss:.0f}/{pss:.0f}" for rss, pss in used)
    line = Line("memory", "memory a worker after all jobs", size, "all", 0, 0)
    line.note = f"RSS/PSS MB: {resident}"
    yield line


def worker_memory(server) -> list[tuple[float, float]]:
    """(resident, proportional) megabytes of each worker of a running server."""
    return [memory(pid) for pid in sorted(server.workers())]


def _took(asker: Asker, path: str) -> float:
    began = time.perf_counter()
    asker.ask(path)
    return (time.perf_counter() - began) * 1000


def _line(name: str, title: str, size: int, times: list[float]) -> Line:
    middle = sorted(times)[len(times) // 2]
    return Line(name, title, size, "all", round(middle, 1), round(max(times), 1))
