"""One place says who acts; the role that serves cannot step around what the database forbids."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from movements.access.identity import AlreadyActing, acting_as, actor, because
from movements.access.readers import service
from movements.models import Organisation


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""


def test_the_suite_runs_as_the_application_role_and_it_is_held_by_the_rules(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,"
            " pg_has_role(current_user, c.relowner, 'MEMBER')"
            " FROM pg_roles r, pg_class c"
            " WHERE r.rolname = current_user AND c.relname = 'movements_organisation'"
        )
        assert cursor.fetchone() == (False, False, False, False, False)


def test_the_owner_is_another_role(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user = tableowner FROM pg_tables"
            " WHERE tablename = 'movements_organisation'"
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE movements_organisation",
        "ALTER TABLE movements_organisation DISABLE TRIGGER ALL",
        "ALTER TABLE movements_organisation ADD COLUMN x int",
        "TRUNCATE movements_organisation CASCADE",
        "CREATE TABLE x (id int)",
        "SET session_replication_role = 'replica'",
    ],
)
def test_the_application_role_never_changes_the_shape_of_the_database(db, statement):
    with (
        pytest.raises(ProgrammingError, match="must be owner|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_identity_is_said_to_the_database(cast, acting):
    with acting("anna", why="prov") as anna:
        assert setting("forankra.user") == str(cast.anna.pk)
        assert setting("forankra.district") == str(anna.district_id)
        said = json.loads(setting("pghistory.context_metadata"))
        assert said == {"user": str(cast.anna.pk), "why": "prov"}
        assert actor() == anna
    assert actor() is None


def test_why_can_be_said_more_exactly(cast, acting):
    with acting("anna"):
        because("log_meeting")
        assert json.loads(setting("pghistory.context_metadata"))["why"] == "log_meeting"


def test_a_service_acts_under_its_own_name(district):
    with acting_as(service("tally", district), why="recount"):
        assert (setting("forankra.user"), setting("forankra.service")) == ("", "tally")


def test_another_identity_inside_is_refused(cast, acting, district):
    with acting("anna"):
        for other in (cast.reader("bo"), service("tally", district)):
            with pytest.raises(AlreadyActing), acting_as(other, why="prov"):
                pass
        assert setting("forankra.user") == str(cast.anna.pk)


def test_the_same_identity_inside_goes_on(cast, acting):
    with acting("anna") as anna, acting_as(anna, why="again"):
        assert setting("forankra.user") == str(cast.anna.pk)
    assert actor() is None


def test_after_a_mistake_nobody_acts(cast, acting):
    with pytest.raises(RuntimeError), acting("anna"):
        raise RuntimeError
    assert actor() is None


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_identity_leaves_with_its_transaction(db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('forankra.user', 'someone', true)")
    assert setting("forankra.user") == ""


@pytest.fixture
def failing(settings):
    settings.ROOT_URLCONF = "tests.access.failing_urls"


@pytest.mark.parametrize("status", ["400", "403", "409", "500"])
def test_an_answer_that_says_no_leaves_nothing_behind(cast, failing, status):
    client = Client()
    client.force_login(cast.anna)
    assert client.post(f"/{status}/").status_code == int(status)
    assert not Organisation.objects.filter(name="Halvgjort").exists()


def test_an_answer_that_says_yes_is_kept(cast, failing):
    client = Client()
    client.force_login(cast.anna)
    client.post("/200/")
    assert Organisation.objects.filter(name="Halvgjort").exists()


def test_a_crash_leaves_nothing_behind(cast, failing):
    client = Client(raise_request_exception=False)
    client.force_login(cast.anna)
    assert client.post("/crash/").status_code == 500
    assert not Organisation.objects.filter(name="Halvgjort").exists()
