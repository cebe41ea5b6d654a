"""Att se över: whoever has not been met for a year is kept, asked or leaves, by those who know."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from movements.access.funnel import NotAllowed, visible
from movements.directory.actions import correct_contact_person, keep_contact_person
from movements.models import ContactPerson, Review
from movements.rights import reviewing as deeds
from movements.rights.retention_runs import run_everywhere


def ago(**length):
    return timezone.now() - relativedelta(**length)


def night(district) -> dict:
    (run,) = [one for one in run_everywhere() if one.district_id == district.pk]
    assert run.problem == ""
    return {code: n for code, n in run.counts.items() if n}


@pytest.fixture
def quiet(keep):
    """A regular contact whom nobody has met for thirteen months."""

    def make(name="Margareta Holm", months=13, **more):
        address = f"p{ContactPerson.objects.count()}@example.org"
        person = keep(name=name, **({"channels": [("email", address)]} | more))
        told = {"informed_at": timezone.localdate(), "informed_how": "email"}
        ContactPerson.objects.filter(pk=person.pk).update(created_at=ago(months=months), **told)
        return person

    return make


@pytest.fixture
def waiting(quiet, district):
    person = quiet()
    night(district)
    return Review.objects.get(person=person)


def test_a_regular_contact_lapses_after_a_year_and_others_do_not(quiet, district):
    regular = quiet()
    quiet(name="Nils Ny", months=11)
    quiet(name="Olga Officiell", basis="official")
    assert night(district) == {"regular_review": 1}
    assert night(district) == {}
    review = Review.objects.get()
    assert (review.person_id, review.rule) == (regular.pk, "regular_review")


def test_nobody_looks_and_the_longer_rules_take_over(quiet, district):
    quiet(months=25)
    assert night(district) == {"regular_review": 1, "contact_review": 1}
    assert night(district) == {}
    Review.objects.update(created_at=ago(months=2, days=1))
    assert night(district) == {"contact_erase": 1}
    assert not ContactPerson.objects.exists()


def test_the_association_sees_its_own_and_nobody_else_any(waiting, acting, cast):
    seen = set()
    for name in cast.names:
        with acting(name) as reader:
            if visible(Review, reader).exists():
                seen.add(name)
    assert seen == {"anna", "asta"}


def test_the_officer_is_told_how_many_and_where(waiting, acting, norr):
    with acting("frid") as frid:
        assert deeds.counted_by_association(by=frid) == [
            {"association": norr.name, "waiting": 1, "asked": 0, "kept": 0}
        ]
    with acting("anna") as anna, pytest.raises(NotAllowed):
        deeds.counted_by_association(by=anna)


def test_whoever_is_kept_is_left_alone_for_a_year(waiting, acting, district, today):
    with acting("anna") as anna:
        with pytest.raises(ValidationError) as refused:
            deeds.keep_longer(by=anna, review=waiting, reason=" ")
        assert list(refused.value.message_dict) == ["reason"]
        kept = deeds.keep_longer(by=anna, review=waiting, reason="Ny ordförande väljs i mars.")
        assert not deeds.to_review(anna).exists()
    assert kept.kept_until == today + relativedelta(months=12)
    assert (kept.by.name, kept.decided_at is not None) == ("Anna", True)
    assert night(district) == {}
    decided = {"kept_until": today - timedelta(days=1)}
    Review.objects.update(**decided)
    assert night(district) == {"regular_review": 1}
    assert Review.objects.get().reason == ""


def test_nobody_is_kept_past_their_own_end_date(quiet, acting, district, today):
    end = today + timedelta(days=40)
    quiet(keep_until=end)
    night(district)
    with acting("anna") as anna:
        kept = deeds.keep_longer(by=anna, review=Review.objects.get(), reason="Val i vår.")
    assert kept.kept_until == end


def test_whoever_is_asked_and_does_not_answer_leaves(waiting, acting, district):
    with acting("anna") as anna:
        deeds.ask_for_consent(by=anna, review=waiting)
        assert not deeds.to_review(anna).exists()
    assert night(district) == {}
    Review.objects.update(asked_at=ago(days=31))
    assert night(district) == {"consent": 1}
    assert not ContactPerson.objects.exists()


def test_whoever_says_yes_stays_with_consent(waiting, acting, district, today):
    with acting("anna") as anna:
        deeds.ask_for_consent(by=anna, review=waiting)
        with pytest.raises(ValidationError):
            deeds.note_consent(by=anna, review=waiting, on=today + timedelta(days=1))
        person = deeds.note_consent(by=anna, review=waiting, on=today)
    assert person.basis == "consent"
    assert today.isoformat() in person.source
    assert not Review.objects.exists()
    assert night(district) == {}
    event = ContactPerson.pgh_event_model.objects.filter(pgh_obj=person.pk).latest("pgh_id")
    assert event.pgh_context.metadata["why"] == "note_consent"


def test_whoever_is_removed_is_gone(waiting, acting):
    with acting("anna") as anna:
        deeds.remove_reviewed(by=anna, review=waiting, why="Har slutat.", refuse_hereafter=True)
    assert not ContactPerson.objects.exists()
    assert not Review.objects.exists()


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_others_decide_nothing(waiting, acting, name, today):
    for deed, said in (
        (deeds.keep_longer, {"reason": "x"}),
        (deeds.ask_for_consent, {}),
        (deeds.note_consent, {"on": today}),
        (deeds.remove_reviewed, {"why": "x"}),
    ):
        with acting(name) as by, pytest.raises((NotAllowed, Review.DoesNotExist)):
            deed(by=by, review=waiting, **said)


def test_the_database_keeps_nobody_without_a_reason(waiting, today):
    for broken in ({"kept_until": today}, {"asked_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.update(**broken)


def test_the_pages_do_all_of_it(client, cast, quiet, district, today):
    names = ("Kajsa Kvar", "Frida Frågad", "Gösta Gått")
    people = {name: quiet(name=name) for name in names}
    night(district)
    reviews = {name: Review.objects.get(person=person).pk for name, person in people.items()}
    client.force_login(cast.anna)
    page = client.get(reverse("review_list")).content.decode()
    assert all(name in page for name in names)
    refused = client.post(reverse("review_keep", args=[reviews["Kajsa Kvar"]]), {"reason": ""})
    assert refused.status_code == 200
    client.post(reverse("review_keep", args=[reviews["Kajsa Kvar"]]), {"reason": "Val i mars."})
    client.post(reverse("review_ask", args=[reviews["Frida Frågad"]]))
    detail = client.get(reverse("review_detail", args=[reviews["Frida Frågad"]]))
    assert reverse("review_consent", args=[reviews["Frida Frågad"]]) in detail.content.decode()
    yes = {"on": today.isoformat()}
    client.post(reverse("review_consent", args=[reviews["Frida Frågad"]]), yes)
    client.post(reverse("review_remove", args=[reviews["Gösta Gått"]]), {"why": "Bad om det."})
    page = client.get(reverse("review_list")).content.decode()
    assert (
        "Val i mars."
        in client.get(reverse("review_detail", args=[reviews["Kajsa Kvar"]])).content.decode()
    )
    assert "Gösta Gått" not in page
    assert ContactPerson.objects.get(name="Frida Frågad").basis == "consent"
    client.force_login(cast.bo)
    assert client.get(reverse("review_detail", args=[reviews["Kajsa Kvar"]])).status_code == 404
    client.force_login(cast.frid)
    assert client.get(reverse("review_list")).status_code == 403
    officers = client.get(reverse("privacy")).content.decode()
    assert "Kajsa" not in officers


def test_idag_says_that_somebody_waits(client, cast, waiting):
    client.force_login(cast.anna)
    assert reverse("review_list") in client.get(reverse("today")).content.decode()


@pytest.fixture
def standing(keep, today):
    """Somebody whom others trust, taken in a month ago, whom nobody has told or spoken to."""
    person = keep(name="Stina Standar", basis="awaiting", source="Tips", channels=[])
    then = {"created_at": ago(days=31), "inform_by": today}
    ContactPerson.objects.filter(pk=person.pk).update(**then, keep_until=today)
    return person


def test_a_person_with_standing_whom_nobody_spoke_to_is_gone_after_a_month(standing, district):
    assert night(district)["standing"] == 1
    assert not ContactPerson.objects.exists()


@pytest.mark.parametrize("basis", ["regular_contact", "consent"])
def test_one_who_was_contacted_or_said_yes_stays(standing, acting, district, byalag, today, basis):
    with acting("anna") as anna:
        correct_contact_person(
            by=anna,
            person=ContactPerson.objects.get(),
            organisation=byalag,
            name="Stina Standar",
            basis=basis,
            source="Samtal",
            keep_until=today + timedelta(days=300),
            informed_at=today,
            informed_how="phone",
            title="ordförande",
        )
    assert night(district) == {}
    assert ContactPerson.objects.get().basis == basis


def test_nothing_is_written_about_one_before_that(acting, norr, byalag):
    with acting("anna") as anna, pytest.raises(ValidationError):
        keep_contact_person(
            by=anna,
            association=norr,
            organisation=byalag,
            name="Stina Standar",
            basis="awaiting",
            source="Tips",
            title="ordförande, kritisk till hyreshöjningen",
            channels=[],
        )
