"""The list of organisations: who finds what, in which order, in pages; and the file of it."""

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from movements.access.readers import reader_of
from movements.dialogue.actions import log_meeting
from movements.directory.actions import archive_organisation, tie_relation
from movements.models import ActivityArea, HeldContact, Organisation, Relation

LIST, FILE = "/organisationer/", "/organisationer.csv"
MOST_QUERIES = 12


def shown(answer) -> list[str]:
    return [entry["organisation"].name for entry in answer.context["entries"]]


def in_file(answer) -> list[dict]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def met(acting, norr):
    """met(organisation, day, by="anna"): a meeting on that day."""

    def log(organisation, day, *, by="anna", association=norr, **more):
        with acting(by) as reader:
            return log_meeting(
                by=reader, association=association, organisations=[organisation], day=day, **more
            )

    return log


@pytest.fixture
def many(district, norr, haninge):
    """many(1000): so many organisations, each with a relation and an area."""

    def make(count):
        rows = Organisation.objects.bulk_create(
            Organisation(
                district=district, name=f"Nr {n:04}", registered_by=norr, municipality=haninge
            )
            for n in range(count)
        )
        ActivityArea.objects.bulk_create(
            ActivityArea(district=district, organisation=row, municipality=haninge) for row in rows
        )
        Relation.objects.bulk_create(
            Relation(
                district=district,
                organisation=row,
                association=norr,
                started_on="2025-01-01",
                sensitivity="open",
            )
            for row in rows
        )
        return rows

    return make


def test_names_stand_in_swedish_order(register, page_of):
    for name in ("Östra", "Zinken", "Ån", "Ängen", "arken"):
        register(name)
    assert shown(page_of("anna", LIST)) == ["arken", "Zinken", "Ån", "Ängen", "Östra"]
    assert shown(page_of("anna", LIST, order="-name"))[0] == "Östra"


def test_the_longest_quiet_can_stand_first_and_never_met_before_them(register, page_of, met, today):
    for name, days in (("Nyss", 3), ("Länge sedan", 400), ("Ibland", 90)):
        met(register(name), today - timedelta(days=days))
    register("Aldrig")
    quiet_first = ["Aldrig", "Länge sedan", "Ibland", "Nyss"]
    assert shown(page_of("anna", LIST, order="last")) == quiet_first
    assert shown(page_of("anna", LIST, order="-last")) == quiet_first[::-1]


def test_a_page_holds_fifty_and_says_of_how_many(many, page_of):
    many(120)
    first = page_of("anna", LIST)
    assert (len(first.context["entries"]), first.context["text"]) == (50, "1–50 av 120")
    second = page_of("anna", LIST, **dict(parse_qsl(first.context["next"][1:])))
    assert second.context["text"] == "51–100 av 120"
    third = page_of("anna", LIST, **dict(parse_qsl(second.context["next"][1:])))
    assert (third.context["text"], third.context["next"]) == ("101–120 av 120", "")
    back = page_of("anna", LIST, **dict(parse_qsl(third.context["previous"][1:])))
    assert shown(back) == shown(second)


@pytest.mark.parametrize("order", ["name", "last", "-last"])
def test_every_organisation_comes_once_in_any_order(many, page_of, order):
    rows = many(101)
    seen, query = [], {"order": order}
    while query:
        answer = page_of("anna", LIST, **query)
        seen += shown(answer)
        query = dict(parse_qsl(answer.context["next"][1:]))
    assert sorted(seen) == sorted(row.name for row in rows)


def test_pages_keep_the_question(many, page_of):
    many(60)
    answer = page_of("anna", LIST, q="Nr", order="-name")
    query = dict(parse_qsl(answer.context["next"][1:]))
    assert (query["q"], query["order"]) == ("Nr", "-name")


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "Nr", "kind": "other", "municipality": "0136", "quiet_for": "6", "order": "last"},
        {"white_spots": "1"},
        {"q": "finns inte", "kind": "union", "quiet_for": "6", "living": "1"},
    ],
)
def test_a_list_asks_at_most_twelve_queries_whatever_the_count(many, page_of, client, count, query):
    many(count)
    page_of("anna", LIST)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(LIST, query)
    assert len(asked) <= MOST_QUERIES, "\n".join(q["sql"][:150] for q in asked)


