"""How far a job has come, told while its own transaction is still open.

What a job writes is seen only when it is done; how far it has come is therefore written by a
connection of its own, a few times a second at most.
"""

import time

from django.db import connection

from movements.access.identity import ACTING, who_is
from movements.exchange.engine import COMPARING, PLACING, READING, WRITING
from movements.exchange.models import PendingUpload

# Where on the way each step begins and ends, in per cent, as a large register takes its time.
SHARES = {READING: (0, 35), PLACING: (35, 45), COMPARING: (45, 60), WRITING: (60, 99)}
PAUSE = 0.3  # seconds between two notes of the same step


class Progress:
    """Notes on one draft, made as `reader`: `progress(step, done)` with `done` from 0 to 1.

    Close it when done."""

    def __init__(self, draft_id, reader):
        self.draft_id, self.reader = draft_id, reader
        self._connection = connection.copy()
        self._step, self._told_at = "", 0.0

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        self._connection.close()

    def __call__(self, step, done):
        now = time.monotonic()
        if step == self._step and now - self._told_at < PAUSE:
            return
        self._step, self._told_at = step, now
        start, end = SHARES[step]
        self._write(step=step, progress=round(start + (end - start) * min(done, 1)))

    def begin(self, state):
        """The job has started; a draft found at work already was left by a worker that died."""
        found = self._read("state, restarts")
        if found is None:
            return
        before, restarts = found
        again = restarts + (before == state and state == PendingUpload.State.WORKING)
        self._write(state=state, step="", progress=0, problem="", restarts=again)

    def fail(self, problem):
        """Nothing was saved; `problem` is the sentence that says why."""
        self._write(state=PendingUpload.State.FAILED, step="", problem=problem)

    def _read(self, columns):
        return self._done(
            f"SELECT {columns} FROM movements_pendingupload WHERE id = %s",  # noqa: S608
            [self.draft_id],
        ).fetchone()

    def _write(self, **values):
        assigned = ", ".join(f"{name} = %s" for name in values)
        self._done(
            f"UPDATE movements_pendingupload SET {assigned}"  # noqa: S608 - names from here
            " WHERE id = %s AND state <> 'done'",
            [*values.values(), self.draft_id],
        )

    def _done(self, sql, values):
        """One statement in a transaction of its own, which says whose it is."""
        self._connection.ensure_connection()
        raw = self._connection.connection
        with raw.transaction():
            raw.execute(ACTING, who_is(self.reader))
            return raw.execute(sql, values)
