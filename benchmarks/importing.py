"""50,000 rows into a district: from the file to the commit, and the same rows by bulk_create.

Each runs in a process of its own on a fresh copy of the district, so that its memory can be told
and both begin alike. History triggers are on in both.

    python -m benchmarks.importing import FILE     prints what it took, as JSON
"""

import csv
import json
import os
import pickle  # noqa: S403  only what this file has written itself
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

from benchmarks.ground import copied, drop, environment, name_of
from benchmarks.report import Line
from deploy import cluster

ROWS = 50_000
CODE = "0136"
HEADER = ("Namn", "Organisationsnummer", "Typ", "Adress", "Postnr", "Ort", "Hemsida", "E-post")
BATCH = 1000
LIMIT_S, LIMIT_MB, TIMES = 60, 500, 2


def rows(many: int) -> Iterator[tuple[str, ...]]:
    """A register such as municipalities publish, of associations that are mostly new."""
    from benchmarks.organisations import Towns, organisations

    places = ("Handen", "Västerhaninge", "Jordbro", "Vendelsö", "Tungelsta", "Brandbergen")
    towns = Towns([(name, 1, 0.0, 0.0, 5000) for name in places])
    for row in organisations(many, towns, 30, seed=2):
        n, name, kind, number = row[0], row[1], row[2], row[4]
        home, mail, street, code, town = row[11], row[12], *row[14:17]
        fresh = f"83{number[2:]}" if number else ""  # numbers of its own, so that most are new
        yield (f"{name} {n}", _checked(fresh), kind, street, code, town, home, mail)


def _checked(number: str) -> str:
    from stdnum.luhn import calc_check_digit
    from stdnum.se.orgnr import compact

    return compact(number[:9]) + calc_check_digit(number[:9]) if number else ""


def importing(size: int, many: int = ROWS) -> Iterator[Line]:
    """The lines of the import: whole, and its commit against bulk_create of the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        with file.open("w", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(HEADER)
            writer.writerows(rows(many))
        whole = _in_a_copy(size, "import", file)
        plain = _in_a_copy(size, "plain", file)
    line = Line("import", f"import {many:,} rows, parse to commit", size, "board", 0, 0)
    line.p50 = line.p95 = round(whole["seconds"] * 1000)
    line.bar("seconds", round(whole["seconds"], 1), LIMIT_S)
    line.bar("peak MB", round(whole["megabytes"]), LIMIT_MB)
    line.note = f"{whole['counts']}"
    yield line
    line = Line(
        "import_commit", "its commit ÷ plain bulk_create of the same rows", size, "board", 0, 0
    )
    line.p50 = line.p95 = round(whole["writing"] * 1000)
    times = round(plain["seconds"] / whole["writing"], 2)
    line.bars.append(["× faster", times, TIMES, times >= TIMES])
    line.note = f"bulk_create of {plain['rows']:,} rows took {plain['seconds']:.1f} s"
    yield line


def _in_a_copy(size: int, what: str, file: Path) -> dict:
    env = environment(copied(size))
    try:
        order = [sys.executable, "-m", "benchmarks.importing", what, str(file)]
        done = subprocess.run(order, cwd=cluster.ROOT, env=env, check=True, stdout=subprocess.PIPE)
    finally:
        drop(name_of(size, "_copy"))
    return json.loads(done.stdout)


def _board():
    from movements.access.readers import reader_of
    from movements.models import User

    return reader_of(User.objects.get(email="board@bench.example"))


def _import(file: Path) -> dict:
    """The public verb, from the bytes to the commit."""
    from movements.access.identity import acting_as
    from movements.exchange.actions import import_organisations
    from movements.models import Municipality

    by, place = _board(), Municipality.objects.current().defer("border").get(code=CODE)
    told: list[tuple[str, float]] = []
    data = file.read_bytes()
    began = time.perf_counter()
    with acting_as(by, why="import_organisations"):
        report = import_organisations(
            by=by,
            data=data,
            municipality=place,
            file_name="register.csv",
            tell=lambda step, _done: told.append((str(step), time.perf_counter())),
        )
    ended = time.perf_counter()
    writing = next(at for step, at in told if step == told[-1][0])
    peak = _megabytes()
    with acting_as(by, why="measuring"):
        _keep(report.batch, file.with_suffix(".rows"))
    return {
        "seconds": ended - began,
        "writing": ended - writing,
        "megabytes": peak,
        "counts": report.counts,
    }


def _keep(batch, into: Path) -> None:
    """What the import wrote that is new, for the other way of writing it."""
    from movements.models import ActivityArea, ImportedRow, Organisation, SourceRow

    written = ImportedRow.objects.filter(batch=batch)
    ids = list(written.filter(is_new=True).values_list("organisation", flat=True))
    made = [
        [batch],
        list(Organisation.objects.filter(pk__in=ids)),
        list(ActivityArea.objects.filter(organisation__in=ids)),
        list(SourceRow.objects.filter(organisation__in=ids)),
        list(written),
    ]
    into.write_bytes(pickle.dumps(made))


def _plain(file: Path) -> dict:
    """The rows that the import wrote, by bulk_create and nothing else."""
    from movements.access.identity import acting_as

    made = pickle.loads(file.with_suffix(".rows").read_bytes())  # noqa: S301  written by _keep
    began = time.perf_counter()
    with acting_as(_board(), why="import_organisations"):
        for rows_of_one in made:
            type(rows_of_one[0]).objects.bulk_create(rows_of_one, batch_size=BATCH)
    return {"seconds": time.perf_counter() - began, "rows": sum(len(one) for one in made)}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    deed = {"import": _import, "plain": _plain}[sys.argv[1]]
    print(json.dumps(deed(Path(sys.argv[2]))))
