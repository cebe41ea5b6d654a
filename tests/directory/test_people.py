"""Contact persons: thinly, for a reason, for a time, and seen by those who should."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from movements.access.funnel import NotAllowed, visible
from movements.directory.actions import (
    archive_contact_person,
    correct_contact_person,
    keep_contact_person,
    restore_contact_person,
)
from movements.directory.portrait import people
from movements.models import Channel, ContactPerson, ContactRole, Organisation


@pytest.fixture
def byalag(register):
    return register("Utö byalag")


@pytest.fixture
def keep(acting, norr, byalag, today):
    def make(*, by="anna", association=norr, organisation=None, **more):
        with acting(by) as reader:
            return keep_contact_person(
                by=reader,
                association=association,
                organisation=organisation or byalag,
                **{
                    "name": "Margareta Holm",
                    "title": "ordförande",
                    "basis": "consent",
                    "source": "Möte 8 juni",
                    "keep_until": today + timedelta(days=700),
                    "channels": [("phone", "070-174 06 35"), ("email", "m@example.org")],
                }
                | more,
            )

    return make


def test_a_person_is_kept_with_role_channels_and_trace(keep, byalag, acting, cast):
    made = keep()
    with acting("asta") as asta:
        (role,) = people(asta, byalag)
    assert (role.person, role.title) == (made, "ordförande")
    assert {way["kind"] for way in role.channels} == {"phone", "email"}
    event = ContactPerson.pgh_event_model.objects.get(pgh_obj=made.pk)
    assert event.pgh_context.metadata == {"user": str(cast.anna.pk), "why": "keep_contact_person"}


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda", "ivar"])
def test_norrs_people_are_norrs_to_keep(keep, name):
    with pytest.raises(NotAllowed):
        keep(by=name)


@pytest.mark.parametrize(
    ("name", "seen"), [("anna", 1), ("asta", 1), ("cia", 1), ("bo", 0), ("dag", 0), ("frid", 0)]
)
def test_a_person_is_for_the_association_and_the_board_unless_someone_chooses(
    keep, cast, byalag, name, seen
):
    keep()
    assert len(people(cast.reader(name), byalag)) == seen
    assert visible(Channel, cast.reader(name)).count() == 2 * seen


def test_a_person_at_a_protected_organisation_is_never_open(keep, register):
    hidden = register("Hemliga huset", existence_protected=True)
    assert keep(organisation=hidden, sensitivity="open").sensitivity == "association"


def test_a_person_at_a_hidden_organisation_is_a_person_nowhere(keep, register, soder):
    hidden = register("Hemliga huset", existence_protected=True)
    with pytest.raises(Organisation.DoesNotExist):
        keep(by="bo", association=soder, organisation=hidden)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("basis", ""),
        ("basis", "curiosity"),
        ("source", ""),
        ("name", ""),
        ("keep_until", None),
    ],
)
def test_without_a_reason_a_source_and_an_end_nobody_is_kept(keep, field, value):
    with pytest.raises(ValidationError) as refused:
        keep(**{field: value})
    assert list(refused.value.message_dict) == [field]
    assert not ContactPerson.objects.exists()


def test_an_end_that_has_been_and_a_notice_to_come_are_refused(keep, today):
    for field, day in (("keep_until", today), ("informed_at", today + timedelta(days=1))):
        with pytest.raises(ValidationError) as refused:
            keep(**{field: day})
        assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(("kind", "value"), [("phone", "ring mig"), ("email", "margareta")])
def test_a_channel_that_reaches_nobody_is_refused_at_its_field(keep, kind, value):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        keep(channels=[(kind, value)])
    assert list(refused.value.message_dict) == [kind]
    assert not ContactPerson.objects.exists()


def test_the_database_keeps_nobody_without_a_source(keep):
    made = keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.filter(pk=made.pk).update(source="")


def test_what_is_wrong_is_put_right_and_the_rest_stays(keep, byalag, acting):
    made = keep()
    with acting("asta") as asta:
        correct_contact_person(
            by=asta,
            person=made,
            organisation=byalag,
            name="Margareta Holmgren",
            title="kassör",
            channels=[("phone", "070-174 06 36")],
        )
        (role,) = people(asta, byalag)
    assert (role.person.name, role.title) == ("Margareta Holmgren", "kassör")
    assert role.channels == [{"kind": "phone", "value": "070-174 06 36"}]
    assert role.person.source == "Möte 8 juni"
    gone = Channel.pgh_event_model.objects.filter(pgh_label="delete")
    assert gone.count() == 2


def test_a_person_of_another_association_is_missing_to_the_verb(keep, acting, byalag):
    made = keep()
    with acting("bo") as bo, pytest.raises(NotAllowed):
        correct_contact_person(by=bo, person=made, organisation=byalag, name="X")


def test_a_person_that_only_a_colleague_is_named_on_is_missing(keep, acting, byalag):
    made = keep(sensitivity="named")
    with acting("asta") as asta, pytest.raises(ContactPerson.DoesNotExist):
        correct_contact_person(by=asta, person=made, organisation=byalag, name="X")


def test_put_away_and_brought_back(keep, acting, byalag):
    made = keep()
    with acting("anna") as anna:
        archive_contact_person(by=anna, person=made)
        assert people(anna, byalag) == []
        restore_contact_person(by=anna, person=made)
        assert len(people(anna, byalag)) == 1


def test_putting_away_is_refused_to_others(keep, acting):
    made = keep()
    for verb in (archive_contact_person, restore_contact_person):
        with acting("bo") as bo, pytest.raises(NotAllowed):
            verb(by=bo, person=made)


def test_a_role_that_has_ended_is_not_shown(keep, byalag, cast, today):
    keep()
    ContactRole.objects.update(ends_on=today)
    assert people(cast.reader("anna"), byalag) == []


def said(today, **more):
    return {
        "name": "Margareta Holm",
        "basis": "official",
        "source": "Webbplatsen",
        "keep_until": (today + timedelta(days=400)).isoformat(),
        "sensitivity": "open",
        "phone": "070-174 06 35",
    } | more


def test_the_form_proposes_two_years_and_the_association(page_of, byalag, today):
    form = page_of("anna", reverse("organisation_person_add", args=[byalag.pk])).context["form"]
    assert form["keep_until"].value() == today + relativedelta(months=24)
    assert form["sensitivity"].value() == "association"
    assert form["basis"].value() is None


def test_the_form_keeps_a_person(send, byalag, today, norr):
    answer = send("anna", reverse("organisation_person_add", args=[byalag.pk]), said(today))
    made = ContactPerson.objects.get()
    assert answer.url == reverse("organisation_detail", args=[byalag.pk])
    assert (made.association, made.sensitivity, made.channels.count()) == (norr, "open", 1)


def test_the_form_says_what_to_do_and_keeps_what_was_typed(send, byalag, today):
    answer = send(
        "anna",
        reverse("organisation_person_add", args=[byalag.pk]),
        said(today, phone="ring mig", source=""),
    )
    assert set(answer.context["form"].errors) == {"source"}
    assert 'value="ring mig"' in answer.text
    answer = send(
        "anna", reverse("organisation_person_add", args=[byalag.pk]), said(today, phone="ring mig")
    )
    assert set(answer.context["form"].errors) == {"phone"}


def test_the_form_corrects_and_leaves_ways_it_does_not_ask_about(send, keep, byalag, today):
    made = keep(
        channels=[("phone", "070-174 06 35"), ("phone", "08-123 456 78"), ("other", "Signal")]
    )
    address = reverse("organisation_person_edit", args=[byalag.pk, made.pk])
    shown = made.channels.filter(kind="phone").order_by("value").first().value
    send("anna", address, said(today, phone="070-174 06 99"))
    kept = set(made.channels.values_list("value", flat=True))
    assert kept == {"070-174 06 35", "08-123 456 78", "Signal", "070-174 06 99"} - {shown}


@pytest.mark.parametrize("page", ["edit", "archive"])
def test_a_hidden_persons_pages_are_missing(send, keep, byalag, page):
    made = keep()
    address = reverse(f"organisation_person_{page}", args=[byalag.pk, made.pk])
    assert send("bo", address, {}).status_code == 404


def test_the_page_puts_away_and_offers_the_way_back(send, client, keep, byalag):
    made = keep()
    args = [byalag.pk, made.pk]
    answer = send("anna", reverse("organisation_person_archive", args=args))
    undo = reverse("organisation_person_restore", args=args)
    assert undo in client.get(answer.url).text
    send("anna", undo)
    made.refresh_from_db()
    assert made.archived_at is None


def test_a_person_comes_back_by_the_address_of_their_own_organisation(send, keep, byalag, soder):
    other = Organisation.objects.create(
        district=soder.district, name="Annan", registered_by=soder, kind="culture"
    )
    made = keep()
    send("anna", reverse("organisation_person_archive", args=[byalag.pk, made.pk]))
    address = reverse("organisation_person_restore", args=[other.pk, made.pk])
    assert send("anna", address).status_code == 404
    made.refresh_from_db()
    assert made.archived_at is not None