@pytest.mark.parametrize("count", [10, 1000])
def test_a_deep_page_and_the_file_ask_no_more(many, page_of, client, count):
    many(count)
    first = page_of("anna", LIST)
    for address in (f"{LIST}{first.context['next']}", FILE, "/organisationer/arkiv/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= MOST_QUERIES, address


def test_borders_never_leave_the_database_for_a_list(many, page_of, client):
    many(3)
    page_of("anna", LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
        client.get(FILE)
    assert not [q for q in asked if '"border"' in q["sql"]]


@pytest.mark.parametrize(
    ("name", "hidden_too"),
    [("anna", True), ("asta", True), ("cia", True), ("bo", False), ("dag", False)],
)
def test_page_and_file_hold_the_same_organisations_for_each(register, page_of, name, hidden_too):
    register("Utö byalag")
    register("Hemliga huset", existence_protected=True)
    expected = ["Hemliga huset", "Utö byalag"] if hidden_too else ["Utö byalag"]
    assert shown(page_of(name, LIST)) == expected
    assert [row["Organisation"] for row in in_file(page_of(name, FILE))] == expected


@pytest.mark.parametrize("name", ["frid", "glenn"])
def test_who_sees_no_content_gets_an_empty_list_that_says_why(register, page_of, name):
    register("Utö byalag")
    answer = page_of(name, LIST)
    assert shown(answer) == []
    assert "Du kan inte läsa det här" in answer.text
    assert in_file(page_of(name, FILE)) == []


@pytest.mark.parametrize("name", ["eva", "ivar"])
@pytest.mark.parametrize("address", [LIST, FILE])
def test_who_has_no_post_is_told_so(page_of, name, address):
    assert page_of(name, address).status_code == 403


@pytest.mark.parametrize("address", [LIST, FILE, "/organisationer/ny/", "/organisationer/arkiv/"])
def test_a_stranger_is_asked_to_log_in(client, db, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/konto/login/" in answer.url


@pytest.mark.parametrize(
    "query", ["kind=unoin", "knid=union", "quiet_for=5", "order=size", "after=x", "municipality=1"]
)
def test_what_cannot_be_read_is_said_and_answered_with_no_rows(register, page_of, client, query):
    register("Utö byalag")
    page_of("anna", LIST)
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert "Utö byalag" not in answer.text
    if not query.startswith("after"):
        refused = client.get(f"{FILE}?{query}")
        assert refused.status_code == 400
        assert "Utö byalag" not in refused.text


def test_empty_fields_of_the_form_are_no_filters(register, page_of):
    register("Utö byalag")
    answer = page_of("anna", LIST, q="", kind="", policy_area="", municipality="", quiet_for="")
    assert shown(answer) == ["Utö byalag"]


def test_an_empty_list_names_the_filter_to_take_away(register, page_of, met, today):
    for name in ("Utö byalag", "Ornö byalag"):
        met(register(name), today)
    register("Kommunal", kind="union")
    answer = page_of("anna", LIST, kind="village", quiet_for="6")
    assert shown(answer) == []
    assert answer.context["way_out"]["url"] == "?kind=village"
    answer = page_of("anna", LIST, kind="climate", q="o")
    assert answer.context["way_out"]["url"] == "?q=o"


def test_an_empty_district_says_what_will_be_here(page_of):
    answer = page_of("anna", LIST)
    assert answer.context["way_out"] is None
    assert reverse("organisation_create") in answer.text


def test_the_map_and_the_file_get_the_same_question(register, page_of):
    register("Utö byalag")
    answer = page_of("anna", LIST, kind="village", quiet_for="6", order="last", q="")
    files = [file["url"] for file in answer.context["files"]]
    assert f"{FILE}?kind=village&quiet_for=6&order=last" in files
    assert answer.context["map_url"] == f"{reverse('map')}?kind=village&quiet_for=6"


def test_my_municipality_is_one_tap_and_not_the_default(register, page_of, haninge, botkyrka):
    register("Utö byalag")
    register("Fittja byalag", municipality=botkyrka)
    answer = page_of("anna", LIST)
    assert len(shown(answer)) == 2
    chip = answer.context["bar"].own
    assert (chip["on"], chip["url"]) == (False, "?municipality=0136")
    answer = page_of("anna", LIST, municipality="0136")
    assert shown(answer) == ["Utö byalag"]
    assert answer.context["bar"].own["on"]


def test_a_line_tells_of_ones_own_tie_first(register, page_of, acting, norr, soder):
    made = register("Utö byalag")
    with acting("bo") as bo:
        tie_relation(by=bo, association=soder, organisation=made, step="dialogue")
    assert page_of("anna", LIST).context["entries"][0]["step"] == 1
    assert page_of("bo", LIST).context["entries"][0]["step"] == 6
    assert page_of("cia", LIST).context["entries"][0]["step"] == 6


def test_a_tie_that_one_may_not_see_says_nothing(register, page_of, acting, norr):
    made = register("Utö byalag")
    with acting("anna") as anna:
        tie_relation(
            by=anna, association=norr, organisation=made, step="declined", sensitivity="association"
        )
    entry = page_of("bo", LIST).context["entries"][0]
    assert (entry["step"], entry["status"]) == (0, "never")
    assert page_of("asta", LIST).context["entries"][0]["status"] == "declined"


def test_a_meeting_that_only_the_association_knows_of_is_told_to_them_and_the_board(
    register, page_of, met, today
):
    met(register("Utö byalag"), today, fact_readers="association")
    last = {
        name: page_of(name, LIST).context["entries"][0]["organisation"].last_contact
        for name in ("anna", "cia", "bo", "dag")
    }
    assert last == {"anna": today, "cia": today, "bo": None, "dag": None}
    assert HeldContact.objects.count() == 1


def test_archived_organisations_are_in_the_archive_alone(register, page_of, acting):
    made = register("Utö byalag")
    with acting("anna") as anna:
        archive_organisation(by=anna, organisation=made)
    assert shown(page_of("anna", LIST)) == []
    assert shown(page_of("anna", "/organisationer/arkiv/")) == ["Utö byalag"]


def test_the_archive_tells_of_no_hidden_organisation(register, page_of, acting):
    made = register("Hemliga huset", existence_protected=True)
    with acting("anna") as anna:
        archive_organisation(by=anna, organisation=made)
    assert shown(page_of("bo", "/organisationer/arkiv/")) == []


def test_a_neighbour_sees_another_district(register, page_of, cast):
    register("Utö byalag")
    assert shown(page_of("hedda", LIST)) == []
    assert reader_of(cast.hedda).district.name == "Grannen"
