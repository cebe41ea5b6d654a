"""People thinly: classes of persons, what is written about them, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from movements.access.funnel import visible
from movements.directory.actions import correct_contact_person, keep_contact_person
from movements.models import (
    Channel,
    ContactPerson,
    ContactRole,
    Meeting,
    MeetingContent,
    Participant,
)
from movements.privacy.models import INFORM_DAYS, Basis, PersonClass, Restriction

A_NUMBER = "811228-9874"


@pytest.fixture
def byalag(register):
    return register("Utö byalag")


@pytest.fixture
def keep(acting, norr, byalag, today):
    def make(**more):
        given = {
            "name": "Margareta Holm",
            "title": "ordförande",
            "basis": Basis.CONSENT,
            "source": "Möte 8 juni",
            "keep_until": today + timedelta(days=700),
            "channels": [("email", "m@example.org")],
        }
        with acting("anna") as anna:
            return keep_contact_person(
                by=anna, association=norr, organisation=byalag, **(given | more)
            )

    return make


def refused_at(deed) -> list[str]:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        deed()
    return list(getattr(refused.value, "message_dict", {"__all__": 1}))


def test_everybody_is_told_within_thirty_days_and_has_a_number(keep, today):
    first, second = keep(), keep(name="Pelle Stav")
    for one in (first, second):
        one.refresh_from_db()
        assert one.inform_by == today + timedelta(days=INFORM_DAYS)
    assert second.number > first.number > 0


@pytest.mark.parametrize("missing", ["basis", "source", "inform_by", "keep_until", "number"])
def test_the_database_keeps_nobody_without_basis_source_and_deadline(keep, missing):
    made = keep()
    nothing = "" if missing in ("basis", "source") else None
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.filter(pk=made.pk).update(**{missing: nothing})


@pytest.mark.parametrize(
    ("basis", "of"),
    [
        (Basis.OFFICIAL, PersonClass.OFFICIAL),
        (Basis.REGULAR_CONTACT, PersonClass.REGULAR),
        (Basis.CONSENT, PersonClass.STANDING),
        (Basis.AWAITING, PersonClass.STANDING),
    ],
)
def test_the_class_follows_from_the_basis(keep, basis, of):
    assert keep(basis=basis, title="").person_class == of.label


# ---- a person with standing whom nobody has spoken to


def test_whoever_is_only_pointed_out_leaves_within_the_month(keep, today):
    made = keep(basis=Basis.AWAITING, title="")
    assert made.keep_until == today + timedelta(days=INFORM_DAYS)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.filter(pk=made.pk).update(keep_until=today + timedelta(days=31))


def test_nothing_is_written_about_them_by_any_way(keep, byalag, district):
    assert refused_at(lambda: keep(basis=Basis.AWAITING)) == ["title"]
    other = [("other", "Bor granne med Pelle")]
    assert refused_at(lambda: keep(basis=Basis.AWAITING, title="", channels=other)) == ["other"]
    made = keep(basis=Basis.AWAITING, title="")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRole.objects.create(
            district=district, person=made, organisation=byalag, title="tyst men viktig"
        )


def test_after_contact_or_consent_there_may_be_words(keep, byalag, acting, today):
    made = keep(basis=Basis.AWAITING, title="")
    later = today + timedelta(days=700)
    with acting("anna") as anna:
        correct_contact_person(
            by=anna,
            person=made,
            organisation=byalag,
            title="ordförande",
            basis=Basis.REGULAR_CONTACT,
            keep_until=later,
        )
    made.refresh_from_db()
    assert (made.keep_until, made.roles.get().title) == (later, "ordförande")


# ---- own members, personal numbers


def test_an_own_member_is_refused_with_words(keep, cast):
    assert refused_at(lambda: keep(channels=[("email", "BO@example.org")])) == ["email"]
    assert not ContactPerson.objects.exists()


def test_a_neighbours_member_is_nobody_here(keep, cast):
    assert keep(channels=[("email", "hedda@example.org")]).pk


def test_the_form_says_where_own_members_belong(client, cast, byalag, today):
    client.force_login(cast.anna)
    asked = {
        "name": "Bo",
        "basis": "own_member",
        "source": "Möte",
        "keep_until": today + timedelta(days=30),
        "sensitivity": "association",
    }
    answer = client.post(reverse("organisation_person_add", args=[byalag.pk]), asked)
    page = answer.content.decode()
    assert "medlemsregistret" in page or "member register" in page
    assert 'value="Bo"' in page
    assert not ContactPerson.objects.exists()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": f"Anna {A_NUMBER}"}),
        ("source", {"source": f"Listan, {A_NUMBER}"}),
        ("title", {"title": f"kassör {A_NUMBER}"}),
        ("other", {"channels": [("other", A_NUMBER)]}),
        ("email", {"channels": [("email", f"{A_NUMBER}@example.org")]}),
    ],
)
def test_a_personal_number_is_refused_at_its_field(keep, field, given):
    assert refused_at(lambda: keep(**given)) == [field]
    assert not ContactPerson.objects.exists()


# ---- restricted


@pytest.fixture
def restricted(keep):
    made = keep(sensitivity="open")
    ContactPerson.objects.filter(pk=made.pk).update(
        restricted_at=timezone.now(), restricted_for=Restriction.NOT_INFORMED
    )
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("name", ["anna", "asta", "bo", "cia", "dag"])
def test_whoever_is_restricted_is_a_name_alone(restricted, cast, acting, name):
    with acting(name) as reader:
        assert visible(ContactPerson, reader).get().name == "Margareta Holm"
        assert not visible(Channel, reader).exists()


def test_the_page_shows_no_way_to_reach_them(restricted, client, cast, byalag):
    client.force_login(cast.anna)
    page = client.get(reverse("organisation_detail", args=[byalag.pk])).content.decode()
    assert "Margareta Holm" in page
    assert "m@example.org" not in page


def test_nothing_is_written_about_them(restricted, byalag, acting):
    def change():
        with acting("anna") as anna:
            correct_contact_person(by=anna, person=restricted, organisation=byalag, name="Maja")

    assert refused_at(change) == ["__all__"]


def test_nobody_is_logged_as_having_met_them(restricted, district, norr, cast, today):
    held = {"district": district, "association": norr, "author": cast.anna}
    meeting = Meeting.objects.create(**held, day=today, sensitivity="open")
    content = MeetingContent.objects.create(**held, meeting=meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(district=district, content=content, person=restricted)


def test_a_restriction_has_a_reason(keep):
    made = keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.filter(pk=made.pk).update(restricted_at=timezone.now())


# ---- descriptions of many


def test_who_is_to_be_told_and_whose_day_has_passed(keep, today):
    told, late, waits = keep(informed_at=today), keep(name="Sen"), keep(name="Väntar")
    ContactPerson.objects.filter(pk=late.pk).update(inform_by=today - timedelta(days=1))
    assert set(ContactPerson.objects.to_inform()) == {late, waits}
    assert set(ContactPerson.objects.overdue_information(today)) == {late}
    assert told not in ContactPerson.objects.to_inform()
