"""A base map of one's own: chosen by one, fetched by browsers, from one server and no other."""

import json
import re

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.csp import build_policy

from movements.access.configuring import choose_base_map
from movements.access.funnel import NotAllowed
from movements.access.integrations import Integrations

TILES = "https://kartor.example.org:8443/norr/{z}/{x}/{y}.png?style=plain"
ORIGIN = "https://kartor.example.org:8443"
MADE_BY = "© Norrs kartverk"


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.ALLOWED_SERVERS = ["kartor.example.org:8443", "10.0.0.8"]
    settings.HTTPS = False


@pytest.fixture
def choose(acting):
    def _choose(kind="raster", url=TILES, attribution=MADE_BY, who="glenn") -> Integrations:
        with acting(who) as by:
            return choose_base_map(by=by, base_map=kind, base_map_url=url, attribution=attribution)

    return _choose


@pytest.fixture
def header(client, cast):
    """`header("cia", "/karta/")`: the content security policy of that page, as she gets it."""

    def _header(name, path) -> str:
        client.force_login(getattr(cast, name))
        return client.get(path)["Content-Security-Policy"]

    return _header


def strict() -> str:
    return build_policy(configured.SECURE_CSP)


def base_of(response) -> str | None:
    text = re.search(r'<script id="map-data"[^>]*>(.*?)</script>', response.text, re.S).group(1)
    return json.loads(text)["base"]


def test_only_an_administrator_chooses_and_the_choice_leaves_a_trace(choose):
    made = choose()
    for who in ("anna", "asta", "cia", "dag", "frid"):
        with pytest.raises(NotAllowed):
            choose("", "", "", who=who)
    choose("")
    events = Integrations.pgh_event_model.objects.filter(pgh_obj=made).order_by("pgh_id")
    assert [(each.base_map, each.base_map_url, each.attribution) for each in events] == [
        ("raster", TILES, MADE_BY),
        ("", "", ""),
    ]


def test_the_address_server_is_left_as_it_is(choose):
    made = choose()
    Integrations.objects.filter(pk=made.pk).update(geocoder="photon", geocoder_url="https://a.b/")
    choose("")
    assert Integrations.objects.get().geocoder == "photon"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "strunt",
        "ftp://10.0.0.8/{z}/{x}/{y}.png",
        "https://kartor.example.org/{z}/{x}/{y}.png",  # another port
        "https://tile.example.com/{z}/{x}/{y}.png",
        "https://10.0.0.8.example.com/{z}/{x}/{y}.png",
        "https://{z}.example.org/{x}/{y}.png",
        "https://10.0.0.8/{z}/{x}.png",
        "https://10.0.0.8/{z}/{x}/{y}/{y}.png",
        "https://10.0.0.8/{s}/{z}/{x}/{y}.png",
        "https://10.0.0.8/{{z}/{x}/{y}.png",
        "https://me:secret@10.0.0.8/{z}/{x}/{y}.png",
        "https://@10.0.0.8/{z}/{x}/{y}.png",
        "https://10.0.0.8; script-src *;/{z}/{x}/{y}.png",
        "https://10.0.0.8/{z}/{x}/{y}.png; script-src *",
        "https://tile.example.com\\@10.0.0.8/{z}/{x}/{y}.png",
        "https://10.0.0.8:99999/{z}/{x}/{y}.png",
        "https://10.0.0.8/{z}/{x}/{y}.png#" + "a",
        "https://10.0.0.8/" + "a" * 300 + "/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_no_browser_may_be_sent_to_is_not_chosen(choose, client, cast, url):
    with pytest.raises(ValidationError) as wrong:
        choose(url=url)
    assert "base_map_url" in wrong.value.message_dict
    client.force_login(cast.glenn)
    sent = {"base_map": "raster", "base_map_url": url, "attribution": MADE_BY}
    answer = client.post(reverse("base_map"), sent)
    assert answer.status_code == 200
    assert "base_map_url" in answer.context["form"].errors
    assert answer.context["form"]["base_map_url"].value() == url  # nothing typed is lost
    assert not Integrations.objects.exists()


def test_a_name_that_only_the_installation_takes_for_a_host_is_refused(choose, settings):
    settings.ALLOWED_SERVERS = ["*", "*.example.org", "[::1]", "::1", "kartör.example.org"]
    for host in ("*", "*.example.org", "[::1]", "kartör.example.org"):
        with pytest.raises(ValidationError):
            choose(url=f"https://{host}/{{z}}/{{x}}/{{y}}.png")


def test_who_made_the_map_must_be_said(choose):
    with pytest.raises(ValidationError) as wrong:
        choose(attribution="  ")
    assert list(wrong.value.message_dict) == ["attribution"]


def test_a_kind_that_cannot_be_shown_is_not_chosen(choose):
    with pytest.raises(ValidationError):
        choose("pmtiles", "https://10.0.0.8/norr.pmtiles")


def test_a_page_over_https_takes_no_map_without_it(choose, settings):
    settings.HTTPS = True
    with pytest.raises(ValidationError):
        choose(url="http://10.0.0.8/{z}/{x}/{y}.png")


def test_the_form_saves_what_is_chosen_and_shows_it_again(client, cast):
    client.force_login(cast.glenn)
    sent = {"base_map": "raster", "base_map_url": TILES, "attribution": MADE_BY}
    assert client.post(reverse("base_map"), sent)["Location"] == reverse("base_map")
    assert TILES.replace("&", "&amp;") in client.get(reverse("base_map")).text
    client.force_login(cast.anna)
    assert client.get(reverse("base_map")).status_code == 403
    assert client.post(reverse("base_map"), {"base_map": ""}).status_code == 403
    assert Integrations.objects.get().base_map == "raster"


def test_without_a_base_map_every_page_keeps_the_strict_policy(header, client):
    assert header("cia", "/karta/") == strict()
    assert "unsafe" not in strict()
    response = client.get("/karta/")
    assert base_of(response) is None
    assert "map-credit" not in response.text


def test_with_one_only_the_map_page_may_ask_only_that_server(choose, header, client):
    choose()
    widened = strict().replace("connect-src 'self'", f"connect-src 'self' {ORIGIN}")
    assert widened != strict()
    for path in ("/karta/", "/karta/?municipality=0136", "/karta/?kind=nonsense"):
        assert header("cia", path) == widened
    for path in ("/idag/", "/organisationer/", "/karta/grund.json", "/installningar/adresser/"):
        assert header("cia", path) == strict()
    assert header("glenn", reverse("base_map")) == strict()
    response = client.get("/karta/")
    assert base_of(response) == TILES
    assert MADE_BY in response.text


def test_another_district_keeps_its_own(choose, header, client):
    choose()
    assert header("hedda", "/karta/") == strict()
    assert ORIGIN not in client.get("/karta/").text


def test_a_server_that_is_allowed_no_more_is_asked_no_more(choose, header, client, settings):
    choose()
    settings.ALLOWED_SERVERS = []
    assert header("cia", "/karta/") == strict()
    assert ORIGIN not in client.get("/karta/").text
