"""Every deed × every actor × rows that they may not know of (doer.py says what is tried)."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from knox.models import AuthToken

from movements.access.sessions import NAMED_BY, Session
from tests.leaks import deeds, endpoints, oracle
from tests.leaks.asking import Asker
from tests.leaks.covering import teach
from tests.leaks.doer import Doer
from tests.leaks.matrix import Told, difference

TABLE = "tests/leaks/deeds.py"
SOME_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
INPUT = re.compile(rf'name="(\w+)"\s+value="{SOME_UUID}"')
CHOICES = re.compile(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', re.S)


@pytest.mark.parametrize("actor", oracle.ASKED)
def test_no_deed_reaches_what_its_doer_may_not_know(world, actor, record_property):
    doer = Doer(world, actor)
    for name, method in deeds.writes():
        doer.try_all(name, method)
    doer.told.record(record_property)
    assert doer.told.lines() == []


# ---- nothing is left out


def test_every_deed_is_covered(world, record_property):
    missing = _unknown_operations() | _unmarked_ids() | _unknown_pages(world)
    record_property("uncovered", len(missing))
    assert not missing, teach(missing)


def _unknown_operations() -> set[str]:
    """What the API describes, and what its addresses take whether it describes it or not."""
    there = {
        (endpoints.name_of(path), method.upper())
        for path, method, _operation in endpoints.operations()
    } | endpoints.actions()
    there = {(name, method) for name, method in there if method != "GET"}
    unknown = there - set(deeds.writes())
    return {f'"{name}": {{"{method}": {{}}}} in WRITES of {TABLE}' for name, method in unknown}


def _unknown_pages(world) -> set[str]:
    """Pages that take a POST, and do not answer it as they answer a GET: they do something."""
    askers = [Asker(world, one) for one in MANY_POSTS]
    return {
        f'"{name}": {{"POST": {{}}}} in WRITES of {TABLE}, with what its form sends'
        for name in endpoints.addresses()
        if not name.startswith(("api_", *deeds.OF_ONESELF))
        and "POST" not in deeds.WRITES.get(name, {})
        and _does_something(askers, name)
    }


def _does_something(askers, name) -> bool:
    for asker in askers:
        for ids in Doer.rows_of(asker, name)[0][:1]:
            path = deeds.address(name, *ids)
            posted = asker.ask("POST", path, {})
            if posted.status in (403, 404):
                break  # not theirs: the next one's
            return posted.status != 405 and posted.same() != asker.ask("GET", path).same()
    return False


def _unmarked_ids() -> set[str]:
    """Ids that the API takes and that the matrix does not send a hidden one for."""
    found = set()
    for path, method, operation in endpoints.operations():
        name = endpoints.name_of(path)
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        payload = deeds.WRITES.get(name, {}).get(method.upper(), {})
        marks = {tuple(p for p in at if not isinstance(p, int)) for at, _m in deeds.marked(payload)}
        found |= {
            f"{name}: {'.'.join(one)} is an id: mark it as Id(its noun) in WRITES of {TABLE}"
            for one in _ids(content.get("schema", {})) - marks
        }
    return found


def _ids(schema: dict, path=()) -> set[tuple]:
    if "$ref" in schema:
        return _ids(endpoints.schemas()[schema["$ref"].rpartition("/")[2]], path)
    if schema.get("format") == "uuid":
        return {path}
    if "items" in schema:
        return _ids(schema["items"], path)
    found: set[tuple] = set()
    for name, one in schema.get("properties", {}).items():
        found |= _ids(one, (*path, name))
    return found


def test_every_payload_is_one_that_somebody_may_send(world):
    """A payload that everybody is refused would try nothing."""
    refused = []
    doers = [Doer(world, one) for one in MANY_POSTS]
    for name, method in deeds.writes():
        if name not in NEVER_BY_THEMSELVES and not any(
            _accepted(doer, name, method) for doer in doers
        ):
            refused.append(f"{method} {name}: nobody may send what WRITES of {TABLE} says")
    assert not refused, teach(refused)


MANY_POSTS = (oracle.ASTA, oracle.ANNA, oracle.GLENN, oracle.CIA, oracle.FRID)
# Deeds that only something else makes possible, and where that is tried.
NEVER_BY_THEMSELVES = {
    "api_token-detail": "below: keys are no ids",
    "api_session-detail": "below: sessions are no ids",
    "request_send": "tests/rights: a request of somebody who has a number",
    "request_remind": "tests/rights",
    **dict.fromkeys(
        ("request_passphrase", "request_hand_out", "request_lift", "api_request-lift"),
        "tests/rights: what was sealed, or restricted, before",
    ),
    **dict.fromkeys(("request_erase", "api_request-erase"), "tests/rights: the number is written"),
    **dict.fromkeys(("readmission", "api_readmission-list"), "tests/rights: somebody on the list"),
    **dict.fromkeys(("api_request-send", "api_request-remind"), "tests/rights"),
    "undo": "tests/access/test_undoing.py: what is signed for one alone, of their own deeds",
    "import_values": "tests/exchange/test_import_page.py: a file with words to be understood",
    "import_start": "tests/exchange/test_import_jobs.py",
    "import_undo": "tests/exchange/test_undo_import.py: an import that wrote something",
    "organisation_merge_undo": "tests/dialogue/test_merging.py: a merge with its history",
}


def _accepted(doer, name, method) -> bool:
    for ids in doer.of_rows(name)[0]:
        payload = deeds.filled(deeds.WRITES[name][method], doer.seen)
        answer = doer.do(name, method, ids, payload)
        done = (200, 201, 204) if name.startswith("api_") else (302, 303)
        if answer.status in done or answer.status == 200 and answer.heard.wrote:
            return True
    return False


def test_every_id_in_a_form_is_marked(world):
    """Hidden fields and choices whose values are ids: each is sent with a hidden one as well."""
    asker, found = Asker(world, oracle.ASTA), set()
    for name, method in deeds.writes():
        if name.startswith("api_") or method != "POST":
            continue
        for ids in Doer.rows_of(asker, name)[0][:1]:
            text = asker.ask("GET", deeds.address(name, *ids)).text
            named = set(INPUT.findall(text))
            named |= {
                field for field, inside in CHOICES.findall(text) if re.search(SOME_UUID, inside)
            }
            marks = {at[0] for at, _mark in deeds.marked(deeds.WRITES[name][method])}
            found |= {
                f"{name}: {one} is an id: mark it as Id(its noun) in WRITES of {TABLE}"
                for one in named - marks - NOT_ROWS
            }
    assert not found, teach(found)


NOT_ROWS = {"form_token", "unit"}  # made up by the form; the switcher, which every page has


# ---- keys and sessions, which are named by letters of their own and not by an id

ENDED_BY_NAME = {
    "own_session_end": ("POST", Session, "0" * NAMED_BY),
    "own_token_end": ("POST", AuthToken, "0" * 8),
    "api_session-detail": ("DELETE", Session, "0" * NAMED_BY),
    "api_token-detail": ("DELETE", AuthToken, "0" * 8),
}


@pytest.mark.parametrize("actor", oracle.ASKED)
def test_nobody_ends_what_is_anothers(world, actor, record_property):
    asker, told = Asker(world, actor), Told(actor)
    for name, (method, model, nowhere) in ENDED_BY_NAME.items():
        mine = world.users.get(oracle.NORA if actor == oracle.TOKEN else actor)
        rows = model.objects.exclude(user=mine)
        for row in rows.order_by("pk")[:3]:
            told.asked(name)
            called = row.name if model is Session else row.token_key
            missing = asker.ask(method, reverse(name, args=[nowhere]), {}).same(nowhere)
            with transaction.atomic():
                there = asker.ask(method, reverse(name, args=[called]), {}, keep=True).same(called)
                if there != missing or not model.objects.filter(pk=row.pk).exists():
                    told.heard(name, called, [difference(there, missing)])
                transaction.set_rollback(True)
    told.record(record_property)
    assert told.lines() == []
