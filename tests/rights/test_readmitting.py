"""Whoever asked not to be registered may change their mind: lifted by the officer, for a reason."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from movements.access.funnel import NotAllowed, visible
from movements.directory.unwanted import DoNotRegister
from movements.models import Readmission
from movements.rights.erasure import erase_person
from movements.rights.readmitting import readmit
from tests.rights.canary import as_service

NAME, EMAIL = "Margareta Holm", "m@example.org"


@pytest.fixture
def barred(keep, acting):
    """She has been erased, and has asked not to come back."""
    person = keep(name=NAME, channels=[("email", EMAIL)])
    with acting("anna") as anna:
        erase_person(by=anna, person=person, why="Bad om det.", refuse_hereafter=True)


def test_she_is_refused_until_she_is_lifted(barred, keep, acting, district):
    with pytest.raises(ValidationError):
        keep(name=NAME, channels=[("email", EMAIL)])
    with acting("frid") as frid:
        row = readmit(by=frid, name="margareta  HOLM", email=EMAIL, reason="Ringde och bad om det.")
    assert row.hashes == 1
    assert keep(name=NAME, channels=[("email", EMAIL)]).name == NAME
    with as_service("erasure", district):
        assert not DoNotRegister.objects.exists()


def test_what_stays_says_who_and_why_and_never_whom(barred, acting):
    with acting("frid") as frid:
        readmit(by=frid, name=NAME, email=EMAIL, reason="Har ändrat sig.")
        (row,) = visible(Readmission, frid)
    assert (row.by.name, row.reason) == ("Frid", "Har ändrat sig.")
    said = str(Readmission.objects.values())
    assert "Margareta" not in said
    assert EMAIL not in said


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"reason": " "}, "reason"),
        ({"reason": "Margareta Holm ringde."}, "reason"),
        ({"email": "annan@example.org"}, "name"),
        ({"reason": "Ringde, 811228-9874"}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_lifted(barred, acting, district, said, field):
    given = {"name": NAME, "email": EMAIL, "reason": "Ringde."} | said
    with acting("frid") as frid, pytest.raises(ValidationError) as refused:
        readmit(by=frid, **given)
    assert list(refused.value.message_dict) == [field]
    with as_service("erasure", district):
        assert DoNotRegister.objects.exists()


@pytest.mark.parametrize("name", ["anna", "asta", "cia", "dag", "glenn", "hedda"])
def test_nobody_else_lifts_or_sees(barred, acting, name, client, cast):
    with acting(name) as by:
        with pytest.raises(NotAllowed):
            readmit(by=by, name=NAME, email=EMAIL, reason="x")
        assert not visible(Readmission, by).exists()
    client.force_login(getattr(cast, name))
    assert client.get(reverse("readmission")).status_code == 403
    assert client.get("/api/v1/readmissions/").status_code == 403
    assert client.post("/api/v1/readmissions/", {}).status_code == 403


def test_the_page_and_the_api_do_it(barred, client, cast, keep):
    client.force_login(cast.frid)
    address = reverse("readmission")
    wrong = client.post(address, {"name": NAME, "email": "a@example.org", "reason": "x"})
    assert wrong.status_code == 200
    assert f'value="{NAME}"' in wrong.content.decode()
    said = {"name": NAME, "email": EMAIL, "reason": "Har ändrat sig."}
    assert client.post(address, said).status_code == 302
    assert "Har ändrat sig." in client.get(address).content.decode()
    again = client.post("/api/v1/readmissions/", said, content_type="application/json")
    assert (again.status_code, list(again.json()["error"]["fields"])) == (400, ["name"])
    (row,) = client.get("/api/v1/readmissions/").json()
    assert (row["by"]["name"], row["reason"]) == ("Frid", "Har ändrat sig.")
