"""Every address × every actor × every row: nobody is told what they may not know (matrix.py)."""

import pytest

from tests.leaks import oracle
from tests.leaks.covering import teach, uncovered
from tests.leaks.matrix import Reading


def test_every_address_and_operation_is_covered(record_property):
    missing = uncovered()
    record_property("uncovered", len(missing))
    assert not missing, teach(missing)


@pytest.mark.parametrize("actor", oracle.ASKED)
def test_nobody_is_told_what_they_may_not_know(world, actor, record_property):
    told = Reading(world, actor).in_every_state()
    told.record(record_property)
    assert told.lines() == []
