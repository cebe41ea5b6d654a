"""One question, one set of rows: at every page, file, tile and API, for each of the cast."""

import csv
import json
import re
from collections import Counter
from io import BytesIO, StringIO

import mapbox_vector_tile
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from movements.access.funnel import Question, selection
from movements.dialogue.filters import MeetingFilter, PromiseFilter
from movements.directory.counting import rebuild
from movements.directory.filters import ContactPersonFilter, OrganisationFilter, RelationFilter
from movements.mapping.tiles import NEAR
from movements.models import Meeting, Organisation
from movements.places.mercator import from_mercator
from tests import crowd as crowded
from tests.rights.test_both_doors import LAW

READERS = ("anna", "asta", "bo", "cia", "dag", "frid", "glenn", "hedda")
SHUT_OUT = ("eva", "ivar")

QUESTIONS = (
    "",
    "kind=tenants",
    "kind=tenants&kind=union",
    "policy_area=housing",
    "policy_area=housing&policy_area=violence_against_women",
    "municipality=0136",
    "municipality=0127&municipality=0192",
    "quiet_for=3",
    "quiet_for=6",
    "quiet_for=24",
    "living=1",
    "white_spots=1",
    "white_spots=1&kind=village",
    "white_spots=1&kind=scouts",  # Norr has met them, and Söder does not know
    "white_spots=1&municipality=0192",
    "step=mapped",
    "step=mapped&step=dialogue&kind=union",
    "q=hyres",
    "q=ÖSMO",
    "q=förening+haninge",
    "q=dold",
    "kind=union&municipality=0136&quiet_for=6",
    "q=hyresgäst&policy_area=housing&living=1",
    "kind=&q=&municipality=",
    "q=finns+inte",
)
MALFORMED = (
    "kind=klubb",
    "kind=union&kind=klubb",
    "policy_area=allt",
    "municipality=9999",
    "quiet_for=7",
    "living=2",
    "step=langt",
    "association=norr",
    "parent=alla",
    "white_spots=ja",
    "okand=1",
    "q=noll%00byte",
)


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    """With the sums of the map true, as on any day after the first night; tests/mapping holds them
    against the rows themselves."""
    built = crowded.build(cast, district, norr, soder, socialnamnden)
    rebuild(district)
    return built


@pytest.fixture
def visit(cast):
    """`visit("anna", path)`: what Anna gets there, logged in as she is in her browser."""
    clients = {}

    def go(who: str, path: str):
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(getattr(cast, who))
        return clients[who].get(path)

    return go


# ---- the doors: each reads the ids that an address shows, through all its pages


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def ids_in_pages(go, path: str, link: str) -> set[str]:
    """Ids in links of a page and of the pages after it."""
    found, seen = set(), set()
    while path:
        seen.add(path)
        text = go(path).content.decode()
        found |= set(re.findall(link, text))
        tokens = re.findall(r'href="([^"]*[?&;]after=[^"]+)"', text)
        following = {token.replace("&amp;", "&") for token in tokens}
        following = {
            url if url.startswith("/") else f"{path.partition('?')[0]}{url}" for url in following
        }
        path = next(iter(following - seen), None)
    return found


LINE = r'<th scope="row"[^>]*><a href="/organisationer/([0-9a-f-]{36})/"'


def list_page(go, query: str) -> set[str]:
    return ids_in_pages(go, with_query(reverse("organisation_list"), query), LINE)


def map_page(go, query: str) -> set[str]:
    return ids_in_pages(go, with_query(reverse("map"), query), r'data-id="([0-9a-f-]{36})"')


def file(go, query: str) -> list[str]:
    answer = go(with_query(reverse("organisation_csv"), query))
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    return [row[-1] for row in rows[1:]]


def workbook(go, query: str) -> list[str]:
    answer = go(with_query(reverse("organisation_xlsx"), query))
    sheet = load_workbook(BytesIO(answer.content), read_only=True).active
    return [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]


def map_file(go, query: str) -> list[dict]:
    """The features of the GeoJSON file."""
    answer = go(with_query(reverse("organisation_geojson"), query))
    return json.loads(answer.content)["features"]


