"""The history of a record: who did what, before and after; and nothing of what was for others."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from movements.access.funnel import MalformedQuestion
from movements.access.read_log import ReadLog
from movements.access.undoing import undo, written_by
from movements.briefing.changes import history_of
from movements.dialogue.actions import Said, keep_promise, log_meeting
from movements.directory.actions import (
    archive_organisation,
    correct_contact_person,
    correct_organisation,
    keep_contact_person,
    register_organisation,
    tie_relation,
)
from movements.directory.federations import place_under
from movements.models import ContactPerson, Meeting, Organisation, Promise, Relation

KEPT = {"basis": "consent", "source": "Mötet", "keep_until": date(2030, 1, 1)}


@pytest.fixture
def tenants(acting, norr):
    with acting("anna") as anna:
        return register_organisation(by=anna, association=norr, name="Hyresgästerna", town="Handen")


@pytest.fixture
def history(cast, acting):
    """history("bo", "organisation", row): the deeds that Bo reads."""

    def read(who, kind, row, **more):
        row.refresh_from_db()
        with acting(who) as reader:
            return history_of(reader, kind, row, **more)

    return read


def told(history) -> set:
    """{(who, why, noun, field, before, after)} of everything that is told."""
    return {
        (deed.who, deed.why, change.model.__name__, *one)
        for deed in history.deeds
        for change in deed.changes
        for one in change.fields
        if change.label == "update"
    }


def words(history) -> str:
    return str([[c.fields for c in deed.changes] for deed in history.deeds])


def long_ago(model, row, days: int):
    """As if what has been done to the row so far had been done then."""
    events = model.pgh_event_model.objects.filter(pgh_obj=row.pk)
    events.update(pgh_created_at=timezone.now() - timedelta(days=days))


def test_it_says_who_did_what_before_and_after(history, acting, tenants):
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Jordbro")
    with acting("asta") as asta:
        archive_organisation(by=asta, organisation=tenants)
    found = history("cia", "organisation", tenants)
    assert ("Bo", "correct_organisation", "Organisation", "town", "Handen", "Jordbro") in told(
        found
    )
    assert {("Asta", "archive_organisation", "Organisation", "archived_at")} <= {
        line[:4] for line in told(found)
    }
    assert found.count == len(found.deeds) == 3


def test_what_only_touches_what_is_derived_is_no_deed(history, acting, tenants, norr):
    before = history("cia", "organisation", tenants).count
    with acting("anna") as anna:
        log_meeting(by=anna, association=norr, organisations=[tenants])
    found = history("cia", "organisation", tenants)
    assert "last_open_contact" not in words(found)
    assert found.count == before + 1  # the tie, which came as far as a first talk


def test_a_protected_address_is_not_read_in_what_it_was(history, acting, tenants):
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=tenants, address="Hemliga gatan 1")
        correct_organisation(by=anna, organisation=tenants, address_protected=True)
    found = words(history("anna", "organisation", tenants))
    assert "address_protected" in found
    assert "Hemliga gatan" not in found
    assert "Handen" not in found


@pytest.fixture
def karin(acting, norr, tenants):
    """Kept for Asta alone at first, with a number of that time; then opened, with another."""
    with acting("asta") as asta:
        person = keep_contact_person(
            by=asta,
            association=norr,
            organisation=tenants,
            name="Karin",
            channels=[("phone", "070-174 06 35")],
            sensitivity="named",
            named=[],
            **KEPT | {"source": "Ett samtal i förtroende"},
        )
    long_ago(ContactPerson, person, 20)
    for model in (person.channels.model, person.roles.model):
        model.pgh_event_model.objects.update(pgh_created_at=timezone.now() - timedelta(days=20))
    with acting("asta") as asta:
        correct_contact_person(
            by=asta,
            person=person,
            organisation=tenants,
            channels=[("phone", "070-174 06 05")],
            sensitivity="association",
            source="Webbplatsen",
        )
    return person


def test_what_a_person_was_while_kept_for_others_is_not_told(history, karin, acting, tenants):
    with acting("anna") as anna:
        correct_contact_person(by=anna, person=karin, organisation=tenants, source="Ett möte")
    asta, anna = (history(who, "person", karin) for who in ("asta", "anna"))
    assert "förtroende" in words(asta)
    assert "06 35" in words(asta)
    for hidden in ("förtroende", "06 35", "named"):
        assert hidden not in words(anna), hidden
    assert (
        "Anna",
        "keep_contact_person",
        "ContactPerson",
        "source",
        "Webbplatsen",
        "Ett möte",
    ) in (told(anna))
    assert "06 05" in words(anna)
    assert anna.count == len(anna.deeds) < asta.count


def test_a_number_that_was_taken_away_is_told_to_those_who_read_it_then(history, karin, acting):
    kept = ContactPerson.pgh_event_model.objects.filter(sensitivity="association")
    kept.update(pgh_created_at=timezone.now() - timedelta(days=10))
    with acting("anna") as anna:
        person = ContactPerson.objects.get(pk=karin.pk)
        person.channels.all().delete()
        assert anna.user
    deleted = [c for d in history("anna", "person", karin).deeds for c in d.changes]
    assert {"06 05"} <= {
        value[-5:] for c in deleted if c.label == "delete" for _n, value, _a in c.fields if value
    }


def test_a_history_of_a_person_is_a_reading_of_the_person(history, karin, cast, acting):
    history("cia", "person", karin)
    with acting("frid"):
        assert ReadLog.objects.filter(user=cast.cia, persons=[karin.pk]).exists()


def test_a_tie_from_when_it_was_named_is_not_told(history, acting, norr, tenants):
    tie = Relation.objects.get(organisation=tenants)
    with acting("asta") as asta:
        tie_relation(
            by=asta, association=norr, organisation=tenants, sensitivity="named", wishes="Tyst"
        )
        tie_relation(
            by=asta, association=norr, organisation=tenants, sensitivity="open", wishes="Nytt"
        )
    assert "Tyst" in words(history("asta", "relation", tie))
    for who in ("anna", "bo", "cia"):
        assert "Tyst" not in words(history(who, "relation", tie)), who
        assert "Tyst" not in words(history(who, "organisation", tenants)), who


def test_whoever_reads_the_fact_alone_reads_no_history_of_what_was_said(
    history, acting, norr, tenants
):
    with acting("anna") as anna:
        meeting = log_meeting(
            by=anna,
            association=norr,
            organisations=[tenants],
            said=Said(demands="Sänk hyran", notes="I förtroende"),
            readers="named",
        )
    assert "Sänk hyran" in words(history("anna", "meeting", meeting))
    for who in ("asta", "bo", "cia", "dag"):
        found = history(who, "meeting", meeting)
        assert found.count == 1, who
        assert "Sänk" not in words(found), who
        assert "förtroende" not in words(found), who


def test_a_promise_tells_how_it_was_kept(history, acting, norr, tenants, cast, today):
    from movements.dialogue.said import Promised

    with acting("anna") as anna:
        promised = [Promised("Ordna lokal", cast.anna, today)]
        log_meeting(
            by=anna, association=norr, organisations=[tenants], said=Said(promises=promised)
        )
        promise = Promise.objects.get()
        keep_promise(by=anna, promise=promise)
    line = ("Anna", "keep_promise", "Promise", "status", "open", "kept")
    assert line in told(history("cia", "promise", promise))


def test_pages_follow_each_other_without_a_gap(history, acting, tenants):
    for number in range(7):
        with acting("bo") as bo:
            correct_organisation(by=bo, organisation=tenants, description=f"Text {number}")
    whole = history("cia", "organisation", tenants)
    keys, after = [], ""
    while True:
        page = history("cia", "organisation", tenants, after=after, size=3)
        keys += [deed.key for deed in page.deeds]
        assert page.count == whole.count
        if not (after := page.next):
            break
    assert keys == [deed.key for deed in whole.deeds]


def test_a_hidden_federation_is_neither_an_id_nor_a_deed(history, acting, soder, tenants):
    with acting("bo") as bo:
        hidden = register_organisation(
            by=bo, association=soder, name="Hemliga förbundet", existence_protected=True
        )
    before = history("anna", "organisation", tenants).count
    with acting("bo") as bo:
        place_under(by=bo, organisation=tenants, parent=hidden)
    bo, anna = (history(who, "organisation", tenants) for who in ("bo", "anna"))
    assert "parent" in {line[3] for line in told(bo)}
    assert str(hidden.pk) not in words(anna)
    assert anna.count == len(anna.deeds) == before
    with acting("bo") as bo:
        place_under(by=bo, organisation=tenants, parent=None)
        correct_organisation(by=bo, organisation=tenants, town="Jordbro")
    assert {line[3:] for line in told(history("anna", "organisation", tenants))} == {
        ("town", "Handen", "Jordbro")
    }


# ---- the doors


@pytest.mark.parametrize("who", ["anna", "cia", "bo"])
def test_page_and_machine_tell_the_same(cast, history, acting, tenants, who):
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, description="Bos text")
    client = Client()
    client.force_login(getattr(cast, who))
    page = client.get(f"/organisationer/{tenants.pk}/?tab=history")
    answer = client.get(f"/api/v1/organisations/{tenants.pk}/history/").json()
    shown = [deed["key"] for one in page.context["days"] for deed in one["deeds"]]
    assert shown == [deed["id"] for deed in answer["results"]]
    assert page.context["count"] == len(shown)
    assert "Bos text" in page.text
    assert client.get(f"/organisationer/{tenants.pk}/?tab=history&after=x").status_code == 404
    assert client.get(f"/api/v1/organisations/{tenants.pk}/history/?after=x/y").status_code == 400


@pytest.mark.parametrize(
    ("kind", "model"), [("relation", Relation), ("person", ContactPerson), ("meeting", Meeting)]
)
def test_a_hidden_row_has_no_history(cast, acting, norr, tenants, karin, kind, model):
    with acting("anna") as anna:
        log_meeting(by=anna, association=norr, organisations=[tenants], fact_readers="named")
    model.objects.update(sensitivity="named", named=[cast.anna.pk])
    row, word = model.objects.get(), {"person": "kontaktperson", "meeting": "avstamning"}
    client = Client()
    for who, code in (("anna", 200), ("asta", 404), ("cia", 404), ("bo", 404)):
        client.force_login(getattr(cast, who))
        for path in (f"/historik/{word.get(kind, kind)}/{row.pk}/",):
            assert client.get(path).status_code == code, (who, path)


def test_an_organisation_that_was_hidden_is_not_told_of_when_it_is_open(
    history, acting, norr, cast
):
    with acting("anna") as anna:
        row = register_organisation(
            by=anna, association=norr, name="Hemliga huset", existence_protected=True
        )
    Organisation.objects.filter(pk=row.pk).update(existence_protected=False, name="Öppna huset")
    assert "Hemliga huset" in words(history("anna", "organisation", row))
    assert "Hemliga huset" not in words(history("bo", "organisation", row))
    assert "Hemliga huset" not in words(history("dag", "organisation", row))


# ---- one person's deeds, or those to one noun; and what was taken back


@pytest.fixture
def busy(acting, tenants):
    """Registered and tied by Anna, corrected by Bo, who takes it back."""
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Jordbro")
        done = written_by(bo)
    with acting("bo") as bo:
        undo(by=bo, contexts=done)
    return tenants


def whys(history) -> list[str]:
    return [deed.why for deed in history.deeds]


def test_one_persons_deeds_are_asked_for_alone(history, busy, cast):
    everything = history("cia", "organisation", busy)
    alone = history("cia", "organisation", busy, by=str(cast.bo.pk))
    assert sorted(whys(alone)) == ["correct_organisation", "undo"]
    assert len(everything.deeds) > 2
    assert alone.count == everything.count == len(everything.deeds)
    assert list(everything.people.values()) == ["Anna", "Bo"]


def test_the_deeds_to_one_noun_are_asked_for_alone(history, busy):
    ties = history("cia", "organisation", busy, noun="Relation")
    assert {change.model for deed in ties.deeds for change in deed.changes} >= {Relation}
    assert {deed.who for deed in ties.deeds} == {"Anna"}
    assert ties.nouns == ["Organisation", "ActivityArea", "Relation"]


@pytest.mark.parametrize("asked", [{"by": "cia"}, {"by": "x"}, {"noun": "User"}])
def test_who_did_nothing_and_what_is_not_here_is_no_question(history, busy, cast, asked):
    if asked.get("by") == "cia":
        asked = {"by": str(cast.cia.pk)}
    with pytest.raises(MalformedQuestion):
        history("anna", "organisation", busy, **asked)


def test_whose_deeds_are_hidden_is_nobody_here(history, karin, cast):
    """Asta kept her while Anna could not know; only what came after is anybody's to ask for."""
    with_names = history("asta", "person", karin)
    assert str(cast.asta.pk) in with_names.people
    hidden = ContactPerson.pgh_event_model.objects.filter(pgh_obj=karin.pk)
    hidden.update(sensitivity="named")
    with pytest.raises(MalformedQuestion):
        history("anna", "person", karin, by=str(cast.asta.pk))


