"""Try again what another's lock stood in the way of, a bounded number of times.

Whoever waits for a table's lock holds up everybody who comes after, readers too. So a migration
asks for its locks for a second at most, steps back and lets the others through, and asks again.
"""

import time
from collections.abc import Callable

LOCK_TIMEOUT = "1s"  # for each lock: what a reader may be held up by a migration that waits itself
TRIES = 60
PAUSES = (1, 2, 3, 5)  # seconds between tries; the last for all that follow
REFUSED = ("55P03", "40P01")  # lock_timeout, deadlock


def patiently(deed: Callable[[], None], say: Callable[[str], None], tries: int = TRIES) -> int:
    """Do the deed until no lock stands in its way; how many times it was tried.

    What was done before a refusal and kept (earlier migrations) is not done again: the deed must
    itself begin where it stopped. Raises the last refusal when all tries are used.
    """
    for attempt in range(1, tries + 1):
        try:
            deed()
        except Exception as refused:
            state = getattr(refused.__cause__ or refused, "sqlstate", None)
            if state not in REFUSED or attempt == tries:
                raise
            pause = PAUSES[min(attempt, len(PAUSES)) - 1]
            say(f"Somebody holds a table that must be changed; asking again in {pause} s.")
            time.sleep(pause)
        else:
            break
    return attempt
