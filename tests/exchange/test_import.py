"""`import_organisations`: what comes in, what is held back, and what is never touched."""

import pytest
from django.core.exceptions import ValidationError
from pghistory.models import Events

from movements.access.funnel import NotAllowed
from movements.exchange import writing
from movements.exchange.actions import import_organisations
from movements.models import Import, Organisation, SourceRow
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db

FILE = [
    line("Åby IF", "802002-9347", "Idrott", "Fotboll", postcode="145 52", town="Norsborg"),
    line("Väsbykören", kind="Kultur", activities="Sång", town="Upplands Väsby"),
    line("Tumba byalag", email="info@tumba.example", homepage="www.tumba.example"),
]


@pytest.fixture
def bring(acting):
    """bring(rows) imports them into Botkyrka, done by Cia unless somebody else is named."""

    def bring(rows, who="cia", code="0127", **more):
        data = rows if isinstance(rows, bytes) else csv_bytes(rows)
        with acting(who) as reader:
            return import_organisations(
                by=reader, data=data, municipality=municipality(code), **more
            )

    return bring


def outcome(report):
    return {k: v for k, v in report.counts.items() if v and k not in ("placed", "located")}


def test_a_register_comes_in(bring):
    report = bring(FILE, file_name="0127.csv")
    assert report.counts == {
        "rows": 3,
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "duplicate": 0,
        "error": 0,
        "placed": 3,
        "located": 2,
    }
    club = Organisation.objects.get(name="Åby IF")
    assert (club.kind, club.organisation_number, club.legal_form) == (
        "sports",
        "8020029347",
        "non_profit",
    )
    assert (club.postcode, club.town, club.municipality.code) == ("14552", "Norsborg", "0127")
    assert club.point is not None
    assert [area.code for area in club.areas.all()] == ["0127"]
    batch = Import.objects.get()
    assert (batch.file_name, batch.counts["new"], batch.municipality.code) == (
        "0127.csv",
        3,
        "0127",
    )


def test_the_seat_is_the_rows_own_place_and_the_activity_the_registers(bring):
    report = bring(FILE)
    choir = Organisation.objects.get(name="Väsbykören")
    assert choir.municipality.code == "0114"
    assert [area.code for area in choir.areas.all()] == ["0127"]
    assert "Upplands Väsby" in str(report.results[1].problems[0])


def test_without_place_text_the_register_decides_and_there_is_no_point(bring):
    bring(FILE)
    village = Organisation.objects.get(name="Tumba byalag")
    assert (village.municipality.code, village.point) == ("0127", None)


def test_the_same_file_again_changes_nothing(bring):
    bring(FILE)
    before = set(Organisation.objects.values_list("pk", "name", "town"))
    assert outcome(bring(FILE)) == {"rows": 3, "unchanged": 3}
    assert set(Organisation.objects.values_list("pk", "name", "town")) == before
    assert SourceRow.objects.count() == 3


def test_the_rows_may_come_in_another_order(bring):
    bring(FILE)
    assert outcome(bring(FILE[::-1])) == {"rows": 3, "unchanged": 3}


def test_what_the_register_says_anew_is_changed(bring):
    bring(FILE)
    club = Organisation.objects.get(name="Åby IF")
    moved = [line("Åby IF", "802002-9347", "Idrott", "Fotboll", town="Tumba"), *FILE[1:]]
    report = bring(moved)
    assert outcome(report) == {"rows": 3, "changed": 1, "unchanged": 2}
    changes = {c.field: (c.old, c.new) for c in report.results[0].changes}
    assert changes == {"postcode": ("14552", ""), "town": ("Norsborg", "Tumba")}
    old = club.point
    club.refresh_from_db()
    assert club.town == "Tumba"
    assert club.point != old
    assert outcome(bring(moved)) == {"rows": 3, "unchanged": 3}


