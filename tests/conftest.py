"""The cast, on real geography, in a real PostGIS, as the application role."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from movements.access.identity import acting_as
from movements.access.readers import reader_of
from movements.models import Association, Body, District, Municipality, Post, Role, User
from movements.places.actions import load_places
from tests.door import give_factors, log_in_with_factor
from tests.ground import kept_ground, send_everybody_home
from tests.logs import overheard
from tests.policies import let_tests_through

PASSWORD = "ett-riktigt-långt-lösenord"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_modify_db_settings,
    django_db_keepdb,
    django_db_createdb,
    django_db_blocker,
):
    """A test database made by the owner, with the places: the ground of nearly every test.

    Both aliases are named here: `default` only mirrors `owner`, so asking for `default` alone,
    as pytest-django does by itself, makes no test database and the tests would run in the
    real one.
    """
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=keep,
            aliases={"default", "owner"},
            serialized_aliases=(),  # nobody brings rows back from a text of the whole database
        )
        name = connections["default"].settings_dict["NAME"]
        if not name.startswith("test_"):
            pytest.exit(f"the tests would run in the database {name}", returncode=3)
        load_places()
        with kept_ground(), let_tests_through():
            yield
        if not keep:
            send_everybody_home()
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def log_ear():
    """The logs of the whole run hold nobody: a canary that is told ends it with an error."""
    with overheard() as here:
        yield here
    assert here.told == set(), "these told the log of somebody"


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    hashers = "django.contrib.auth.hashers."
    settings.PASSWORD_HASHERS = [f"{hashers}MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _counts_of_one_test(settings):
    """What is counted at the door is counted anew in each test, and in this process alone: the
    table that all processes share lies outside a test's transaction (tests/access/test_counts.py
    tries it)."""
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": local}
    cache.clear()


@pytest.fixture(autouse=True)
def _logged_in_is_with_a_second_factor(monkeypatch):
    """`client.force_login(user)` gives the session of somebody who has shown the second factor that
    the account has; tests/door.py has the sessions that have not."""
    monkeypatch.setattr(Client, "force_login", log_in_with_factor)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def county(db):
    """Stockholms län, the county that the cast works in."""
    return Municipality.objects.get(code="0136", valid_to=None).county


def municipality(code: str) -> Municipality:
    return Municipality.objects.defer("border").get(code=code, valid_to=None)


@pytest.fixture
def district(county):
    district = District.objects.create(name="Provdistriktet")
    district.counties.add(county)
    return district


@pytest.fixture
def norr(district):
    """Anna's association: Haninge."""
    association = Association.objects.create(district=district, name="Norr")
    association.municipalities.add(municipality("0136"))
    return association


@pytest.fixture
def soder(district):
    """Bo's association: Botkyrka."""
    association = Association.objects.create(district=district, name="Söder")
    association.municipalities.add(municipality("0127"))
    return association


@pytest.fixture
def socialnamnden(district):
    return Body.objects.create(
        district=district, name="Socialnämnden", municipality=municipality("0136")
    )


@pytest.fixture
def cast(district, norr, soder, socialnamnden):
    """Anna (steward, Norr), Asta (admin, Norr), Bo (steward, Söder), Cia (board), Dag (sits in
    socialnämnden), Eva (no post), Frid (privacy officer), Glenn (administrator), Hedda (steward of
    another district), Ivar (his post has ended). `cast.anna` is the user, `cast.reader("anna")`
    the reader."""
    elsewhere = District.objects.create(name="Grannen")
    neighbours = Association.objects.create(district=elsewhere, name="Grannföreningen")
    posts = {
        "anna": (district, Role.STEWARD, {"association": norr}),
        "asta": (district, Role.ASSOCIATION_ADMIN, {"association": norr}),
        "bo": (district, Role.STEWARD, {"association": soder}),
        "cia": (district, Role.BOARD, {}),
        "dag": (district, Role.REPRESENTATIVE, {"body": socialnamnden}),
        "eva": None,
        "frid": (district, Role.PRIVACY_OFFICER, {}),
        "glenn": (district, Role.ADMINISTRATOR, {}),
        "hedda": (elsewhere, Role.STEWARD, {"association": neighbours}),
        "ivar": (district, Role.STEWARD, {"association": norr, "ends_on": date(2025, 1, 1)}),
    }
    people = {}
    for name, post in posts.items():
        user = User.objects.create_user(f"{name}@example.org", name.capitalize(), PASSWORD)
        people[name] = user
        if post:
            where, role, more = post
            Post.objects.create(
                district=where, user=user, role=role, starts_on=date(2020, 1, 1), **more
            )
    give_factors(*people.values())
    return SimpleNamespace(
        **people,
        names=tuple(posts),
        reader=lambda name: reader_of(people[name]),
    )


@pytest.fixture
def acting(cast):
    """`with acting("anna") as anna:` — everything inside is done by Anna."""
    return lambda name, why="test": acting_as(cast.reader(name), why=why)
