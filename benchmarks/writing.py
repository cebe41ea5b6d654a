"""Logging a meeting, as a whole request, on a copy of the district that is thrown away after."""

import re
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import bare

FORM = "/avstamningar/logga/"
FIELD = re.compile(rb'name="(csrfmiddlewaretoken|writer)" value="([^"]+)"')


def log_meeting(ground):
    """POSTs the form with a token of its own, each time about another organisation."""
    from benchmarks.jobs import LIGHT, Different, Trial

    ids = [
        pk
        for (pk,) in ground.rows(
            f"SELECT o.id::text FROM movements_organisation o WHERE {bare.LIVE}"  # noqa: S608
            f" AND {bare.SIGHT['representative']} ORDER BY md5(o.id::text) LIMIT 2000"
        )
    ]
    body = ground.get(FORM).body
    fields = {name.decode(): value.decode() for name, value in FIELD.findall(body)}
    turn = count()

    def post(at: int | None = None):
        said = fields | {
            "organisation": ids[(next(turn) if at is None else at) % len(ids)],
            "mode": "visit",
            "when": "today",
            "demands": "Fler turer på kvällen.",
            "readers": "association",
            "follow_up": "months",
            "form_token": str(uuid4()),
            "anyway": "1",
        }
        return ground.asker.ask(FORM, data=urlencode(said).encode(), expect=(302,))

    def check():
        post(-1)
        statement = "SELECT last_open_contact, last_known_contact FROM movements_organisation"
        rows = ground.rows(f"{statement} WHERE id = %(id)s", id=ids[-1])
        if rows != [(ground.on, ground.on)]:
            raise Different(f"A meeting was logged today, and the tally says {rows}")

    return Trial({"http": post, "page": lambda: ground.get(LIGHT)}, check)
