"""The demo district: alive on every screen, invented, the same every time, and never by mistake."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from movements.access.readers import service
from movements.demo.loading import load_demo
from movements.demo.people import DISTRICT, DOMAIN, PASSWORD, PEOPLE
from movements.directory.contact import contact_known_to
from movements.directory.models import UNION_KINDS
from movements.models import District, Meeting, Municipality, Organisation, Promise, User

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # loaded in one process


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for this file, and taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield District.objects.get(name=DISTRICT)
        transaction.set_rollback(True)


def test_all_of_it_is_tested_in_one_process(request):
    """Loading it takes half a minute: once. pytest-xdist names the group in the id of a test."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@demo")


def test_every_municipality_of_the_county_has_organisations(demo):
    county = Municipality.objects.current().in_county("01")
    met = Organisation.objects.filter(district=demo).values("areas")
    assert county.count() == 26
    assert not county.exclude(pk__in=met).exists()


def test_haninge_has_unions_for_dag_to_find(demo):
    unions = Organisation.objects.filter(district=demo, kind__in=UNION_KINDS, areas__code="0136")
    assert unions.exclude(sectors=[]).count() >= 3


def test_some_promises_are_late_and_some_are_kept(demo, today):
    given = Promise.objects.filter(district=demo)
    assert given.overdue(today).exists()
    assert given.filter(status="kept").exists()


def test_some_places_are_white_spots_and_most_are_not(demo, today):
    contact = contact_known_to(service("tally", demo))
    living = Organisation.objects.filter(district=demo).living(today, contact)
    white = Municipality.objects.current().in_county("01").exclude(pk__in=living.values("areas"))
    assert {"Nykvarn", "Danderyd", "Vaxholm"} == set(white.values_list("name", flat=True))


def test_no_meeting_lies_ahead(demo, today):
    assert not Meeting.objects.filter(district=demo, day__gt=today).exists()


def test_loading_again_adds_nothing(demo):
    before = Organisation.objects.count()
    assert load_demo() is False
    assert Organisation.objects.count() == before


def test_the_printed_logins_work(demo, client, capsys):
    call_command("demo_logins")
    said = capsys.readouterr().out
    for person in PEOPLE:
        assert User.objects.get(email=person.email).check_password(PASSWORD)
        assert not person.job or person.email in said


def test_it_is_refused_where_real_people_work(settings):
    settings.DEMO_ALLOWED = False
    before = User.objects.filter(email__endswith=DOMAIN).count()
    with pytest.raises(CommandError, match="DEMO_ALLOWED"):
        call_command("load_demo")
    assert User.objects.filter(email__endswith=DOMAIN).count() == before
