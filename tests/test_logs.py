"""Logs tell what went wrong and never about whom; and the suite would notice if they did."""

import io
import logging

import pytest
from django.conf import settings as configured
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import path

from crm.logs import Discreet
from crm.settings import DEBUG as on_a_developers_machine
from movements.models import User
from tests.logs import CANARIES, Overheard, overheard

NAME, EMAIL = "Kanarie Gulfjäder", "kanarie.gulfjader@example.org"


def broken(_request):
    raise ValueError(f"{NAME} finns redan")


urlpatterns = [path("brutet/", broken)]


@pytest.fixture
def written():
    """What a log in the product's own form would hold."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet())
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def test_the_product_writes_its_log_discreetly():
    handler = configured.LOGGING["handlers"]["console"]
    assert handler["formatter"] == ("plain" if on_a_developers_machine else "discreet")
    assert configured.LOGGING["formatters"]["discreet"]["()"] == "crm.logs.Discreet"


def test_a_page_that_breaks_is_logged_without_what_it_broke_on(written, settings):
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/brutet/")
    assert answer.status_code == 500
    said = written.getvalue()
    assert "builtins.ValueError" in said
    assert "in broken" in said
    assert not CANARIES.search(said.replace("{NAME}", ""))


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_quoted(written):
    User.objects.create_user(EMAIL, NAME, "x")
    try:
        with transaction.atomic():
            User.objects.create_user(EMAIL, NAME, "x")
    except IntegrityError:
        logging.getLogger("crm").exception("refused")
    said = written.getvalue()
    assert "IntegrityError" in said
    assert "UniqueViolation" in said  # the cause too, by its kind
    assert not CANARIES.search(said)


def test_a_canary_in_a_log_is_heard_and_its_logger_named():
    here = Overheard()
    logger = logging.Logger("some.room")
    logger.addHandler(here)
    logger.info("saved %s", "Anna")
    assert here.told == set()
    logger.info("saved %s", NAME)
    (told,) = here.told
    assert told.startswith("some.room (")
    assert "Gulfjäder" not in told


def test_the_whole_run_is_listened_to(log_ear):
    assert log_ear in logging.getLogger().handlers
    with overheard() as here:
        logging.getLogger("anywhere").info("hej")
    assert here.heard == 1


@pytest.mark.django_db
def test_no_question_of_the_web_role_runs_without_end():
    """Set on the role, whatever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('statement_timeout')")
        role, longest = cursor.fetchone()
    assert role.startswith("forankra_app")
    assert longest not in {"0", ""}
