"""Who sees what and who may do what: the tables of the product, person by person."""

from datetime import date
from itertools import product

import pytest

from movements.access.funnel import NotAllowed, allowed, get_visible, places_for, require, visible
from movements.access.readers import NOBODY, reader_of, service
from movements.access.rules import MAY, SEES
from movements.models import (
    Association,
    Channel,
    ContactPerson,
    ContactRole,
    HeldContact,
    Organisation,
    Post,
    Relation,
)

ALL = ("anna", "asta", "bo", "cia", "dag", "eva", "frid", "glenn", "hedda", "ivar")
NORR, STEWARDS = {"anna", "asta"}, {"anna", "asta", "bo"}
CONTENT = STEWARDS | {"cia", "dag"}
NOBODY_SEES: set[str] = set()


def those_who_see(cast, row) -> set[str]:
    return {n for n in cast.names if visible(type(row), cast.reader(n)).filter(pk=row.pk).exists()}


@pytest.fixture
def organisation(district, norr):
    def make(**facts):
        return Organisation.objects.create(
            **{"district": district, "name": "Utö byalag", "registered_by": norr} | facts
        )

    return make


@pytest.fixture
def tie(district, organisation, norr, cast):
    def make(sensitivity, *, named=(), whose=norr, of=None, **more):
        return Relation.objects.create(
            district=district,
            organisation=of or organisation(),
            association=whose,
            started_on=date(2025, 1, 1),
            sensitivity=sensitivity,
            named=[getattr(cast, name).pk for name in named],
            **more,
        )

    return make


@pytest.fixture
def person(district, norr, cast):
    def make(sensitivity, *, named=(), **more):
        return ContactPerson.objects.create(
            district=district,
            association=norr,
            name="Margareta Holm",
            basis="consent",
            source="Möte",
            keep_until=date(2030, 1, 1),
            sensitivity=sensitivity,
            named=[getattr(cast, name).pk for name in named],
            **more,
        )

    return make


def test_everybody_who_works_with_content_sees_an_ordinary_organisation(cast, organisation):
    assert those_who_see(cast, organisation()) == CONTENT


def test_officer_and_administrator_see_no_content_by_virtue_of_their_role(cast, organisation, tie):
    assert those_who_see(cast, tie("open")) & {"frid", "glenn"} == NOBODY_SEES


def test_no_post_an_ended_post_or_a_neighbour_sees_nothing(cast, organisation):
    assert those_who_see(cast, organisation()) & {"eva", "ivar", "hedda"} == NOBODY_SEES


def test_a_post_that_has_not_begun_sees_nothing(cast, organisation, district, norr, today):
    row = organisation()
    Post.objects.create(
        district=district,
        user=cast.eva,
        role="steward",
        association=norr,
        starts_on=date(2999, 1, 1),
    )
    assert not visible(Organisation, cast.reader("eva")).filter(pk=row.pk).exists()


def test_a_protected_organisation_is_seen_by_those_who_registered_it_and_the_board(
    cast, organisation
):
    assert those_who_see(cast, organisation(existence_protected=True)) == NORR | {"cia"}


def test_a_protected_organisation_is_seen_by_those_in_an_unended_relation(
    cast, organisation, tie, soder
):
    row = organisation(existence_protected=True)
    tied = tie("association", whose=soder, of=row)
    assert those_who_see(cast, row) == NORR | {"bo", "cia"}
    Relation.objects.filter(pk=tied.pk).update(ended_on=date(2025, 6, 1))
    assert those_who_see(cast, row) == NORR | {"cia"}


@pytest.mark.parametrize(
    ("sensitivity", "named", "seen"),
    [
        ("open", (), CONTENT),
        ("association", (), NORR | {"cia"}),
        ("named", ("anna",), {"anna"}),
        ("named", ("anna", "dag"), {"anna", "dag"}),
    ],
)
def test_a_relation_is_seen_by_its_sensitivity(cast, tie, sensitivity, named, seen):
    assert those_who_see(cast, tie(sensitivity, named=named)) == seen


def test_an_open_relation_never_tells_of_a_protected_organisation(cast, organisation, tie):
    row = tie("open", of=organisation(existence_protected=True))
    assert those_who_see(cast, row) == NORR | {"cia"}


@pytest.mark.parametrize(
    ("sensitivity", "named", "seen"),
    [
        ("open", (), CONTENT),
        ("association", (), NORR | {"cia"}),
        ("named", ("asta",), {"asta"}),
    ],
)
def test_a_contact_person_and_their_channels_are_seen_by_sensitivity(
    cast, person, district, sensitivity, named, seen
):
    row = person(sensitivity, named=named)
    channel = Channel.objects.create(district=district, person=row, kind="phone", value="08-1")
    assert those_who_see(cast, row) == seen
    assert those_who_see(cast, channel) == seen


def test_a_role_is_seen_only_with_both_the_person_and_the_organisation(
    cast, person, organisation, district
):
    role = ContactRole.objects.create(
        district=district,
        person=person("open"),
        organisation=organisation(existence_protected=True),
    )
    assert those_who_see(cast, role) == NORR | {"cia"}