def from_api(go, path: str, query: str) -> set[str]:
    found, address = [], with_query(f"/api/v1/{path}/", f"{query}&page_size=6".lstrip("&"))
    while address:
        page = go(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(found) == len(set(found))
    return set(found)


# ---- tiles


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Which tile of a zoom a place is in (the slippy map's own formula)."""
    from math import asinh, floor, pi, radians, tan

    n = 2**z
    return floor((lon + 180) / 360 * n), floor((1 - asinh(tan(radians(lat))) / pi) / 2 * n)


def layers(answer) -> dict:
    return mapbox_vector_tile.decode(answer.content) if answer.content else {}


def tiles(go, path: str, z: int, places, query: str) -> list[dict]:
    wanted = {tile_of(*from_mercator(point.x, point.y), z) for point in places}
    return [layers(go(with_query(path.format(z=z, x=x, y=y), query))) for x, y in sorted(wanted)]


def ids_of(drawn: list[dict]) -> Counter:
    return Counter(
        feature["properties"]["id"]
        for one in drawn
        for feature in one.get("organisations", {}).get("features", ())
    )


def sum_of(drawn: list[dict]) -> int:
    """How many organisations the clusters and the single ones stand for."""
    clusters = sum(
        feature["properties"]["n"]
        for one in drawn
        for feature in one.get("clusters", {}).get("features", ())
    )
    return clusters + sum(ids_of(drawn).values())


PLATES = ("/karta/plattor/{z}/{x}/{y}.mvt", "/api/v1/tiles/organisations/{z}/{x}/{y}.mvt")


# ---- organisations


@pytest.mark.parametrize("who", READERS)
def test_every_door_shows_the_same_organisations(crowd, cast, visit, who):
    def go(path):
        return visit(who, path)

    places = [one.point for one in crowd.organisations.values() if one.point]
    for number, query in enumerate(QUESTIONS):
        rows = selection(OrganisationFilter, cast.reader(who), QueryDict(query))
        expected = {str(row.pk) for row in rows}
        assert list_page(go, query) == expected, query
        assert map_page(go, query) == expected, query
        drawn = {str(row.pk) for row in rows if row.point and not row.address_protected}
        for found in (file(go, query), workbook(go, query)):
            assert Counter(found) == Counter(expected), query
        features = map_file(go, query)
        assert Counter(one["id"] for one in features) == Counter(expected), query
        assert {one["id"] for one in features if one["geometry"]} == drawn, query
        assert from_api(go, "organisations", query) == expected, query
        for path in PLATES if number % 4 == 0 else PLATES[number % 2 :][:1]:
            near = ids_of(tiles(go, path, NEAR, places, query))
            assert near == Counter(drawn), (query, path)
            for zoom in (4, 7, 10) if number % 4 == 0 else (7,):
                far = tiles(go, path, zoom, places, query)
                assert sum_of(far) == len(drawn), (query, path, zoom)


def test_tiles_far_out_do_cluster(crowd, visit):
    """The sums above are sums of clusters, not only of single organisations."""
    places = [one.point for one in crowd.organisations.values() if one.point]
    far = tiles(lambda path: visit("cia", path), PLATES[0], 7, places, "")
    assert any(one.get("clusters", {}).get("features") for one in far)


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("query", ["", "q=dold", "kind=womens_shelter"])
def test_what_they_show_is_what_the_rules_page_says(crowd, visit, who, query):
    """The doors agree; do they agree on the right thing? Read from PRODUCT.md."""
    theirs = {
        "anna": {"Dold förening i Norr", "Dold jour"},
        "asta": {"Dold förening i Norr", "Dold jour"},
        "bo": {"Dold förening i Söder", "Dold jour"},
        "cia": {"Dold förening i Norr", "Dold förening i Söder", "Dold jour"},
        "dag": set(),
    }
    everybodys = {
        name
        for name, facts in crowded.ORGANISATIONS.items()
        if "existence" not in facts[-1] and "archived" not in facts[-1]
    }
    expected = set()
    if who in theirs:
        expected = everybodys | theirs[who]
    elif who == "hedda":
        expected = {"Hyresgästföreningen i grannen"}
    if query == "q=dold":
        expected = {name for name in expected if "Dold" in name}
    if query == "kind=womens_shelter":
        expected &= {"Kvinnojouren Nord", "Dold jour"}
    names = {str(one.pk): name for name, one in crowd.organisations.items()}
    names[str(crowd.neighbour.organisation.pk)] = crowd.neighbour.organisation.name
    shown = from_api(lambda path: visit(who, path), "organisations", query)
    assert {names[pk] for pk in shown} == expected


def test_the_questions_are_not_empty_ones(crowd, cast):
    """A test of equal sets proves little if the sets are empty, or all the same."""
    answers = {
        query: frozenset(
            str(row.pk)
            for row in selection(OrganisationFilter, cast.reader("cia"), QueryDict(query))
        )
        for query in QUESTIONS
    }
    empty = {query for query, found in answers.items() if not found}
    assert empty == {"q=finns+inte", "white_spots=1&kind=scouts"}
    assert len(set(answers.values())) >= 15


@pytest.mark.parametrize("who", ["anna", "cia", "dag"])
def test_a_protected_place_is_in_no_tile(crowd, visit, who):
    hidden = {str(one.pk) for one in crowd.organisations.values() if one.address_protected}
    assert hidden
    places = [one.point for one in crowd.organisations.values() if one.point]
    for path in PLATES:
        for zoom in (0, 5, 9, 12, 14, 18, 22):
            drawn = tiles(lambda path: visit(who, path), path, zoom, places, "")
            assert not hidden & set(ids_of(drawn))
            assert not [pk for pk in hidden if pk in json.dumps(drawn, default=str)]


@pytest.mark.parametrize("query", MALFORMED)
@pytest.mark.parametrize(
    "path",
    [
        "/organisationer/",
        "/organisationer.csv",
        "/organisationer.xlsx",
        "/organisationer.geojson",
        "/karta/",
        "/karta/plattor/7/70/37.mvt",
        "/api/v1/organisations/",
        "/api/v1/tiles/organisations/7/70/37.mvt",
    ],
)
def test_a_malformed_question_gets_no_rows_at_any_door(crowd, visit, path, query):
    answer = visit("cia", f"{path}?{query}")
    assert answer.status_code == 400
    text = answer.content.decode("latin-1")
    if path != "/karta/":  # the map goes on showing the county, as if nothing had been asked
        for one in crowd.organisations.values():
            assert str(one.pk) not in text
            assert one.name.encode().decode("latin-1") not in text


@pytest.mark.parametrize("query", ["mode=duva", "organisation=alla", "since=igår", "okand=1"])
@pytest.mark.parametrize("path", ["/avstamningar/", "/api/v1/meetings/"])
def test_a_malformed_question_about_meetings_gets_none(crowd, visit, path, query):
    answer = visit("cia", f"{path}?{query}")
    assert answer.status_code == 400
    text = answer.content.decode()
    assert not [one for one in crowd.meetings if str(one.pk) in text]


@pytest.mark.parametrize("order", ["name", "-name", "last", "-last"])
def test_page_file_and_api_have_the_same_order(crowd, visit, order):
    def go(path):
        return visit("anna", path)

    page = re.findall(LINE, go(f"/organisationer/?order={order}").content.decode())
    in_files = [
        file(go, f"order={order}"),
        workbook(go, f"order={order}"),
        [one["id"] for one in map_file(go, f"order={order}")],
    ]
    found, address = [], f"/api/v1/organisations/?order={order}&page_size=4"
    while address:
        answer = go(address).json()
        found += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert len(page) > 10
    assert page == found
    assert in_files == [page] * 3
    assert go("/api/v1/organisations/?order=slump").status_code == 400


@pytest.mark.parametrize("who", SHUT_OUT)
@pytest.mark.parametrize(
    "path",
    [
        "/organisationer/",
        "/organisationer.csv",
        "/organisationer.xlsx",
        "/organisationer.geojson",
        "/karta/",
        "/karta/plattor/7/70/37.mvt",
        "/avstamningar/",
        "/api/v1/organisations/",
        "/api/v1/meetings/",
        "/api/v1/tiles/organisations/7/70/37.mvt",
    ],
)
def test_no_post_no_rows_at_any_door(crowd, visit, who, path):
    answer = visit(who, path)
    assert answer.status_code == 403
    text = answer.content.decode("latin-1")
    for one in (*crowd.organisations.values(), *crowd.meetings):
        assert str(one.pk) not in text


@pytest.mark.parametrize("who", READERS)
def test_one_organisation_opens_at_both_doors_or_at_neither(crowd, cast, visit, who):
    seen = {str(row.pk) for row in Organisation.objects.visible_to(cast.reader(who))}
    everything = [*crowd.organisations.values(), crowd.neighbour.organisation]
    for one in everything:
        expected = 200 if str(one.pk) in seen else 404
        assert visit(who, f"/organisationer/{one.pk}/").status_code == expected, one
        assert visit(who, f"/api/v1/organisations/{one.pk}/").status_code == expected, one


# ---- meetings, and what only the API lists


def meeting_pages(go, query: str) -> set[str]:
    link = r'href="/avstamningar/([0-9a-f-]{36})/"'
    return ids_in_pages(go, with_query(reverse("meeting_list"), query), link)


def meeting_questions(crowd, norr) -> list[str]:
    jordbro = crowd.organisations["Hyresgästföreningen Tungelsta"].pk
    hidden = crowd.organisations["Dold förening i Norr"].pk
    months_ago = crowd.meetings[1].day
    return [
        "",
        f"organisation={jordbro}",
        f"organisation={hidden}",
        f"association={norr.pk}",
        "mode=visit",
        "mode=phone",
        f"since={months_ago}",
        f"until={months_ago}&association={norr.pk}",
    ]


@pytest.mark.parametrize("who", READERS)
def test_both_doors_show_the_same_meetings(crowd, cast, visit, norr, who):
    def go(path):
        return visit(who, path)

    for query in meeting_questions(crowd, norr):
        rows = selection(MeetingFilter, cast.reader(who), QueryDict(query))
        expected = {str(row.pk) for row in rows}
        assert meeting_pages(go, query) == expected, query
        assert from_api(go, "meetings", query) == expected, query


@pytest.mark.parametrize("who", READERS)
def test_one_meeting_opens_at_both_doors_or_at_neither(crowd, cast, visit, who):
    seen = {row.pk for row in Meeting.objects.visible_to(cast.reader(who))}
    for one in (*crowd.meetings, crowd.neighbour.meeting):
        expected = 200 if one.pk in seen else 404
        assert visit(who, f"/avstamningar/{one.pk}/").status_code == expected
        assert visit(who, f"/api/v1/meetings/{one.pk}/").status_code == expected


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(
    ("path", "question", "queries"),
    [
        ("promises", PromiseFilter, ("", "overdue=1", "status=open", "status=kept")),
        ("relations", RelationFilter, ("", "step=mapped", "step=dialogue&ended=1")),
        ("contact-persons", ContactPersonFilter, ("", "q=noor", "q=finns+inte")),
    ],
)
def test_the_api_shows_what_the_funnel_lets_through(
    crowd, cast, visit, who, path, question, queries
):
    named = crowd.organisations["Dold förening i Norr"].pk
    for query in (*queries, f"organisation={named}"):
        rows = selection(question, cast.reader(who), QueryDict(query))
        shown = from_api(lambda address: visit(who, address), path, query)
        assert shown == {str(row.pk) for row in rows}, query


@pytest.mark.parametrize("who", READERS)
def test_what_a_page_of_an_organisation_tells_is_in_the_api_too(crowd, cast, visit, who):
    """People and promises on the page of an organisation: those of the selections, no others."""
    people = {one.name: str(one.pk) for one in crowd.people.values()}
    for one in Organisation.objects.visible_to(cast.reader(who)):
        text = visit(who, f"/organisationer/{one.pk}/").content.decode()
        query = f"organisation={one.pk}"
        persons = from_api(lambda path: visit(who, path), "contact-persons", query)
        assert {pk for name, pk in people.items() if name in text} == persons
        rows = visit(who, f"/api/v1/promises/?{query}&status=open").json()["results"]
        for row in rows:
            assert row["text"] in text


@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag"])
def test_both_doors_name_the_same_participants(crowd, visit, who):
    people = {one.name for one in crowd.people.values()}
    meeting = crowd.meetings[0]
    page = visit(who, f"/avstamningar/{meeting.pk}/").content.decode()
    content = visit(who, f"/api/v1/meetings/{meeting.pk}/").json()["content"]
    told = {one["person"]["name"] for one in content["participants"] if one["person"]}
    assert {name for name in people if name in page} == told
    assert ("Söders Sam" in told) == (who in ("bo", "cia"))


def test_every_question_is_asked_here():
    asked = {OrganisationFilter, MeetingFilter, PromiseFilter, RelationFilter, ContactPersonFilter}
    asked |= {question for question, _room, _queries in LAW.values()}
    assert set(Question.__subclasses__()) == asked
