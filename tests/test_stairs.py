"""The stairs: rooms know only what is below them, and have the same name under every root."""

import pytest
from django.apps import apps

from tests import readings
from tests.readings import ROOT

STEPS = readings.layers((ROOT / "pyproject.toml").read_text())

# Where a room must be seen. Privacy and places are ground: nobody opens a page of theirs.
ROOTS = {
    "places": {"movements", "api"},
    "privacy": {"movements"},
    "access": {"movements", "crm", "api", "templates"},
    "directory": {"movements", "crm", "api", "templates"},
    "dialogue": {"movements", "crm", "api", "templates"},
    "mapping": {"movements", "crm", "api", "templates"},
    "exchange": {"movements", "crm", "templates"},
    "briefing": {"movements", "crm", "api", "templates"},
    "rights": {"movements", "crm", "api", "templates"},
    "demo": {"movements"},
}
# What stands under a root without being a room.
OTHERS = {
    "movements": {"migrations", "management"},
    "crm": {"templatetags"},
    # views: the directory's saved questions; attachments: files of dialogue
    "api": {
        *(
            "base",
            "protocol",
            "errors",
            "shapes",
            "rights_shapes",
            "schema",
            "docs",
            "urls",
            "views",
            "versions",
            "history",
            "retries",
            "attachments",
        ),
        "__init__",
    },
    "templates": {"parts", "api", "account", "allauth", "mfa"},
}


def room_of(model) -> str:
    return model.__module__.split(".")[1]


def edges():
    """(from room, to room, field) of every key of the house, to one row or to many."""
    for model in apps.get_app_config("movements").get_models():
        if hasattr(model, "pgh_tracked_model") or not model.__module__.startswith("movements."):
            continue
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            target = field.related_model
            if target is not None and target.__module__.startswith("movements."):
                yield room_of(model), room_of(target), f"{model.__name__}.{field.name}"


def test_foreign_keys_lead_downstairs():
    found = list(edges())
    assert len(found) > 40
    assert readings.climbs(found, STEPS) == []


@pytest.mark.parametrize(
    "edge", [("access", "dialogue"), ("places", "privacy"), ("mapping", "exchange")]
)
def test_a_key_that_climbs_or_goes_to_a_sibling_is_found(edge):
    assert readings.climbs([(*edge, "Planted.field")], STEPS)


def test_a_key_that_goes_down_or_stays_is_fine():
    downwards = [("dialogue", "directory", "a"), ("access", "access", "b")]
    assert readings.climbs(downwards, STEPS) == []


def under(root: str) -> set[str]:
    if root == "api":
        return {path.stem for path in (ROOT / root).glob("*.py")}
    folders = (path for path in (ROOT / root).iterdir() if path.is_dir())
    return {path.name for path in folders if path.name != "__pycache__" and any(path.iterdir())}


@pytest.mark.parametrize("root", ["movements", "crm", "api", "templates"])
def test_every_room_has_its_name_under_each_root_that_needs_it(root):
    needed = {room for room, roots in ROOTS.items() if root in roots}
    assert under(root) - OTHERS[root] == needed


def test_every_room_stands_on_the_stairs():
    rooms = under("movements") - OTHERS["movements"]
    assert rooms <= {room for step in STEPS for room in step}
    assert rooms == set(ROOTS)


def test_every_room_says_what_it_is_for():
    for room in ROOTS:
        text = (ROOT / "movements" / room / "__init__.py").read_text()
        said = text.strip().strip('"')
        assert len(said) > 40, room
        assert text.startswith('"""'), room


def test_every_room_is_tried_under_its_own_name():
    tried = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert set(ROOTS) - {"privacy", "demo"} <= tried
