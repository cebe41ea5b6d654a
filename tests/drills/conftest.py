"""One private cluster for all drills of a run: a copy of the test database and its places."""

import pytest
from django.db import connections

from tests.drills.ground import ground


@pytest.fixture(scope="session")
def private(django_db_setup):
    """A ground that a drill may do anything to."""
    with ground(like=connections["owner"].settings_dict) as made:
        yield made
