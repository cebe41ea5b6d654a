"""The search box: names as they are written and misspelt, against the SQL that it asks."""

import json
from functools import partial
from itertools import cycle
from random import Random
from urllib.parse import quote

NAMES = 40
RECALL = 0.95
ALPHABET = "abcdefghijklmnoprstuvyåäö"


def misspelt(random: Random, name: str) -> str:
    """The name with one letter of one of its longer words changed, dropped, doubled or swapped."""
    words = name.split()
    number = max(range(len(words)), key=lambda at: (len(words[at]), -at))
    word = words[number]
    at = random.randrange(1, max(2, len(word) - 1))
    ways = (
        word[:at] + random.choice(ALPHABET) + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )
    words[number] = random.choice(ways)
    return " ".join(words)


def drawn(ground, *, wrong: bool) -> list[tuple[str, str]]:
    """(name, what is typed) of organisations that this reader sees, the same ones each time."""
    from benchmarks.bare import LIVE, SIGHT

    rows = ground.rows(
        f"SELECT o.name FROM movements_organisation o WHERE {LIVE}"  # noqa: S608
        f" AND {SIGHT[ground.reader.role]} AND length(o.name) > 8"
        " ORDER BY md5(o.id::text) LIMIT %(many)s",
        many=NAMES,
    )
    random = Random(7)  # noqa: S311  the same misspellings every time
    return [(name, misspelt(random, name) if wrong else name) for (name,) in rows]


def trial(ground, *, wrong: bool):
    """Words by turns, so that no answer is remembered; the SQL side replays what the house asks."""
    from benchmarks.jobs import Different, Trial

    asked = drawn(ground, wrong=wrong)
    replays = {text: _statements(ground.reader, text) for _name, text in asked}
    over_http, in_sql = cycle(asked), cycle(asked)

    def http():
        return ground.get(f"/api/v1/search/?q={quote(next(over_http)[1])}")

    def sql():
        for statement in replays[next(in_sql)[1]][1]:
            ground.line.execute(statement).fetchall()

    trial = Trial({"http": http, "sql": sql}, path=f"/api/v1/search/?q={quote(asked[0][1])}")

    def check():
        hits = 0
        for name, text in asked:
            said = json.loads(ground.get(f"/api/v1/search/?q={quote(text)}").body)
            rows = said["organisations"]["results"]
            if [row["id"] for row in rows] != replays[text][0]:
                raise Different(f"{text}: HTTP finds {rows[:3]}, SQL {replays[text][0][:3]}")
            # By name: in a made-up district many share one, and nobody could tell which was meant.
            hits += name in [row["name"] for row in rows[:20]]
        trial.bars.append(["recall", hits / len(asked), RECALL, hits >= RECALL * len(asked)])

    trial.check = check
    return trial


def _statements(reader, text: str) -> tuple[list[str], list[str]]:
    """What the house finds for that reader, and the statements it asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from movements.access.funnel import visible
    from movements.access.readers import reader_of
    from movements.directory.ranking import best
    from movements.directory.search import meaning
    from movements.models import Organisation, User

    who = reader_of(User.objects.get(pk=reader.user))
    seen = visible(Organisation, who).live()
    with CaptureQueriesContext(connection) as captured:
        hits = best(seen, who, meaning(seen, who, text), 200)
    return [str(hit.pk) for hit in hits[:20]], [query["sql"] for query in captured]


right = partial(trial, wrong=False)
wrong = partial(trial, wrong=True)
