"""Two people at once: what one saves never undoes what the other has just done."""

import threading

import pytest
from django.db import connections

from movements.access.identity import acting_as
from movements.access.readers import reader_of
from movements.dialogue.actions import log_meeting, protect_existence
from movements.directory import facts
from movements.directory.actions import correct_organisation, register_organisation
from movements.models import Organisation


def met(anna, norr, tenants):
    log_meeting(by=anna, association=norr, organisations=[tenants])


def protected(anna, norr, tenants):
    protect_existence(by=anna, organisation=tenants)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("meanwhile", [met, protected])
def test_correcting_undoes_nothing_that_is_done_meanwhile(
    cast, norr, today, monkeypatch, meanwhile
):
    with acting_as(cast.reader("anna"), why="test") as anna:
        tenants = register_organisation(by=anna, association=norr, name="Hyresgästerna")
    halfway, done, problems = threading.Event(), threading.Event(), []
    settle = facts.settle_place

    def slowly(organisation):
        halfway.set()
        done.wait(1)
        settle(organisation)

    monkeypatch.setattr(facts, "settle_place", slowly)

    def other():
        try:
            halfway.wait(10)
            with acting_as(reader_of(cast.anna), why="test") as reader:
                meanwhile(reader, norr, tenants)
            done.set()
        except Exception as problem:  # noqa: BLE001  (told to the test below)
            problems.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    with acting_as(cast.reader("asta"), why="test") as asta:
        correct_organisation(by=asta, organisation=tenants, town="Handen")
    thread.join(30)
    assert problems == []
    kept = Organisation.objects.get(pk=tenants.pk)
    assert kept.town == "Handen"
    if meanwhile is met:
        assert kept.last_open_contact == today
    else:
        assert kept.existence_protected