def test_what_somebody_corrected_by_hand_is_kept(bring):
    bring(FILE)
    Organisation.objects.filter(name="Åby IF").update(town="Alby", kind="culture")
    report = bring([line("Åby IF", "802002-9347", "Idrott", town="Tumba"), *FILE[1:]])
    club = Organisation.objects.get(name="Åby IF")
    assert (club.town, club.kind) == ("Alby", "culture")
    assert "kept_by_hand" in [problem.code for problem in report.results[0].problems]


def test_what_somebody_archived_stays_archived(bring, today):
    from django.utils import timezone

    bring(FILE)
    Organisation.objects.filter(name="Åby IF").update(archived_at=timezone.now())
    report = bring([line("Åby IF", "802002-9347", town="Tumba"), *FILE[1:]])
    assert outcome(report) == {"rows": 3, "unchanged": 3}
    assert Organisation.objects.get(name="Åby IF").town == "Norsborg"


def test_a_dry_run_says_the_same_and_writes_nothing(bring):
    assert bring(FILE, dry_run=True).counts == bring(FILE, dry_run=True).counts
    assert not Organisation.objects.exists()
    assert not Import.objects.exists()
    assert bring(FILE).counts["new"] == 3


def test_a_possible_duplicate_is_held_back_in_the_file_and_against_the_register(bring):
    bring(FILE)
    report = bring(
        [
            line("Åby Idrottsförening", town="Norsborg"),
            line("Åby IF fotboll", "802002-9347"),
            line("Tumba byalag", homepage="http://tumba.example/", town="Haninge"),
            line("Nya kören", town="Haninge"),
            line("Nya Kören", town="Haninge"),
            line("Väsbykören", town="Haninge"),
        ],
        code="0136",
    )
    assert outcome(report) == {"rows": 6, "new": 2, "changed": 2, "duplicate": 2}
    codes = [r.problems[-1].code for r in report.results if r.outcome != "new"]
    assert codes == ["same_place", "one_more_area", "one_more_area", "same_row"]
    assert Organisation.objects.count() == 5


def test_the_same_number_or_website_in_the_same_municipality_is_a_question(bring):
    bring(FILE)
    report = bring(
        [
            line("Åby fotboll", "802002-9347"),
            line("Byalag i Tumba", homepage="http://tumba.example/", town="Haninge"),
        ]
    )
    assert outcome(report) == {"rows": 2, "duplicate": 2}
    codes = [r.problems[-1].code for r in report.results]
    assert codes == ["same_number", "same_homepage"]


def test_the_same_name_in_two_places_of_one_register_is_two_associations(bring):
    rows = [line("Byalaget", town="Haninge"), line("Byalaget", town="Tumba")]
    assert bring(rows).counts["new"] == 2
    assert outcome(bring(rows[::-1])) == {"rows": 2, "unchanged": 2}


def test_an_existence_that_the_reader_may_not_know_of_is_never_matched(
    bring, district, soder, norr
):
    hidden = Organisation.objects.create(
        district=district,
        name="Åby IF",
        organisation_number="8020029347",
        municipality=municipality("0127"),
        existence_protected=True,
        registered_by=soder,
    )
    report = bring(FILE, who="asta", association=norr)
    assert outcome(report) == {"rows": 3, "new": 3}
    assert all(result.organisation_id != hidden.pk for result in report.results)
    assert outcome(bring(FILE, who="asta", association=norr)) == {"rows": 3, "unchanged": 3}
    seen_by_the_board = bring([line("Åby IF", "802002-9347", town="Tumba")], code="0136")
    assert outcome(seen_by_the_board) == {"rows": 1, "changed": 1}


def test_a_row_made_invisible_later_comes_in_anew_for_whoever_cannot_see_it(bring, norr, soder):
    bring(FILE)
    Organisation.objects.filter(name="Åby IF").update(existence_protected=True, registered_by=soder)
    report = bring(FILE, who="asta", association=norr)
    assert outcome(report) == {"rows": 3, "new": 1, "unchanged": 2}
    assert outcome(bring(FILE)) == {"rows": 3, "unchanged": 3}