def test_the_tally_of_held_contacts_is_for_the_holder_and_the_board(
    cast, organisation, district, norr
):
    row = HeldContact.objects.create(
        district=district,
        organisation=organisation(),
        association=norr,
        last_contact=date(2026, 1, 1),
    )
    assert those_who_see(cast, row) == NORR | {"cia"}


def test_associations_are_known_to_all_who_hold_a_post_in_the_district(cast, norr):
    assert those_who_see(cast, norr) == set(ALL) - {"eva", "ivar", "hedda"}


def test_being_named_in_another_district_opens_nothing(cast, tie):
    assert "hedda" not in those_who_see(cast, tie("named", named=("anna", "hedda")))


def test_nobody_sees_nothing(cast, organisation):
    organisation()
    for model in (Organisation, Relation, Association, Post):
        assert not visible(model, NOBODY).exists()


def test_a_service_sees_its_own_line_and_nothing_else(cast, organisation, tie, district):
    row = tie("open")
    assert visible(Organisation, service("tally", district)).exists()
    assert not visible(Relation, service("tally", district)).filter(pk=row.pk).exists()
    assert not visible(Organisation, service("unheard-of", district)).exists()


def test_hidden_and_missing_answer_alike(cast, organisation, norr):
    hidden = organisation(existence_protected=True).pk
    for pk in (hidden, norr.pk, "no-uuid", "", "\0"):
        with pytest.raises(Organisation.DoesNotExist):
            get_visible(Organisation, cast.reader("bo"), pk)


DEEDS = {
    "invite": {"asta", "glenn"},
    "end_post": {"asta", "glenn"},
    "offboard": {"asta", "glenn"},
    "invite_anew": {"asta", "glenn"},
    "reactivate": {"glenn"},
    "hand_over": {"asta"},
    "register_organisation": NORR,
    "correct_organisation": STEWARDS,
    "archive_organisation": STEWARDS,
    "tie_relation": NORR,
    "keep_contact_person": NORR,
    "log_meeting": NORR,
    "erase_person": NORR | {"frid"},
    "make_extract": NORR | {"frid"},
    "tell_passphrase": NORR,
    "fetch_extract": {"frid"},
    "set_retention": {"frid"},
    "run_retention": {"frid"},
    "attach_file": NORR,
    "keep_promise": NORR,
    "import_organisations": {"asta", "cia"},
    "undo_import": {"asta", "cia"},
    "merge_organisations": STEWARDS | {"cia"},
    "undo_merge": STEWARDS | {"cia"},
    "dismiss_duplicate": STEWARDS | {"cia"},
    "keep_view": CONTENT,
    "share_view": NORR,
    "configure_integrations": {"glenn"},
    "fetch_register": {"glenn"},
    "remind_association": {"frid"},
    "restrict_person": {"frid"},
    "handle_requests": {"frid"},
    "answer_request": NORR,
    "readmit": {"frid"},
    "ask_who_read": {"frid"},
    "handle_incidents": {"frid"},
    "settle_privacy": {"frid"},
    "settle_point": set(),  # the service that asks for addresses, and nobody else
}


def test_every_verb_is_tried_here():
    assert set(DEEDS) == set(MAY)


@pytest.mark.parametrize(("verb", "name"), list(product(DEEDS, ALL)))
def test_who_may_do_what_in_norr(cast, norr, verb, name):
    reader = cast.reader(name)
    if name in DEEDS[verb]:
        require(reader, verb, norr)
    else:
        with pytest.raises(NotAllowed):
            require(reader, verb, norr)


def test_a_verb_of_the_association_is_refused_in_another(cast, soder):
    assert not allowed(cast.reader("anna"), "register_organisation", soder)
    assert allowed(cast.reader("anna"), "correct_organisation", soder)


def test_the_places_for_a_verb_are_ones_own_associations(cast, norr, soder, district):
    Post.objects.create(
        district=district,
        user=cast.anna,
        role="association_admin",
        association=soder,
        starts_on=date(2024, 1, 1),
    )
    anna = cast.reader("anna")
    assert places_for(anna, "log_meeting") == [norr, soder]
    assert places_for(anna, "import_organisations") == [soder]
    assert places_for(cast.reader("cia"), "log_meeting") == []


def test_a_reader_stands_in_one_district_at_a_time(cast, norr):
    elsewhere = Post.objects.get(user=cast.hedda)
    Post.objects.create(
        district=elsewhere.district,
        user=cast.anna,
        role="steward",
        association=elsewhere.association,
        starts_on=date(2024, 1, 1),
    )
    at_home, away = reader_of(cast.anna), reader_of(cast.anna, unit_id=None)
    assert at_home.district == away.district == norr.district
    there = next(post for post in at_home.elsewhere)
    assert reader_of(cast.anna, unit_id=str(there.pk)).district == elsewhere.district


def test_a_unit_that_is_not_ones_own_is_not_taken(cast, norr):
    foreign = Post.objects.get(user=cast.hedda)
    assert reader_of(cast.anna, unit_id=str(foreign.pk)).district == norr.district


def test_an_inactive_user_is_nobody(cast):
    cast.anna.is_active = False
    assert reader_of(cast.anna) is NOBODY


def test_every_line_of_the_page_has_a_role_that_exists(cast):
    known = {code for code, _word in Post._meta.get_field("role").choices}
    for name, lines in SEES.items():
        for role in lines:
            assert role in known or role.startswith("service:"), (name, role)
