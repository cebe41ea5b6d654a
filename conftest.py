"""Starts the private database for the tests, so that a plain `pytest` works as it is."""

import os

import pytest

from deploy import cluster


def pytest_configure() -> None:
    """Before anything connects; a millisecond when it already runs."""
    if not os.environ.get("DATABASE_URL"):
        try:
            cluster.ensure()
        except cluster.ClusterError as problem:
            pytest.exit(str(problem), returncode=3)
