"""The pages of dialogue: who comes in, what each may read, and what a sent form does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.writer import mark
from movements.access.rows import Sensitivity
from movements.dialogue.actions import Promised, Said
from movements.models import Meeting, MeetingOrganisation, Organisation, Promise, Relation, Session

pytestmark = pytest.mark.django_db
LOG = "/avstamningar/logga/"
SCRIPT = {"HTTP_X_REQUESTED_WITH": "fetch"}
MOST_QUERIES = 12


@pytest.fixture
def as_(cast):
    def _as(name):
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return _as


def form(*organisations, **more):
    fields = {
        "organisation": [str(one.pk) for one in organisations],
        "mode": "visit",
        "when": "today",
        "readers": "association",
        "form_token": str(uuid4()),
        "promise_owner": "",
    }
    return fields | more


def test_the_least_that_can_be_sent_is_an_organisation(as_, tenants):
    answer = as_("anna").post(LOG, form(tenants))
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meeting_saved", args=[meeting.pk])
    assert (meeting.sensitivity, meeting.mode) == ("open", "visit")


def test_a_script_is_told_where_to_go(as_, tenants):
    answer = as_("anna").post(LOG, form(tenants), **SCRIPT)
    assert answer.status_code == 201
    assert answer["Location"] == reverse("meeting_saved", args=[Meeting.objects.get().pk])


def test_all_that_can_be_said_is_saved(as_, tenants, register, cast, today):
    other = register("Aktion mot vräkningar")
    sent = form(
        other,
        tenants,
        mode="phone",
        when="yesterday",
        demands="Krav",
        support="Lokal",
        support_kinds=["premises"],
        more_support=["money"],
        promised="on",
        promise="Ring",
        promise_owner=str(cast.asta.pk),
        promise_due=str(today + timedelta(days=3)),
        follow_up="weeks",
        readers="named",
        named=[str(cast.asta.pk)],
        hide="on",
    )
    assert as_("anna").post(LOG, sent).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.day == today - timedelta(days=1)
    assert meeting.follow_up_on == today + timedelta(weeks=3)
    assert [one.organisation for one in meeting.parties.order_by("id")] == [other, tenants]
    assert (meeting.sensitivity, set(meeting.named)) == ("named", {cast.anna.pk, cast.asta.pk})
    assert meeting.content.points.get(kind="support").support_kinds == ["premises", "money"]
    assert meeting.content.promises.get().owner == cast.asta


def test_a_promise_that_was_taken_back_before_sending_is_not_given(as_, tenants):
    as_("anna").post(LOG, form(tenants, promise="Ring"))
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("organisation", {"organisation": []}),
        ("organisation", {"organisation": ["inte-ett-id"]}),
        ("day", {"when": "other"}),
        ("day", {"when": "other", "day": "2999-01-01"}),
        ("follow_up_on", {"follow_up": "date"}),
        ("follow_up_on", {"follow_up": "date", "follow_up_on": "2020-01-01"}),
        ("promise", {"promised": "on"}),
        ("promise_due", {"promised": "on", "promise": "Ring", "promise_due": "2020-01-01"}),
        ("demands", {"demands": "a" * 4001}),
        ("mode", {"mode": "telepathy"}),
        ("readers", {"readers": "everybody"}),
        ("named", {"readers": "named", "named": [str(uuid4())]}),
        ("form_token", {"form_token": "x"}),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(as_, tenants, field, more):
    answer = as_("anna").post(LOG, form(tenants, support="En lokal") | more)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "En lokal" in answer.text
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("name", ["cia", "dag", "frid", "glenn", "eva"])
def test_the_form_is_for_stewards(name, as_, tenants):
    assert as_(name).get(LOG).status_code == 403
    assert as_(name).post(LOG, form(tenants)).status_code == 403
    assert as_(name).get(reverse("meeting_organisations")).status_code == 403


def test_it_says_how_many_can_read(as_):
    text = as_("anna").get(LOG).text
    assert "3 personer kan läsa" in text  # Anna, Asta, Cia
    assert "5 personer kan läsa" in text  # and Bo and Dag


def test_an_organisation_in_the_address_is_chosen_if_the_reader_may_see_it(as_, tenants, shelter):
    assert tenants.name in as_("bo").get(f"{LOG}?organisation={tenants.pk}").text
    for hidden in (shelter.pk, uuid4(), "nonsens"):
        answer = as_("bo").get(f"{LOG}?organisation={hidden}")
        assert answer.status_code == 200
        assert shelter.name not in answer.text


def test_the_typeahead_offers_own_and_recent_first_and_never_what_is_hidden(
    as_, tenants, shelter, register, soder, log
):
    stranger = register("Hyresgästföreningen Alby", by="bo", association=soder)
    options = reverse("meeting_organisations")
    own = as_("anna").get(options).text
    assert tenants.name in own
    assert shelter.name in own
    assert stranger.name not in own
    found = as_("anna").get(options, {"q": "hyresg"}).text
    assert found.index(tenants.name) < found.index(stranger.name)
    assert shelter.name not in as_("bo").get(options, {"q": "fristad"}).text


def test_looking_for_an_organisation_without_script_keeps_what_was_typed(as_, tenants):
    sent = form(demands="Krav", find="jordbro", look="1")
    answer = as_("anna").post(LOG, sent)
    assert answer.status_code == 200
    assert "Krav" in answer.text
    assert f'value="{tenants.pk}"' in answer.text
    assert not answer.context["form"].errors


def test_a_colleagues_fresh_meeting_is_asked_about_once(as_, tenants, log):
    log(tenants, by="asta")
    answer = as_("anna").post(LOG, form(tenants))
    assert answer.status_code == 409
    assert "<bdi>Asta</bdi> har redan loggat" in answer.text
    assert as_("anna").post(LOG, form(tenants, anyway="1")).status_code == 302


@pytest.mark.parametrize("fact", [Sensitivity.NAMED, Sensitivity.ASSOCIATION])
def test_the_question_tells_nothing_of_a_meeting_that_the_reader_may_not_know(
    fact, as_, tenants, log
):
    log(tenants, by="asta", fact_readers=fact)
    assert as_("bo").post(LOG, form(tenants)).status_code == 302


def test_one_may_log_twice_oneself_and_an_old_or_undone_meeting_is_not_asked_about(
    as_, tenants, log, today
):
    log(tenants)
    log(tenants, by="asta", day=today - timedelta(days=1))
    assert as_("anna").post(LOG, form(tenants)).status_code == 302


def test_a_form_sent_after_the_login_ran_out_is_there_after_the_next_login(as_, tenants, cast):
    client = as_("anna")
    writer = mark(cast.anna)
    Session.objects.all().delete()
    answer = client.post(LOG, form(tenants, demands="Krav", writer=writer))
    assert reverse("account_login") in answer.url
    assert not Meeting.objects.exists()
    client.force_login(cast.anna)
    text = client.get(LOG).text
    assert "Krav" in text
    assert tenants.name in text
    assert "Krav" not in client.get(LOG).text, "it is told once"


def test_what_one_wrote_is_not_shown_to_the_next_who_logs_in(as_, tenants, cast):
    client = as_("anna")
    writer = mark(cast.anna)
    Session.objects.all().delete()
    client.post(LOG, form(tenants, demands="Krav", writer=writer))
    client.force_login(cast.asta)
    assert "Krav" not in client.get(LOG).text


@pytest.mark.parametrize("writer", ["", "x", None])
def test_a_stranger_can_leave_nothing_on_the_server(client, tenants, cast, writer):
    sent = form(tenants, demands="Krav") | ({"writer": writer} if writer is not None else {})
    client.post(LOG, sent)
    assert not Session.objects.exists()


def test_a_script_without_login_is_told_so_and_leaves_nothing(client, tenants):
    assert client.post(LOG, form(tenants), **SCRIPT).status_code == 401
    assert not Session.objects.exists()


def test_a_form_drawn_before_a_new_login_is_shown_again_and_not_saved(as_, tenants, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    sent = form(tenants, demands="Krav", writer=mark(cast.anna))
    answer = client.post(LOG, sent)
    assert answer.status_code == 403
    assert "Krav" in answer.text
    assert "spara igen" in answer.text
    assert not Meeting.objects.exists()
    token = client.cookies["csrftoken"].value
    assert client.post(LOG, sent | {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_form_from_another_site_is_neither_saved_nor_shown(as_, tenants, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    for writer in ("", mark(cast.bo)):
        answer = client.post(LOG, form(tenants, demands="Krav", writer=writer))
        assert answer.status_code == 403
        assert "Krav" not in answer.text
    assert not Meeting.objects.exists()


def test_logging_out_empties_what_the_device_keeps(as_):
    client = as_("anna")
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in as_("anna").get(LOG)


def test_each_reads_of_a_meeting_what_they_may(as_, tenants, log, cast, today):
    said = Said(demands="Kravet", promises=[Promised("Löftet", cast.anna, today)])
    meeting = log(tenants, said=said)
    there = reverse("meeting_detail", args=[meeting.pk])
    for name in ("anna", "asta", "cia"):
        text = as_(name).get(there).text
        assert "Kravet" in text
        assert "Löftet" in text
    for name in ("bo", "dag"):
        text = as_(name).get(there).text
        assert tenants.name in text
        assert "Kravet" not in text
        assert "Löftet" not in text
    for name in ("frid", "glenn", "hedda"):
        assert as_(name).get(there).status_code == 404


def test_only_those_who_may_undo_are_offered_to(as_, tenants, log):
    meeting = log(tenants)
    undo = reverse("meeting_undo", args=[meeting.pk])
    for page in ("meeting_detail", "meeting_saved"):
        there = reverse(page, args=[meeting.pk])
        assert undo in as_("asta").get(there).text
        assert undo not in as_("bo").get(there).text


def test_a_hidden_meeting_is_missing_to_others(as_, tenants, log):
    meeting = log(tenants, fact_readers=Sensitivity.NAMED)
    for page in ("meeting_detail", "meeting_saved"):
        there = reverse(page, args=[meeting.pk])
        assert as_("anna").get(there).status_code == 200
        for name in ("asta", "bo", "cia", "dag", "frid"):
            assert as_(name).get(there).status_code == 404
    for deed in ("meeting_undo", "meeting_redo"):
        assert as_("asta").post(reverse(deed, args=[meeting.pk])).status_code == 404


def test_the_list_tells_each_what_they_may_know(as_, tenants, log, register):
    log(tenants, said=Said(demands="Kravet"))
    log(register("Bara vi"), fact_readers=Sensitivity.ASSOCIATION)
    log(register("Bara jag"), fact_readers=Sensitivity.NAMED)
    seen = {name: as_(name).get(reverse("meeting_list")).text for name in ("anna", "cia", "bo")}
    for name, words in {
        "anna": {"Kravet": 1, "Bara vi": 1, "Bara jag": 1},
        "cia": {"Kravet": 1, "Bara vi": 1, "Bara jag": 0},
        "bo": {"Kravet": 0, "Bara vi": 0, "Bara jag": 0},
    }.items():
        for word, there in words.items():
            assert (word in seen[name]) == bool(there), (name, word)
        assert tenants.name in seen[name]


def test_an_unknown_filter_gives_no_rows_and_says_so(as_, tenants, log):
    log(tenants)
    text = as_("anna").get(reverse("meeting_list") + "?mood=1").text
    assert "Adressen frågar efter något" in text
    assert tenants.name not in text


def test_undo_and_redo_by_their_buttons(as_, tenants, log):
    meeting = log(tenants)
    client = as_("asta")
    client.post(reverse("meeting_undo", args=[meeting.pk]))
    assert Meeting.objects.get().is_archived
    assert client.get(reverse("meeting_undo", args=[meeting.pk])).status_code == 405
    client.post(reverse("meeting_redo", args=[meeting.pk]))
    assert not Meeting.objects.get().is_archived
    assert as_("bo").post(reverse("meeting_undo", args=[meeting.pk])).status_code == 403


def test_promises_by_their_buttons(as_, tenants, log, cast, today):
    owed = [Promised("Ring", cast.anna, today)]
    promise = log(tenants, said=Said(promises=owed)).content.promises.get()
    client = as_("asta")

    def press(deed, **fields):
        answer = client.post(reverse(deed, args=[promise.pk]), fields)
        promise.refresh_from_db()
        return answer

    press("promise_keep")
    assert promise.status == "kept"
    press("promise_reopen", next="https://evil.example/")
    assert promise.status == "open"
    assert "Skriv varför" in press("promise_release", reason="").text
    answer = press("promise_release", reason="Såld", next="/avstamningar/")
    assert (promise.status, answer.url) == ("released", "/avstamningar/")
    assert press("promise_reopen", next="https://evil.example/").url == reverse("today")
    assert as_("bo").post(reverse("promise_keep", args=[promise.pk])).status_code == 404
    assert as_("cia").post(reverse("promise_keep", args=[promise.pk])).status_code == 403


def crowd(norr, author, count, today):
    shared = {"district": norr.district}
    rows = Organisation.objects.bulk_create(
        Organisation(**shared, name=f"Nr {n}", registered_by=norr) for n in range(count)
    )
    Relation.objects.bulk_create(
        Relation(**shared, organisation=one, association=norr, started_on=today, sensitivity="open")
        for one in rows
    )
    meetings = Meeting.objects.bulk_create(
        Meeting(**shared, association=norr, association_ids=[norr.pk], author=author,
                day=today - timedelta(days=n % 90), sensitivity="open")
        for n in range(count)
    )  # fmt: skip
    MeetingOrganisation.objects.bulk_create(
        MeetingOrganisation(**shared, meeting=meeting, organisation=one)
        for meeting, one in zip(meetings, rows, strict=True)
    )


@pytest.mark.parametrize("page", ["meeting_list", "meeting_log", "meeting_organisations"])
def test_no_page_asks_more_for_a_thousand_rows_than_for_ten(page, norr, cast, as_, today):
    client, asked = as_("anna"), []
    for count in (10, 990):
        crowd(norr, cast.anna, count, today)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        asked.append([query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert len(asked[0]) == len(asked[1])
    assert len(asked[1]) <= MOST_QUERIES, "\n".join(asked[1])


def test_the_list_turns_its_pages_both_ways(norr, cast, as_, today):
    crowd(norr, cast.anna, 60, today)
    client = as_("anna")
    first = client.get(reverse("meeting_list"))
    second = client.get(reverse("meeting_list") + first.context["next"])
    assert len(first.context["meetings"]) == 50
    assert len(second.context["meetings"]) == 10
    assert second.context["next"] == ""
    back = client.get(reverse("meeting_list") + second.context["previous"])
    assert back.context["meetings"] == first.context["meetings"]
