"""Ties: how far we have come with an organisation, who answers for it, and who may read of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from movements.access.funnel import NotAllowed, visible
from movements.directory.actions import (
    archive_organisation,
    end_relation,
    own_relation,
    tie_relation,
)
from movements.directory.portrait import portrait
from movements.models import Organisation, Post, Relation


@pytest.fixture
def byalag(register):
    return register("Utö byalag")


@pytest.fixture
def tie(acting, norr, byalag):
    def make(*, by="anna", association=norr, organisation=None, **fields):
        with acting(by) as reader:
            return tie_relation(
                by=reader,
                association=association,
                organisation=organisation or byalag,
                **fields,
            )

    return make


def test_a_tie_is_changed_not_doubled_and_says_who(tie, byalag, cast):
    made = tie(step="first_talk", lead=cast.asta, cadence_months=3)
    assert Relation.objects.get(organisation=byalag) == made
    assert (made.step, made.lead, made.cadence_months) == ("first_talk", cast.asta, 3)
    event = Relation.pgh_event_model.objects.filter(pgh_obj=made.pk).latest("pgh_id")
    assert event.pgh_context.metadata == {"user": str(cast.anna.pk), "why": "tie_relation"}


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda", "ivar"])
def test_norrs_tie_is_norrs_to_make(tie, name):
    with pytest.raises(NotAllowed):
        tie(by=name, step="dialogue")


def test_two_associations_each_have_their_tie(tie, soder, byalag):
    tie(step="dialogue")
    tie(by="bo", association=soder, step="contacted")
    assert set(byalag.relations.values_list("step", flat=True)) == {"dialogue", "contacted"}


def test_a_tie_to_a_hidden_organisation_is_a_tie_to_nothing(tie, register, soder):
    hidden = register("Hemliga huset", existence_protected=True)
    with pytest.raises(Organisation.DoesNotExist):
        tie(by="bo", association=soder, organisation=hidden)


def test_a_tie_to_a_protected_organisation_is_never_open(tie, register):
    hidden = register("Hemliga huset", existence_protected=True)
    assert tie(organisation=hidden, sensitivity="open").sensitivity == "association"


def test_the_lead_holds_a_post_in_the_association(tie, cast):
    with pytest.raises(ValidationError) as refused:
        tie(lead=cast.bo)
    assert list(refused.value.message_dict) == ["lead"]


@pytest.mark.parametrize(
    ("field", "value"), [("cadence_months", 0), ("cadence_months", 37), ("step", "friends")]
)
def test_what_makes_no_sense_is_refused_at_its_field(tie, field, value):
    with pytest.raises(ValidationError) as refused:
        tie(**{field: value})
    assert list(refused.value.message_dict) == [field]


def test_a_tie_for_those_responsible_is_read_by_its_author_and_its_lead(tie, cast):
    made = tie(sensitivity="named", lead=cast.asta)
    seen = {n for n in cast.names if visible(Relation, cast.reader(n)).filter(pk=made.pk).exists()}
    assert seen == {"anna", "asta"}


def test_a_hidden_tie_of_a_colleague_neither_stops_nor_shows_in_ones_own(
    tie, cast, norr, byalag, acting
):
    tie(sensitivity="named")
    with acting("asta") as asta:
        assert own_relation(asta, norr, byalag) is None
        made = tie_relation(by=asta, association=norr, organisation=byalag)
        assert own_relation(asta, norr, byalag) == made


def test_an_ended_tie_stays_and_a_new_one_can_be_made(tie, acting, today, byalag):
    first = tie(step="dialogue")
    with acting("anna") as anna:
        assert end_relation(by=anna, relation=first).ended_on == today
    second = tie(step="contacted")
    assert first.pk != second.pk
    assert byalag.relations.count() == 2


def test_ending_is_refused_to_another_association(tie, acting):
    made = tie(step="dialogue")
    with acting("bo") as bo, pytest.raises(NotAllowed):
        end_relation(by=bo, relation=made)


def test_the_ladder_knows_when_each_step_was_reached(tie, acting, byalag, today):
    tie(step="first_talk")
    with acting("anna") as anna:
        (shown,) = portrait(anna, byalag.pk).ties
    assert shown.months == [today, None, today, None, None, None]


def test_what_was_kept_closer_then_is_not_told_now(tie, acting, byalag, today):
    tie(step="contacted", sensitivity="named")
    tie(step="first_talk", sensitivity="open")
    with acting("bo") as bo:
        (shown,) = portrait(bo, byalag.pk).ties
    assert shown.months == [today, None, today, None, None, None]


def test_the_form_saves_the_tie(send, byalag, cast, today):
    answer = send(
        "anna",
        reverse("organisation_tie", args=[byalag.pk]),
        {
            "step": "demands_heard",
            "lead": str(cast.asta.pk),
            "cadence_months": "6",
            "next_contact_on": (today + timedelta(days=9)).isoformat(),
            "sensitivity": "association",
        },
    )
    assert answer.url == reverse("organisation_detail", args=[byalag.pk])
    made = Relation.objects.get()
    assert (made.step, made.lead, made.sensitivity) == ("demands_heard", cast.asta, "association")
    assert made.next_contact_on == today + timedelta(days=9)


def test_the_form_refuses_a_day_that_has_been_but_keeps_one_already_agreed(
    send, tie, byalag, today
):
    past = today - timedelta(days=30)
    address = reverse("organisation_tie", args=[byalag.pk])
    said = {"step": "mapped", "sensitivity": "open", "next_contact_on": past.isoformat()}
    assert "next_contact_on" in send("anna", address, said).context["form"].errors
    tie(next_contact_on=past)
    assert send("anna", address, said | {"step": "contacted"}).status_code == 302


def test_the_form_offers_colleagues_alone(page_of, byalag):
    form = page_of("anna", reverse("organisation_tie", args=[byalag.pk])).context["form"]
    assert [word for _value, word in form.fields["lead"].choices][1:] == ["Anna", "Asta"]


def test_with_several_associations_the_address_says_which(
    page_of, send, cast, district, soder, byalag
):
    Post.objects.create(
        district=district, user=cast.anna, role="steward", association=soder, starts_on="2024-01-01"
    )
    address = f"{reverse('organisation_tie', args=[byalag.pk])}?association={soder.pk}"
    assert page_of("anna", address).context["association"] == soder
    send("anna", address, {"step": "dialogue", "sensitivity": "open"})
    assert byalag.relations.get(association=soder).step == "dialogue"


def test_an_association_that_is_not_ones_own_is_not_found(page_of, byalag, soder):
    address = reverse("organisation_tie", args=[byalag.pk])
    assert page_of("anna", address, association=str(soder.pk)).status_code == 404


def test_the_page_ends_the_tie(send, byalag, today):
    send("anna", reverse("organisation_tie_end", args=[byalag.pk]))
    assert byalag.relations.get().ended_on == today


def test_what_is_archived_is_neither_tied_nor_confirmed_and_the_page_says_so(
    send, client, byalag, acting, norr
):
    with acting("anna") as anna:
        archive_organisation(by=anna, organisation=byalag)
        with pytest.raises(ValidationError, match="arkiverad"):
            tie_relation(by=anna, association=norr, organisation=byalag, step="dialogue")
    answer = send("anna", f"/organisationer/{byalag.pk}/bekrafta/")
    assert "Ta tillbaka den först" in client.get(answer.url).content.decode()
    byalag.refresh_from_db()
    assert byalag.confirmed_on is None
