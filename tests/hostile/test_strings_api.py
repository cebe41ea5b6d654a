"""Every naughty string through every text field of the machines' door: it comes back as it was
sent, or is refused in words. A new text field is tried by itself; a new body must be put here."""

from datetime import timedelta
from functools import cache
from typing import ClassVar

import pytest
from django.utils import timezone
from rest_framework import serializers
from rest_framework.test import APIClient

import api.urls  # every serializer is there
from api.shapes import Shape
from movements.access.identity import acting_as
from movements.access.readers import service
from movements.dialogue.actions import Promised, Said, log_meeting
from movements.directory.actions import keep_contact_person, register_organisation
from movements.directory.filters import OrganisationFilter
from movements.directory.saving import save_view
from movements.models import ContactPerson, Review
from tests.hostile.strings import packed

assert api.urls


def bodies() -> dict[str, type]:
    """Every serializer that reads what is sent to us."""
    found, todo = {}, [serializers.Serializer]
    while todo:
        for one in todo.pop().__subclasses__():
            todo.append(one)
            if one.__module__.startswith("api.") and not issubclass(
                one, (Shape, serializers.ModelSerializer)
            ):
                found[one.__name__] = one
    return found


def texts(body: type) -> list[str]:
    """The names of the fields that take a text of one's own."""
    fields = body().get_fields().items()
    return [name for name, field in fields if isinstance(field, serializers.CharField)]


class Place:
    """Where a body is sent: `send(texts)` answers, `read(answer, name)` gives a text back."""

    who = "asta"

    def __init__(self, clients, rows):
        self.clients, self.client, self.rows = clients, clients(self.who), rows

    def _ask(self, method: str, path: str, data: dict):
        path, more = f"/api/v1/{path}", {}
        if method == "patch":  # a change says which version it was made from
            more = {"headers": {"If-Match": self.client.get(path).json()["version"]}}
        return getattr(self.client, method)(path, data, format="json", **more)

    def read(self, answer, name: str):
        return answer.json()[name]

    def meant(self, text: str) -> str:
        """The text as it is kept: without the spaces around it."""
        return text.strip()


class Registering(Place):
    def send(self, texts):
        plain = {"name": "Utö byalag", "kind": "other", "association": str(self.rows["norr"].pk)}
        return self._ask("post", "organisations/", plain | texts)


class Correcting(Place):
    def send(self, texts):
        return self._ask("patch", f"organisations/{self.rows['organisation'].pk}/", texts)


class Logging(Place):
    def send(self, texts):
        plain = {
            "association": str(self.rows["norr"].pk),
            "organisations": [str(self.rows["organisation"].pk)],
        }
        return self._ask("post", "meetings/", plain | texts)

    def read(self, answer, name: str):
        content = answer.json()["content"] or {"notes": "", "points": []}
        if name == "notes":
            return content["notes"]
        kind = {"demands": "demand", "support": "support"}[name]
        return next((one["text"] for one in content["points"] if one["kind"] == kind), "")


class Promising(Logging):
    def send(self, texts):
        if "text" not in texts:
            return super().send({})
        due = str(timezone.localdate() + timedelta(days=1))
        given = {"owner": str(self.rows["asta"].pk), "due_on": due, **texts}
        return super().send({"promises": [given]})

    def read(self, answer, name: str):
        listed = self.client.get("/api/v1/promises/?page_size=500").json()["results"]
        there = (one for one in listed if one["meeting"] == answer.json()["id"])
        return next(there)["text"]


class Releasing(Place):
    def send(self, texts):
        given = {"reason": "Huset är sålt."} | texts
        pk = self.rows["promise"].pk
        self._ask("post", f"promises/{pk}/reopen/", {})
        return self._ask("post", f"promises/{pk}/release/", given)


class Keeping(Place):
    """A view; its query is not a text but a question, which tests/hostile/test_fuzz.py asks."""

    def send(self, texts):
        return self._ask("patch", f"views/{self.rows['view'].pk}/", texts)

    def meant(self, text: str) -> str:
        """The name is a tab's: one line, one space between words."""
        return " ".join(text.split())


class Requesting(Place):
    """The registers of the law: what is answered shows the whole request."""

    who, about, deed = "frid", {}, ""
    plain: ClassVar[dict] = {}

    def send(self, texts):
        came = {"kind": "access", "came_on": str(timezone.localdate()), "came_by": "email"}
        if not self.deed:
            return self._ask("post", "requests/", came | texts)
        came["person_number"] = self.rows["person"].number
        made = self._ask("post", "requests/", came | self.about).json()["id"]
        self._asked(made)
        return self._do(f"requests/{made}/{self.deed}/", self.plain | texts)

    def _asked(self, made: str) -> None:
        """What must have happened before the deed."""

    def _do(self, path: str, data: dict):
        return self._ask("post", path, data)


class Extending(Requesting):
    deed = "extend"

    def read(self, answer, name: str):
        return answer.json()["extension"]


class Answering(Requesting):
    about, deed = {"kind": "rectification"}, "answer"

    def _asked(self, made):
        self._ask("post", f"requests/{made}/send/", {})

    def _do(self, path, data):
        return self.clients("asta").post(f"/api/v1/{path}", data, format="json")


