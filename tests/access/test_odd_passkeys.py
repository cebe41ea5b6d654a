"""Whatever is sent instead of a passkey is refused in words, wherever one is taken."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from movements.access.identity import acting_as
from movements.access.readers import service
from tests.conftest import PASSWORD
from tests.door import take_factors_away

SET_UP = "/konto/andra-steget/"
DID_NOT_WORK = "Passkeyn fungerade inte"


def answer(**response) -> str:
    """An answer as a device makes it, but for what is given."""
    whole = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"} | response
    key = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": whole}
    return json.dumps(key | {"clientExtensionResults": {}})


ODD = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a text": '"AAAA"',
    "a number": "1e999",
    "an empty one": "{}",
    "a list in it": '{"response": []}',
    "a text in it": '{"id": "a", "rawId": "a", "type": "public-key", "response": "x"}',
    "whose is no id": answer(userHandle="bm9ib2R5"),
    "whose is zero bytes": answer(userHandle="AAAA"),
    "whose is no base64": answer(userHandle="§§§"),
    "whose is a number": answer(userHandle=7),
    "letters that are none": answer(clientDataJSON="\ud800", authenticatorData="\x00"),
    "short bytes": answer(attestationObject="oA", authenticatorData=""),
    "deep": "[" * 9_000,
    "deep in it": '{"response": ' + '{"a":' * 3_000 + "1" + "}" * 3_001,
    "long": json.dumps({"id": "a" * 200_000}),
}


@pytest.fixture(params=ODD.values(), ids=ODD)
def odd(request):
    return {"credential": request.param}


def told(answered) -> str:
    """The page, or the one that it leads to."""
    return answered.content.decode()


def test_at_the_door(db, odd):
    client = Client()
    client.get(f"{SET_UP}passkey/logga-in/", headers={"accept": "application/json"})
    page = client.post(f"{SET_UP}passkey/logga-in/", odd, follow=True)
    assert page.status_code == 200
    assert DID_NOT_WORK in told(page)


def test_of_somebody_who_is_there(cast):
    """Their own id in it, and nothing that they alone have: refused as any."""
    whose = answer(userHandle=encoded(str(cast.anna.pk)))
    client = Client()
    client.get(f"{SET_UP}passkey/logga-in/", headers={"accept": "application/json"})
    page = client.post(f"{SET_UP}passkey/logga-in/", {"credential": whose}, follow=True)
    assert DID_NOT_WORK in told(page)
    assert "_auth_user_id" not in client.session


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_after_the_password(cast, odd):
    client = Client()
    client.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    page = client.post(f"{SET_UP}kod/", odd)
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


def test_once_more(cast, odd, client):
    client.force_login(cast.anna)
    client.get(f"{SET_UP}passkey/igen/")
    assert client.post(f"{SET_UP}passkey/igen/", odd, follow=True).status_code == 200


def test_where_one_is_made(cast, odd, client):
    take_factors_away(cast.anna)
    client.post("/konto/login/", {"login": cast.anna.email, "password": PASSWORD})
    client.get(SET_UP)
    page = client.post(f"{SET_UP}passkey/", odd)
    assert page.status_code == 200
    assert DID_NOT_WORK in told(page)
    with acting_as(service("door"), why="test"):
        assert not Authenticator.objects.filter(user=cast.anna).exists()
