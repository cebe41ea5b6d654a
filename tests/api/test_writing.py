"""Writes at the machines' door: the same verbs as the pages, with the same refusals."""

import json
from uuid import UUID

import pghistory.models
import pytest
from django.utils import timezone

from movements.models import Meeting, Organisation, Promise, Relation

API = "/api/v1"
NOBODY = "00000000-0000-7000-8000-000000000000"


def post(client, path: str, body: dict | None = None, **headers):
    sent = json.dumps(body or {})  # escapes what UTF-8 cannot say, so that it can be tried too
    return client.post(f"{API}/{path}", sent, content_type="application/json", headers=headers)


@pytest.fixture
def alby(crowd):
    return crowd.organisations["Hyresgästföreningen Alby"]


def a_new_one(by, **more) -> dict:
    return {
        "association": str(by.pk),
        "name": "Odlarna i Handen",
        "kind": "nature",
        "policy_areas": ["planning_green"],
        "organisation_number": "802000-1239",
        "municipality": "0136",
        "areas": ["0136", "0192"],
    } | more


# ---- organisations


def test_anna_registers_an_organisation_and_it_is_tied_to_her_association(crowd, api, norr):
    answer = post(api("anna"), "organisations/", a_new_one(norr))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["name"] == "Odlarna i Handen"
    assert made["municipality"] == {"code": "0136", "name": "Haninge"}
    assert made["areas"] == ["0136", "0192"]
    assert made["registered_by"] == {"id": str(norr.pk), "name": "Norr"}
    assert Relation.objects.filter(organisation=made["id"], association=norr).exists()


def test_the_trace_says_who_and_which_deed(crowd, api, cast, norr):
    made = post(api("anna"), "organisations/", a_new_one(norr)).json()
    event = (
        pghistory.models.Events.objects.tracks(Organisation.objects.get(pk=made["id"]))
        .order_by("-pgh_created_at")
        .first()
    )
    assert event.pgh_context == {"user": str(cast.anna.pk), "why": "register_organisation"}


@pytest.mark.parametrize("who", ["cia", "dag", "frid", "glenn", "bo"])
def test_registering_is_refused_to_the_wrong_post(crowd, api, norr, who):
    before = Organisation.objects.count()
    answer = post(api(who), "organisations/", a_new_one(norr))
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"
    assert answer.json()["error"]["message"]
    assert Organisation.objects.count() == before


