"""DATABASE_URL: a real server over TCP, with passwords, where we may not do everything."""

import os
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from deploy import cluster
from deploy.database import NotReady, check, databases

pytestmark = pytest.mark.xdist_group("clone")  # starts a server: once is enough

PASSWORD = "p@ss/ö:1 #%"
APP = "serving_role"
PORT = 5432


@pytest.fixture(scope="module")
def host(clone):
    """The clone's server, opened with passwords on an address of this machine's own loopback."""
    address = f"127.83.{os.getpid() // 250 % 250}.{os.getpid() % 250 + 1}"  # nobody else's
    data = clone.home / "data"
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write(f"listen_addresses = '{address}'\n")
    (data / "pg_hba.conf").write_text(
        f"local all {cluster.SUPERUSER} trust\nlocal all all scram-sha-256\n"
        f"host all all {address}/32 scram-sha-256\nhost all all 127.0.0.0/8 scram-sha-256\n"
    )
    clone.order("stop")
    clone.order("start")
    return address


def _superuser(clone, database: str, *statements: str) -> None:
    with clone.connect(dbname=database) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def customer(clone, host):
    """An empty database owned by an ordinary login, as a hosting company hands it over."""
    password = sql.Literal(PASSWORD).as_string()
    _superuser(
        clone,
        "postgres",
        f"CREATE ROLE kund LOGIN PASSWORD {password}",
        "CREATE DATABASE kund OWNER kund TEMPLATE template0",
    )
    yield {
        "DATABASE_URL": f"postgresql://kund:{quote(PASSWORD, safe='')}@{host}:{PORT}/kund",
        "FORANKRA_APP_ROLE": APP,
    }
    _superuser(clone, "postgres", "DROP DATABASE kund WITH (FORCE)")
    for role in (APP, "serving_login", "kund"):
        _superuser(clone, "postgres", f"DROP ROLE IF EXISTS {role}")


def _lines(problem: pytest.ExceptionInfo) -> list[str]:
    return [line.strip() for line in str(problem.value).splitlines() if line.startswith("    ")]


def _connect(settings: dict) -> psycopg.Connection:
    return psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
        **settings["OPTIONS"],
    )


def test_one_message_lists_exactly_what_a_superuser_must_run(clone, customer):
    with pytest.raises(NotReady) as problem:
        check(customer)
    assert _lines(problem) == [
        'CREATE EXTENSION "postgis";',
        f'CREATE ROLE "{APP}" NOLOGIN;',
        f'GRANT "{APP}" TO "kund";',
    ]
    assert PASSWORD not in str(problem.value)

    _superuser(clone, "kund", *_lines(problem))
    check(customer)


def test_what_the_login_may_do_itself_is_done(clone, customer):
    _superuser(clone, "postgres", "ALTER ROLE kund SUPERUSER")
    check(customer)
    with clone.connect(dbname="kund") as connection:
        found = connection.execute("SELECT extname FROM pg_extension").fetchall()
    assert set(cluster.EXTENSIONS) <= {name for (name,) in found}


def test_one_login_steps_down_to_serve_and_not_to_migrate(clone, customer):
    _superuser(clone, "postgres", "ALTER ROLE kund SUPERUSER")
    check(customer)
    made = databases(customer)
    with _connect(made["default"]) as serving, _connect(made["owner"]) as owner:
        assert serving.execute("SELECT current_user").fetchone() == (APP,)
        assert owner.execute("SELECT current_user").fetchone() == ("kund",)


def test_two_logins_that_lack_the_second_are_told_so(clone, customer):
    two = {
        "DATABASE_OWNER_URL": customer["DATABASE_URL"],
        "DATABASE_URL": customer["DATABASE_URL"].replace("//kund:", "//serving_login:"),
        "FORANKRA_APP_ROLE": "serving_login",
    }
    with pytest.raises(NotReady) as problem:
        check(two)
    assert _lines(problem) == [
        'CREATE EXTENSION "postgis";',
        "CREATE ROLE \"serving_login\" LOGIN PASSWORD 'the one in DATABASE_URL';",
    ]
    password = sql.Literal(PASSWORD).as_string()
    written = [line.replace("'the one in DATABASE_URL'", password) for line in _lines(problem)]
    _superuser(clone, "kund", *written)
    check(two)


def test_a_serving_role_that_may_see_everything_is_refused(clone, customer):
    _superuser(clone, "kund", "CREATE EXTENSION postgis", f"CREATE ROLE {APP} BYPASSRLS")
    _superuser(clone, "kund", f"GRANT {APP} TO kund")
    with pytest.raises(NotReady) as problem:
        check(customer)
    assert _lines(problem) == [f'ALTER ROLE "{APP}" NOSUPERUSER NOBYPASSRLS;']


def test_a_server_that_does_not_answer_is_named_without_the_password(customer):
    away = customer["DATABASE_URL"].replace(f":{PORT}/", ":1/")
    with pytest.raises(NotReady, match="No connection to the owner's database") as problem:
        check(customer | {"DATABASE_URL": away})
    assert "kund@" in str(problem.value)
    assert quote(PASSWORD, safe="") not in str(problem.value)


def test_a_socket_folder_with_capitals_is_kept():
    made = databases({"DATABASE_URL": "postgresql://anna@%2FHem%2FAnna%20%C3%96/forankra"})
    assert made["default"]["HOST"] == "/Hem/Anna Ö"


def test_the_tests_of_two_people_get_two_databases():
    made = databases({"FORANKRA_TEST_SUFFIX": "anna"})
    assert made["owner"]["TEST"]["NAME"] == "test_forankra_anna"
    assert made["default"]["TEST"] == {"MIRROR": "owner"}
