"""The jobs of SPEED's table: what is asked over HTTP, the bare SQL beside it, and its bar.

A job makes a trial for one reader. Its check runs first and stops everything when the two sides do
not answer alike; then the deeds take turns.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import psycopg

from benchmarks import bare, searching
from benchmarks.ground import ROLES, Reader
from benchmarks.serving import Answer, Asker
from benchmarks.tiles import sums, tile_over
from benchmarks.writing import log_meeting
from movements.mapping.tiles import bounds

FILTER = "kind=sports&quiet_for=6"
KIND = {"kind": "sports"}
API = "/api/v1/organisations/"
LIGHT = "/hjalp/"  # the lightest page that somebody logged in can ask for
LINK = re.compile(rb'/organisationer/([0-9a-f]{8}-[0-9a-f-]{27})/"')


class Different(SystemExit):
    """The two sides do not give the same answer: nothing is timed."""


@dataclass
class Ground:
    """What a trial works with: a reader, somebody who asks, a kept line to the database."""

    size: int
    reader: Reader
    asker: Asker
    line: psycopg.Connection
    on: date

    def rows(self, statement: str, **more) -> list[tuple]:
        """Bare SQL, prepared at once, as the server would run it: binary out, tuples in."""
        known = bare.values(self.reader, self.on) | more
        return self.line.execute(statement, known, prepare=True, binary=True).fetchall()

    def get(self, path: str) -> Answer:
        return self.asker.ask(path)


@dataclass
class Trial:
    """`deeds`: "http", and what it is held against ("sql", "page", or others by name)."""

    deeds: dict[str, Callable[[], object]]
    check: Callable[[], None] = lambda: None
    path: str = ""  # what is asked for, so that its queries can be counted
    bars: list = field(default_factory=list)  # what the check itself measured


@dataclass(frozen=True)
class Job:
    """`limit`: what the p95 may be, in times that of `against`; `more`: name → at least so many
    times faster than that deed."""

    name: str
    title: str
    make: Callable[[Ground], Trial]
    against: str = "sql"
    limit: float | None = None
    more: dict[str, float] = field(default_factory=dict)
    most_queries: int | None = None  # besides those for session, posts and identity
    growth: float | None = None  # p95 of the largest size ÷ that of the smallest, at most
    sql_limit: float | None = None  # milliseconds of the bare SQL, p95
    roles: tuple[str, ...] = ROLES
    writes: bool = False  # done on a copy of the district


def same(what: str, ours, theirs) -> None:
    """Raises Different unless both sides say the same."""
    if ours != theirs:
        raise Different(f"{what}: HTTP says {str(ours)[:500]}\n  bare SQL says {str(theirs)[:500]}")


# --- Tiles ------------------------------------------------------------------------------------


def tile(ground: Ground, zoom: int) -> Trial:
    x, y = tile_over(zoom)
    path = f"/api/v1/tiles/organisations/{zoom}/{x}/{y}.mvt?{FILTER}"
    statement = bare.tile(ground.reader, bare.quiet_of_kind(ground.reader), 10 if zoom < 12 else 0)
    if 5 <= zoom < 12 and ground.rows(bare.KEPT)[0][0]:
        statement = bare.kept_tile(ground.reader)
    edges = dict(zip(("west", "south", "east", "north"), bounds(zoom, x, y), strict=True))
    ask = partial(ground.rows, statement, z=zoom, x=x, y=y, **edges, **KIND)

    def check() -> None:
        drawn = ground.get(path).body
        same(f"tile {zoom}, sums", sums(drawn), sums(bytes(ask()[0][0])))
        if zoom < 12 and len(drawn) > 30_000:
            raise Different(f"tile {zoom} weighs {len(drawn)} bytes")

    return Trial({"http": partial(ground.get, path), "sql": ask}, check, path)


# --- Lists ------------------------------------------------------------------------------------


def _api_rows(answer: Answer) -> list[tuple]:
    return [
        (row["id"], row["name"], row["last_contact"], row["areas"])
        for row in json.loads(answer.body)["results"]
    ]


def _sql_rows(rows: list[tuple]) -> list[tuple]:
    return [(r[0], r[1], str(r[25]) if r[25] else None, list(r[28])) for r in rows[:50]]


def token_of(*values: str) -> str:
    """As access/keyset.py writes them: the page after this row."""
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def nearly_last(ground: Ground) -> tuple[str, str]:
    """(name, id) of the row that nine tenths of the selection stand before."""
    where = f"{bare.LIVE} AND {bare.SIGHT[ground.reader.role]}"
    where += f" AND {bare.quiet_of_kind(ground.reader)}"
    counted = f"SELECT count(*) FROM movements_organisation o WHERE {where}"  # noqa: S608  ours
    ((many,),) = ground.rows(counted, **KIND)
    row = f"SELECT o.name, o.id::text FROM movements_organisation o WHERE {where}"  # noqa: S608
    ((name, pk),) = ground.rows(
        f"{row} ORDER BY o.name, o.id LIMIT 1 OFFSET %(skip)s", skip=many * 9 // 10, **KIND
    )
    return name, pk


def api_list(ground: Ground, *, deep: bool = False) -> Trial:
    where, more, path = bare.quiet_of_kind(ground.reader), dict(KIND), f"{API}?{FILTER}"
    if deep:
        name, pk = nearly_last(ground)
        where += " AND (o.name, o.id) > (%(name)s, %(id)s)"
        more |= {"name": name, "id": pk}
        path += f"&after={token_of(name, pk)}"
    ask = partial(ground.rows, bare.page(ground.reader, where), **more)

    def check() -> None:
        same(path, _api_rows(ground.get(path)), _sql_rows(ask()))

    deeds = {"http": partial(ground.get, path), "sql": ask}
    if deep:
        deeds["first"] = partial(ground.get, f"{API}?{FILTER}")
    return Trial(deeds, check, path)


def against_drf(ground: Ground) -> Trial:
    """The list against DRF as one writes it first (N+1), and against DRF with everything fetched.

    Both answer the whole page of the same rows, so that nothing but the making is compared.
    """
    trial = api_list(ground)
    for name in ("naive", "prefetched"):
        path = f"/{name}/?{FILTER}"
        same(path, _ids(ground.get(path)), _ids(ground.get(trial.path)))
        trial.deeds[name] = partial(ground.get, path)
    return trial


def _ids(answer: Answer) -> list[str]:
    return [row["id"] for row in json.loads(answer.body)["results"]]


def html_list(ground: Ground, *, deep: bool = False) -> Trial:
    path, more = f"/organisationer/?{FILTER}&order=name", dict(KIND)
    where = bare.quiet_of_kind(ground.reader)
    if deep:
        name, pk = nearly_last(ground)
        where += " AND (o.name, o.id) > (%(name)s, %(id)s)"
        more |= {"name": name, "id": pk}
        path += f"&after={token_of(name, pk)}"

    def check() -> None:
        found = [pk.decode() for pk in LINK.findall(ground.get(path).body)]
        rows = ground.rows(bare.page(ground.reader, where), **more)
        same(path, list(dict.fromkeys(found)), [row[0] for row in rows[:50]])

    return _page(ground, path, check)


def _page(ground: Ground, path: str, check: Callable[[], None] = lambda: None) -> Trial:
    deeds = {"http": partial(ground.get, path), "page": partial(ground.get, LIGHT)}
    return Trial(deeds, check, path)


# --- One organisation, and Idag -----------------------------------------------------------------


def busiest(ground: Ground) -> str:
    """The organisation with the most meetings that everybody may see."""
    ((pk,),) = ground.rows(
        "SELECT o.id::text FROM movements_organisation o JOIN movements_meetingorganisation p"
        " ON p.organisation_id = o.id WHERE NOT o.existence_protected AND o.archived_at IS NULL"
        " GROUP BY o.id ORDER BY count(*) DESC, o.id LIMIT 1"
    )
    return pk


def api_organisation(ground: Ground) -> Trial:
    pk = busiest(ground)
    path = f"{API}{pk}/"
    ask = partial(ground.rows, bare.one(ground.reader), id=pk)

    def check() -> None:
        row = json.loads(ground.get(path).body)
        told = (row["id"], row["name"], row["last_contact"], row["areas"])
        same(path, [told], _sql_rows(ask()))

    return Trial({"http": partial(ground.get, path), "sql": ask}, check, path)


def html_organisation(ground: Ground) -> Trial:
    return _page(ground, f"/organisationer/{busiest(ground)}/")


def choropleth(ground: Ground) -> Trial:
    """The reading that colours the map. It has no address of its own (the page draws it), so that
    it is asked for in this process, as the page does; beside it, the same by the plain ORM."""
    from benchmarks.colours import readings

    kept, plain = readings(ground.reader)
    ask = partial(ground.rows, bare.choropleth(ground.reader), **KIND)

    def check() -> None:
        rows = [tuple(row) for row in ask()]
        same("choropleth", kept(), rows)
        same("choropleth by the plain ORM", plain(), rows)

    return Trial({"http": kept, "sql": ask, "plain ORM": plain}, check)


def map_page(ground: Ground) -> Trial:
    return _page(ground, "/karta/")


def today(ground: Ground) -> Trial:
    return _page(ground, "/idag/")


JOBS = {
    job.name: job
    for job in (
        *(
            Job(
                f"tile_z{z}", f"tile z{z}, kind and quiet", partial(tile, zoom=z), limit=3, growth=4
            )
            for z in (5, 7, 9, 11)
        ),
        *(
            Job(f"tile_z{z}", f"tile z{z}, kind and quiet", partial(tile, zoom=z), limit=2)
            for z in (12, 14)
        ),
        Job("api_list", "API list of 50, filters and sight", api_list, limit=8),
        Job(
            "api_list_drf",
            "the same list ÷ naive and prefetched DRF",
            against_drf,
            more={"naive": 30, "prefetched": 5},
        ),
        Job(
            "api_list_deep",
            "API list, nine tenths down",
            partial(api_list, deep=True),
            limit=8,
            more={"first": 1 / 1.5},
        ),
        Job("html_list", "HTML list of 50", html_list, "page", 3, most_queries=6),
        Job(
            "html_list_deep",
            "HTML list, nine tenths down",
            partial(html_list, deep=True),
            "page",
            3,
        ),
        Job("api_organisation", "organisation, API", api_organisation, limit=8, growth=1.5),
        Job(
            "html_organisation",
            "organisation page",
            html_organisation,
            "page",
            3,
            most_queries=8,
            growth=1.5,
        ),
        Job("today", "Idag", today, "page", most_queries=10),
        Job(
            "choropleth",
            "choropleth, the reading",
            choropleth,
            limit=3.5,
            more={"plain ORM": 20},
            growth=2.5,
        ),
        Job("map_page", "map page", map_page, "page"),
        Job("search", "search, as it is written", searching.right, sql_limit=5),
        Job("search_wrong", "search, misspelt", searching.wrong, sql_limit=5),
        Job(
            "log_meeting",
            "log a meeting, whole request",
            log_meeting,
            "page",
            4,
            roles=("steward",),
            writes=True,
        ),
    )
}
