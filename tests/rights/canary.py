"""Somebody with a name that stands nowhere else, in every place where the house may hold one."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connections

from movements.access.identity import acting_as, because
from movements.access.readers import service
from movements.dialogue.actions import Promised, Said, log_meeting
from movements.dialogue.attaching import attach_file
from movements.directory.actions import (
    correct_contact_person,
    keep_contact_person,
    register_organisation,
    tie_relation,
)
from movements.exchange.models import DraftRow, PendingUpload
from movements.models import Organisation
from tests.conftest import municipality

NAME, BEFORE = "Kanarie Gulfjäder", "Kanarie Blåfjäder"
EMAIL, PHONE = "kanarie.gulfjader@example.org", "070-174 06 35"
TOLD = f"Vi ringde {NAME} om saken, och Gulfjäder, Kanarie svarade från +46 70 174 06 35."
# What no table may hold afterwards.
CANARIES = ("Gulfjäder", "Blåfjäder", "gulfjader", "174 06 35", "1740635")


@pytest.fixture
def person_of(norr, today):
    """person_of(by, organisation, **more): somebody registered there, ways and all."""

    def make(by, organisation, **more):
        return keep_contact_person(
            by=by,
            association=norr,
            organisation=organisation,
            **{
                "name": NAME,
                "title": "ordförande",
                "basis": "consent",
                "source": "Möte 8 juni",
                "keep_until": today + timedelta(days=700),
                "informed_at": today,
                "channels": [("phone", PHONE), ("email", EMAIL)],
            }
            | more,
        )

    return make


@pytest.fixture
def planted(cast, norr, person_of, today) -> SimpleNamespace:
    """The person, renamed once, in notes, promises, ties, facts, a file, a draft and a job."""
    asta = cast.reader("asta")
    with acting_as(asta, why="test"):
        organisation = register_organisation(
            by=asta, association=norr, name="Fågelvännerna", description=f"Frågor till {NAME}."
        )
        person = person_of(asta, organisation, name=BEFORE)
        correct_contact_person(by=asta, person=person, organisation=organisation, name=NAME)
        tie_relation(by=asta, association=norr, organisation=organisation, wishes=f"Fråga {NAME}.")
        promised = Promised(f"Ringa {NAME}s kollega", cast.asta, today + timedelta(days=9))
        said = Said(demands=TOLD, notes=f"{TOLD}\nMejla {EMAIL}.", promises=[promised])
        meeting = log_meeting(
            by=asta, association=norr, organisations=[organisation], said=said, day=today
        )
        for name in ("protokoll.txt", f"Brev från {NAME}.txt"):
            said = f"Närvarande: {NAME}\nBeslut: taket." if name.startswith("p") else "Hej."
            attach_file(by=asta, meeting=meeting, name=name, content=said.encode())
        attach_file(by=asta, meeting=meeting, name="Karta.txt", content=b"Utan namn.")
        because(f"samtal med {NAME}")
        Organisation.objects.update(town="Haninge")
        upload = PendingUpload.objects.create(
            district=norr.district,
            association=norr,
            uploaded_by=cast.asta,
            municipality=municipality("0136"),
            file_name="register.csv",
            content=f"Namn;Ordförande\nFågelvännerna;{NAME}\n".encode(),
        )
        DraftRow.objects.create(
            district=norr.district,
            draft=upload,
            number=2,
            outcome="new",
            cells=["Fågelvännerna", NAME, EMAIL],
        )
        ask = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES (%s, %s, %s)"
        with connections["default"].cursor() as cursor:
            cursor.execute(ask, ["default", "test.letter", json.dumps({"to": [NAME, EMAIL]})])
    return SimpleNamespace(person=person, organisation=organisation, meeting=meeting)


def as_service(name, district):
    """`with as_service("retention", district) as by:`"""
    return acting_as(service(name, district), why="test")
