"""Registering and correcting: who may, what is refused and how, what it leaves behind."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from movements.access.funnel import NotAllowed, visible
from movements.dialogue.actions import protect_existence
from movements.directory.actions import (
    archive_organisation,
    confirm_organisation,
    correct_organisation,
    lay_open_existence,
    register_organisation,
    restore_organisation,
)
from movements.directory.duplicates import already_here
from movements.models import Organisation, Post, Relation

NUMBER = "8020001205"
PERSONAL = "1911111114"


def traces(organisation) -> list[tuple[str, str]]:
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=organisation.pk)
    return [
        (event.pgh_context.metadata["user"], event.pgh_context.metadata["why"])
        for event in events.order_by("pgh_id").select_related("pgh_context")
    ]


def test_a_registered_organisation_is_the_districts_tied_as_mapped_and_traced(
    register, cast, norr, haninge
):
    made = register("Utö byalag", town="Utö")
    assert made.registered_by == norr
    tie = Relation.objects.get(organisation=made)
    assert (tie.association, tie.step, tie.sensitivity) == (norr, "mapped", "open")
    assert list(made.areas.defer("border")) == [haninge]
    assert traces(made) == [(str(cast.anna.pk), "register_organisation")]


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "eva", "frid", "glenn", "hedda", "ivar"])
def test_registering_for_norr_is_refused_to_all_others(acting, norr, name):
    with acting(name) as reader, pytest.raises(NotAllowed):
        register_organisation(by=reader, association=norr, name="Utö byalag")


def test_a_town_gives_the_point_and_the_municipality(register, haninge):
    made = register("Utö byalag", municipality=None, town="Västerhaninge")
    assert made.point is not None
    assert made.municipality.pk == haninge.pk


def test_without_any_place_there_is_no_point(register):
    assert register("Nätverket", municipality=None).point is None


def test_a_protected_address_is_not_kept_anywhere(register):
    made = register(
        "Kvinnojouren Fyren", address="Hemliga gatan 1", town="Utö", address_protected=True
    )
    assert (made.address, made.town, made.point) == ("", "", None)
    kept = Organisation.pgh_event_model.objects.filter(pgh_obj=made.pk)
    assert set(kept.values_list("address", flat=True)) == {""}


def test_a_point_beside_a_protected_address_is_refused_by_the_database(register):
    made = register("Utö byalag", town="Västerhaninge")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=made.pk).update(address_protected=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation_number", "8020001206"),
        ("organisation_number", "80200012"),
        ("organisation_number", PERSONAL),
        ("organisation_number", "19" + PERSONAL),
        ("email", "anna.andersson@gmail.com"),
        ("email", "no address"),
        ("phone", "070-174 06 35"),
        ("phone", "ring mig"),
        ("homepage", "javascript:alert(1)"),
        ("kind", "cult"),
        ("policy_areas", ["hosing"]),
        ("name", "   "),
        ("postcode", "1234567"),
    ],
)
def test_what_may_not_stand_on_the_row_is_refused_at_its_field(register, field, value):
    with pytest.raises(ValidationError) as refused:
        register(**{"name": "Utö byalag", field: value})
    assert list(refused.value.message_dict) == [field]
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("written", [NUMBER, "802000-1205", "16802000-1205", " 802000 1205 "])
def test_a_number_is_kept_as_ten_digits_however_it_is_written(register, written):
    assert register("Utö byalag", organisation_number=written).organisation_number == NUMBER


def test_a_number_that_is_here_already_is_refused_by_name(register):
    register("Utö byalag", organisation_number=NUMBER)
    with pytest.raises(ValidationError, match="Utö byalag"):
        register("Byalaget på Utö", organisation_number=NUMBER)


def test_a_number_of_a_hidden_organisation_is_no_answer(register, soder):
    register("Hemliga huset", organisation_number=NUMBER, existence_protected=True)
    made = register("Utö byalag", by="bo", association=soder, organisation_number=NUMBER)
    assert made.organisation_number == NUMBER


def test_a_wrong_fact_is_an_error_of_the_program(register):
    with pytest.raises(TypeError):
        register("Utö byalag", last_open_contact="2026-01-01")


def test_any_steward_may_correct_and_history_says_who(register, acting, cast):
    made = register("Utö byalag")
    with acting("bo") as bo:
        corrected = correct_organisation(by=bo, organisation=made, name="Utö byalag ideell")
    assert corrected.name == "Utö byalag ideell"
    assert traces(made)[-1] == (str(cast.bo.pk), "correct_organisation")


@pytest.mark.parametrize("name", ["cia", "dag", "frid", "glenn", "hedda", "ivar"])
def test_correcting_is_refused_to_who_is_no_steward_here(register, acting, name):
    made = register("Utö byalag")
    with acting(name) as reader, pytest.raises(NotAllowed):
        correct_organisation(by=reader, organisation=made, name="X")


@pytest.mark.parametrize(
    "verb",
    [
        correct_organisation,
        confirm_organisation,
        archive_organisation,
        restore_organisation,
        lay_open_existence,
        protect_existence,
    ],
)
def test_a_hidden_organisation_is_missing_to_every_verb(register, acting, verb):
    made = register("Hemliga huset", existence_protected=True)
    with acting("bo") as bo, pytest.raises(Organisation.DoesNotExist):
        verb(by=bo, organisation=made)


def test_correcting_cannot_open_what_is_protected(register, acting):
    made = register("Hemliga huset", existence_protected=True)
    with acting("anna") as anna, pytest.raises(TypeError):
        correct_organisation(by=anna, organisation=made, existence_protected=False)


def test_only_unions_have_sectors(register, acting):
    made = register("Kommunal Haninge", kind="union", sectors=["care"])
    assert made.sectors == ["care"]
    with acting("anna") as anna:
        assert correct_organisation(by=anna, organisation=made, kind="culture").sectors == []


def test_areas_of_activity_follow_what_is_said(register, acting, haninge, botkyrka):
    made = register("Utö byalag", areas=[haninge, botkyrka])
    assert made.activity_areas.count() == 2
    with acting("anna") as anna:
        correct_organisation(by=anna, organisation=made, areas=[botkyrka])
    assert list(made.areas.values_list("code", flat=True)) == ["0127"]


def test_protecting_existence_hides_it_and_narrows_what_would_tell(register, acting, cast):
    made = register("Utö byalag")
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=made)
    assert not visible(Organisation, cast.reader("bo")).exists()
    assert Relation.objects.get(organisation=made).sensitivity == "association"


def test_laying_open_again_lets_the_district_know_but_opens_nothing_else(register, acting, cast):
    made = register("Hemliga huset", existence_protected=True)
    with acting("anna") as anna:
        lay_open_existence(by=anna, organisation=made)
    assert visible(Organisation, cast.reader("bo")).get() == made
    assert Relation.objects.get(organisation=made).sensitivity == "association"
    assert traces(made)[-1] == (str(cast.anna.pk), "correct_organisation")


def test_laying_open_is_refused_when_the_number_has_come_into_use(register, acting, soder):
    made = register("Hemliga huset", organisation_number=NUMBER, existence_protected=True)
    register("Utö byalag", by="bo", association=soder, organisation_number=NUMBER)
    with acting("anna") as anna, pytest.raises(ValidationError, match="Utö byalag"):
        lay_open_existence(by=anna, organisation=made)


def test_archived_and_brought_back(register, acting, cast):
    made = register("Utö byalag")
    with acting("bo") as bo:
        archive_organisation(by=bo, organisation=made)
        assert not visible(Organisation, bo).live().exists()
        restore_organisation(by=bo, organisation=made)
        assert visible(Organisation, bo).live().get() == made
    assert [why for _who, why in traces(made)][-2:] == ["archive_organisation"] * 2


def test_it_cannot_come_back_when_its_number_has_come_into_use(register, acting):
    made = register("Utö byalag", organisation_number=NUMBER)
    with acting("anna") as anna:
        archive_organisation(by=anna, organisation=made)
    register("Byalaget på Utö", organisation_number=NUMBER)
    with acting("anna") as anna, pytest.raises(ValidationError, match="Byalaget"):
        restore_organisation(by=anna, organisation=made)


def test_confirming_says_when(register, acting, today):
    made = register("Utö byalag")
    with acting("bo") as bo:
        assert confirm_organisation(by=bo, organisation=made).confirmed_on == today


def found(reader, name, place):
    return [organisation for organisation, _why in already_here(reader, name, [place])]


@pytest.mark.parametrize("written", ["utö byalag", "UTÖ  BYALAG", "Utö-byalag"])
def test_the_same_name_in_the_same_place_is_here_already(register, cast, haninge, written):
    made = register("Utö byalag")
    assert found(cast.reader("bo"), written, haninge) == [made]


def test_the_same_name_elsewhere_is_another_organisation(register, cast, botkyrka):
    register("PRO")
    assert found(cast.reader("bo"), "PRO", botkyrka) == []


def test_accents_and_place_by_activity_count_too(register, cast, botkyrka, haninge):
    made = register("Kafé Öst", areas=[haninge, botkyrka])
    assert found(cast.reader("bo"), "kafe öst", botkyrka) == [made]


def test_a_hidden_or_archived_organisation_is_never_suggested(register, acting, cast, haninge):
    register("Hemliga huset", existence_protected=True)
    gone = register("Utö byalag")
    with acting("anna") as anna:
        archive_organisation(by=anna, organisation=gone)
    for name in ("Hemliga huset", "Utö byalag"):
        assert found(cast.reader("bo"), name, haninge) == []


def form(**more):
    return {"name": "Utö byalag", "kind": "village", "reach": "local"} | more


def test_the_form_registers_and_leads_to_the_page(send, norr, haninge):
    answer = send("anna", reverse("organisation_create"), form(municipality=haninge.pk))
    made = Organisation.objects.get()
    assert answer.url == reverse("organisation_detail", args=[made.pk])
    assert (made.registered_by, made.municipality_id) == (norr, haninge.pk)


def test_the_form_keeps_what_was_typed_and_says_what_to_do(send):
    answer = send(
        "anna", reverse("organisation_create"), form(organisation_number=PERSONAL, town="Utö")
    )
    assert answer.status_code == 200
    assert 'value="Utö"' in answer.text
    assert answer.context["form"].errors.keys() == {"organisation_number"}
    assert not Organisation.objects.exists()


def test_the_form_asks_whether_it_is_here_already_and_lets_one_go_on(send, register, haninge):
    register("Utö byalag")
    said = form(municipality=haninge.pk)
    answer = send("anna", reverse("organisation_create"), said)
    assert [twin.name for twin, _why in answer.context["twins"]] == ["Utö byalag"]
    assert Organisation.objects.count() == 1
    send("anna", reverse("organisation_create"), said | {"anyway": "1"})
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("name", ["cia", "dag", "frid", "glenn"])
def test_the_form_is_closed_to_who_may_not_register(page_of, name):
    assert page_of(name, reverse("organisation_create")).status_code == 403


def test_with_several_associations_one_chooses_which(send, page_of, cast, district, soder):
    Post.objects.create(
        district=district, user=cast.anna, role="steward", association=soder, starts_on="2024-01-01"
    )
    assert "Söder" in page_of("anna", reverse("organisation_create")).text
    send("anna", reverse("organisation_create"), form(association=str(soder.pk)))
    assert Organisation.objects.get().registered_by == soder


def edit_form(page_of, who, organisation, /, **changes):
    """What the edit page would send back for them, with changes."""
    shown = page_of(who, reverse("organisation_edit", args=[organisation.pk])).context["form"]
    said = {n: shown[n].value() for n in shown.fields}
    return {n: v for n, v in (said | changes).items() if v not in (None, False)}


def test_editing_writes_only_what_was_changed(register, page_of, send):
    made = register("Utö byalag", town="Utö")
    said = edit_form(page_of, "bo", made, name="Utö byalag ideell")
    answer = send("bo", reverse("organisation_edit", args=[made.pk]), said)
    made.refresh_from_db()
    assert answer.status_code == 302
    assert (made.name, made.town) == ("Utö byalag ideell", "Utö")


def test_two_who_edit_different_facts_both_have_theirs(register, page_of, send, acting):
    made = register("Utö byalag")
    said = edit_form(page_of, "anna", made, town="Utö")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=made, name="Nya byalaget")
    send("anna", reverse("organisation_edit", args=[made.pk]), said)
    made.refresh_from_db()
    assert (made.name, made.town) == ("Nya byalaget", "Utö")


def test_two_who_edit_the_same_fact_see_each_others_text_first(register, page_of, send, acting):
    made = register("Utö byalag")
    address = reverse("organisation_edit", args=[made.pk])
    said = edit_form(page_of, "anna", made, name="Annas namn")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=made, name="Bos namn")
    answer = send("anna", address, said)
    made.refresh_from_db()
    assert (answer.status_code, made.name) == (409, "Bos namn")
    assert answer.context["name"] == "Bo"
    (row,) = answer.context["conflict"].both
    assert (row.mine, row.theirs) == (["Annas namn"], ["Bos namn"])


def test_protecting_by_the_form_hides_it_from_who_is_not_theirs(register, page_of, send, cast):
    made = register("Utö byalag")
    said = edit_form(page_of, "bo", made, existence_protected="on")
    answer = send("bo", reverse("organisation_edit", args=[made.pk]), said)
    assert answer.url == reverse("organisation_list")
    assert not visible(Organisation, cast.reader("bo")).exists()
    assert visible(Organisation, cast.reader("anna")).exists()


def test_unprotecting_by_the_form(register, page_of, send, cast):
    made = register("Hemliga huset", existence_protected=True)
    said = edit_form(page_of, "anna", made, existence_protected=None)
    send("anna", reverse("organisation_edit", args=[made.pk]), said)
    assert visible(Organisation, cast.reader("bo")).exists()


@pytest.mark.parametrize(
    "page", ["detail", "edit", "tie", "person_add", "confirm", "archive", "restore", "tie_end"]
)
def test_hidden_and_missing_pages_answer_alike(register, page_of, send, page):
    hidden = register("Hemliga huset", existence_protected=True).pk
    missing = Relation.new_id()
    for pk in (hidden, missing):
        address = reverse(f"organisation_{page}", args=[pk])
        answer = page_of("bo", address)
        answer = send("bo", address) if answer.status_code == 405 else answer
        assert answer.status_code == 404
        assert "Hemliga" not in answer.text


def test_archiving_by_the_page_offers_the_way_back(register, send, client):
    made = register("Utö byalag")
    answer = send("anna", reverse("organisation_archive", args=[made.pk]))
    shown = client.get(answer.url)
    undo = reverse("organisation_restore", args=[made.pk])
    assert undo in shown.text
    send("anna", undo)
    made.refresh_from_db()
    assert made.archived_at is None
