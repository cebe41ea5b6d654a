"""The matrix bites: six leaks of six kinds, planted here alone, and each is found.

Each is found with the floor lifted. With the floor in place some never come out: those that read a
table about people. What a leak tells of organisations the floor does not stop, which is why the
matrix is asked without it.
"""

from io import BytesIO

import mapbox_vector_tile
import pytest
from django.core.exceptions import PermissionDenied

from crm.dialogue import log as log_page
from crm.dialogue import views as dialogue
from crm.directory import downloads, duplicates
from crm.directory import views as directory
from crm.mapping import views as mapping
from movements.models import ContactPerson, MeetingOrganisation, Organisation, Promise
from tests.leaks import oracle
from tests.leaks.matrix import Reading

BO = oracle.BO


def unscoped_export(monkeypatch):
    """A file that asks the table and not the selection."""

    def everybody(rows, reader):
        names = ContactPerson.objects.order_by("pk").values_list("name", flat=True)
        return BytesIO("\n".join(names).encode())

    files = downloads.FILES | {"csv": (everybody, "text/csv; charset=utf-8")}
    monkeypatch.setattr(downloads, "FILES", files)


def unscoped_suggestion(monkeypatch):
    """A typeahead that suggests what it finds."""

    def found(request, association, words):
        rows = list(Organisation.objects.select_related("municipality").order_by("pk"))
        for row in rows:
            row.last_contact = None
        return log_page._told(rows)

    monkeypatch.setattr(log_page, "_suggestions", found)


def history(monkeypatch):
    """A page that shows what was changed, by whom it was changed or not."""
    real = directory.render

    def with_history(request, template, context, **more):
        events = ContactPerson.pgh_event_model.objects.order_by("pgh_id")
        answer = real(request, template, context, **more)
        answer.write("<br>".join(events.values_list("source", flat=True)))
        return answer

    monkeypatch.setattr(directory, "render", with_history)


def related_count(monkeypatch):
    """A number of meetings that counts those which nobody may know of."""

    def counted(reader, both):
        there = MeetingOrganisation.objects.filter(organisation__in=both)
        return {pk: there.filter(organisation=pk).count() for pk in both}

    monkeypatch.setattr(duplicates, "_meetings", counted)


def tile_attribute(monkeypatch):
    """A tile whose features say how many people we know."""
    real = mapping.tile_for

    def with_people(*asked):
        said = {"people": ContactPerson.objects.count()}
        feature = {"geometry": "POINT (1 1)", "properties": said}
        more = mapbox_vector_tile.encode([{"name": "people", "features": [feature]}])
        return real(*asked) + more

    monkeypatch.setattr(mapping, "tile_for", with_people)


def error_message(monkeypatch):
    """A refusal that tells the hidden from the missing."""
    real = dialogue.one_or_404

    def told(model, reader, pk):
        seen = model.objects.visible_to(reader).filter(pk=pk)
        if model is Promise and not seen.exists() and model.objects.filter(pk=pk).exists():
            raise PermissionDenied("Löftet är inte ditt.")
        return real(model, reader, pk)

    monkeypatch.setattr(dialogue, "one_or_404", told)


# leak → (where it comes out, whether the floor alone stops it)
PLANTED = {
    unscoped_export: ("organisation_csv", True),
    unscoped_suggestion: ("meeting_organisations", False),
    history: ("organisation_detail", True),
    related_count: ("organisation_duplicate", True),
    tile_attribute: ("map_tile", True),
    error_message: ("promise_release", False),  # of a hidden organisation, what is open of itself
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found(world, monkeypatch, plant):
    where, stopped = PLANTED[plant]
    assert Reading(world, BO, {where}).in_every_state().lines() == []
    plant(monkeypatch)
    told = Reading(world, BO, {where}).in_every_state()
    assert told.leaks != {}
    assert all(one.startswith(where) for one in told.leaks)
    held = Reading(world, BO, {where}).with_the_floor()
    assert (held.leaks == {}) == stopped, "what the floor alone stops is not what is said here"
