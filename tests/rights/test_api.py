"""The rights room by the machines' door: the same rows, deeds and refusals as its pages."""

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from movements.models import ContactPerson, Incident, Review, RightsRequest
from movements.rights.retention_runs import run_everywhere
from tests.rights.canary import NAME

API = "/api/v1/"
EVERY_LIST = ("requests/", "incidents/", "inform/", "reviews/")


@pytest.fixture
def ask(client, cast):
    """ask(who, address, **body): the answer; a body posts it, `patch` changes with a version."""

    def make(who, address, patch=None, **body):
        client.force_login(getattr(cast, who))
        options = {"content_type": "application/json"}
        if patch is not None:
            options["headers"] = {"If-Match": patch}
            return client.patch(API + address, body, **options)
        if body:
            return client.post(
                API + address, {k: v for k, v in body.items() if k != "_"}, **options
            )
        return client.get(API + address)

    return make


@pytest.fixture
def taken(ask, today):
    """taken(kind, person): the address of a request that the officer took in by the API."""

    def make(kind, person):
        said = {"kind": kind, "came_on": today.isoformat(), "came_by": "email"}
        answer = ask("frid", "requests/", **said, person_number=person.number)
        assert answer.status_code == 201, answer.content
        assert answer.json()["code"].startswith("B-")
        return f"requests/{answer.json()['id']}/"

    return make


def test_access_is_gathered_for_the_officer_who_is_told_no_name(ask, taken, planted):
    at = taken("access", planted.person)
    answer = ask("frid", f"{at}gather/", _=1)
    assert answer.status_code == 200
    assert answer.json()["status"] == "sealed"
    assert answer.json()["figures"]["seconds"] < 60
    assert NAME not in answer.content.decode()
    assert ask("asta", at).status_code == 200
    assert ask("bo", at).status_code == 404


def test_erasure_is_tried_and_done(ask, taken, planted):
    at = taken("erasure", planted.person)
    goes = ask("frid", f"{at}erasure/").json()
    assert goes["rows"] > 0
    assert ContactPerson.objects.exists()
    wrong = ask("frid", f"{at}erase/", typed="P-1")
    assert (wrong.status_code, list(wrong.json()["error"]["fields"])) == (400, ["typed"])
    done = ask("frid", f"{at}erase/", typed=f"P-{planted.person.number}")
    assert done.json()["deed"] == "erased"
    assert done.json()["figures"] == goes
    assert not ContactPerson.objects.exists()


def test_restriction_is_kept_and_lifted(ask, taken, keep):
    person = keep()
    at = taken("restriction", person)
    assert ask("frid", f"{at}restrict/", _=1).json()["deed"] == "restricted"
    person.refresh_from_db()
    assert person.is_restricted
    assert ask("frid", f"{at}lift/", reason="Utrett.").json()["lifted_because"] == "Utrett."
    person.refresh_from_db()
    assert not person.is_restricted


def test_an_objection_is_dismissed_for_a_reason(ask, taken, keep):
    at = taken("objection", keep())
    assert ask("frid", f"{at}dismiss/", reason="").status_code == 400
    answer = ask("frid", f"{at}dismiss/", reason="Rollen är offentlig.").json()
    assert (answer["outcome"], answer["deed"]) == ("refused", "dismissed")


def test_rectification_goes_to_the_association_and_back(ask, taken, keep):
    at = taken("rectification", keep())
    assert ask("frid", f"{at}send/", _=1).json()["status"] == "with_association"
    assert ask("bo", f"{at}answer/", answer="Rättat.").status_code == 404
    assert ask("anna", f"{at}answer/", answer="Rättat.").json()["answer"] == "Rättat."
    assert ask("anna", f"{at}close/", outcome="done").status_code == 403
    assert ask("frid", f"{at}extend/", reason="Många.").json()["extension"] == "Många."
    assert ask("frid", f"{at}close/", outcome="done").json()["status"] == "handed_out"


@pytest.mark.parametrize("name", ["anna", "cia", "dag", "glenn", "hedda"])
def test_nobody_but_the_officer_does_them(ask, taken, keep, name):
    at = taken("erasure", keep())
    for deed, said in {
        "gather": {"_": 1},
        "erase": {"typed": "P-1"},
        "restrict": {"_": 1},
        "lift": {"reason": "x"},
        "dismiss": {"reason": "x"},
        "close": {"outcome": "done"},
    }.items():
        assert ask(name, f"{at}{deed}/", **said).status_code in (403, 404), deed
    assert ask(name, f"{at}erasure/").status_code in (403, 404)
    new = {"kind": "access", "came_on": "2026-11-01", "came_by": "email"}
    assert ask(name, "requests/", **new).status_code == 403
    assert ContactPerson.objects.exists()
    assert RightsRequest.objects.count() == 1


