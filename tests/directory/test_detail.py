"""One organisation's page: each reader gets what is theirs to read, and the page costs the same."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from movements.access.funnel import visible
from movements.briefing.timeline import timeline
from movements.dialogue.actions import Promised, Said, keep_promise, log_meeting
from movements.directory.actions import (
    colleagues,
    confirm_organisation,
    correct_organisation,
    keep_contact_person,
    tie_relation,
)
from movements.directory.portrait import portrait
from movements.models import (
    Channel,
    ContactPerson,
    ContactRole,
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Organisation,
    Point,
    Promise,
    Relation,
)
from tests.ground import seen_by_planner

MOST_QUERIES = 12


@pytest.fixture
def byalag(register):
    return register("Utö byalag", town="Utö")


def address(organisation) -> str:
    return reverse("organisation_detail", args=[organisation.pk])


@pytest.fixture
def met(acting, norr, cast, today):
    def log(*organisations, by="anna", association=norr, demands="Stoppa rivningen", **more):
        said = Said(
            demands=demands,
            support="Låna megafonen",
            support_kinds=["equipment"],
            notes="De flyttar i maj.",
            promises=[Promised("Ordna lokal", getattr(cast, by), today + timedelta(days=8))],
        )
        with acting(by) as reader:
            return log_meeting(
                by=reader,
                association=association,
                organisations=list(organisations),
                said=said,
                **more,
            )

    return log


CONTENT = ("Stoppa rivningen", "Låna megafonen", "De flyttar i maj.", "Ordna lokal")


@pytest.mark.parametrize("name", ["anna", "asta", "cia"])
def test_the_association_and_the_board_read_what_was_said(byalag, met, page_of, name):
    met(byalag)
    text = page_of(name, address(byalag)).text
    for words in CONTENT:
        assert words in text


@pytest.mark.parametrize("name", ["bo", "dag"])
def test_others_learn_that_we_met_and_who_can_read_but_not_what_was_said(
    byalag, met, page_of, name
):
    made = met(byalag)
    answer = page_of(name, address(byalag))
    assert reverse("meeting_detail", args=[made.pk]) in answer.text
    for words in CONTENT:
        assert words not in answer.text
    (event,) = [event for event in answer.context["events"] if event["kind"] == "meeting"]
    assert event["read_by"] == "Norr"


def test_a_meeting_for_those_responsible_is_told_to_them_alone(byalag, met, page_of):
    met(byalag, fact_readers="named")
    kinds = {
        name: [event["kind"] for event in page_of(name, address(byalag)).context["events"]]
        for name in ("anna", "asta", "cia", "bo")
    }
    assert "meeting" in kinds.pop("anna")
    assert not [name for name, told in kinds.items() if "meeting" in told]


def test_an_open_content_is_read_by_the_district(byalag, met, page_of):
    met(byalag, readers="open")
    assert "Stoppa rivningen" in page_of("dag", address(byalag)).text


def test_those_who_were_there_too_are_named_if_one_may_know_of_them(byalag, met, register, page_of):
    hidden = register("Hemliga huset", existence_protected=True)
    other = register("Ornö byalag")
    met(byalag, other)
    met(byalag, hidden)
    text = page_of("anna", address(byalag)).text
    assert "Ornö byalag" in text
    assert "Hemliga huset" in text
    text = page_of("bo", address(byalag)).text
    assert "Ornö byalag" in text
    assert "Hemliga huset" not in text


def test_open_promises_stand_first_and_kept_ones_in_the_story(byalag, met, page_of, acting):
    met(byalag)
    assert [p.text for p in page_of("anna", address(byalag)).context["promises"]] == ["Ordna lokal"]
    with acting("anna") as anna:
        keep_promise(by=anna, promise=Promise.objects.get())
    answer = page_of("anna", address(byalag))
    assert answer.context["promises"] == []
    assert "kept" in [event["kind"] for event in answer.context["events"]]


def test_the_tabs_keep_the_meetings_where_one_may_read_of_a_demand(byalag, met, page_of):
    met(byalag, demands="")
    met(byalag)
    count = {
        (name, tab): len(page_of(name, address(byalag), tab=tab).context["events"])
        for name in ("anna", "bo")
        for tab in ("demands", "support")
    }
    assert count == {
        ("anna", "demands"): 1,
        ("anna", "support"): 2,
        ("bo", "demands"): 0,
        ("bo", "support"): 0,
    }


def test_the_history_says_who_changed_which_fact_and_never_what_it_was(byalag, acting, page_of):
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=byalag, address="Hemliga gatan 1")
        correct_organisation(by=bo, organisation=byalag, address_protected=True)
        confirm_organisation(by=bo, organisation=byalag)
    answer = page_of("anna", address(byalag), tab="facts")
    assert [event["kind"] for event in answer.context["events"]] == [
        "confirmed",
        "corrected",
        "corrected",
        "registered",
    ]
    assert "Bo" in answer.context["events"][0]["meta"]
    assert "Anna" in answer.context["events"][-1]["meta"]
    assert "Hemliga gatan" not in answer.text


def test_a_meeting_counted_in_the_tally_is_no_correction(byalag, met, page_of):
    met(byalag)
    kinds = [event["kind"] for event in page_of("anna", address(byalag)).context["events"]]
    assert sorted(kinds) == ["meeting", "registered"]


def test_a_protected_address_is_a_lock_and_a_municipality(register, page_of):
    made = register("Fyren", address="Hemliga gatan 1", town="Utö", address_protected=True)
    text = page_of("anna", address(made)).text
    assert "Plats visas inte" in text
    assert "Haninge" in text
    assert "Hemliga" not in text


@pytest.mark.parametrize("protected", [True, False])
def test_the_number_who_can_see_is_the_number_who_can_see(register, cast, soder, acting, protected):
    made = register("Huset", existence_protected=protected)
    rows = {n for n in cast.names if visible(Organisation, cast.reader(n)).exists()}
    shown = portrait(cast.reader("anna"), made.pk).readers
    assert shown == {"total": len(rows), "own": 2, "others": len(rows) - 2}


def test_the_board_sees_who_else_sees(register, cast):
    made = register("Huset", existence_protected=True)
    assert portrait(cast.reader("cia"), made.pk).readers["total"] == 3


def test_the_number_tells_of_no_tie_that_is_kept_from_its_reader(register, cast, soder):
    made = register("Huset", existence_protected=True)
    before = portrait(cast.reader("anna"), made.pk).readers
    Relation.objects.create(
        district=made.district,
        organisation=made,
        association=soder,
        sensitivity="association",
        started_on=date(2026, 1, 1),
    )
    assert portrait(cast.reader("anna"), made.pk).readers == before
    assert portrait(cast.reader("cia"), made.pk).readers["total"] == before["total"] + 1


def test_a_closed_account_neither_reads_nor_answers_for_anything(register, cast, norr):
    made = register("Huset", existence_protected=True)
    cast.asta.is_active = False
    cast.asta.save()
    assert portrait(cast.reader("anna"), made.pk).readers == {"total": 2, "own": 1, "others": 1}
    assert [post.user for post in colleagues(norr)] == [cast.anna]


def test_what_is_late_is_the_one_note(byalag, acting, norr, page_of, today):
    with acting("anna") as anna:
        tie_relation(
            by=anna,
            association=norr,
            organisation=byalag,
            next_contact_on=today - timedelta(days=34),
        )
    answer = page_of("anna", address(byalag))
    assert answer.context["note"]["kind"] == "late"
    assert "34" in answer.context["note"]["words"]


def test_what_nobody_has_confirmed_for_a_year_asks_for_it(byalag, page_of, send, today):
    Organisation.objects.update(created_at="2024-01-01T12:00Z")
    assert page_of("anna", address(byalag)).context["note"]["kind"] == "stale"
    send("anna", reverse("organisation_confirm", args=[byalag.pk]))
    assert page_of("anna", address(byalag)).context["note"] is None


def test_who_may_not_write_is_offered_nothing_to_write_with(byalag, page_of):
    text = page_of("dag", address(byalag)).text
    for page in ("edit", "tie", "person_add", "archive"):
        assert reverse(f"organisation_{page}", args=[byalag.pk]) not in text
    assert reverse("organisation_edit", args=[byalag.pk]) in page_of("bo", address(byalag)).text


def test_markup_in_what_people_write_is_shown_as_they_wrote_it(register, met, page_of):
    made = register("<script>alert(1)</script>", description="<b>fet</b>")
    met(made, demands="<img src=x onerror=alert(1)>")
    for tab in ("events", "facts"):
        text = page_of("anna", address(made), tab=tab).text
        assert "<script>alert" not in text
        assert "<b>fet" not in text
        assert "<img src=x" not in text


@pytest.fixture
def crowded(byalag, district, norr, cast, today):
    """crowded(1000): so many meetings, promises, people and traces."""

    def make(count):
        shared = {
            "district": district,
            "association": norr,
            "association_ids": [norr.pk],
            "sensitivity": "open",
        }
        meetings = Meeting.objects.bulk_create(
            Meeting(**shared, day=today - timedelta(days=n), author=cast.anna) for n in range(count)
        )
        MeetingOrganisation.objects.bulk_create(
            MeetingOrganisation(district=district, meeting=one, organisation=byalag)
            for one in meetings
        )
        contents = MeetingContent.objects.bulk_create(
            MeetingContent(**shared, meeting=one, author=cast.anna, notes="Ja") for one in meetings
        )
        Point.objects.bulk_create(
            Point(district=district, content=one, organisation=byalag, kind="demand", text="Nej")
            for one in contents
        )
        Promise.objects.bulk_create(
            Promise(
                **shared,
                organisation=byalag,
                content=one,
                text="Lokal",
                owner=cast.anna,
                due_on=today,
            )
            for one in contents
        )
        people = ContactPerson.objects.bulk_create(
            ContactPerson(
                district=district,
                association=norr,
                name=f"P {n}",
                basis="consent",
                source="Möte",
                keep_until=today + timedelta(days=9),
                sensitivity="open",
            )
            for n in range(count)
        )
        ContactRole.objects.bulk_create(
            ContactRole(district=district, person=one, organisation=byalag) for one in people
        )
        Channel.objects.bulk_create(
            Channel(district=district, person=one, kind="phone", value="08-1") for one in people
        )
        return byalag

    return make


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize("name", ["anna", "cia", "dag"])
def test_the_page_asks_at_most_twelve_queries_whatever_the_counts(
    crowded, page_of, client, count, name
):
    made = crowded(count)
    seen_by_planner()
    page_of(name, address(made))
    for tab in ("events", "demands", "facts"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(made), {"tab": tab}).status_code == 200
        questions = [q["sql"] for q in asked if "movements_readlog" not in q["sql"]]
        assert len(asked) - len(questions) <= 1  # the line that says who has been read
        assert len(questions) <= MOST_QUERIES, "\n".join(sql[:120] for sql in questions)
        assert not [sql for sql in questions if '"border"' in sql]


def test_a_long_story_is_told_from_the_end_and_more_can_be_asked_for(crowded, page_of):
    made = crowded(70)
    first = page_of("anna", address(made))
    assert len(first.context["events"]) == 30
    assert first.context["more_url"] == "?show=60"
    assert len(page_of("anna", address(made), show="60").context["events"]) == 60
    last = page_of("anna", address(made), show="120")
    assert last.context["more_url"] == ""
    assert last.context["events"][-1]["kind"] == "meeting"


@pytest.mark.parametrize("asked", ["-1", "0", "x", "9" * 30, "²"])
def test_a_strange_number_of_events_is_the_ordinary_one_or_the_most(crowded, page_of, asked):
    made = crowded(40)
    assert len(page_of("anna", address(made), show=asked).context["events"]) in (30, 41)


def test_the_story_is_in_order_of_time(byalag, met, cast, today):
    days = [today - timedelta(days=back) for back in (3, 300, 30)]
    for day in days:
        met(byalag, day=day)
    told = timeline(cast.reader("anna"), byalag, [])
    assert [event.day for event in told.events if event.kind == "meeting"] == sorted(days)[::-1]


def test_people_are_shown_with_why_and_until_when(byalag, acting, norr, page_of, today):
    with acting("anna") as anna:
        keep_contact_person(
            by=anna,
            association=norr,
            organisation=byalag,
            name="Margareta Holm",
            basis="consent",
            source="Möte",
            keep_until=today.replace(year=today.year + 2, month=6, day=8),
            channels=[("phone", "070-174 06 35")],
        )
    text = page_of("anna", address(byalag)).text
    assert "Margareta Holm" in text
    assert 'href="tel:+46701740635"' in text
    assert f"8 juni {today.year + 2}" in text
    assert "Margareta" not in page_of("bo", address(byalag)).text


def test_a_relation_one_may_not_see_leaves_no_ladder(byalag, acting, norr, page_of):
    with acting("anna") as anna:
        tie_relation(by=anna, association=norr, organisation=byalag, sensitivity="named")
    assert page_of("anna", address(byalag)).context["step"] == 1
    assert page_of("cia", address(byalag)).context["step"] == 0
    assert Relation.objects.count() == 1
