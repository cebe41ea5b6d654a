"""The wizard in a client: who is logged in, what the worker does, and a register brought in."""

import pytest

from movements.exchange.actions import import_draft
from tests.exchange.drops import at, dropped
from tests.exchange.files import csv_bytes, line


@pytest.fixture
def as_user(client, cast):
    def as_user(name):
        client.force_login(getattr(cast, name))
        return client

    return as_user


@pytest.fixture
def work(acting):
    """work(pk) does what the worker does with a draft that was started."""

    def work(pk, who="cia"):
        with acting(who) as reader:
            return import_draft(by=reader, draft_id=pk)

    return work


@pytest.fixture
def brought_in(as_user, work):
    """A register without doubts, through the wizard: the client and the import's id."""

    def brought_in(who="cia", **more):
        client = as_user(who)
        pk = dropped(client, csv_bytes([line("Åby IF", town="Tumba"), line("", "x")]), **more)
        client.post(at("import_start", pk))
        work(pk, who)
        return client, pk

    return brought_in
