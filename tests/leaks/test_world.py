"""The world holds every noun and every field, and the oracle and the rules page agree about it."""

import pytest

from movements.access.funnel import visible
from movements.access.identity import acting_as
from movements.access.readers import reader_of
from movements.models import User
from tests.leaks import canaries, oracle
from tests.leaks.world import DERIVED, nouns, tables

# Texts in which no row of the world has a canary, and why that leaves nothing untold.
BY_HAND = {
    "Attachment.kind": "one of a few types of content",
    "Import.counts": "whole numbers",
    "Import.undo_report": "whole numbers, ids and codes, never a name",
    "PendingUpload.columns": "numbers of columns and codes of fields",
    "PendingUpload.counts": "whole numbers",
    "PendingUpload.sheet": "the file of the world has no sheets",
    "ImportLayout.columns": "numbers of columns and codes of fields",
    "RegisterSource.counts": "whole numbers",
    "DraftRow.outcome": "one of five codes",
    "DraftRow.kind": "a code of the list of kinds",
    "DraftRow.take": "names of fields",
    "Merge.moved": "ids of rows, shown to nobody",
    "RetentionRun.counts": "whole numbers",
    "ReadLog.service": "the name of a service",
    "SavedView.query": "a query string; what it asks is answered to each by their own sight",
}


def test_every_noun_has_rows_here_and_in_the_world_of_others(world):
    kept = {row.model for row in world.rows}
    assert {model.__name__ for model in nouns()} - {model.__name__ for model in kept} == set()


def test_there_are_no_rows_that_the_world_does_not_know(world):
    known = {row.pk for row in world.rows}
    strange = {
        model.__name__
        for model in tables()
        if set(model.objects.values_list("pk", flat=True)) - known
    }
    assert strange == set()


def test_every_text_of_every_noun_has_its_canary(world):
    told = set(world.told_fields.values())
    silent = {
        f"{model.__name__}.{one.name}"
        for model in [*tables(), User]
        if model.__name__ not in DERIVED
        for one in model._meta.concrete_fields
        if canaries.is_told(one) and canaries.in_field(one, 0)[1]
    }
    assert silent - told == set(BY_HAND) & silent


# The page of rules knows what Lena's post would show her; the door does not let her in.
@pytest.mark.parametrize("actor", sorted(set(oracle.ACTORS) - {oracle.NOBODY_AT_ALL, oracle.LENA}))
def test_the_oracle_and_the_rules_page_see_the_same(world, actor):
    name = oracle.NORA if actor == oracle.TOKEN else actor
    reader = reader_of(User.objects.get(pk=world.users[name].pk))
    for model in nouns():
        with acting_as(reader, why="test"):  # a view of the law's registers asks who is reading
            seen = set(visible(model, reader).values_list("pk", flat=True))
        expected = {row.pk for row in world.visible(actor, model)}
        assert seen - expected == set(), (model.__name__, _bundles(world, seen - expected))
        assert expected - seen == set(), (model.__name__, _bundles(world, expected - seen))


def _bundles(world, pks) -> list:
    return [row.bundles for row in world.rows if row.pk in pks]
