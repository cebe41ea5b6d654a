"""Starts the private database for the tests, so that a plain `pytest` works as it is; and says at
the end what each part of the tests took of its budget."""

import os

import pytest

from deploy import cluster
from deploy.budgets import Taken

taken = Taken()


def pytest_configure() -> None:
    """Before anything connects; a millisecond when it already runs."""
    if not os.environ.get("DATABASE_URL"):
        try:
            cluster.ensure()
        except cluster.ClusterError as problem:
            pytest.exit(str(problem), returncode=3)


def pytest_runtest_logreport(report) -> None:
    """Setting up and clearing away are work as well. A test that a library makes for us is located
    in the library; its id begins with our file."""
    taken.add(report.nodeid.partition("::")[0], report.duration, is_test=report.when == "call")


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.section("time of each part, and its budget")
    for line in taken.lines():
        terminalreporter.write_line(line)