def test_what_was_taken_back_is_told_until_that_is_taken_back(history, busy, acting):
    found = history("cia", "organisation", busy)
    assert [deed.why for deed in found.deeds if deed.undone] == ["correct_organisation"]
    back = next(deed for deed in found.deeds if deed.why == "undo")
    with acting("bo") as bo:
        undo(by=bo, contexts=[UUID(back.key)])
    found = history("cia", "organisation", busy)
    assert sorted(whys(found))[-2:] == ["undo", "undo"]
    assert [deed.key for deed in found.deeds if deed.undone] == [back.key]


def test_both_doors_ask_alike_and_say_what_was_taken_back(client, cast, busy):
    client.force_login(cast.anna)
    address, query = f"/organisationer/{busy.pk}/?tab=history", f"by={cast.bo.pk}"
    page = client.get(f"{address}&{query}").content.decode()
    assert page.count("Bo</b>") == 2
    assert "Ångrad" in page
    assert f'<option value="{cast.bo.pk}" selected>Bo</option>' in page
    answer = client.get(f"/api/v1/organisations/{busy.pk}/history/?{query}").json()
    assert {deed["why"]: deed["undone"] for deed in answer["results"]} == {
        "undo": False,
        "correct_organisation": True,
    }
    assert client.get(f"{address}&by={cast.cia.pk}").status_code == 404
    at_the_machines = f"/api/v1/organisations/{busy.pk}/history/?by={cast.cia.pk}"
    assert client.get(at_the_machines).status_code == 400


def test_older_ones_are_of_the_same_question(client, cast, tenants, acting):
    for number in range(32):
        with acting("bo") as bo:
            correct_organisation(by=bo, organisation=tenants, town=f"Ort {number}")
    client.force_login(cast.anna)
    address = f"/organisationer/{tenants.pk}/"
    first = client.get(f"{address}?tab=history&by={cast.bo.pk}").content.decode()
    older = re.search(r'href="(\?tab=history&amp;[^"]+)"', first)[1].replace("&amp;", "&")
    page = client.get(address + older).content.decode()
    assert page.count("Bo</b>") == 2
    assert "Anna</b>" not in page
