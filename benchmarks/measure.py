"""Timing by turns, one call of each, so that what disturbs one disturbs the other."""

import statistics
import time
from collections.abc import Callable

WARM = 5  # calls before the clock counts: connections, plans, caches
FEWEST = 10  # turns, however slow


def taking_turns(
    deeds: dict[str, Callable[[], object]], *, times: int, seconds: float
) -> dict[str, list[float]]:
    """Milliseconds of each deed: `times` turns, fewer when they take longer than `seconds`."""
    took: dict[str, list[float]] = {name: [] for name in deeds}
    begun = time.perf_counter()
    for turn in range(WARM):
        if turn and time.perf_counter() > begun + seconds / 2:
            break
        for deed in deeds.values():
            deed()
    until = time.perf_counter() + seconds
    for turn in range(times):
        if turn >= FEWEST and time.perf_counter() > until:
            break
        for name, deed in deeds.items():
            began = time.perf_counter()
            deed()
            took[name].append((time.perf_counter() - began) * 1000)
    return took


def cuts(times: list[float]) -> tuple[float, float]:
    """(p50, p95) in milliseconds."""
    if len(times) < 2:
        return times[0], times[0]
    hundredths = statistics.quantiles(times, n=100, method="inclusive")
    return hundredths[49], hundredths[94]
