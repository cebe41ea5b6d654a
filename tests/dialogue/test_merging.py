"""Two that are one: everything follows, nobody sees more, and it can be undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from movements.access.funnel import NotAllowed, visible
from movements.access.rows import Sensitivity
from movements.dialogue.actions import Promised, Said, protect_existence
from movements.dialogue.merging import merge_organisations, undo_merge
from movements.directory.actions import correct_organisation, keep_contact_person, tie_relation
from movements.directory.duplicates import dismiss_duplicate, where_it_went
from movements.directory.moving import STAYS, pointing_here
from movements.models import (
    ActivityArea,
    ContactRole,
    HeldContact,
    Meeting,
    MeetingOrganisation,
    Merge,
    NotTheSame,
    Organisation,
    Point,
    PossibleDuplicate,
    Promise,
    Relation,
)
from movements.privacy.models import Basis
from tests.conftest import municipality

pytestmark = pytest.mark.django_db
OPEN, HELD, NAMED = Sensitivity.OPEN, Sensitivity.ASSOCIATION, Sensitivity.NAMED


@pytest.fixture
def twins(register, soder):
    """The same choir, registered in Haninge by Norr and in Botkyrka by Söder."""
    here, there = municipality("0136"), municipality("0127")
    kept = register("Södertörns kör", municipality=here, policy_areas=["culture_libraries"])
    gone = register(
        "Kören i Södertörn",
        by="bo",
        association=soder,
        municipality=there,
        organisation_number="8020029347",
        homepage="https://koren.example/",
        policy_areas=["culture_libraries", "leisure_youth"],
    )
    return kept, gone


@pytest.fixture
def merge(acting):
    def _merge(kept, gone, *, by="bo", take=()):
        with acting(by) as reader:
            return merge_organisations(by=reader, kept=kept, gone=gone, take=take)

    return _merge


@pytest.fixture
def undo(acting):
    def _undo(merge, *, by="bo"):
        with acting(by) as reader:
            return undo_merge(by=reader, merge=merge)

    return _undo


def test_the_chosen_facts_and_all_areas_come_together(twins, merge):
    kept, gone = twins
    merge(kept, gone, take=["organisation_number", "homepage"])
    kept.refresh_from_db()
    assert kept.name == "Södertörns kör"
    assert kept.organisation_number == "8020029347"
    assert kept.homepage == "https://koren.example/"
    assert kept.policy_areas == ["culture_libraries", "leisure_youth"]
    codes = kept.activity_areas.values_list("municipality__code", flat=True)
    assert sorted(codes) == ["0127", "0136"]


def test_what_has_gone_is_in_nobodys_sight_and_its_address_leads_on(twins, merge, cast):
    kept, gone = twins
    merge(kept, gone)
    for name in cast.names:
        reader = cast.reader(name)
        assert not visible(Organisation, reader).filter(pk=gone.pk).exists()
    assert where_it_went(cast.reader("anna"), gone.pk) == kept
    with pytest.raises(Organisation.DoesNotExist):
        where_it_went(cast.reader("hedda"), gone.pk)
    with pytest.raises(Organisation.DoesNotExist):
        where_it_went(cast.reader("anna"), kept.pk)  # it never went anywhere


def test_everything_said_and_promised_follows(twins, merge, log, cast, today, soder, acting):
    kept, gone = twins
    said = Said(demands="Sänk hyran", promises=[Promised("Ring", cast.bo, today)])
    log(gone, by="bo", association=soder, said=said)
    both = log(kept, gone)
    with acting("bo") as bo:
        keep_contact_person(
            by=bo,
            association=soder,
            organisation=gone,
            name="Kim",
            title="ordförande",
            basis=Basis.CONSENT,
            source="möte",
            keep_until=today + timedelta(days=90),
        )
    merge(kept, gone)
    for model in (Point, Promise, ContactRole, Relation):
        assert not model.objects.filter(organisation=gone).exists(), model
        assert model.objects.filter(organisation=kept).exists(), model
    assert [party.organisation for party in both.parties.order_by("id")] == [kept, gone]
    seen = visible(MeetingOrganisation, cast.reader("anna")).filter(meeting=both)
    assert [party.organisation for party in seen] == [kept]  # it was there once
    kept.refresh_from_db()
    assert kept.last_open_contact == today


def test_a_contact_kept_within_an_association_is_counted_where_it_went(
    twins, merge, log, soder, today
):
    kept, gone = twins
    log(gone, by="bo", association=soder, fact_readers=HELD)
    merge(kept, gone)
    kept.refresh_from_db()
    assert (kept.last_open_contact, kept.last_known_contact) == (None, today)
    assert HeldContact.objects.get(organisation=kept).association == soder


@pytest.fixture
def two_ties(twins, acting, soder):
    """Söder's ties to both: `two_ties({fields of the kept one}, {of the other})`."""

    def _tie(mine, theirs):
        kept, gone = twins
        with acting("bo") as bo:
            a = tie_relation(by=bo, association=soder, organisation=kept, **mine)
            b = tie_relation(by=bo, association=soder, organisation=gone, **theirs)
        return a, b

    return _tie