def test_a_shelters_address_is_never_taken_in(bring):
    report = bring(
        [line("Kvinnojouren Ask", address="Torget 1", postcode="145 52", town="Norsborg")]
    )
    shelter = Organisation.objects.get()
    assert shelter.address_protected
    assert (shelter.address, shelter.postcode, shelter.town, shelter.point) == ("", "", "", None)
    assert shelter.municipality.code == "0127"
    assert report.counts["located"] == 0
    assert "protected_place" in report.notices


def test_an_address_protected_since_is_not_brought_back(bring):
    bring(FILE)
    Organisation.objects.filter(name="Åby IF").update(
        address_protected=True, address="", postcode="", town="", point=None
    )
    bring([line("Åby IF", "802002-9347", "Idrott", town="Tumba"), *FILE[1:]])
    club = Organisation.objects.get(name="Åby IF")
    assert (club.town, club.point) == ("", None)


def test_an_error_keeps_its_row_out_and_no_other(bring):
    report = bring([*FILE, line("", kind="Idrott")])
    assert outcome(report) == {"rows": 4, "new": 3, "error": 1}


def test_nothing_is_saved_when_something_fails_on_the_way(bring, monkeypatch):
    from django.db import DatabaseError

    def fail(*args, **kwargs):
        raise DatabaseError("the lights went out")

    monkeypatch.setattr(writing, "_note_written", fail)
    with pytest.raises(DatabaseError):
        bring(FILE)
    monkeypatch.undo()
    assert not Organisation.objects.exists()


def test_an_unreadable_file_is_refused(bring):
    with pytest.raises(ValidationError):
        bring(b"%PDF-1.7")


@pytest.mark.parametrize("who", ["anna", "bo", "dag", "eva", "frid", "glenn", "hedda", "ivar"])
def test_import_is_refused_to_every_other_post(bring, who, norr):
    with pytest.raises(NotAllowed):
        bring(FILE, who=who, association=norr)
    assert not Organisation.objects.exists()


def test_an_association_admin_imports_for_their_own_association_only(bring, norr, soder):
    for association in (soder, None):
        with pytest.raises(NotAllowed):
            bring(FILE, who="asta", association=association)
    bring(FILE, who="asta", association=norr)
    assert set(Organisation.objects.values_list("registered_by__name", flat=True)) == {"Norr"}


def test_every_organisation_says_who_brought_it_in_and_why(bring, cast):
    bring(FILE)
    club = Organisation.objects.get(name="Åby IF")
    event = Events.objects.tracks(club).get()
    assert event.pgh_label == "insert"
    assert event.pgh_context == {"user": str(cast.cia.pk), "why": "import_organisations"}


def test_two_known_rows_that_now_say_the_same_number_do_not_both_get_it(bring):
    first = [line("Tumba byalag"), line("Åby IF")]
    bring(first)
    numbered = [line("Tumba byalag", "802002-9347"), line("Åby IF", "802002-9347")]
    report = bring([*numbered, line("Norsborgs kör", "802002-9347")])
    assert outcome(report) == {"rows": 3, "changed": 2, "duplicate": 1}
    numbers = dict(Organisation.objects.values_list("name", "organisation_number"))
    assert numbers == {"Tumba byalag": "8020029347", "Åby IF": ""}
    assert outcome(bring(numbered)) == {"rows": 2, "unchanged": 2}


def test_an_address_protected_since_is_not_remembered_of_the_register_either(bring):
    rows = [line("Tumba byalag", address="Byvägen 1", postcode="147 30", town="Tumba")]
    bring(rows)
    Organisation.objects.update(
        address_protected=True, address="", postcode="", town="", point=None
    )
    assert outcome(bring(rows)) == {"rows": 1, "unchanged": 1}
    values = SourceRow.objects.get().values
    assert [values[name] for name in ("address", "postcode", "town")] == ["", "", ""]
