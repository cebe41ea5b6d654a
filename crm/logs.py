"""What the log is told: what went wrong and where, never about whom.

The words of an exception may quote a row ("Key (email)=(…) already exists", "failing row contains
…"), so they are left out, and what it is and where it was raised is kept. For a developer's own
machine DEBUG leaves them in.
"""

import logging
import traceback


class Discreet(logging.Formatter):
    """A formatter that says of an exception its kind, its causes and its lines of code."""

    def format(self, record):
        """Another formatter may have left its own words of the exception on the record."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei):  # noqa: N802  (the name is logging's)
        return "\n".join(_told(ei[1]))


def _told(wrong: BaseException | None) -> list[str]:
    """The causes first, as Python itself tells them."""
    if wrong is None:
        return []
    first = wrong.__cause__ or (None if wrong.__suppress_context__ else wrong.__context__)
    lines = [line.rstrip("\n") for line in traceback.format_tb(wrong.__traceback__)]
    kind = f"{type(wrong).__module__}.{type(wrong).__qualname__}"
    return [*_told(first), *lines, kind]
