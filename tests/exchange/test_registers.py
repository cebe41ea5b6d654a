"""The real registers of the county come in as the product promises. Skipped where they are not."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from movements.exchange.actions import import_organisations
from movements.exchange.columns import recognise_columns
from movements.exchange.reading import read_table
from movements.exchange.recognition import OTHER, is_kind_word, says_nothing
from movements.exchange.rows import split_values, understand
from tests.conftest import municipality
from tests.exchange.files import register_files

FILES = register_files()
pytestmark = pytest.mark.skipif(not FILES, reason="the real registers are not at hand")


def kinds_by_cell():
    """(rows with a filled kind or activity cell, how many got a kind), and the same of the rest."""
    tally = {True: Counter(), False: Counter()}
    for path in FILES:
        table = read_table(path.read_bytes())
        columns, _people = recognise_columns(table, is_kind_word)
        told = [n for field in ("kind", "activities") for n in columns.get(field, ())]
        for (_number, cells), row in zip(table.rows, understand(table).rows, strict=True):
            filled = any(not says_nothing(v) for n in told for v in split_values(cells[n]))
            tally[filled]["rows"] += 1
            tally[filled]["known"] += row.kind != OTHER
    return tally


def test_kinds_are_recognised_in_nine_rows_of_ten_that_say_something_and_six_of_the_rest():
    tally = kinds_by_cell()
    assert tally[True]["known"] >= 0.90 * tally[True]["rows"]
    assert tally[False]["known"] >= 0.60 * tally[False]["rows"]


def test_nineteen_kinds_of_twenty_are_right_in_a_sample_checked_by_hand():
    """200 rows drawn by lot; several kinds stand where more than one would be right."""
    sample = json.loads(Path(__file__).with_name("kinds_sample.json").read_text())
    by_name = {path.name: path for path in FILES}
    kinds = {
        (name, row.number): row.kind
        for name in {entry["file"] for entry in sample}
        for row in understand(read_table(by_name[name].read_bytes())).rows
    }
    answers = [(kinds[e["file"], e["row"]], e["kinds"]) for e in sample]
    given = [(kind, right) for kind, right in answers if kind != OTHER]
    assert len(given) >= 190
    assert sum(kind in right for kind, right in given) >= 0.95 * len(given)


@pytest.mark.django_db
def test_all_registers_come_in_and_come_again_unchanged(acting):
    first, again = Counter(), Counter()
    told = {True: 0, False: 0}
    seconds = 0.0
    for total in (first, again):
        for path in FILES:
            started = time.perf_counter()
            with acting("cia") as cia:
                report = import_organisations(
                    by=cia, data=path.read_bytes(), municipality=municipality(path.name[:4])
                )
            seconds += time.perf_counter() - started
            counts = report.counts
            outcomes = ("new", "changed", "unchanged", "duplicate", "error")
            assert counts["rows"] == sum(counts[name] for name in outcomes)
            assert counts["rows"] == len(read_table(path.read_bytes()).rows)
            total.update(counts)
            if total is first:
                for result in report.results:
                    if result.row.has_place_text:
                        told[result.located] += 1
    print(dict(first), dict(again), f"{seconds:.1f} s")
    assert first["rows"] == 3059
    assert first["error"] <= 0.01 * first["rows"]
    assert first["placed"] == first["rows"] - first["error"]
    assert told[True] >= 0.85 * (told[True] + told[False])
    assert (again["new"], again["changed"]) == (0, 0)
    assert seconds < 60
