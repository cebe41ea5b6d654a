"""Idag: what waits, for each post its own; and never a query more for a thousand rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from movements.access.rows import Sensitivity
from movements.briefing.today import today_of
from movements.dialogue.actions import Promised, Said
from movements.directory.actions import tie_relation
from movements.directory.choices import OrganisationKind, Sector
from movements.models import ActivityArea, Association, Organisation, Promise, Relation
from tests.conftest import municipality

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def page(cast):
    def _page(name, query=""):
        client = Client()
        client.force_login(getattr(cast, name))
        return client.get(reverse("today") + query)

    return _page


@pytest.fixture
def tie(acting, norr):
    def _tie(organisation, **fields):
        with acting("anna") as anna:
            return tie_relation(by=anna, association=norr, organisation=organisation, **fields)

    return _tie


@pytest.fixture
def told(cast, norr, today):
    def _told(name="anna", **more):
        return today_of(cast.reader(name), norr, today, **more)

    return _told


def kinds(waiting):
    return [task.kind for task in waiting.tasks]


def test_the_root_leads_to_today(client, cast):
    client.force_login(cast.anna)
    assert client.get("/").url == reverse("today")


def test_a_stranger_is_asked_to_log_in(client):
    assert reverse("account_login") in client.get(reverse("today")).url


def test_somebody_without_a_post_is_told_so(page):
    assert page("eva").status_code == 403


def test_what_is_late_comes_first_and_is_counted(tenants, register, tie, log, told, today, cast):
    other = register("Klimat i Haninge")
    tie(tenants, next_contact_on=today - timedelta(days=34))
    tie(other, next_contact_on=today + timedelta(days=3))
    owed = [
        Promised("Låna ut ljudanläggningen", cast.asta, today - timedelta(days=2)),
        Promised("Fråga Folkets hus", cast.anna, today + timedelta(days=6)),
        Promised("Långt fram", cast.anna, today + timedelta(days=60)),
    ]
    log(register("Rädda Rudanskogen"), day=today - timedelta(days=9), said=Said(promises=owed))
    waiting = told()
    assert kinds(waiting.now) == ["check_in", "promise"]
    assert sorted(kinds(waiting.week)) == ["check_in", "promise"]
    assert (waiting.total, waiting.now.total) == (4, 2)


def test_mine_keeps_to_what_i_answer_for(tenants, register, tie, log, told, today, cast):
    tie(tenants, next_contact_on=today - timedelta(days=1), lead=cast.asta)
    log(
        register("Grannar"),
        day=today - timedelta(days=9),
        said=Said(promises=[Promised("Ring", cast.asta, today - timedelta(days=1))]),
    )
    assert told(mine=True).total == 0
    assert told("asta", mine=True).total == 2


def test_quiet_is_what_was_met_but_not_for_half_a_year_with_nothing_agreed(
    tenants, register, tie, log, told, today
):
    long_ago = today - timedelta(days=250)
    log(tenants, day=long_ago)
    agreed, dormant, declined = register("Bestämd"), register("Vilande"), register("Avböjd")
    log(agreed, dormant, declined, day=long_ago)
    tie(agreed, next_contact_on=today + timedelta(days=40))
    tie(dormant, step="dormant")
    tie(declined, step="declined")
    register("Aldrig träffad")
    week = told().week
    assert [(task.kind, task.organisation) for task in week.tasks] == [("quiet", tenants)]


def test_facts_that_nobody_has_confirmed_for_a_year_ask_to_be_confirmed(
    tenants, log, told, today, page, client, cast
):
    log(tenants)
    Organisation.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert kinds(told().week) == ["stale"]
    client.force_login(cast.anna)
    answer = client.post(reverse("today_confirm", args=[tenants.pk]), {"next": "/idag/?mine=1"})
    assert answer.url == "/idag/?mine=1"
    assert told().total == 0


def test_the_follow_up_of_a_hidden_meeting_waits_for_its_author_alone(tenants, log, told, today):
    log(
        tenants,
        day=today - timedelta(days=30),
        follow_up_on=today - timedelta(days=2),
        fact_readers=Sensitivity.NAMED,
    )
    assert [task.due for task in told().now.tasks] == [today - timedelta(days=2)]
    assert told("asta").total == 0
    log(tenants, fact_readers=Sensitivity.NAMED)
    assert told().total == 0, "it was followed up"


def test_a_follow_up_stands_once_though_both_meeting_and_tie_carry_it(
    tenants, tie, log, told, today
):
    tie(tenants, sensitivity=Sensitivity.ASSOCIATION)
    due = today + timedelta(days=2)
    log(tenants, fact_readers=Sensitivity.ASSOCIATION, follow_up_on=due)
    assert told().week.total == 1


def test_an_undone_meeting_waits_for_nothing(tenants, log, told, today, acting):
    from movements.dialogue.actions import undo_meeting

    meeting = log(tenants, follow_up_on=today + timedelta(days=2))
    assert told().total == 1
    with acting("anna") as anna:
        undo_meeting(by=anna, meeting=meeting)
    assert told().total == 0
    assert told().latest == []


def test_the_figures_say_how_it_stands(tenants, register, log, told, today, cast, acting):
    register("Aldrig träffad")
    first_of_year = today.replace(month=1, day=1)
    log(tenants, said=Said(promises=[Promised("Ring", cast.anna, today + timedelta(days=3))]))
    Promise.objects.update(status="kept", closed_on=today)
    late = [Promised("Sent", cast.anna, first_of_year)]
    log(tenants, day=first_of_year, said=Said(promises=late))
    figures = told().figures
    assert (figures.organisations, figures.met) == (2, 1)
    assert figures.kept == 1
    assert figures.promised == (2 if today > first_of_year else 1)


def test_latest_tells_of_nothing_that_the_reader_may_not_know(tenants, log, told):
    log(tenants, fact_readers=Sensitivity.NAMED)
    assert len(told().latest) == 1
    assert told("asta").latest == []


def test_a_new_association_gets_four_steps(page):
    assert "Fyra steg att börja med" in page("anna").text


def test_the_sentence_counts_in_words(tenants, tie, page, today):
    tie(tenants, next_contact_on=today - timedelta(days=1))
    assert "<b>En sak väntar på er</b>, redan nu." in page("anna").text
    tie(tenants, next_contact_on=today + timedelta(days=100))
    assert "Inget väntar. Nästa avstämning" in page("anna").text


def test_the_board_sees_where_it_has_gone_quiet_and_where_nobody_is_known(
    register, log, page, today
):
    tenants = register("Hyresgästföreningen", municipality=municipality("0136"))
    log(tenants, day=today - timedelta(days=250))
    text = page("cia").text
    assert "Relationer som har tystnat" in text
    assert tenants.name in text
    assert "?municipality=0136" in text, "Haninge is a white spot"
    log(tenants)
    text = page("cia").text
    assert "Relationer som har tystnat" not in text
    assert "?municipality=0136" not in text


def test_the_menu_of_the_board_says_no_number_when_nothing_waits(tenants, log, page, today):
    counted = '<span class="word">Idag</span><span class="count">'
    log(tenants, day=today - timedelta(days=250))
    assert f"{counted}1</span>" in page("cia").text
    log(tenants)
    assert counted not in page("cia").text


def test_the_board_does_not_see_hidden_meetings_in_it(tenants, log, page):
    log(tenants, fact_readers=Sensitivity.NAMED)
    text = page("cia").text
    assert tenants.name not in text
    assert "?municipality=0136" in text


def test_dag_finds_the_unions_of_his_municipality(register, page, soder):
    register("Kommunal sektion Haninge", kind=OrganisationKind.UNION, sectors=[Sector.CARE],
             municipality=municipality("0136"))  # fmt: skip
    register("Vision Botkyrka", kind=OrganisationKind.UNION, municipality=municipality("0127"))
    register("Hemlig klubb", kind=OrganisationKind.UNION_BRANCH, existence_protected=True,
             municipality=municipality("0136"))  # fmt: skip
    register("Hyresgästerna", municipality=municipality("0136"))
    text = page("dag").text
    assert "Facken i Haninge" in text
    assert "Kommunal sektion Haninge" in text
    assert str(Sector.CARE.label) in text
    for other in ("Vision Botkyrka", "Hemlig klubb", "Hyresgästerna"):
        assert other not in text


def test_where_there_are_no_unions_the_page_says_what_to_do(page, cast):
    assert "Inga fack är registrerade här" in page("dag").text


@pytest.mark.parametrize("name", ["frid", "glenn"])
def test_posts_without_content_see_no_rows(name, tenants, log, page):
    log(tenants)
    answer = page(name)
    assert answer.status_code == 200
    assert tenants.name not in answer.text


def crowd(norr, cast, count, today):
    """`count` organisations, each with a tie that is late and a promise that is."""
    shared, haninge = {"district": norr.district}, municipality("0136")
    rows = Organisation.objects.bulk_create(
        Organisation(**shared, name=f"Nr {n}", registered_by=norr, kind="union")
        for n in range(count)
    )
    ActivityArea.objects.bulk_create(
        ActivityArea(**shared, organisation=row, municipality=haninge) for row in rows
    )
    Relation.objects.bulk_create(
        Relation(
            **shared, organisation=row, association=norr, started_on=today,
            next_contact_on=today - timedelta(days=n % 20 - 5), lead=cast.anna, sensitivity="open",
        )
        for n, row in enumerate(rows)
    )  # fmt: skip
    Promise.objects.bulk_create(
        Promise(
            **shared, organisation=row, association=norr, association_ids=[norr.pk],
            text="Ring", owner=cast.anna, due_on=today - timedelta(days=1),
        )
        for row in rows
    )  # fmt: skip


@pytest.mark.parametrize("name", ["anna", "cia", "dag", "frid"])
def test_the_page_asks_no_more_for_a_thousand_rows_than_for_ten(name, norr, cast, client, today):
    client.force_login(getattr(cast, name))
    asked = []
    for count in (10, 990):
        crowd(norr, cast, count, today)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("today")).status_code == 200
        asked.append([query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert len(asked[0]) == len(asked[1])
    assert len(asked[1]) <= MOST_QUERIES, "\n".join(asked[1])


def test_the_unit_decides_whose_day_it_is(cast, soder, page):
    assert Association.objects.count() >= 2
    assert "Läget i Söder" in page("bo").text
    assert "Läget i Norr" in page("anna").text
