"""One world for a module of the matrix, inside one transaction; each test leaves it as it was."""

import pytest
from django.db import connection, transaction

from tests.leaks import rows
from tests.sealing import sealed_quickly


@pytest.fixture(scope="module")
def the_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), sealed_quickly(), transaction.atomic():
        yield rows.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(the_world):
    """The world, put back when the test is over."""
    with transaction.atomic():
        yield the_world
        transaction.set_rollback(True)
    assert not connection.needs_rollback


# ---- the one line that `make leaks` ends with


def pytest_configure(config):
    config.leaks = {"endpoints": set(), "cells": 0, "leaks": 0, "uncovered": 0}
    config.pluginmanager.register(Sums(config.leaks), "sums of the leak matrix")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Below pytest's own last line; the workers of xdist leave it to the one that has it all."""
    told = getattr(config, "leaks", {})
    if told.get("cells") and not hasattr(config, "workerinput"):
        endpoints = len(told["endpoints"])
        rest = ", ".join(f"{name} {told[name]}" for name in ("cells", "leaks", "uncovered"))
        config.get_terminal_writer().line(f"endpoints {endpoints}, {rest}")


class Sums:
    """Adds up what the tests of the matrix recorded of themselves, from whichever worker."""

    def __init__(self, told: dict):
        self.told = told

    def pytest_runtest_logreport(self, report):
        if report.when == "call":
            for name, value in report.user_properties:
                if name == "endpoints":
                    self.told[name] |= set(value)
                elif name in self.told:
                    self.told[name] += value
