"""Ångra: one's own latest deed, for a quarter of an hour, if nobody has been there since."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pghistory.models
import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.undone import LASTS
from movements.access.identity import DEEDS, acting_as
from movements.access.readers import reader_of
from movements.access.undoing import written_by
from movements.directory.actions import (
    correct_organisation,
    keep_contact_person,
)
from movements.models import (
    Association,
    ContactPerson,
    District,
    DoneOnce,
    Organisation,
    Post,
    Relation,
    Role,
    User,
)
from movements.rights.erasure import erase_person
from tests.access.presser import (
    LATE,
    SINCE,
    an_hour_passes,
    edited,
    offered,
    open_as,
    page_of,
    tenants,
)
from tests.door import give_factors

__all__ = ["open_as", "tenants"]


def test_the_message_after_a_save_has_the_way_back(open_as, tenants):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö", phone="08-123 456 78")
    tenants.refresh_from_db()
    assert tenants.town == "Utö"
    assert anna.pressed(way) == "It is undone."
    tenants.refresh_from_db()
    assert (tenants.town, tenants.phone) == ("Handen", "")


def test_the_undo_is_a_deed_of_its_own_and_can_be_undone(open_as, tenants, cast):
    anna = open_as("anna")
    anna.post(edited(anna, tenants, town="Utö"))
    last, done = tenants.pgh_event_model.objects.filter(pgh_obj=tenants).order_by("-pgh_id")[:2]
    assert last.pgh_context.metadata == {
        "user": str(cast.anna.pk),
        "why": "undo",
        "of": [str(done.pgh_context_id)],
    }
    anna.pressed(anna.way_back())
    tenants.refresh_from_db()
    assert tenants.town == "Utö"


def test_a_save_that_changed_nothing_has_nothing_to_undo(open_as, tenants):
    anna = open_as("anna")
    assert edited(anna, tenants) == ""


def test_a_context_under_which_nothing_changed_is_no_deed(acting, tenants):
    """A trigger writes it before it knows that no row is another, if its join is planned so."""
    with acting("anna") as anna, connection.cursor() as cursor:
        cursor.execute("SELECT _pgh_attach_context()")
        assert pghistory.models.Context.objects.filter(pk__in=anna.remembered[DEEDS]).exists()
        assert written_by(anna) == []
        correct_organisation(by=anna, organisation=tenants, town="Utö")
        assert len(written_by(anna)) == 1


def test_what_others_have_done_beside_it_stays(open_as, tenants, acting):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, description="Bos text")
    anna.pressed(way)
    tenants.refresh_from_db()
    assert (tenants.town, tenants.description) == ("Handen", "Bos text")


def test_it_is_of_no_use_to_anybody_else(open_as, tenants):
    way = edited(open_as("anna"), tenants, town="Utö")
    assert LATE in open_as("asta").pressed(way)
    assert LATE in open_as("hedda").pressed(way)
    tenants.refresh_from_db()
    assert tenants.town == "Utö"


@pytest.mark.parametrize("token", ["x", "x:y:z", "é"])
def test_a_way_back_that_is_none_says_so(open_as, token):
    assert LATE in open_as("anna").pressed(reverse("undo", args=[token]))


def test_it_holds_for_a_quarter_of_an_hour(open_as, tenants, monkeypatch):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö")
    monkeypatch.setattr("crm.undone.LASTS", timedelta(seconds=-1))
    assert LATE in anna.pressed(way)
    assert timedelta(minutes=15) == LASTS


def test_whoever_may_not_do_it_any_more_may_not_undo_it_either(open_as, tenants, cast):
    anna = open_as("anna")
    path = reverse("organisation_tie", args=[tenants.pk])
    anna.post(path, page_of(anna, path) | {"wishes": "Aldrig på affischer."})
    way = anna.way_back()
    Post.objects.filter(user=cast.anna).update(association=Association.objects.get(name="Söder"))
    assert "You may not undo this any more." in anna.pressed(way)
    assert Relation.objects.get(organisation=tenants).wishes == "Aldrig på affischer."


def test_without_a_post_there_is_no_way_back(open_as, tenants, cast):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö")
    Post.objects.filter(user=cast.anna).update(ends_on=date(2025, 1, 1))
    assert anna.post(way).status_code == 403
    tenants.refresh_from_db()
    assert tenants.town == "Utö"


@pytest.mark.parametrize(
    "hidden", [{"existence_protected": "on"}, {"address_protected": "on", "town": ""}]
)
def test_what_was_hidden_is_not_shown_again_by_an_undo(open_as, tenants, hidden):
    anna = open_as("anna")
    way = edited(anna, tenants, **hidden)
    assert "hid something from others" in anna.pressed(way)
    tenants.refresh_from_db()
    assert tenants.existence_protected or tenants.address_protected


def test_a_tie_that_was_narrowed_stays_narrow_and_one_that_was_opened_is_narrowed(open_as, tenants):
    anna = open_as("anna")
    path = reverse("organisation_tie", args=[tenants.pk])
    anna.post(path, page_of(anna, path) | {"sensitivity": "association"})
    assert "hid something from others" in anna.pressed(anna.way_back())
    anna.post(path, page_of(anna, path) | {"sensitivity": "open"})
    anna.pressed(anna.way_back())
    assert Relation.objects.get(organisation=tenants).sensitivity == "association"


@pytest.fixture
def karin(acting, tenants, norr):
    said = {"basis": "consent", "source": "Mötet", "keep_until": date(2030, 1, 1)}
    with acting("anna") as anna:
        return keep_contact_person(
            by=anna,
            association=norr,
            organisation=tenants,
            name="Karin Öberg",
            channels=[("phone", "08-700 00 00")],
            **said,
        )


def corrected(browser, tenants, karin, **facts) -> str:
    path = reverse("organisation_person_edit", args=[tenants.pk, karin.pk])
    assert browser.post(path, page_of(browser, path) | facts).status_code == 302
    return browser.way_back()


def test_a_number_that_was_taken_away_comes_back_and_the_new_one_goes(open_as, tenants, karin):
    anna = open_as("anna")
    anna.pressed(corrected(anna, tenants, karin, phone="070-111 22 33", source="Ringde"))
    karin.refresh_from_db()
    assert karin.source == "Mötet"
    assert [one.value for one in karin.channels.all()] == ["08-700 00 00"]


def test_nothing_of_somebody_who_has_been_erased_comes_back(open_as, tenants, karin, acting):
    anna = open_as("anna")
    way = corrected(anna, tenants, karin, phone="070-111 22 33")
    with acting("asta") as asta:
        erase_person(by=asta, person=karin, why="Egen begäran")
    said = anna.pressed(way)
    assert SINCE in said or "nothing to undo" in said
    assert not ContactPerson.objects.exists()
    assert not karin.channels.model.objects.exists()


def test_nothing_of_somebody_who_has_been_restricted_is_touched(open_as, tenants, karin):
    anna = open_as("anna")
    way = corrected(anna, tenants, karin, source="Ringde")
    ContactPerson.objects.update(restricted_at=timezone.now(), restricted_for="request")
    assert SINCE in anna.pressed(way)
    karin.refresh_from_db()
    assert karin.source == "Ringde"


def test_somebody_who_was_put_in_goes_to_the_bin(open_as, tenants):
    anna = open_as("anna")
    path = reverse("organisation_person_add", args=[tenants.pk])
    sent = {"name": "Nya Nils", "basis": "consent", "source": "möte", "keep_until": "2030-01-01"}
    anna.post(path, page_of(anna, path) | sent)
    anna.pressed(anna.way_back())
    assert ContactPerson.objects.get(name="Nya Nils").is_archived


def test_a_form_that_is_sent_again_after_its_undo_is_a_new_one(open_as, tenants):
    anna = open_as("anna")
    path = reverse("organisation_edit", args=[tenants.pk])
    page = anna.get(path)
    sent = page_of(anna, path) | {"town": "Utö"}
    sent["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    anna.post(path, sent)
    anna.post(path, sent)
    text, way = anna.toasts()[-1]
    assert (text, bool(way)) == ("Saved.", True)
    anna.post(way)
    anna.post(path, sent)
    tenants.refresh_from_db()
    assert tenants.town == "Utö"


def test_what_is_kept_of_a_form_is_no_word_of_it(open_as, tenants, acting):
    anna = open_as("anna")
    path = reverse("organisation_view_create")
    sent = {"name": "Karins", "query": "q=Karin", "csrfmiddlewaretoken": "t" * 64}
    assert "Karin" in anna.post(path, sent)["Location"]
    with acting("anna"):
        kept = DoneOnce.objects.get()
        assert "Karin" not in f"{kept.went_to}{kept.undo}{kept.key}{kept.fingerprint}"


def test_ones_own_deed_is_undone_in_the_history_also_later(open_as, tenants, monkeypatch):
    anna = open_as("anna")
    an_hour_passes(tenants)
    edited(anna, tenants, town="Utö")
    an_hour_passes(tenants)
    monkeypatch.setattr("crm.undone.LASTS", timedelta(seconds=-1))
    way = offered(anna, tenants)[0]
    assert anna.pressed(way) == "It is undone."
    tenants.refresh_from_db()
    assert tenants.town == "Handen"
    an_hour_passes(tenants)
    left = offered(anna, tenants)
    assert len(left) == 1, "the undoing itself, not what is undone, nor the row that both changed"
    anna.pressed(left[0])
    tenants.refresh_from_db()
    assert tenants.town == "Utö"


def test_the_history_offers_nobody_the_deeds_of_others(open_as, tenants):
    anna, asta = open_as("anna"), open_as("asta")
    an_hour_passes(tenants)
    edited(anna, tenants, town="Utö")
    assert offered(asta, tenants) == []
    assert LATE in asta.pressed(offered(anna, tenants)[0])
    tenants.refresh_from_db()
    assert tenants.town == "Utö"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_taps_at_once_make_one_row():
    s = _own_world()
    start, answers = threading.Barrier(4), []
    sent = {"name": "Nya kören", "kind": "culture", "reach": "local", "anyway": "1"}
    sent["csrfmiddlewaretoken"] = "t" * 64

    def tap():
        browser = Client()
        try:
            browser.force_login(s.anna)
            start.wait(60)
            answers.append(browser.post("/organisationer/ny/", sent))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    with acting_as(reader_of(s.anna), why="test"):
        made = Organisation.objects.get()
    assert made.pgh_event_model.objects.filter(pgh_obj=made, pgh_label="insert").count() == 1


def _own_world() -> SimpleNamespace:
    district = District.objects.create(name="Provdistriktet")
    norr = Association.objects.create(district=district, name="Norr")
    anna = User.objects.create_user("anna@example.org", "Anna")
    Post.objects.create(
        district=district,
        user=anna,
        role=Role.STEWARD,
        association=norr,
        starts_on=date(2020, 1, 1),
    )
    give_factors(anna)  # once, before four log in at the same moment
    return SimpleNamespace(anna=anna)