def test_an_association_that_one_may_not_see_is_as_one_that_is_not_there(crowd, api, norr):
    hidden = post(api("hedda"), "organisations/", a_new_one(norr))
    missing = post(api("hedda"), "organisations/", a_new_one(norr, association=NOBODY))
    assert hidden.status_code == missing.status_code == 400
    assert hidden.json() == missing.json()
    assert list(hidden.json()["error"]["fields"]) == ["association"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "klubb"}, "kind"),
        ({"policy_areas": ["housing", "allt"]}, "policy_areas.1"),
        ({"municipality": "9999"}, "municipality"),
        ({"municipality": "Haninge"}, "municipality"),
        ({"areas": ["0136", "9999"]}, "areas"),
        ({"organisation_number": "802000-1230"}, "organisation_number"),
        ({"organisation_number": "850101-1239"}, "organisation_number"),
        ({"email": "anna.andersson@example.org"}, "email"),
        ({"phone": "070-174 06 05"}, "phone"),
        ({"homepage": "javascript:alert(1)"}, "homepage"),
        ({"association": "norr"}, "association"),
        ({"name": "x" * 201}, "name"),
        ({"name": "noll\0byte"}, "name"),
        ({"name": "halv\ud800"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(crowd, api, norr, wrong, field):
    answer = post(api("anna"), "organisations/", a_new_one(norr, **wrong))
    assert answer.status_code == 400, answer.content
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert list(error["fields"]) == [field]
    assert all(isinstance(said, str) and said for said in error["fields"][field])
    assert not Organisation.objects.filter(policy_areas=["planning_green"]).exists()


def change(client, path: str, **facts):
    """A change made from what stands now."""
    version = client.get(path).json()["version"]
    return client.patch(path, facts, format="json", HTTP_IF_MATCH=f'"{version}"')


def test_any_steward_of_the_district_corrects_facts(crowd, api, alby):
    path = f"{API}/organisations/{alby.pk}/"
    answer = change(api("anna"), path, description="Nytt")
    assert answer.status_code == 200
    assert answer.json()["description"] == "Nytt"
    assert answer.json()["name"] == alby.name
    assert answer.json()["areas"] == ["0127"]


@pytest.mark.parametrize(("who", "status"), [("cia", 403), ("dag", 403), ("hedda", 404)])
def test_correcting_is_refused_to_the_wrong_post(crowd, api, alby, who, status):
    path = f"{API}/organisations/{alby.pk}/"
    assert api(who).patch(path, {"name": "Mitt"}, format="json").status_code == status
    alby.refresh_from_db()
    assert alby.name == "Hyresgästföreningen Alby"


def test_protecting_the_address_takes_the_point_away(crowd, api, alby):
    path = f"{API}/organisations/{alby.pk}/"
    assert api("bo").get(path).json()["point"]
    answer = change(api("bo"), path, address_protected=True).json()
    assert (answer["point"], answer["address"]) == (None, "")


def test_an_archived_organisation_leaves_the_list_and_comes_back(crowd, api, alby):
    client = api("bo")

    def listed():
        answer = client.get(f"{API}/organisations/?q=Alby").json()
        return [row["name"] for row in answer["results"]]

    assert post(client, f"organisations/{alby.pk}/archive/").json()["archived_at"]
    assert listed() == []
    assert post(client, f"organisations/{alby.pk}/restore/").json()["archived_at"] is None
    assert listed() == [alby.name]


@pytest.mark.parametrize("deed", ["archive", "restore"])
def test_archiving_is_refused_to_the_wrong_post(crowd, api, alby, deed):
    assert post(api("dag"), f"organisations/{alby.pk}/{deed}/").status_code == 403
    assert post(api("hedda"), f"organisations/{alby.pk}/{deed}/").status_code == 404


# ---- meetings


def a_meeting(by, *organisations, **more) -> dict:
    return {
        "association": str(by.pk),
        "organisations": [str(one.pk) for one in organisations],
        "demands": "Sänk hyran",
    } | more


def test_bo_logs_a_meeting_with_what_was_said(crowd, api, cast, soder, alby, today):
    promise = {"text": "Ta upp det", "owner": str(cast.bo.pk), "due_on": "2099-01-01"}
    answer = post(api("bo"), "meetings/", a_meeting(soder, alby, promises=[promise]))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["day"] == str(today)
    assert [one["name"] for one in made["organisations"]] == [alby.name]
    assert made["content"]["points"][0]["text"] == "Sänk hyran"
    given = Promise.objects.get(content__meeting=made["id"])
    assert (given.text, given.owner) == ("Ta upp det", cast.bo)


def test_logging_moves_what_is_quiet_at_once(crowd, api, soder):
    quiet = crowd.organisations["Nätverket mot vräkningar"]

    def names(who):
        answer = api(who).get(f"{API}/organisations/?quiet_for=6").json()
        return {row["name"] for row in answer["results"]}

    assert quiet.name in names("cia")
    post(api("bo"), "meetings/", a_meeting(soder, quiet))
    assert quiet.name not in names("cia")
    assert quiet.name not in names("anna")


@pytest.mark.parametrize(
    "key", ["6e9c2f1e-1d3f-4a55-9a53-6f7c3c3b7f10", "min egen nyckel", "å" * 40]
)
def test_a_retry_with_the_same_key_saves_once(crowd, api, soder, alby, key):
    client, before = api("bo"), Meeting.objects.count()
    header = {"Idempotency-Key": key if key.isascii() else key.encode().decode("latin-1")}
    first = post(client, "meetings/", a_meeting(soder, alby), **header)
    again = post(client, "meetings/", a_meeting(soder, alby), **header)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Meeting.objects.count() == before + 1


def test_a_key_is_of_the_one_who_chose_it(crowd, api, cast, norr, soder, alby):
    key = {"Idempotency-Key": "samma"}
    one = post(api("bo"), "meetings/", a_meeting(soder, alby), **key).json()
    other = post(api("anna"), "meetings/", a_meeting(norr, alby), **key).json()
    assert one["id"] != other["id"]


@pytest.mark.parametrize("who", ["anna", "cia", "dag", "frid"])
def test_logging_for_anothers_association_is_refused(crowd, api, soder, alby, who):
    before = Meeting.objects.count()
    answer = post(api(who), "meetings/", a_meeting(soder, alby))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    assert Meeting.objects.count() == before


@pytest.mark.parametrize("name", ["Dold förening i Söder", "Nedlagd förening"])
def test_one_meets_nobody_that_one_may_not_see(crowd, api, norr, name):
    before = Meeting.objects.count()
    answer = post(api("anna"), "meetings/", a_meeting(norr, crowd.organisations[name]))
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["organisations"]
    assert Meeting.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"organisations": []}, "organisations"),
        ({"organisations": ["alby"]}, "organisations.0"),
        ({"day": "2099-01-01"}, "day"),
        ({"day": "igår"}, "day"),
        ({"mode": "duva"}, "mode"),
        ({"support_kinds": ["money", "kärlek"]}, "support_kinds.1"),
        ({"readers": "alla"}, "readers"),
        ({"promises": [{"text": "Ja"}]}, None),
        (
            {"promises": [{"text": "Ja", "owner": NOBODY, "due_on": "2099-01-01"}]},
            "promises.0.owner",
        ),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_field_by_field(crowd, api, soder, alby, wrong, field):
    before = Meeting.objects.count()
    answer = post(api("bo"), "meetings/", a_meeting(soder, alby, **wrong))
    assert answer.status_code == 400, answer.content
    fields = answer.json()["error"]["fields"]
    expected = {field} if field else {"promises.0.owner", "promises.0.due_on"}
    assert set(fields) == expected
    assert Meeting.objects.count() == before


