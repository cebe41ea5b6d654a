"""Somebody in the register, and the officer who knows them by number."""

from datetime import timedelta

import pytest

from movements.directory.actions import keep_contact_person
from tests.directory.conftest import haninge, register
from tests.rights.canary import person_of, planted

__all__ = ["haninge", "person_of", "planted", "register"]


@pytest.fixture
def byalag(register):
    return register("Utö byalag")


@pytest.fixture
def keep(acting, norr, byalag, today):
    """A contact person of Norr's, whom nobody has told."""

    def make(name="Margareta Holm", **more):
        given = {
            "basis": "regular_contact",
            "source": "Avstämning 20 oktober",
            "keep_until": today + timedelta(days=700),
            "channels": [("email", "m@example.org")],
        }
        with acting("anna") as anna:
            made = keep_contact_person(
                by=anna, association=norr, organisation=byalag, name=name, **(given | more)
            )
        made.refresh_from_db()
        return made

    return make
