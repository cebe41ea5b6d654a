"""Organisations for the directory's tests, made by the verbs themselves."""

from datetime import date

import pytest

from movements.directory.actions import register_organisation
from movements.models import Municipality


@pytest.fixture
def haninge():
    return Municipality.objects.defer("border").get(code="0136", valid_to=None)


@pytest.fixture
def botkyrka():
    return Municipality.objects.defer("border").get(code="0127", valid_to=None)


@pytest.fixture
def register(cast, acting, norr, haninge):
    """register("Utö byalag", kind="village"): Anna registers it in Haninge for Norr."""

    def make(name, *, by="anna", association=norr, **facts):
        with acting(by) as reader:
            return register_organisation(
                by=reader,
                association=association,
                name=name,
                **{"municipality": haninge, "kind": "village"} | facts,
            )

    return make


@pytest.fixture
def page_of(cast, client):
    """page_of("anna", "/organisationer/"): the answer as that person gets it."""

    def get(name, address, **query):
        client.force_login(getattr(cast, name))
        return client.get(address, query)

    return get


@pytest.fixture
def send(cast, client):
    """send("anna", address, {...}): a form sent by that person."""

    def post(name, address, data=None):
        client.force_login(getattr(cast, name))
        return client.post(address, data or {})

    return post


DAY = date(2026, 1, 1)
