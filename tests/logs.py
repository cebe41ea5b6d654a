"""Everything that is logged while the suite runs, read as the product writes it: no canary in it.

Of what the tests plant about people, nothing may come to a log: names, ways to reach them, notes,
passwords. Who logged one is told, and what it said is not, or the report would be the next log.
"""

import logging
import re
from contextlib import contextmanager

from crm.logs import Discreet

CANARIES = re.compile(
    "|".join(
        [
            r"zq[a-p]{10}qz",  # the leak matrix
            r"gulfj[äa]der|blåfjäder|174 ?06 ?35",  # erasure
            "Namngivna Noor|Söders Sam|Norrs Nina|Dolda Disa|Öppna Olle|Hemliga Hanna",
            r"Margareta Holm",
            r"ett-riktigt-långt-lösenord|JBSWY3DPEHPK3PXP",  # what one comes in with
            r"window\.ran",  # what was written to run
        ]
    ),
    re.IGNORECASE,
)


class Overheard(logging.Handler):
    """Keeps the names of the loggers that told of a canary, and at which line of which file."""

    def __init__(self):
        super().__init__(logging.NOTSET)
        self.setFormatter(Discreet("%(name)s %(message)s"))
        self.told: set[str] = set()
        self.heard = 0

    def emit(self, record):
        self.heard += 1
        try:
            said = self.format(record)
        except Exception:  # noqa: BLE001  a record that cannot be formatted is told to nobody
            return
        if CANARIES.search(said):
            self.told.add(f"{record.name} ({record.pathname}:{record.lineno})")


@contextmanager
def overheard():
    """Hears what comes to the root logger, from INFO on: as much as an operator may ask for."""
    root, here = logging.getLogger(), Overheard()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(here)
    try:
        yield here
    finally:
        root.removeHandler(here)
        root.setLevel(before)
