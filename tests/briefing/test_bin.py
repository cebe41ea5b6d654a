"""Papperskorgen: what was put away lately, for those who may bring it back, by one tap."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from movements.briefing.bin import DAYS, in_the_bin, thrown
from movements.dialogue.actions import log_meeting, undo_meeting
from movements.dialogue.attaching import attach_file, detach_file
from movements.directory.actions import (
    archive_contact_person,
    archive_organisation,
    keep_contact_person,
    register_organisation,
)
from movements.directory.filters import OrganisationFilter
from movements.directory.saving import archive_view, save_view
from movements.models import Attachment, ContactPerson, Meeting, Organisation, ReadLog, SavedView

API = "/api/v1/bin/"


@pytest.fixture
def full(acting, norr):
    """One of each kind, put away by Anna; the organisation of the meeting is there still."""
    with acting("anna") as anna:
        one = register_organisation(by=anna, association=norr, name="Hyresgästerna")
        two = register_organisation(by=anna, association=norr, name="Nedlagda kören")
        said = {"basis": "consent", "source": "Mötet", "keep_until": date(2030, 1, 1)}
        person = keep_contact_person(
            by=anna, association=norr, organisation=one, name="Karin Öberg", **said
        )
        meeting = log_meeting(by=anna, association=norr, organisations=[one])
        view = save_view(by=anna, question=OrganisationFilter, name="Facken", query="kind=union")
        other = log_meeting(by=anna, association=norr, organisations=[one])
        file = attach_file(by=anna, meeting=other, name="protokoll.txt", content=b"Vi ses.")
    with acting("anna") as anna:
        detach_file(by=anna, attachment=file)
        archive_organisation(by=anna, organisation=two)
        archive_contact_person(by=anna, person=person)
        undo_meeting(by=anna, meeting=meeting)
        archive_view(by=anna, view=view)
    return {"organisation": two, "person": person, "meeting": meeting, "view": view, "file": file}


def test_each_finds_what_is_theirs_to_bring_back(full, cast, acting):
    lies = {}
    for name in cast.names:
        with acting(name) as reader:
            lies[name] = sorted(entry.kind for entry in in_the_bin(reader).entries)
    assert lies.pop("anna") == ["file", "meeting", "organisation", "person", "view"]
    assert lies.pop("asta") == ["file", "meeting", "organisation", "person"]
    assert lies.pop("bo") == ["organisation"]  # an organisation is the district's
    assert set(map(tuple, lies.values())) == {()}


def test_it_says_what_when_and_who(full, acting, cast):
    with acting("asta") as asta:
        told = {entry.kind: entry for entry in in_the_bin(asta).entries}
        assert {entry.who for entry in told.values()} == {cast.anna}
        assert told["meeting"].parties == ["Hyresgästerna"]
        assert told["person"].until - told["person"].at == timedelta(days=DAYS)


def test_whoever_looks_at_people_in_it_has_read_of_them(full, acting):
    with acting("asta") as asta:
        in_the_bin(asta)
    assert ReadLog.objects.get(deed="person").persons == [full["person"].pk]


def test_after_thirty_days_it_lies_there_no_more(full, acting):
    long_ago = timezone.now() - timedelta(days=DAYS, minutes=1)
    for model in (Organisation, ContactPerson, Meeting, Attachment, SavedView):
        model.objects.exclude(archived_at=None).update(archived_at=long_ago)
    with acting("anna") as anna:
        assert in_the_bin(anna).entries == []


def test_pages_follow_one_another(full, acting):
    with acting("anna") as anna:
        seen, after = [], ""
        for _page in range(5):
            page = in_the_bin(anna, after=after, size=1)
            seen += [entry.row.pk for entry in page.entries]
            after = page.next
    assert after == ""
    assert sorted(seen) == sorted(row.pk for row in full.values())


@pytest.mark.parametrize("kind", ["organisation", "person", "meeting", "file", "view"])
def test_one_tap_brings_it_back(full, cast, client, kind, acting):
    client.force_login(cast.anna)
    assert client.get(reverse("bin")).text.count("/aterstall/") == 5
    answer = client.post(reverse("bin_restore", args=[kind, full[kind].pk]), follow=True)
    assert answer.redirect_chain == [(reverse("bin"), 302)]
    full[kind].refresh_from_db()
    assert not full[kind].is_archived
    assert answer.text.count("/aterstall/") == 4


@pytest.mark.parametrize("kind", ["organisation", "person", "meeting", "file", "view"])
def test_nobody_brings_back_what_is_not_in_their_bin(full, cast, acting, kind):
    for name in ("bo", "cia", "dag", "frid", "glenn", "hedda"):
        with acting(name) as reader:
            theirs = thrown(reader, kind).filter(pk=full[kind].pk).exists()
        if theirs:
            continue
        client = Client()
        client.force_login(getattr(cast, name))
        paths = (
            reverse("bin_restore", args=[kind, full[kind].pk]),
            f"{API}{kind}/{full[kind].pk}/restore/",
        )
        assert {client.post(path).status_code for path in paths} == {404}, name
    full[kind].refresh_from_db()
    assert full[kind].is_archived


def test_a_protected_organisation_is_in_no_bin_but_theirs_who_know_of_it(full, acting):
    Organisation.objects.filter(pk=full["organisation"].pk).update(existence_protected=True)
    full["organisation"].relations.update(sensitivity="association")
    with acting("bo") as bo:
        assert in_the_bin(bo).entries == []
    with acting("asta") as asta:
        assert "organisation" in {entry.kind for entry in in_the_bin(asta).entries}


def test_machines_read_and_empty_it_too(full, cast):
    client = Client()
    client.force_login(cast.anna)
    told = client.get(API).json()
    assert told["next"] is None
    assert {one["kind"]: one["archived_by"]["name"] for one in told["results"]} == dict.fromkeys(
        full, "Anna"
    )
    path = f"{API}person/{full['person'].pk}/restore/"
    codes = [client.post(path, headers={"Idempotency-Key": "en gång"}).status_code for _ in "12"]
    assert codes == [204, 204]
    assert client.post(path).status_code == 404
    assert len(client.get(API).json()["results"]) == 4


@pytest.mark.parametrize("query", ["after=x", "after=2026-01-01/x", "after=\0", "q=1"])
def test_a_question_that_cannot_be_read_says_so(full, cast, query):
    client = Client()
    client.force_login(cast.anna)
    assert client.get(f"{API}?{query}").status_code == 400
    assert client.get(f"/papperskorg/?{query}").status_code in (200, 302)


def test_beside_its_history_lies_what_was_an_organisations_own(client, full, cast):
    """Whoever may bring it back, and nobody else; what ties it to the organisation must be seen."""
    one = Organisation.objects.get(name="Hyresgästerna")
    beside = {}
    for name in ("anna", "asta", "bo", "cia"):
        client.force_login(getattr(cast, name))
        page = client.get(reverse("organisation_detail", args=[one.pk]) + "?tab=history")
        aside = page.content.decode().partition("<aside")[2]
        beside[name] = sorted(
            kind for kind, row in full.items() if f"/papperskorg/{kind}/{row.pk}/" in aside
        )
    assert beside["anna"] == beside["asta"] == ["file", "meeting", "person"]
    assert beside["bo"] == beside["cia"] == []


def test_a_person_beside_a_history_is_a_reading_of_the_person(client, full, cast, acting):
    one = Organisation.objects.get(name="Hyresgästerna")
    client.force_login(cast.asta)
    client.get(reverse("organisation_detail", args=[one.pk]) + "?tab=history")
    with acting("frid"):
        assert ReadLog.objects.filter(
            user=cast.asta, persons__contains=[full["person"].pk]
        ).exists()
