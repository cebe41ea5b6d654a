"""A client for each of the cast, speaking with the machines' door."""

import pytest
from rest_framework.test import APIClient

from tests import crowd as crowded


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.fixture
def api(cast):
    """`api("anna")` is a client with a token of Anna's; `api(None)` is a stranger."""

    def client(name: str | None) -> APIClient:
        client = APIClient()
        if name:
            _row, secret = getattr(cast, name).auth_token_set.create()
            client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
        return client

    return client
