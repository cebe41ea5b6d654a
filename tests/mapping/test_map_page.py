"""The page of the map: one question, the same rows in list and tiles, whatever the counts."""

import json
import re

import mapbox_vector_tile
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from movements.access.funnel import selection
from movements.directory.contact import contact_known_to
from movements.directory.filters import OrganisationFilter
from movements.models import Organisation
from tests.ground import seen_by_planner
from tests.mapping.test_tiles import placed

READERS = ("anna", "asta", "bo", "cia", "dag", "hedda")
QUERIES = ("", "kind=union&quiet_for=6", "policy_area=school", "municipality=0136", "white_spots=1")

MANY_FILTERS = (
    "",
    "municipality=0136",
    "kind=union&policy_area=housing&quiet_for=6&white_spots=1&q=a",
    "municipality=0136&municipality=0127&kind=union&quiet_for=3",
    "q=finnsinte&kind=union",
)


@pytest.fixture
def visit(client, cast):
    """`visit("cia", "kind=union")` is the map as Cia sees it."""

    def go(name, query=""):
        client.force_login(getattr(cast, name))
        return client.get(f"{reverse('map')}?{query}")

    return go


def data_of(response) -> dict:
    text = re.search(r'<script id="map-data"[^>]*>(.*?)</script>', response.text, re.S).group(1)
    return json.loads(text)


def listed(response) -> list[str]:
    return re.findall(r'class="map-line[^"]*" data-id="([^"]+)"', response.text)


def everything_listed(visit, name, query) -> list[str]:
    """The ids of the list, through all its pages."""
    found, after = [], ""
    while True:
        response = visit(name, f"{query}&after={after}" if after else query)
        found += listed(response)
        after = response.context["answer"].slice.next
        if not after:
            return found


@pytest.mark.parametrize("name", READERS)
def test_list_and_tiles_hold_the_same_selection(register, visit, client, cast, name):
    register(60)
    for query in QUERIES:
        rows = selection(OrganisationFilter, cast.reader(name), QueryDict(query))
        response = visit(name, query)
        data = data_of(response)
        assert sorted(everything_listed(visit, name, query)) == sorted(str(r.pk) for r in rows)
        assert data["count"] == len(rows)
        address = data["tiles"].replace("{z}/{x}/{y}", "0/0/0")
        assert counted(client.get(address).content) == len(placed(rows))


def counted(content: bytes) -> int:
    """How many organisations a tile tells of."""
    layers = mapbox_vector_tile.decode(content).values()
    features = [feature["properties"] for layer in layers for feature in layer["features"]]
    return sum(1 if "id" in each else each["n"] for each in features)


@pytest.mark.parametrize("name", ["anna", "cia", "dag"])
def test_the_list_stands_in_order_of_silence(register, visit, cast, name):
    register(80)
    met = {
        str(row.pk): row.last_contact
        for row in selection(
            OrganisationFilter, cast.reader(name), QueryDict("")
        ).with_last_contact(contact_known_to(cast.reader(name)))
    }
    listed = everything_listed(visit, name, "")
    assert sorted(listed) == sorted(met), "each once, whatever page it is on"
    days = [str(met[pk] or "") for pk in listed]
    assert days == sorted(days)
    assert len(days) > 50, "more than one page"


@pytest.mark.parametrize("number", [10, 1000])
def test_at_most_twelve_questions_to_the_database(register, visit, client, number):
    register(number)
    seen_by_planner()
    visit("cia")
    for query in MANY_FILTERS:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"{reverse('map')}?{query}")
        assert response.status_code == 200
        asked = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
        assert len(asked) <= 12, "\n".join(asked)
        assert not [sql for sql in asked if '"border"' in sql]


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "quiet_for=5", "municipality=9999", "colour=red", "after=%00"]
)
def test_a_question_that_cannot_be_read_is_never_answered_with_rows(register, visit, client, query):
    register(20)
    page = visit("cia", query)
    assert page.status_code == 400
    tile = client.get(f"{reverse('map_tile', args=[5, 17, 9])}?{query}")
    assert tile.status_code == (200 if query.startswith("after") else 400)


def test_an_unknown_measure_is_refused(register, visit):
    assert visit("cia", "measure=money").status_code == 400


@pytest.mark.parametrize(
    ("query", "measure"),
    [("", "living"), ("measure=organisations", "organisations"), ("measure=quiet", "quiet")],
)
def test_the_colours_follow_the_measure_and_never_the_words(register, visit, query, measure):
    register(60)
    plain = data_of(visit("cia", query))["steps"]
    sought = data_of(visit("cia", f"{query}&q=finnsinte&quiet_for=24&municipality=0127"))["steps"]
    assert plain == sought
    assert len(plain) == 26
    assert ("white" in plain.values()) == (measure == "living")


