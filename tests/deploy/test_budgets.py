"""Each part of `make test` has a budget and says what it took of it; time alone is never red."""

from deploy import budgets, gates
from tests.readings import ROOT


def test_every_gate_has_its_budget():
    assert {gate.name for gate in gates.GATES} == budgets.GATES.keys()


def test_every_part_of_the_tests_has_its_budget():
    found = {
        budgets.part_of(str(path.relative_to(ROOT))) for path in ROOT.glob("tests/**/test_*.py")
    }
    assert found <= budgets.PARTS.keys()


def test_a_part_is_told_by_its_folder_with_what_it_took():
    taken = budgets.Taken()
    taken.add("tests/places/test_points.py", 20, is_test=True)
    taken.add("tests/places/test_points.py", 15, is_test=False)
    taken.add("tests/test_house.py", 1, is_test=True)
    house, places = taken.lines()
    assert house.split() == ["house", "1", "tests", "1.0", "s", "of", "350", "under"]
    assert places.split() == ["places", "1", "tests", "35.0", "s", "of", "30", "over"]


def test_a_gate_over_its_budget_says_so_and_is_green(monkeypatch, capfd):
    monkeypatch.setattr(gates, "GATES", [gates.Gate("slow", lambda: ["true"])])
    monkeypatch.setitem(budgets.GATES, "slow", 0)
    assert gates.main([]) == 0
    assert "over" in capfd.readouterr().out
