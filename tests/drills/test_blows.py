"""The drills of `make drills`, short: nothing that was acknowledged is lost, or there twice."""

import pytest

from tests.drills import blows
from tests.drills.ground import ground
from tests.drills.ledger import Figures

pytestmark = pytest.mark.xdist_group("drills")  # a cluster, a server: once is enough


def test_nothing_is_lost_when_the_database_is_killed(private):
    figures = blows.postgres(private, 2)
    assert figures.well, figures
    assert len(figures.recovery) == 2


def test_nothing_is_lost_when_connections_are_cut(private):
    figures = blows.cut(private, 8)
    assert figures.well, figures
    assert figures.more["clients that hung up"]


def test_nothing_is_lost_when_workers_are_killed(private):
    figures = blows.workers(private, 2, hurry=True)
    assert figures.well, figures
    assert figures.more["looked up"] >= figures.acknowledged
    assert not figures.more["jobs failed"]


def test_nothing_is_lost_when_the_disk_is_full(django_db_setup, django_db_blocker):
    from django.db import connections

    try:
        with (
            blows.small_disk(500) as folder,
            ground(folder, like=connections["owner"].settings_dict) as small,
        ):
            figures = blows.disk(small, 1)
    except blows.Blocked as problem:
        pytest.skip(str(problem))
    assert figures.well, figures
    assert set(figures.more["answers"]) - {201}, "the disk was never full"


@pytest.mark.parametrize(
    ("acknowledged", "found", "lost", "duplicated"),
    [
        (["a", "b"], {"a": 1, "b": 1}, 0, 0),
        (["a", "b"], {"a": 1, "unheard": 1}, 1, 0),
        (["a"], {"a": 2}, 0, 1),
        (["a"], {"a": 1, "unheard": 2}, 0, 1),
    ],
)
def test_a_loss_and_a_double_are_seen(acknowledged, found, lost, duplicated):
    figures = Figures("tried")
    figures.compare(acknowledged, found)
    assert (figures.lost, figures.duplicated) == (lost, duplicated)
    assert figures.well == (not lost and not duplicated)


def test_a_drill_in_which_nothing_was_written_is_not_well():
    figures = Figures("tried")
    figures.compare([], {})
    assert not figures.well
