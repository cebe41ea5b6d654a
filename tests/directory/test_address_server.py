"""An address server of one's own choice: asked by a job, told to whoever writes, never needed."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from movements.access.configuring import choose_address_server
from movements.access.funnel import NotAllowed
from movements.access.integrations import Integrations
from movements.access.outside import Unreachable
from movements.directory import geocoding
from movements.directory.actions import correct_organisation, register_organisation
from movements.directory.address_jobs import locate
from movements.models import Organisation
from movements.places.mercator import from_mercator
from tests.exchange.register_server import serving

AT = (18.12345, 59.12345)
NOMINATIM = [{"lat": str(AT[1]), "lon": str(AT[0]), "display_name": "Storgatan 1"}]
FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [*AT]},
    "properties": {"name": "Storgatan 1"},
}
ANSWERS = {"nominatim": NOMINATIM, "photon": {"type": "FeatureCollection", "features": [FEATURE]}}


@pytest.fixture
def server(settings):
    with serving() as (url, answers):
        host = url.split("/")[2]
        settings.ALLOWED_SERVERS = [host]
        yield f"http://{host}", answers


@pytest.fixture
def chosen(server, acting):
    def _chosen(kind="nominatim") -> Integrations:
        server[1].content = json.dumps(ANSWERS[kind]).encode()
        with acting("glenn") as glenn:
            return choose_address_server(by=glenn, geocoder=kind, geocoder_url=server[0])

    return _chosen


@pytest.fixture
def make(acting, norr):
    def _make(**more) -> Organisation:
        facts = {"name": "Åby IF", "address": "Storgatan 1", "town": "Jordbro", **more}
        with acting("anna") as anna:
            return register_organisation(by=anna, association=norr, **facts)

    return _make


def waiting():
    return ProcrastinateJob.objects.filter(task_name="directory.locate")


def work() -> None:
    for job in waiting():
        locate(**job.args)


def place(organisation) -> tuple:
    organisation.refresh_from_db()
    return tuple(round(at, 5) for at in from_mercator(*organisation.point))


@pytest.mark.parametrize("kind", ["nominatim", "photon"])
def test_the_point_comes_from_the_server_after_the_address_is_saved(chosen, make, server, kind):
    chosen(kind)
    made = make()
    assert made.point is not None  # that of the town, from the built-in names
    assert server[1].asked == []
    work()
    assert place(made) == AT
    (path,) = server[1].asked
    asked = parse_qs(urlsplit(path).query)["q"]
    assert asked == ["Storgatan 1, Jordbro, Sverige"]
    assert "by" not in path.replace("Jordbro", "").replace("Storgatan", "")


def test_without_a_choice_nothing_leaves_the_house(make, server):
    make()
    assert not waiting().exists()


@pytest.mark.parametrize("protection", [{"address_protected": True}, {"existence_protected": True}])
def test_what_is_protected_is_never_sent(chosen, make, protection):
    chosen()
    make(**protection)
    assert not waiting().exists()


@pytest.mark.parametrize("protection", ["address_protected", "existence_protected"])
def test_what_is_protected_before_the_job_comes_is_never_sent(chosen, make, server, protection):
    chosen()
    made = make()
    cleared = {"address": "", "town": "", "point": None} if protection[0] == "a" else {}
    Organisation.objects.filter(pk=made.pk).update(**{protection: True}, **cleared)
    work()
    assert server[1].asked == []


@pytest.mark.parametrize("status", [500, 429, 302])
def test_a_silent_server_loses_nothing_and_is_asked_again(chosen, make, server, status):
    chosen()
    made = make()
    town = place(made)
    server[1].status = status
    with pytest.raises(Unreachable):
        work()
    made.refresh_from_db()
    assert (made.address, place(made)) == ("Storgatan 1", town)
    server[1].status = 200
    work()
    assert place(made) == AT


def test_a_slow_server_is_given_up_in_time(chosen, make, server, monkeypatch):
    from time import sleep

    chosen()
    make()
    monkeypatch.setattr(geocoding, "SECONDS", 0.3)
    server[1].instead = lambda handler: sleep(2)
    with pytest.raises(Unreachable):
        work()


@pytest.mark.parametrize(
    "answer",
    [b"[]", b"<html>", b'{"error": "x"}', b'[{"lat": "1e999", "lon": "x"}]', b"[1]", b"null",
     b'[{"lat": "48.85", "lon": "2.35", "display_name": "Paris"}]'],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_changes_nothing(chosen, make, server, answer):
    chosen()
    made = make()
    town = place(made)
    server[1].content = answer
    work()
    assert place(made) == town


def test_an_answer_about_an_address_that_was_changed_meanwhile_is_not_used(chosen, make, acting):
    chosen()
    made = make()
    address = geocoding.whole_address(made)
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=made, address="Annan väg 2")
    from movements.access.identity import acting_as
    from movements.access.readers import service

    with acting_as(service("addresses", made.district), why="test") as by:
        used = geocoding.settle_point(by=by, organisation=made, address=address, at=AT)
    assert not used


def test_another_correction_keeps_the_point_and_asks_nobody(chosen, make, acting, server):
    chosen()
    made = make()
    work()
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=made, phone="08-500 100 00")
    assert place(made) == AT
    assert waiting().count() == 1


def test_whoever_writes_an_address_is_told_where_it_goes(chosen, cast, make, server):
    made = make()
    client = Client()
    client.force_login(cast.anna)
    host = server[0].split("/")[2]
    paths = ("/organisationer/ny/", f"/organisationer/{made.pk}/andra/")
    for path in paths:
        assert host not in client.get(path).content.decode()
    chosen()
    for path in paths:
        assert host in client.get(path).content.decode()


def test_only_an_administrator_chooses_and_the_choice_leaves_a_trace(chosen, acting, server):
    made = chosen()
    for who in ("anna", "asta", "cia", "dag", "frid"):
        with acting(who) as other, pytest.raises(NotAllowed):
            choose_address_server(by=other, geocoder="", geocoder_url="")
    with acting("glenn") as glenn:
        choose_address_server(by=glenn, geocoder="", geocoder_url="")
    events = Integrations.pgh_event_model.objects.filter(pgh_obj=made).order_by("pgh_id")
    assert [event.geocoder for event in events] == ["nominatim", ""]


@pytest.mark.parametrize("url", ["", "http://nominatim.example.org", "https://10.0.0.1", "strunt"])
def test_a_server_that_may_not_be_asked_is_not_chosen(acting, cast, url):
    with acting("glenn") as glenn, pytest.raises(ValidationError) as wrong:
        choose_address_server(by=glenn, geocoder="photon", geocoder_url=url)
    assert "geocoder_url" in wrong.value.message_dict
    client = Client()
    client.force_login(cast.glenn)
    sent = {"geocoder": "photon", "geocoder_url": url}
    answer = client.post("/installningar/adresser/", sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
