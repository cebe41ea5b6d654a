"""A clone in a folder of awkward letters, with a private cluster of its own."""

import pytest

from tests.deploy.clone import Clone


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    made = Clone(tmp_path_factory.mktemp("hem") / "förankra klon")
    made.order("start")
    yield made
    made.remove()
