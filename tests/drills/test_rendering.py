"""Migrating builds no class anew for what changes Meta alone, and says the same of every model."""

import pgtrigger
import pytest
from django.db import models
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from movements.management.rendering import OF_META, no_class_anew

LONG = models.CheckConstraint(condition=models.Q(name__length__gt=1), name="long")
BY_NAME = models.Index(fields=["name"], name="by_name")
KEPT = pgtrigger.compiler.Trigger(
    name="kept",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="RETURN NULL;", hash="1", operation="DELETE", pgid="kept", table="a_b", when="BEFORE"
    ),
)
ADDED = (AddConstraint("b", LONG), AddIndex("b", BY_NAME), AddTrigger("b", KEPT))
REMOVED = (RemoveConstraint("b", "long"), RemoveIndex("b", "by_name"), RemoveTrigger("b", "kept"))


@pytest.fixture
def state():
    """Two models of which one points at the other, built."""
    key = ("id", models.AutoField(primary_key=True))
    one = ModelState("a", "A", [key])
    options = {"constraints": [], "indexes": [], "triggers": []}
    other = ModelState(
        "a",
        "B",
        [key, ("name", models.TextField()), ("a", models.ForeignKey("a.A", models.CASCADE))],
        options,
    )
    state = ProjectState()
    state.add_model(one)
    state.add_model(other)
    assert state.apps
    return state


def meta_of(state) -> dict:
    meta = state.apps.get_model("a", "b")._meta
    return {name: list(getattr(meta, name)) for name in OF_META}


@pytest.mark.parametrize("operations", [ADDED, ADDED + REMOVED])
def test_the_class_stays_and_is_told_what_one_built_anew_would_say(state, operations):
    before = state.apps.get_model("a", "b")
    with no_class_anew():
        for operation in operations:
            operation.state_forwards("a", state)
    assert state.apps.get_model("a", "b") is before
    told = meta_of(state)
    assert any(told.values()) == (operations is ADDED)
    state.clear_delayed_apps_cache()
    del state.apps
    assert meta_of(state) == told


def test_other_changes_build_it_anew_as_ever(state):
    before = state.apps.get_model("a", "b")
    with no_class_anew():
        state.add_field("a", "b", "more", models.TextField(default=""), preserve_default=True)
    assert state.apps.get_model("a", "b") is not before


def test_nothing_of_it_is_left_behind(state):
    with no_class_anew():
        ADDED[0].state_forwards("a", state)
    before = state.apps.get_model("a", "b")
    ADDED[1].state_forwards("a", state)
    assert state.apps.get_model("a", "b") is not before