def test_white_spots_keep_their_names_also_where_nobody_is_registered(register, visit):
    register(30)
    response = visit("cia", "white_spots=1")
    steps = data_of(response)["steps"]
    note = re.search(r'white-note">(.*?)</div>', response.text, re.S).group(1)
    named = set(re.findall(r"municipality=(\d{4})", note))
    assert named == {code for code, step in steps.items() if step == "white"}
    assert "0187" in named, "Vaxholm, where the register has nothing"


def test_what_has_no_place_is_counted_only_for_those_who_may_see_it(district, norr, visit, cast):
    for name, hidden in (("Jouren", False), ("Dolda jouren", True)):
        Organisation.objects.create(
            district=district,
            name=name,
            address_protected=True,
            existence_protected=hidden,
            registered_by=norr,
        )
    counts = {}
    for name in ("anna", "bo", "cia", "dag"):
        response = visit(name)
        counts[name] = (response.context["answer"].whole.unplaced, len(listed(response)))
    assert counts == {"anna": (2, 2), "bo": (1, 1), "cia": (2, 2), "dag": (1, 1)}


def test_a_neighbour_sees_neither_the_countys_rows_nor_its_ground(register, visit, client):
    register(30)
    response = visit("hedda")
    assert "Förening 0" not in response.text
    assert data_of(response)["steps"] == {}
    ground = client.get(reverse("map_ground")).json()
    assert [f for f in ground["features"] if f["properties"]["layer"] == "municipality"] == []


def test_the_ground_is_the_district_and_the_outlines_around_it(visit, client):
    visit("cia")
    response = client.get(reverse("map_ground"))
    layers = {}
    for feature in response.json()["features"]:
        layers.setdefault(feature["properties"]["layer"], set()).add(feature["properties"]["code"])
    assert len(layers["municipality"]) == len(layers["label"]) == 26
    assert layers["own"] == {"01"}
    assert {"03", "04"} <= layers["other"]
    assert "01" not in layers["other"]


@pytest.mark.parametrize("address", ["map_ground", "map_tile"])
def test_pictures_are_kept_by_this_browser_alone_and_asked_for_again(visit, client, address):
    visit("cia")
    path = reverse(address, args=[8, 140, 75] if address == "map_tile" else [])
    first = client.get(path)
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_stranger_gets_no_tile(client, cast):
    assert client.get(reverse("map_tile", args=[8, 140, 75])).status_code == 302
    client.force_login(cast.eva)
    assert client.get(reverse("map_tile", args=[8, 140, 75])).status_code == 403


def test_the_still_picture_has_every_municipality_in_its_class(register, visit):
    register(60)
    response = visit("cia")
    drawn = re.findall(r'<path class="area step-(\w+)', response.text)
    assert sorted(drawn) == sorted(data_of(response)["steps"].values())
    assert "style=" not in response.text


def test_files_and_lists_carry_the_same_question(register, visit):
    register(10)
    response = visit("cia", "kind=union&quiet_for=6&measure=quiet&q=&after=")
    answer = response.context["answer"]
    assert [file["url"] for file in answer.files] == [
        f"/organisationer.{ending}?kind=union&quiet_for=6" for ending in ("xlsx", "csv", "geojson")
    ]
    assert answer.list_url == f"{reverse('organisation_list')}?kind=union&quiet_for=6"


def test_an_empty_answer_names_the_filter_to_take_away(register, visit):
    register(20)
    response = visit("cia", "q=finnsinte&kind=union")
    assert response.context["answer"].too_tight["url"] == f"{reverse('map')}?kind=union"


def test_protected_organisations_are_never_printed(district, visit):
    for name, protected in (("Jouren", True), ("Byalaget", False)):
        Organisation.objects.create(district=district, name=name, address_protected=protected)
    text = visit("cia").text
    printed = re.findall(r'<li class="map-line"[^>]*><a class="title"[^>]*>([^<]+)', text)
    assert printed == ["Byalaget"]


def test_what_the_map_shows_can_be_kept_as_a_view(register, visit):
    register(20)
    create = reverse("organisation_view_create")
    page = visit("cia", "kind=union&measure=quiet").content.decode()
    assert f'href="{create}?kind=union"' in page
    assert create not in visit("cia", "measure=quiet").content.decode()
