"""Incidents: written down at once, told within 72 hours, and whom they touched is counted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from crm.rights.words import clock_of, deadline
from movements.access.funnel import NotAllowed, visible
from movements.models import Incident
from movements.rights.incidents import (
    affected,
    correct_incident,
    incidents,
    leave_unreported,
    note_incident,
    report_incident,
)
from movements.rights.settings import settle_privacy


@pytest.fixture
def note(acting):
    def make(hours=31, **more):
        with acting("frid") as frid:
            return note_incident(
                by=frid,
                discovered_at=timezone.now() - timedelta(hours=hours, minutes=1),
                **{
                    "title": "Lista skickad till fel förening",
                    "happened": "disclosed",
                    "what": "En lista gick till fel mottagare.",
                }
                | more,
            )

    return make


def test_the_clock_runs_from_when_it_was_discovered(note):
    incident = note()
    assert incident.hours_left() == 40
    assert not incident.is_late()
    clock = clock_of(incident)
    assert clock.due_at == incident.discovered_at + timedelta(hours=72)
    assert float(clock.gone) / float(clock.around) == pytest.approx(32 / 72, abs=0.01)
    assert note(hours=80).is_late()


def test_an_incident_touches_associations_of_the_district_alone(note, acting, norr, cast):
    incident, theirs = note(associations=[norr.pk]), cast.hedda.posts.get().association_id
    with acting("frid") as frid, pytest.raises(ValidationError) as wrong:
        correct_incident(by=frid, incident=incident, associations=[norr.pk, theirs])
    assert set(wrong.value.message_dict) == {"associations"}


@pytest.mark.parametrize("name", ["anna", "asta", "bo", "cia", "dag", "glenn", "hedda"])
def test_incidents_are_the_officers(note, acting, name):
    incident = note()
    with acting(name) as reader:
        assert not visible(Incident, reader).exists()
        with pytest.raises(NotAllowed):
            note_incident(by=reader, discovered_at=timezone.now(), title="x")
        with pytest.raises(NotAllowed):
            report_incident(by=reader, incident=incident, at=timezone.now())


def test_what_is_said_of_the_four_things_is_seen(note, acting):
    incident = note()
    assert [said for _word, said in incident.parts] == [True, False, False, False]
    with acting("frid") as frid:
        more = correct_incident(
            by=frid,
            incident=incident,
            people_kinds=["contacts"],
            people_count=14,
            consequences="De kan bli uppringda.",
            measures="Mottagaren har raderat listan.",
        )
    assert all(said for _word, said in more.parts)
    event = Incident.pgh_event_model.objects.filter(pgh_obj=incident.pk).latest("pgh_id")
    assert event.pgh_context.metadata["why"] == "handle_incidents"


def test_after_72_hours_it_is_told_why_it_took_longer(note, acting):
    late = note(hours=80)
    with acting("frid") as frid:
        with pytest.raises(ValidationError) as refused:
            report_incident(by=frid, incident=late, at=timezone.now())
        assert list(refused.value.message_dict) == ["late_because"]
        told = report_incident(
            by=frid, incident=late, at=timezone.now(), late_because="Vi väntade på svar."
        )
    assert not told.is_open
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=late.pk).update(late_because="")


def test_in_time_it_needs_no_reason(note, acting):
    incident = note()
    with acting("frid") as frid:
        assert report_incident(by=frid, incident=incident, at=timezone.now()).reported_at
        assert incidents(frid)[0].reported_at


def test_what_the_authority_need_not_know_has_its_reason(note, acting):
    incident = note()
    with acting("frid") as frid:
        with pytest.raises(ValidationError):
            leave_unreported(by=frid, incident=incident, because=" ")
        left = leave_unreported(by=frid, incident=incident, because="Listan var tom.")
    assert not left.is_open


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"hours": -2}, "discovered_at"),
        ({"began_at": timedelta(hours=0)}, "began_at"),
        ({"happened": "magic"}, "happened"),
        ({"what": "Det gällde 811228-9874."}, "what"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(note, given, field):
    if "began_at" in given:
        given = {"began_at": timezone.now()}
    with pytest.raises(ValidationError) as refused:
        note(**given)
    assert list(refused.value.message_dict) == [field]


def test_who_was_affected_is_counted_and_nobody_is_named(note, keep, acting, norr, soder):
    keep()
    keep("Pelle Stav", basis="official")
    with acting("frid") as frid:
        everybody = affected(frid, [])
        assert everybody["people"] == affected(frid, [norr.pk])["people"] == 2
        assert sum(everybody.values()) == 4  # all, and each class
        assert affected(frid, [soder.pk]) == {"people": 0}
    with acting("bo") as bo:
        assert affected(bo, []) == {"people": 0}


def test_the_officers_page_leads_with_the_clock(note, client, cast):
    incident = note()
    client.force_login(cast.frid)
    page = client.get(reverse("privacy")).content.decode()
    assert "<b>40</b>" in page
    assert reverse("incident_detail", args=[incident.pk]) in page
    assert page.index("alarm") < page.index(reverse("inform_list"), page.index("<main"))


def test_the_form_is_filled_in_and_corrected(client, cast, norr):
    client.force_login(cast.frid)
    asked = {
        "title": "Borttappad telefon",
        "discovered_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "happened": "lost",
        "what": "En telefon glömdes på bussen.",
        "associations": [str(norr.pk)],
    }
    client.post(reverse("incident_create"), asked)
    incident = Incident.objects.get()
    assert incident.associations == [norr.pk]
    edit = reverse("incident_edit", args=[incident.pk])
    assert "Borttappad telefon" in client.get(edit).content.decode()
    refused = client.post(edit, asked | {"what": ""})
    assert refused.status_code == 200
    client.post(edit, asked | {"severity": "small"})
    incident.refresh_from_db()
    assert incident.severity == "small"
    leave = reverse("incident_leave", args=[incident.pk])
    assert client.post(leave, {"because": ""}).status_code == 200
    assert client.post(leave, {"because": "Den var låst."}).status_code == 302


@pytest.mark.parametrize(("days", "kind"), [(-3, "late"), (0, "soon"), (2, "soon"), (21, "dated")])
def test_deadlines_are_said_in_the_words_of_the_guide(today, days, kind):
    assert deadline(today + timedelta(days=days))[0] == kind


def test_the_officer_confirms_the_limits(client, cast, acting, today):
    client.force_login(cast.frid)
    client.post(reverse("privacy_confirm"))
    page = client.get(reverse("privacy")).content.decode()
    assert "Frid" in page
    client.force_login(cast.anna)
    assert client.post(reverse("privacy_confirm")).status_code == 403
    assert client.get(reverse("privacy")).status_code == 403


@pytest.mark.parametrize("field", ["controller", "controller_number", "officer_name"])
def test_no_personal_number_stands_among_those_who_answer(acting, field):
    with acting("frid") as frid, pytest.raises(ValidationError) as refused:
        settle_privacy(by=frid, **{field: "811228-9874"})
    assert list(refused.value.message_dict) == [field]
