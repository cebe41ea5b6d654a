"""Vem kan se detta? says of every row exactly who the funnel lets see it."""

import pytest
from django.urls import reverse

from movements.access.readership import readership_of
from movements.access.sight import PAGE
from movements.models import (
    ContactPerson,
    Meeting,
    MeetingContent,
    Organisation,
    Promise,
    Relation,
    SavedView,
)
from tests import crowd as crowded

NOUNS = (Organisation, Relation, ContactPerson, Meeting, MeetingContent, Promise)


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.mark.parametrize("noun", NOUNS)
def test_it_names_those_who_see_the_row_and_nobody_else(crowd, cast, noun):
    rows = list(noun.objects.filter(district=crowd.district))
    assert len(rows) > 4
    for row in rows:
        see = {
            getattr(cast, name).pk
            for name in cast.names
            if noun.objects.visible_to(cast.reader(name)).filter(pk=row.pk).exists()
        }
        assert readership_of(row).users == see, row


def test_a_line_that_is_changed_changes_what_is_said(crowd, cast, monkeypatch):
    row = crowd.people["Öppna Olle"]
    assert cast.dag.pk in readership_of(row).users
    monkeypatch.setitem(PAGE, "ContactPerson", {})
    assert readership_of(row).total == 0


def test_each_is_counted_once_and_told_why(crowd, cast):
    said = readership_of(crowd.people["Norrs Nina"])
    assert said.total == 3  # Anna, Asta, Cia
    whys = {group.why: group.names for group in said.groups}
    assert sorted(n for why, n in whys.items() if "Norr" in why) == [["Anna"], ["Asta"]]
    assert ["Cia"] in whys.values()


def test_an_own_view_is_its_owners(cast, district):
    view = SavedView.objects.create(district=district, owner=cast.anna, name="x", query="q=1")
    assert readership_of(view).users == {cast.anna.pk}


def test_the_page_is_for_who_sees_the_record(crowd, client, cast):
    nina, noor = crowd.people["Norrs Nina"], crowd.people["Namngivna Noor"]
    client.force_login(cast.anna)
    page = client.get(reverse("who_sees", args=["kontaktperson", nina.pk])).content.decode()
    assert "Cia" in page
    assert "Bo" not in page.split("<main")[1].split("</main")[0]
    client.force_login(cast.bo)
    for person in (nina, noor):
        answer = client.get(reverse("who_sees", args=["kontaktperson", person.pk]))
        assert answer.status_code == 404
    client.force_login(cast.cia)
    assert client.get(reverse("who_sees", args=["kontaktperson", noor.pk])).status_code == 404
    assert client.get(reverse("who_sees", args=["nonsens", nina.pk])).status_code == 404


def test_every_record_leads_there(crowd, client, cast):
    client.force_login(cast.anna)
    meeting = crowd.meetings[0]
    organisation = meeting.organisations.get()
    pages = {
        reverse("organisation_detail", args=[organisation.pk]): ("organisation", organisation.pk),
        reverse("meeting_detail", args=[meeting.pk]): ("innehall", meeting.content.pk),
        reverse("promise_release", args=[meeting.content.promises.get().pk]): (
            "lofte",
            meeting.content.promises.get().pk,
        ),
    }
    for path, to in pages.items():
        assert reverse("who_sees", args=to) in client.get(path).content.decode(), path
