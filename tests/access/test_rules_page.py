"""The page of rules is whole: every noun is on it, and every path there leads somewhere."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from movements.access import rules
from movements.access.checks import rules_page_is_whole
from movements.access.ways import in_district, theirs


def ids() -> list[str]:
    return [problem.id for problem in rules_page_is_whole()]


def test_the_page_is_whole():
    assert ids() == []


def test_a_noun_that_is_not_on_the_page_stops_the_start(monkeypatch):
    monkeypatch.delitem(rules.SEES, "Relation")
    assert ids() == ["access.E001"]


def test_a_line_for_no_noun_stops_the_start(monkeypatch):
    monkeypatch.setitem(rules.SEES, "Relaton", {})
    assert ids() == ["access.E002"]


@pytest.mark.parametrize(
    "way",
    [theirs("asociation"), in_district(sensitivty="open"), theirs("association__nmae")],
)
def test_a_misspelt_path_stops_the_start(monkeypatch, way):
    monkeypatch.setitem(rules.SEES, "Relation", {"steward": (way,)})
    assert ids() == ["access.E003"]


def test_the_start_asks(monkeypatch, db):
    monkeypatch.setitem(rules.SEES, "Relaton", {})
    with pytest.raises(SystemCheckError, match=r"access\.E002"):
        call_command("check")
