"""The first administrator is made by a command, once; everybody after by invitation."""

import pytest
from django.core.management import CommandError, call_command

from movements.access.readers import reader_of
from movements.models import District, User

pytestmark = pytest.mark.django_db
FIRST = ("first_administrator", "Nya distriktet", "Forst@example.org", "Första Fia")


def test_a_district_gets_its_first_administrator_once(county):
    call_command(*FIRST, "--county", "01")
    user = User.objects.get(email="forst@example.org")
    assert not user.has_usable_password()
    reader = reader_of(user)
    assert reader.roles == ("administrator",)
    assert list(reader.district.counties.all()) == [county]
    with pytest.raises(CommandError):
        call_command("first_administrator", "Nya distriktet", "en-till@example.org", "Till")


@pytest.mark.parametrize("more", [[], ["--county", "99"], ["--county", "x"]])
def test_a_county_that_is_none_makes_nothing(county, more):
    with pytest.raises(CommandError):
        call_command(*FIRST, *more)
    assert not District.objects.filter(name="Nya distriktet").exists()
