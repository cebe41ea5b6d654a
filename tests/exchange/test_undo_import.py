"""Ångra importen: exactly what it wrote goes back, and what anybody has touched since stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pghistory.models import Events

from movements.access.funnel import NotAllowed
from movements.dialogue.merging import merge_organisations, undo_merge
from movements.directory.actions import (
    archive_contact_person,
    archive_organisation,
    correct_organisation,
    keep_contact_person,
    tie_relation,
)
from movements.exchange.actions import import_organisations, start_undo, undo_import
from movements.exchange.layouts import Guidance
from movements.exchange.people import terms
from movements.exchange.review import kept_of, undo_preview
from movements.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    Import,
    ImportedRow,
    Merge,
    Organisation,
    SourceRow,
)
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db

FILE = [
    line("Åby IF", "802002-9347", "Idrott", "Fotboll", postcode="145 52", town="Norsborg"),
    line("Väsbykören", kind="Kultur", activities="Sång", town="Upplands Väsby"),
    line("Tumba byalag", email="info@tumba.example", homepage="www.tumba.example"),
]
MOVED = [line("Åby IF", "802002-9347", "Idrott", "Fotboll", town="Tumba"), *FILE[1:]]


@pytest.fixture
def bring(acting):
    def bring(rows=FILE, who="cia", code="0127", **more):
        with acting(who) as reader:
            return import_organisations(
                by=reader, data=csv_bytes(rows), municipality=municipality(code), **more
            ).batch

    return bring


@pytest.fixture
def undo(acting):
    def undo(batch, who="cia"):
        with acting(who) as reader:
            return undo_import(by=reader, batch=batch)

    return undo


def test_an_untouched_import_is_gone_and_its_history_stays(bring, undo, acting, cast):
    batch = bring()
    club = Organisation.objects.get(name="Åby IF")
    with acting("cia") as cia:
        preview = undo_preview(cia, batch)
    assert (preview.remove, preview.restore, preview.kept) == (3, 0, [])
    undone = undo(batch)
    assert undone.undo_report == {"removed": 3, "restored": 0, "kept": []}
    for noun in (Organisation, ActivityArea, SourceRow, ImportedRow):
        assert not noun.objects.exists(), noun
    events = {event.pgh_label: event.pgh_context for event in Events.objects.tracks(club)}
    assert set(events) == {"insert", "delete"}
    assert events["delete"] == {"user": str(cast.cia.pk), "why": "undo_import"}


def test_undone_twice_is_undone_once_and_in_again_works(bring, undo):
    batch = bring()
    first = undo(batch).undone_at
    assert undo(batch).undone_at == first
    assert bring().counts["new"] == 3
    assert Organisation.objects.count() == 3


def test_changed_fields_go_back_with_their_point_and_come_again_as_changed(bring, undo):
    bring()
    before = Organisation.objects.get(name="Åby IF")
    batch = bring(MOVED)
    assert undo(batch).undo_report["restored"] == 1
    after = Organisation.objects.get(name="Åby IF")
    assert (after.town, after.postcode, after.point) == ("Norsborg", "14552", before.point)
    assert bring(MOVED).counts["changed"] == 1


def test_a_field_corrected_by_hand_since_is_kept_and_listed(bring, undo, acting):
    bring()
    batch = bring(MOVED)
    club = Organisation.objects.get(name="Åby IF")
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=club, town="Alby")
    undone = undo(batch)
    club.refresh_from_db()
    assert (club.town, club.postcode) == ("Alby", "14552")
    with acting("cia") as cia:
        assert [one.name for one, _why in kept_of(cia, undone)] == ["Åby IF"]


def touch_by_correcting(anna, club, norr):
    correct_organisation(by=anna, organisation=club, description="Spelar fotboll")


def touch_by_tying(anna, club, norr):
    tie_relation(by=anna, association=norr, organisation=club)


def touch_by_archiving(anna, club, norr):
    archive_organisation(by=anna, organisation=club)


def touch_by_an_area(anna, club, norr):
    correct_organisation(
        by=anna, organisation=club, areas=[municipality("0127"), municipality("0136")]
    )


def touch_by_a_person(anna, club, norr):
    keep_contact_person(
        by=anna,
        association=norr,
        organisation=club,
        name="Pia",
        basis="official",
        source="Webben",
        keep_until=timezone.localdate() + timedelta(days=9),
    )


def touch_by_meeting(anna, club, norr):
    from movements.dialogue.actions import log_meeting

    log_meeting(
        by=anna,
        association=norr,
        organisations=[club],
        day=timezone.localdate(),
    )


@pytest.mark.parametrize(
    "touch",
    [
        touch_by_correcting,
        touch_by_tying,
        touch_by_archiving,
        touch_by_an_area,
        touch_by_a_person,
        touch_by_meeting,
    ],
)
def test_what_anybody_has_done_anything_with_is_kept_and_listed(bring, undo, acting, norr, touch):
    batch = bring()
    club = Organisation.objects.get(name="Åby IF")
    with acting("anna") as anna:
        touch(anna, club, norr)
    undone = undo(batch)
    assert undone.undo_report["removed"] == 2
    assert [str(club.pk)] == [pk for pk, _why in undone.undo_report["kept"]]
    assert Organisation.objects.get() == club


def test_what_came_again_in_a_later_import_is_kept(bring, undo):
    batch = bring()
    bring([FILE[0]])
    assert undo(batch).undo_report["removed"] == 2
    assert Organisation.objects.get().name == "Åby IF"


def test_one_more_area_goes_and_the_organisation_stays(bring, undo):
    bring()
    batch = bring([line("Åby IF", "802002-9347")], code="0136")
    assert ActivityArea.objects.filter(municipality__code="0136").exists()
    undo(batch)
    assert not ActivityArea.objects.filter(municipality__code="0136").exists()
    assert Organisation.objects.count() == 3
    assert bring([line("Åby IF", "802002-9347")], code="0136").counts["changed"] == 1


def test_contact_persons_of_the_import_go_with_it(bring, undo, acting, norr):
    header = "Namn;Ordförande;Mobil\nÅby IF;Anna Ek;070-174 06 35\n".encode()
    until = timezone.localdate() + timedelta(days=90)
    said = {"basis": "official", "source": "Registret", "keep_until": until.isoformat()}
    with acting("asta") as asta:
        batch = import_organisations(
            by=asta,
            data=header,
            municipality=municipality("0136"),
            association=norr,
            guidance=Guidance(people=terms(said, by=asta, association=norr)),
        ).batch
    assert ContactPerson.objects.count() == 1
    undo(batch, who="asta")
    assert not ContactPerson.objects.exists()
    assert not Channel.objects.exists()
    assert not Organisation.objects.exists()


def test_after_thirty_days_it_is_too_late(bring, undo):
    batch = bring()
    Import.objects.update(created_at=timezone.now() - timedelta(days=31))
    with pytest.raises(ValidationError):
        undo(batch)
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize("who", ["anna", "bo", "dag", "eva", "frid", "glenn", "hedda", "ivar"])
def test_undoing_is_refused_to_every_other_post(bring, undo, who):
    batch = bring()
    with pytest.raises(NotAllowed):
        undo(batch, who=who)
    assert Organisation.objects.count() == 3


def test_another_associations_import_is_not_theirs_to_undo(bring, undo, soder):
    batch = bring()
    with pytest.raises(NotAllowed):
        undo(batch, who="asta")


def test_a_large_one_is_left_to_a_job(bring, acting):
    batch = bring()
    Import.objects.update(counts={"rows": 50_000})
    batch.refresh_from_db()
    with acting("cia") as cia:
        asked = start_undo(by=cia, batch=batch)
    assert asked.undo_asked_at is not None
    assert asked.undone_at is None


def test_an_organisation_protected_since_is_not_named_in_the_report(bring, undo, acting, soder):
    batch = bring()
    club = Organisation.objects.get(name="Åby IF")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=club, description="Skyddas nu")
    undone = undo(batch)
    Organisation.objects.update(existence_protected=True, registered_by=soder)
    with acting("asta") as asta:
        assert [one for one, _why in kept_of(asta, undone)] == [None]
    assert "Åby" not in str(undone.undo_report)


def test_a_contact_person_met_since_is_kept_and_one_on_a_known_organisation_goes(
    bring, undo, acting, norr
):
    header = "Namn;Ordförande;Mobil\nÅby IF;Anna Ek;070-174 06 35\nKören;Bo Al;070-174 06 36\n"
    until = timezone.localdate() + timedelta(days=90)
    said = {"basis": "official", "source": "Registret", "keep_until": until.isoformat()}
    with acting("asta") as asta:
        how = {"by": asta, "data": header.encode(), "association": norr}
        how["municipality"] = municipality("0136")
        import_organisations(**how)
        people = Guidance(people=terms(said, by=asta, association=norr))
        batch = import_organisations(**how, guidance=people).batch
    anna = ContactPerson.objects.get(name="Anna Ek")
    with acting("anna") as reader:
        archive_contact_person(by=reader, person=anna)
    undo(batch, who="asta")
    assert [person.name for person in ContactPerson.objects.all()] == ["Anna Ek"]
    assert Organisation.objects.count() == 2


@pytest.fixture
def merge(acting):
    def merge(kept, gone, who="bo"):
        with acting(who) as reader:
            merge_organisations(by=reader, kept=kept, gone=gone)

    return merge


def test_what_has_been_merged_since_stays_on_both_sides(bring, undo, merge):
    batch = bring()
    club, choir = (Organisation.objects.get(name=name) for name in ("Åby IF", "Väsbykören"))
    merge(club, choir)
    undone = undo(batch)
    assert undone.undo_report["removed"] == 1
    kept = {str(club.pk): "merged", str(choir.pk): "merged"}
    assert dict(undone.undo_report["kept"]) == kept
    choir.refresh_from_db()
    assert choir.merged_into == club


@pytest.mark.parametrize("gone", [True, False])
def test_what_was_changed_and_merged_since_is_not_put_back(bring, undo, merge, gone):
    bring()
    batch = bring(MOVED)
    club, choir = (Organisation.objects.get(name=name) for name in ("Åby IF", "Väsbykören"))
    merge(*((choir, club) if gone else (club, choir)))
    undone = undo(batch)
    assert [str(club.pk), "merged"] in undone.undo_report["kept"]
    club.refresh_from_db()
    assert club.town == "Tumba"


def test_what_was_merged_and_parted_again_is_put_back(bring, undo, merge, acting):
    bring()
    batch = bring(MOVED)
    club, choir = (Organisation.objects.get(name=name) for name in ("Åby IF", "Väsbykören"))
    merge(club, choir)
    with acting("bo") as bo:
        undo_merge(by=bo, merge=Merge.objects.get())
    undone = undo(batch)
    assert [str(club.pk), "merged"] not in undone.undo_report["kept"]
    club.refresh_from_db()
    assert club.town != "Tumba"
