"""Two times that the law's deeds must keep: who has read about somebody, and a register extract.

python -m benchmarks --rights [--sizes 250000] [--lines 1000000]

On a scratch database of its own (forankra_bench_rights), kept from one run to the next. A district
of that many organisations; somebody who took part in 500 meetings whose notes name them; a read log
of so many lines, one in 500 of them about that person. Prints seconds, and the bars beside them.
"""

import json
import subprocess
import sys
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from benchmarks.ground import connect, environment, make, manage
from deploy import cluster

DATABASE = "forankra_bench_rights"
MEETINGS, ONE_IN, TURNS = 500, 500, 20
NAME, EMAIL = "Mätta Mätperson", "matta@bench.example"
BARS = {"who has read": 2.0, "register extract": 60.0}
LINES = """
INSERT INTO movements_readlog
 (id, district_id, created_at, user_id, service, deed, persons, contents, why)
SELECT gen_random_uuid(), %(district)s, now() - random() * interval '23 months',
 (%(users)s::uuid[])[1 + n %% cardinality(%(users)s::uuid[])], '',
 (ARRAY['person', 'search', 'note'])[1 + n %% 3],
 CASE WHEN n %% %(one_in)s = 0 THEN ARRAY[%(person)s::uuid, p.id] ELSE ARRAY[p.id] END, '{}', ''
FROM generate_series(1, %(lines)s) n
JOIN (SELECT id, row_number() OVER () AS at FROM movements_contactperson LIMIT 20000) p
 ON p.at = 1 + n %% 20000"""


def run(organisations: int, lines: int) -> None:
    """Makes and fills the database where it must be, and measures in a process of its own."""
    cluster.ensure()
    make(DATABASE)
    env = environment(DATABASE)
    manage(env, "migrate", "--verbosity", "0")
    with connect(env) as owner:
        (there,) = owner.execute("SELECT count(*) FROM movements_organisation").fetchone()
    if there != organisations:
        order = [sys.executable, "-m", "benchmarks.filling", str(organisations)]
        owns = env | {"DATABASE_URL": env.get("DATABASE_OWNER_URL", env["DATABASE_URL"])}
        subprocess.run(order, cwd=cluster.ROOT, env=owns, check=True)
    order = [sys.executable, "-m", "benchmarks.rights", json.dumps([organisations, lines])]
    subprocess.run(order, cwd=cluster.ROOT, env=env, check=True)


def measure(organisations: int, lines: int) -> None:
    import django

    django.setup()
    district, officer, person = _somebody()
    _read(district, person, lines)
    print(f"{organisations} organisations, {lines} lines in the read log, {MEETINGS} meetings")
    _tell("who has read", *_who_has_read(officer, person))
    _tell("register extract", *_extract(officer, person))


def _tell(what: str, took: list[float], about: str) -> None:
    worst = max(took)
    met = "met" if worst <= BARS[what] else "MISSED"
    print(
        f"{what}: p50 {median(took):.3f} s, worst {worst:.3f} s of {len(took)}"
        f" (bar {BARS[what]:.0f} s, {met}); {about}"
    )


def _who_has_read(officer, person) -> tuple[list[float], str]:
    from movements.access.identity import acting_as
    from movements.rights.readings import who_has_seen

    took, found = [], []
    for turn in range(TURNS):
        asked = (f"P-{person.number}", NAME, EMAIL)[turn % 3]
        began = perf_counter()
        with acting_as(officer, why="bench") as by:
            found = who_has_seen(by, asked)
        took.append(perf_counter() - began)
    return took, f"asked by number, name and address in turn; {found[0].people} readers"


def _extract(officer, person) -> tuple[list[float], str]:
    from movements.access.identity import acting_as
    from movements.rights.deeds import gather
    from movements.rights.requests import receive_request

    took, size = [], 0
    for _turn in range(2):
        began = perf_counter()
        with acting_as(officer, why="bench") as by:
            asked = receive_request(
                by=by,
                kind="access",
                came_on=date.today(),  # noqa: DTZ011  the day of this machine will do
                came_by="email",
                person_number=person.number,
            )
            gather(by=by, request=asked)
            size = len(asked.extracts.get().content)
        took.append(perf_counter() - began)
    return took, f"registered, gathered and sealed, {size / 1024:.0f} kB"


def _somebody():
    """The district, its officer as a reader, and the person: made as the owner, once."""
    from movements.access.readers import reader_of
    from movements.models import ContactPerson, District, Post, User

    district = District.objects.get()
    user, _made = User.objects.using("owner").get_or_create(
        email="officer@bench.example", defaults={"name": "Officer"}
    )
    Post.objects.using("owner").get_or_create(
        district_id=district.pk, user_id=user.pk, role="privacy_officer", starts_on=date(2020, 1, 1)
    )
    person = ContactPerson.objects.using("owner").filter(name=NAME).first()
    if person is None:
        person = _made_person(district)
    return district, reader_of(User.objects.get(pk=user.pk)), person


def _made_person(district):
    from movements.models import (
        Association,
        Channel,
        ContactPerson,
        Meeting,
        MeetingContent,
        Participant,
    )

    ours = Association.objects.using("owner").filter(district_id=district.pk).order_by("pk").first()
    day = date.today()  # noqa: DTZ011
    held = {"district_id": district.pk, "association_id": ours.pk}
    person = ContactPerson.objects.using("owner").create(
        **held,
        name=NAME,
        basis="regular_contact",
        source="Möte",
        keep_until=day + timedelta(days=700),
    )
    Channel.objects.using("owner").create(
        district_id=district.pk, person_id=person.pk, kind="email", value=EMAIL
    )
    author = _author(ours)
    for n in range(MEETINGS):
        met = {"author_id": author, "association_ids": [ours.pk], "named": []}
        meeting = Meeting.objects.using("owner").create(**held, **met, day=day, mode="phone")
        content = MeetingContent.objects.using("owner").create(
            **held, **met, meeting_id=meeting.pk, notes=f"{NAME} ringde om sak {n}.\nNästa gång."
        )
        Participant.objects.using("owner").create(
            district_id=district.pk, content_id=content.pk, person_id=person.pk
        )
    return ContactPerson.objects.using("owner").get(pk=person.pk)


def _author(association):
    from movements.models import Post

    return Post.objects.using("owner").filter(association_id=association.pk).first().user_id


def _read(district, person, lines: int) -> None:
    """So many lines in the read log, made where they are missing."""
    import os

    with connect(dict(os.environ)) as owner:
        (there,) = owner.execute("SELECT count(*) FROM movements_readlog").fetchone()
        if there >= lines:
            return
        users = [str(pk) for (pk,) in owner.execute("SELECT id FROM movements_user LIMIT 40")]
        owner.execute(
            LINES,
            {
                "district": district.pk,
                "users": users,
                "person": person.pk,
                "one_in": ONE_IN,
                "lines": lines - there,
            },
        )
        owner.execute("VACUUM ANALYZE movements_readlog")


if __name__ == "__main__":
    measure(*json.loads(sys.argv[1]))