def test_an_incident_is_written_reported_and_corrected_from_a_version(ask):
    now = timezone.now().replace(microsecond=0)
    said = {"title": "Lista till fel", "happened": "disclosed", "what": "En lista."}
    made = ask("frid", "incidents/", **said, discovered_at=now.isoformat())
    assert made.status_code == 201, made.content
    one = made.json()
    at = f"incidents/{one['id']}/"
    assert ask("frid", at, patch="0" * 16, measures="Ringt.").status_code == 412
    changed = ask("frid", at, patch=one["version"], measures="Ringt.").json()
    assert changed["measures"] == "Ringt."
    assert [row["id"] for row in ask("frid", "incidents/?open=1").json()["results"]] == [one["id"]]
    reported = ask("frid", f"{at}report/", at=timezone.now().isoformat(), number="IMY-1")
    assert reported.json()["authority_number"] == "IMY-1"
    assert ask("frid", "incidents/?open=1").json()["results"] == []
    for name in ("anna", "cia", "glenn", "hedda"):
        assert ask(name, at).status_code == 404
        assert ask(name, f"{at}leave/", because="x").status_code in (403, 404)
    assert Incident.objects.get().not_reported_because == ""


def test_who_is_to_be_told_is_told_of_and_reminded(ask, keep, norr, soder, today):
    person = keep()
    (line,) = ask("frid", "inform/").json()["results"]
    assert line["number"] == person.number
    assert person.name not in str(line)
    assert ask("bo", "inform/").json()["results"] == []
    assert ask("frid", f"inform/?association={soder.pk}").json()["results"] == []
    assert len(ask("frid", f"inform/?association={norr.pk}").json()["results"]) == 1
    assert ask("frid", "inform/?overdue=1").json()["results"] == []
    at = f"inform/{person.pk}/"
    assert ask("frid", f"{at}remind/", _=1).status_code == 200
    told = {"on": today.isoformat(), "how": "email"}
    assert ask("frid", f"{at}informed/", **told).status_code == 404
    assert ask("anna", f"{at}informed/", **told).status_code == 204
    assert ask("anna", "inform/").json()["results"] == []


def test_who_is_looked_over_is_the_associations(ask, keep, district, today):
    person = keep()
    then = timezone.now() - relativedelta(months=13)
    told = {"informed_at": today, "informed_how": "email"}
    ContactPerson.objects.filter(pk=person.pk).update(created_at=then, **told)
    run_everywhere()
    (row,) = ask("anna", "reviews/?state=waiting").json()["results"]
    assert row["person"]["name"] == person.name
    at = f"reviews/{row['id']}/"
    for name in ("bo", "cia", "frid"):
        assert ask(name, "reviews/").json()["results"] == []
        assert ask(name, f"{at}keep/", reason="x").status_code == 404
    assert ask("anna", f"{at}keep/", reason="Val i mars.").json()["reason"] == "Val i mars."
    assert len(ask("anna", "reviews/?state=kept").json()["results"]) == 1
    assert ask("anna", f"{at}ask/", _=1).json()["asked_at"]
    assert len(ask("anna", "reviews/?state=asked").json()["results"]) == 1
    assert ask("anna", f"{at}consent/", on=today.isoformat()).status_code == 204
    assert not Review.objects.exists()
    assert ContactPerson.objects.get().basis == "consent"


def test_the_rules_are_told_and_tried_without_touching_anything(ask, keep):
    person = keep()
    ContactPerson.objects.filter(pk=person.pk).update(
        created_at=timezone.now() - relativedelta(days=61)
    )
    rules = {one["code"]: one for one in ask("frid", "retention/").json()}
    assert rules["regular_review"]["now"] is None
    tried = {one["code"]: one["now"] for one in ask("frid", "retention/?try=1").json()}
    assert tried["uninformed_erase"] == 1
    assert ContactPerson.objects.exists()
    assert ask("anna", "retention/").status_code == 403
    assert ask("frid", "retention/?try=2").status_code == 400


def test_who_has_read_is_for_the_officer_and_leaves_its_own_line(ask, keep, byalag, client):
    person = keep()
    ask("anna", f"contact-persons/{person.pk}/")
    who = f"readings/?who=P-{person.number}"
    (seen,) = ask("frid", who).json()
    assert "Anna" in [one["who"] for one in seen["readings"]]
    again = ask("frid", who).json()
    assert "Frid" in [one["who"] for one in again[0]["readings"]]
    for name in ("anna", "cia", "dag", "glenn", "hedda"):
        assert ask(name, who).status_code == 403
    assert ask("frid", "readings/").status_code == 400


@pytest.mark.parametrize("path", EVERY_LIST)
def test_an_unknown_filter_is_refused(ask, path):
    assert ask("frid", f"{path}?nonsens=1").status_code == 400
    assert ask("frid", path).status_code == 200
