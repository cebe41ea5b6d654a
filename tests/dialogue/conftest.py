"""Organisations to meet, and a short way to log a meeting with them."""

import pytest

from movements.access.identity import acting_as
from movements.dialogue.actions import log_meeting
from movements.directory.actions import register_organisation
from movements.directory.choices import OrganisationKind
from movements.models import Organisation


@pytest.fixture
def register(cast, norr):
    """`register("Name", by="anna", association=norr, …)` puts an organisation in the register."""

    def _register(name, *, by="anna", association=norr, kind=OrganisationKind.TENANTS, **facts):
        with acting_as(cast.reader(by), why="test") as reader:
            return register_organisation(
                by=reader, association=association, name=name, kind=kind, **facts
            )

    return _register


@pytest.fixture
def tenants(register) -> Organisation:
    return register("Hyresgästföreningen Jordbro")


@pytest.fixture
def shelter(register) -> Organisation:
    """Its very existence is protected; Anna's association is in contact with it."""
    return register(
        "Kvinnojouren Fristad", kind=OrganisationKind.WOMENS_SHELTER, existence_protected=True
    )


@pytest.fixture
def log(cast, norr):
    """`log(tenants, by="anna", association=norr, …)` logs a meeting."""

    def _log(*organisations, by="anna", association=norr, **more):
        with acting_as(cast.reader(by), why="test") as reader:
            return log_meeting(
                by=reader, association=association, organisations=list(organisations), **more
            )

    return _log