def test_a_meeting_undone_is_gone_and_comes_back(crowd, api):
    meeting = crowd.meetings[2]
    client = api("bo")

    def listed():
        return {row["id"] for row in client.get(f"{API}/meetings/").json()["results"]}

    assert post(client, f"meetings/{meeting.pk}/undo/").status_code == 200
    assert str(meeting.pk) not in listed()
    assert post(client, f"meetings/{meeting.pk}/redo/").status_code == 200
    assert str(meeting.pk) in listed()


def test_undoing_is_for_the_association_that_met(crowd, api):
    openly = crowd.meetings[4]  # Söder's, and its fact is everybody's to know
    assert post(api("anna"), f"meetings/{openly.pk}/undo/").status_code == 403
    hidden = crowd.meetings[2]
    assert post(api("anna"), f"meetings/{hidden.pk}/undo/").status_code == 404
    openly.refresh_from_db()
    assert openly.archived_at is None


# ---- promises


@pytest.fixture
def promise(crowd):
    """Norr's, and everybody's to read."""
    return Promise.objects.get(content__meeting=crowd.meetings[0])


def test_a_promise_is_kept_released_and_opened_again(crowd, api, promise, today):
    client = api("asta")
    kept = post(client, f"promises/{promise.pk}/keep/").json()
    assert (kept["status"], kept["closed_on"]) == ("kept", str(today))
    opened = post(client, f"promises/{promise.pk}/reopen/").json()
    assert (opened["status"], opened["closed_on"]) == ("open", None)
    reason = {"reason": "Nämnden sa nej"}
    released = post(client, f"promises/{promise.pk}/release/", reason).json()
    assert (released["status"], released["reason"]) == ("released", "Nämnden sa nej")


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_releasing_needs_a_reason(crowd, api, promise, reason):
    body = {} if reason is None else {"reason": reason}
    answer = post(api("anna"), f"promises/{promise.pk}/release/", body)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["reason"]
    promise.refresh_from_db()
    assert promise.status == "open"


@pytest.mark.parametrize("deed", ["keep", "release", "reopen"])
@pytest.mark.parametrize(
    ("who", "status"), [("bo", 403), ("cia", 403), ("dag", 403), ("frid", 404), ("hedda", 404)]
)
def test_a_promise_is_closed_by_those_who_gave_it(crowd, api, promise, who, status, deed):
    answer = post(api(who), f"promises/{promise.pk}/{deed}/", {"reason": "x"})
    assert answer.status_code == status
    promise.refresh_from_db()
    assert promise.status == "open"


def test_half_a_deed_is_no_deed(crowd, api, soder, alby, monkeypatch):
    """What fails after the first row was written leaves nothing behind."""
    from movements.dialogue import actions

    def fall(*args, **kwargs):
        raise actions.ValidationError({"day": ["Inte i dag."]})

    monkeypatch.setattr(actions, "count_contacts", fall)
    before = Meeting.objects.count()
    assert post(api("bo"), "meetings/", a_meeting(soder, alby)).status_code == 400
    assert Meeting.objects.count() == before


def test_rows_made_by_a_machine_have_keys_that_tell_the_time(crowd, api, norr):
    made = post(api("anna"), "organisations/", a_new_one(norr)).json()
    assert UUID(made["id"]).version == 7
    assert made["created_at"][:4] == str(timezone.now().year)
