"""Whoever is registered is told within a month; the officer reads numbers, never names."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from movements.access.funnel import NotAllowed, visible
from movements.models import Channel, ContactPerson, LegalBasis, Reminder
from movements.privacy.models import Restriction
from movements.rights.informing import (
    lift_restriction,
    mark_informed,
    names_of,
    remind,
    restrict_person,
    to_inform,
)
from movements.rights.letters import letter
from movements.rights.people import found
from movements.rights.settings import privacy_settings, settle_privacy

SECRET = "Margareta Holm"


@pytest.mark.parametrize(
    ("name", "lines"), [("anna", 1), ("asta", 1), ("bo", 0), ("cia", 0), ("dag", 0), ("frid", 1)]
)
def test_the_officer_and_the_association_see_why_somebody_is_here(keep, acting, name, lines):
    keep()
    with acting(name) as reader:
        assert to_inform(reader).count() == lines


def test_a_person_for_named_people_is_a_number_to_the_officer_alone(keep, acting):
    keep(sensitivity="named")
    seen = {}
    for name in ("anna", "asta", "frid", "hedda"):
        with acting(name) as reader:
            seen[name] = visible(LegalBasis, reader).count()
    assert seen == {"anna": 1, "asta": 0, "frid": 1, "hedda": 0}


def test_the_officer_reads_number_class_source_and_dates_but_no_name(keep, acting, client, cast):
    made = keep()
    with acting("frid") as frid:
        (line,) = to_inform(frid)
        assert names_of(frid, [line]) == {}
        assert not visible(ContactPerson, frid).exists()
    assert (line.number, line.source) == (made.number, "Avstämning 20 oktober")
    client.force_login(cast.frid)
    for path in (
        reverse("privacy"),
        reverse("inform_list"),
        reverse("inform_detail", args=[made.pk]),
        f"{reverse('privacy')}?who={SECRET}",
    ):
        page = client.get(path).content.decode().replace(f'value="{SECRET}"', "")
        assert f"P-{made.number}" in page, path
        assert SECRET not in page, path
        assert "m@example.org" not in page, path


def test_a_name_or_an_address_gives_the_number_and_nothing_else(keep, acting):
    made = keep()
    with acting("frid") as frid:
        for asked in (SECRET, "margareta holm", "M@example.org", f"P-{made.number}"):
            assert [line.number for line in found(frid, asked)] == [made.number], asked
        for asked in ("Margareta", "Ma", "%", "P-1", ""):
            assert found(frid, asked) == [], asked


def test_the_officer_is_answered_who_has_read_about_a_number(keep, client, cast):
    made = keep()
    client.force_login(cast.asta)
    client.get(reverse("inform_detail", args=[made.pk]))
    client.force_login(cast.frid)
    page = client.get(f"{reverse('privacy')}?who=P-{made.number}").content.decode()
    assert f"P-{made.number}" in page
    assert "<b>Asta</b>" in page
    assert SECRET not in page


def test_when_and_how_they_were_told_is_kept(keep, acting, today):
    made = keep()
    with acting("asta") as asta:
        mark_informed(by=asta, person=made, on=today, how="letter")
        assert not to_inform(asta).exists()
    made.refresh_from_db()
    assert (made.informed_at, made.informed_how) == (today, "letter")
    event = ContactPerson.pgh_event_model.objects.filter(pgh_obj=made.pk).latest("pgh_id")
    assert event.pgh_context.metadata["why"] == "mark_informed"


@pytest.mark.parametrize("name", ["bo", "cia", "dag", "frid"])
def test_others_than_the_association_tell_nobody(keep, acting, today, name):
    made = keep(sensitivity="open")
    with acting(name) as reader, pytest.raises(NotAllowed):
        mark_informed(by=reader, person=made, on=today, how="letter")


def test_a_day_to_come_and_no_way_are_refused(keep, acting, today):
    made = keep()
    with acting("anna") as anna, pytest.raises(ValidationError) as refused:
        mark_informed(by=anna, person=made, on=today + timedelta(days=1), how="by pigeon")
    assert set(refused.value.message_dict) == {"on", "how"}


def test_the_officer_reminds_once_a_day_and_the_association_sees_it(keep, acting):
    keep()
    with acting("frid") as frid:
        (line,) = to_inform(frid)
        assert remind(by=frid, line=line) == remind(by=frid, line=line)
    with acting("anna") as anna:
        assert to_inform(anna).get().reminded_at
        with pytest.raises(NotAllowed):
            remind(by=anna, line=line)
    with acting("bo") as bo:
        assert not visible(Reminder, bo).exists()


# ---- restricted


def test_the_officer_restricts_by_number_and_telling_them_ends_it(keep, acting, today):
    made = keep(sensitivity="open")
    with acting("frid") as frid:
        restrict_person(by=frid, number=made.number, why=Restriction.NOT_INFORMED)
    with acting("anna") as anna:
        assert not visible(Channel, anna).exists()
        mark_informed(by=anna, person=made, on=today, how="phone")
        assert visible(Channel, anna).exists()


def test_what_somebody_asked_for_stays_until_it_is_lifted(keep, acting, today):
    made = keep()
    with acting("frid") as frid:
        restrict_person(by=frid, number=made.number, why=Restriction.REQUEST)
    with acting("anna") as anna:
        mark_informed(by=anna, person=made, on=today, how="phone")
        with pytest.raises(NotAllowed):
            lift_restriction(by=anna, number=made.number)
    made.refresh_from_db()
    assert made.is_restricted
    with acting("frid") as frid:
        lift_restriction(by=frid, number=made.number)
    made.refresh_from_db()
    assert not made.is_restricted


def test_nobody_of_another_district_is_restricted(keep, acting):
    made = keep()
    with acting("hedda") as hedda, pytest.raises(NotAllowed):
        restrict_person(by=hedda, number=made.number, why=Restriction.REQUEST)


# ---- the letter


def test_the_letter_says_what_the_law_asks(keep, acting):
    made = keep()
    with acting("frid") as frid:
        settle_privacy(by=frid, officer_name="Frid Ahl", officer_email="frid@example.org")
    with acting("anna") as anna:
        line = to_inform(anna).get()
        texts = [letter(line, made.name, privacy_settings(anna), one) for one in ("sv", "en")]
    for text in texts:
        for said in (SECRET, "Norr", "Avstämning 20 oktober", "frid@example.org", "imy.se", "6.1"):
            assert said in text
        assert str(made.keep_until.year) in text
    assert texts[0] != texts[1]


def test_the_page_notes_that_they_have_been_told(keep, client, cast, today):
    made = keep()
    client.force_login(cast.anna)
    path = reverse("inform_detail", args=[made.pk])
    assert SECRET in client.get(path).content.decode()
    answer = client.post(path, {"on": today.isoformat(), "how": "email"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.informed_at == today


def test_the_officer_cannot_note_it_for_them(keep, client, cast, today):
    made = keep()
    client.force_login(cast.frid)
    path = reverse("inform_detail", args=[made.pk])
    answer = client.post(path, {"on": today.isoformat(), "how": "email"})
    assert answer.status_code == 403
    assert client.post(reverse("inform_remind", args=[made.pk])).status_code == 302
