"""No transaction is open while another server thinks: its locks would wait for a stranger."""

import json
import socket

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from movements.access.configuring import choose_address_server
from movements.access.identity import acting_as
from movements.access.outside import InTransaction, fetch
from movements.access.readers import service
from movements.directory.actions import register_organisation
from movements.directory.address_jobs import locate
from movements.exchange.fetching import ask_for_register, keep_register
from movements.exchange.jobs import fetch_register
from tests.conftest import municipality
from tests.exchange.register_server import PATH, association, register, serving

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _nothing_is_left_in_the_queue():
    """Django's flush does not know the queue's tables."""
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,"
            " procrastinate_workers CASCADE"
        )


@pytest.fixture
def calls(monkeypatch):
    """Where somebody was called, and whether a transaction was open then."""
    found = []
    connect = socket.socket.connect

    def noted(self, address):
        if self.family != socket.AF_UNIX:
            found.append((address, any(one.in_atomic_block for one in connections.all())))
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return found


@pytest.fixture
def server(settings):
    with serving() as (url, answers):
        settings.ALLOWED_SERVERS = [url.split("/")[2]]
        yield f"http://{url.split('/')[2]}", answers


def arguments(task):
    return ProcrastinateJob.objects.filter(task_name=task).latest("id").args


def test_an_address_server_is_asked_outside_any_transaction(acting, norr, server, calls):
    server[1].content = json.dumps([{"lat": "59.1", "lon": "18.1"}]).encode()
    with acting("glenn") as glenn:
        choose_address_server(by=glenn, geocoder="nominatim", geocoder_url=server[0])
    with acting("anna") as anna:
        said = {"name": "Åby IF", "address": "Storgatan 1", "town": "Jordbro"}
        register_organisation(by=anna, association=norr, **said)
    assert not calls, "whoever saves waits for nobody"
    locate(**arguments("directory.locate"))
    assert calls, "the server was asked"
    assert not [address for address, inside in calls if inside]


def test_a_register_is_fetched_outside_any_transaction(acting, norr, server, calls):
    server[1].content = register(association(1, "Haninge IF"))
    with acting("glenn") as glenn:
        kept = keep_register(
            by=glenn,
            name="Haninge",
            url=server[0] + PATH,
            municipality=municipality("0136"),
            association=norr,
        )
        ask_for_register(by=glenn, register=kept)
    assert not calls
    fetch_register(**arguments("exchange.fetch_register"))
    assert calls
    assert not [address for address, inside in calls if inside]


def test_the_one_way_out_is_closed_inside_a_deed(district, server, calls):
    with acting_as(service("register", district), why="test"), pytest.raises(InTransaction):
        fetch(server[0], limit=10, seconds=5)
    assert not calls
