"""What one reader was shown is kept for nobody else."""

import pytest


@pytest.mark.parametrize("address", ["/organisationer/", "/organisationer.csv", "/idag/"])
def test_pages_and_files_belong_in_no_shared_cache(cast, client, address):
    client.force_login(cast.anna)
    assert client.get(address).headers["Cache-Control"] == "private, no-cache"