def test_one_tie_at_a_time_the_furthest_step_and_both_wishes(twins, merge, undo, two_ties, soder):
    mine, theirs = two_ties(
        {"step": "contacted", "wishes": "Nämn oss inte"},
        {"step": "dialogue", "wishes": "Fråga först", "cadence_months": 3},
    )
    done = merge(*twins)
    stands = Relation.objects.get(organisation=twins[0], association=soder, ended_on=None)
    assert stands == mine
    assert (stands.step, stands.cadence_months) == ("dialogue", 3)
    assert stands.wishes == "Nämn oss inte\nFråga först"
    undo(done)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.step, mine.wishes, mine.cadence_months) == ("contacted", "Nämn oss inte", None)
    assert (theirs.ended_on, theirs.organisation, theirs.step) == (None, twins[1], "dialogue")


@pytest.mark.parametrize("stricter", [0, 1])
def test_the_stricter_tie_stands_and_the_open_one_learns_nothing(
    twins, merge, two_ties, stricter, soder
):
    strict, loose = {"step": "dialogue", "sensitivity": HELD}, {"step": "contacted"}
    ties = two_ties(strict, loose) if stricter == 0 else two_ties(loose, strict)
    merge(*twins)
    for tie in ties:
        tie.refresh_from_db()
    stands, ended = ties[stricter], ties[1 - stricter]
    assert (stands.ended_on, stands.sensitivity, stands.step) == (None, HELD, "dialogue")
    assert (ended.sensitivity, ended.step) == (OPEN, "contacted")
    assert ended.ended_on is not None


def test_a_hidden_tie_is_moved_untold(twins, merge, undo, acting, norr, cast):
    kept, gone = twins
    with acting("anna") as anna:
        tie = tie_relation(
            by=anna, association=norr, organisation=gone, sensitivity=NAMED, lead=cast.anna
        )
    done = merge(kept, gone, by="bo")
    tie.refresh_from_db()
    assert (tie.organisation, tie.sensitivity, tie.ended_on) == (kept, NAMED, None)
    undo(done)
    tie.refresh_from_db()
    assert tie.organisation == gone


@pytest.mark.parametrize("protected", [0, 1])
def test_a_protected_organisation_is_not_merged(twins, merge, acting, protected):
    with acting("anna" if protected == 0 else "bo") as reader:
        protect_existence(by=reader, organisation=twins[protected])
    with pytest.raises(ValidationError, match="protected|skydd"):
        merge(*twins, by="cia")
    assert not Merge.objects.exists()


def test_a_hidden_one_and_a_missing_one_answer_alike(twins, merge, acting, register):
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=twins[0])
    with pytest.raises(Organisation.DoesNotExist):
        merge(*twins, by="bo")


@pytest.mark.parametrize("protected", [0, 1])
def test_the_strictest_protection_of_the_address_wins_and_stays(
    twins, merge, undo, acting, protected
):
    for number, one in enumerate(twins):
        with acting("anna") as anna:
            correct_organisation(
                by=anna,
                organisation=one,
                address="Storgatan 1",
                town="Handen",
                postcode="13640",
                address_protected=number == protected,
            )
    done = merge(*twins, take=["place"])
    undo(done)
    for one in Organisation.objects.all():
        assert one.address_protected
        assert (one.address, one.postcode, one.town, one.point) == ("", "", "", None)


@pytest.mark.parametrize("name", ["anna", "asta", "bo", "cia"])
def test_stewards_and_the_board_may_merge(twins, merge, name):
    assert merge(*twins, by=name).merged_by.name == name.capitalize()


@pytest.mark.parametrize("name", ["dag", "eva", "frid", "glenn", "hedda", "ivar"])
def test_nobody_else_may(twins, merge, undo, name):
    with pytest.raises((NotAllowed, Organisation.DoesNotExist)):
        merge(*twins, by=name)
    done = merge(*twins)
    with pytest.raises((NotAllowed, Merge.DoesNotExist)):
        undo(done, by=name)


