"""Everything that the description of the interface allows, and what it does not, is answered as
described: by schemathesis, as a board member with a token, on a crowded district.

FUZZ_EXAMPLES says how many examples each operation gets (50; `make fuzz`: 500). Every example is
undone, so that none sees what another wrote, and the same ones are tried on every run.
"""

import os
import re
from types import SimpleNamespace

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.checks import negative_data_rejection
from schemathesis.config import SchemathesisConfig
from werkzeug.test import Client as Machine

from crm.wsgi import application
from movements.access.identity import acting_as
from movements.dialogue.attaching import attach_file
from movements.directory.filters import OrganisationFilter
from movements.directory.saving import save_view
from tests import crowd as crowded
from tests.hostile.grounding import Ground

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "50"))

VERSION = re.compile(r'(?:W/)?"?[0-9a-f]{16}"?')
CSRF = "f" * 32
MULTIPART = "multipart/form-data"
ACCEPTED = ["2xx", "401", "403", "404", "409", "412", "429"]
REFUSED = ["400", "401", "403", "404", "406", "422", "5xx"]
CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        "checks": {
            # A row named in a question or a body may not be there, and a deed may make no sense:
            # that is a 400 too, which `refused_in_words` looks closer at.
            "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "400"]},
            # What is wrong with a change is said after what it was made from.
            "negative_data_rejection": {"expected-statuses": [*REFUSED, "412", "428"]},
            "missing_required_header": {"expected-statuses": [*REFUSED, "428"]},
        },
    }
)


def described():
    with translation.override("en"):
        text = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(text, config=CONFIG)
    schema.app = application
    return schema


schema = described()


@pytest.fixture
def one_connection():
    """A server closes its connections between requests; here all of them are in one transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def asta(one_connection, cast, district, norr, soder, socialnamnden):
    """Association admin of Norr: of all posts, hers may do the most. With a token, and rows."""
    crowd = crowded.build(cast, district, norr, soder, socialnamnden)
    reader = cast.reader("asta")
    with acting_as(reader, why="test"):
        attach_file(by=reader, meeting=crowd.meetings[0], name="brev.txt", content=b"Hej.")
    query = "kind=tenants&municipality=0136"
    save_view(by=reader, question=OrganisationFilter, name="Hyresgäster", query=query)
    _row, secret = cast.asta.auth_token_set.create()
    browser = Client()
    browser.force_login(cast.asta)
    session = browser.cookies["sessionid"].value
    with acting_as(reader, why="test"):
        ground = Ground(reader)
    return SimpleNamespace(
        ground=ground,
        token={"Authorization": f"Token {secret}"},
        session={"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF},
    )


def refused_in_words(ctx, response, case):
    """A refusal says which field, and what to do; it names nothing that was not asked about."""
    if response.status_code != 400:
        return
    error = response.json()["error"]
    assert error["message"]
    if error["code"] != "parse_error":
        assert error["fields"] or error["message"] != "Some fields need another value."
        assert all(said and all(said) for said in error["fields"].values())


def made_from_what_is_there(case, who) -> None:
    """A made-up version is of no row, so that no change would ever be made. Four of five are
    exchanged for the one that is there; which ones follows from what was made up."""
    if int(case.headers["If-Match"].strip('W/"'), 16) % 5:
        there = Machine(application).get(case.formatted_path, headers=who)
        if there.status_code == 200:
            case.headers["If-Match"] = there.json["version"]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case, asta):
    asta.ground.put_into(case)
    who = asta.session if "/tokens/" in case.path else asta.token  # no token makes another
    with transaction.atomic():
        try:
            if case.headers and VERSION.fullmatch(case.headers.get("If-Match", "")):
                made_from_what_is_there(case, who)
            case.call_and_validate(
                headers={**who, "Accept-Language": "en"},
                additional_checks=[refused_in_words],
                # A form of parts looks the same whatever was made invalid in it before.
                excluded_checks=[negative_data_rejection] if case.media_type == MULTIPART else [],
            )
        finally:
            transaction.set_rollback(True)