class Closing(Requesting):
    deed, plain = "close", {"outcome": "refused"}


class Noting(Place):
    """An incident."""

    who = "frid"

    def send(self, texts):
        found = {"discovered_at": timezone.now().isoformat(), "happened": "disclosed"}
        return self._ask("post", "incidents/", found | {"title": "En lista", "what": "x"} | texts)


class Reporting(Noting):
    deed, plain = "report", {"late_because": "Vi visste inte."}
    names: ClassVar = {"number": "authority_number", "because": "not_reported_because"}

    def send(self, texts):
        made = super().send({}).json()["id"]
        return self._ask("post", f"incidents/{made}/{self.deed}/", self._said() | texts)

    def _said(self) -> dict:
        return self.plain | {"at": timezone.now().isoformat()}

    def read(self, answer, name):
        return answer.json()[self.names.get(name, name)]


class NotReporting(Reporting):
    deed = "leave"

    def _said(self):
        return {}


class Retaining(Place):
    """Why somebody is kept a year longer."""

    def send(self, texts):
        return self._ask("post", f"reviews/{self.rows['review'].pk}/keep/", texts)


PLACES = {
    "OrganisationNew": Registering,
    "OrganisationFacts": Correcting,
    "MeetingNew": Logging,
    "PromiseNew": Promising,
    "Release": Releasing,
    "ViewWrite": Keeping,
    "HandOverWrite": None,  # holds no text
    "InvitationWrite": None,  # an address to log in with, which test_fuzz asks
    "RequestNew": Requesting,
    "ReasonWrite": Extending,
    "AnswerWrite": Answering,
    "CloseWrite": Closing,
    "IncidentWrite": Noting,
    "ReportWrite": Reporting,
    "BecauseWrite": NotReporting,
    "KeepWrite": Retaining,
    "EraseWrite": None,  # a number that is compared, and not kept
    "RemoveWrite": None,  # in the history of one erased; LeaveForm of the pages asks the same verb
    "ReadmitWrite": None,  # compared with hashes; tests/rights/test_readmitting.py
    "InformedWrite": None,  # holds no text
    "ConsentWrite": None,  # holds no text
    "AttachmentNew": None,  # a file; tests/dialogue/test_attachments.py
}


def test_every_body_is_tried_here():
    assert set(bodies()) == set(PLACES)


@pytest.fixture
def place(cast, norr, today):
    """`place("Release")` is where that body is sent, by Asta of Norr."""
    with acting_as(cast.reader("asta"), why="test") as asta:
        one = register_organisation(by=asta, association=norr, name="Jordbro kör", kind="culture")
        given = Promised("Vi lånar ut lokalen.", cast.asta, today + timedelta(days=9))
        met = log_meeting(
            by=asta, association=norr, organisations=[one], said=Said(promises=[given])
        )
        view = save_view(by=asta, question=OrganisationFilter, name="Mina", query="kind=union")
        rows = {
            "norr": norr,
            "asta": cast.asta,
            "organisation": one,
            "promise": met.content.promises.get(),
            "view": view,
            "person": someone(asta, norr, one, today),
        }
    with acting_as(service("retention", norr.district), why="test"):
        rows["review"] = Review.objects.create(
            district=norr.district, person=rows["person"], rule="regular_review"
        )

    @cache
    def client(who):
        made = APIClient(raise_request_exception=False)
        _row, secret = getattr(cast, who).auth_token_set.create()
        made.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
        return made

    return lambda name: PLACES[name](client, rows)


def someone(by, association, organisation, today) -> ContactPerson:
    """Somebody whom requests are about, and whom nobody has met for long."""
    made = keep_contact_person(
        by=by,
        association=association,
        organisation=organisation,
        name="Margareta Holm",
        basis="regular_contact",
        source="Avstämning 20 oktober",
        keep_until=today + timedelta(days=700),
        channels=[("email", "m@example.org")],
    )
    made.refresh_from_db()
    return made


def refused(answer) -> dict:
    """Which fields were refused, each with its words."""
    assert answer.status_code == 400, (answer.status_code, answer.content[:400])
    fields = answer.json()["error"]["fields"]
    assert fields, answer.content
    assert all(said and all(said) for said in fields.values())
    return {name.rpartition(".")[2]: said for name, said in fields.items()}


@pytest.mark.parametrize("name", [name for name, place in PLACES.items() if place])
def test_a_text_comes_back_as_it_was_sent_or_is_refused_in_words(name, place):
    there, kept = place(name), set()
    for text in packed(190):
        sent = dict.fromkeys(texts(bodies()[name]), text)
        answer = there.send(sent)
        while answer.status_code >= 400:
            wrong = refused(answer).keys()
            if not sent:  # what was refused cannot be left out either
                assert wrong <= set(texts(bodies()[name])), (text, answer.content)
                break
            assert wrong & sent.keys(), (text, answer.content)
            sent = {field: one for field, one in sent.items() if field not in wrong}
            answer = there.send(sent)
        for field in sent:
            assert there.read(answer, field) == there.meant(text), (field, text)
            kept.add(field)
    assert kept >= {"MeetingNew": {"notes", "demands", "support"}}.get(name, set())
    assert kept