def test_undoing_leaves_what_came_since_and_what_was_changed_since(
    twins, merge, undo, log, acting, today, cast
):
    kept, gone = twins
    old = log(gone, day=today - timedelta(days=9))
    done = merge(kept, gone, take=["name", "homepage"])
    new = log(kept)
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=kept, name="Kören")
    undo(done, by="cia")
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.name, kept.homepage, kept.policy_areas) == ("Kören", "", ["culture_libraries"])
    assert (gone.archived_at, gone.merged_into) == (None, None)
    assert list(gone.meetings.all()) == [old]
    assert list(kept.meetings.all()) == [new]
    assert gone.last_open_contact == today - timedelta(days=9)
    assert kept.last_open_contact == today
    done.refresh_from_db()
    assert done.undone_by == cast.cia


def test_areas_are_given_back_even_when_somebody_has_taken_them_away(twins, merge, undo, acting):
    kept, gone = twins
    done = merge(kept, gone)
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=kept, areas=[municipality("0136")])
    undo(done)
    assert ActivityArea.objects.get(organisation=gone).municipality.code == "0127"


def test_it_is_undone_once_and_within_ninety_days(twins, merge, undo):
    done = merge(*twins)
    Merge.objects.update(created_at=timezone.now() - timedelta(days=90))
    with pytest.raises(ValidationError):
        undo(done)
    Merge.objects.update(created_at=timezone.now() - timedelta(days=89))
    undo(done)
    with pytest.raises(ValidationError):
        undo(done)


def test_a_merge_is_not_undone_once_the_kept_one_is_protected(twins, merge, undo, acting):
    done = merge(*twins, by="anna")
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=twins[0])
    with pytest.raises(ValidationError, match="Södertörns kör"):
        undo(done, by="cia")


def test_one_merge_after_another_leads_to_the_end_and_back(twins, register, merge, undo, cast):
    kept, gone = twins
    third = register("Körsällskapet")
    first, second = merge(kept, gone), merge(third, kept)
    assert where_it_went(cast.reader("anna"), gone.pk) == third
    with pytest.raises(Merge.DoesNotExist):
        undo(first)  # the later one first
    undo(second)
    assert where_it_went(cast.reader("anna"), gone.pk) == kept
    undo(first)
    assert visible(Organisation, cast.reader("anna")).filter(pk=gone.pk).exists()


def test_parts_follow_and_nothing_becomes_a_part_of_itself(twins, register, merge, undo):
    kept, gone = twins
    part = register("Barnkören")
    Organisation.objects.filter(pk=part.pk).update(parent=gone)
    Organisation.objects.filter(pk=kept.pk).update(parent=part)  # kept → part → gone
    done = merge(kept, gone)
    for one in (kept, part):
        one.refresh_from_db()
    assert (part.parent, kept.parent) == (kept, None)
    undo(done)
    for one in (kept, part):
        one.refresh_from_db()
    assert (part.parent, kept.parent) == (gone, part)


def test_what_is_not_the_same_stays_so_for_the_one_that_is_left(
    twins, register, merge, undo, acting
):
    kept, gone = twins
    third = register("Manskören")
    with acting("anna") as anna:
        dismiss_duplicate(by=anna, one=third, other=gone)
    done = merge(kept, gone)
    assert NotTheSame.objects.between([kept, third]).exists()
    undo(done)
    assert not NotTheSame.objects.between([kept, third]).exists()


def test_the_suggestion_is_gone_with_the_pair(twins, merge, district):
    one, other = sorted(twins, key=lambda row: row.pk)
    PossibleDuplicate.objects.create(district=district, one=one, other=other, why="same_name")
    merge(*twins)
    assert not PossibleDuplicate.objects.exists()


def test_everything_that_points_at_an_organisation_moves_or_says_why_not():
    known = set(pointing_here())
    assert {"Meeting", "Merge"} & {name.split(".")[0] for name in known} == set()
    for name in (
        *("ActivityArea.organisation", "Relation.organisation", "ContactRole.organisation"),
        *("MeetingOrganisation.organisation", "Point.organisation", "Promise.organisation"),
        *("SourceRow.organisation", "Organisation.parent"),
    ):
        assert name in known
    fields = {
        f"{relation.field.model.__name__}.{relation.field.name}"
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.is_relation
    }
    assert STAYS.keys() <= fields
    assert all(reason.strip() for reason in STAYS.values())


def test_who_merged_stands_in_the_history(twins, merge, undo):
    kept, gone = twins
    done = merge(kept, gone, take=["name"])
    undo(done)
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=gone.pk).order_by("pgh_id")
    told = [event.pgh_context.metadata["why"] for event in events]
    assert told[-2:] == ["merge_organisations", "undo_merge"]
    assert Meeting.objects.count() == 0
    assert done.created_at.date() >= date(2020, 1, 1)
