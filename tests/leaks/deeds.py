"""Every address that writes, with a payload that it accepts. A deed that is not here is uncovered,
and fails the build (test_writing.py); so is an id that a form or the API takes and that is not
marked as one here."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from movements.models import Association, Body, Municipality, Organisation, Post, User
from tests.leaks import endpoints


@dataclass(frozen=True)
class Id:
    """An id of a row of `model`: of one that the actor sees, or of one that they do not."""

    model: type
    other: bool = False  # of users: a colleague, not the actor


@dataclass(frozen=True)
class Called:
    """A row of `model` by its name, written out."""

    model: type
    field: str = "name"


def register_file():
    return SimpleUploadedFile("register.csv", "Namn;Ort\nNya kören;Handen\n".encode())


def minutes():
    return SimpleUploadedFile("protokoll.txt", b"Hej")


def yesterday():
    return (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


def yesterday_iso():
    return (timezone.now() - timedelta(days=1)).isoformat()


TOLD = {"name": "Nya kören", "kind": "culture", "reach": "local", "anyway": "1"}
PERSON = {
    "name": "Nya Nils",
    "title": "kassör",
    "phone": "08-700 00 00",
    "basis": "consent",
    "source": "möte",
    "keep_until": "2030-01-01",
    "sensitivity": "open",
}
READMITTED = {"name": "Nya Nils", "email": "nils@example.org", "reason": "De ångrade sig."}
REGISTER = {
    "name": "Registret",
    "url": "https://forening.example.org/APIAssociationRegister/GetAssociationsList/",
    "municipality": lambda: Municipality.objects.get(code="0136", valid_to=None).pk,
    "association": Id(Association),
}
MET = {
    "organisation": [Id(Organisation)],
    "mode": "visit",
    "when": "today",
    "demands": "Lägre hyror.",
    "promised": "on",
    "promise": "Vi ringer.",
    "promise_owner": Id(User),
    "promise_due": "2030-01-01",
    "named": [Id(User, other=True)],
    "readers": "association",
    "form_token": "5ec5f3b0-6a43-4b4a-9d7c-3f1d1c2b7a10",
    "anyway": "1",
}
# address → {method: what is sent}. What a button alone does is {}.
WRITES: dict[str, dict[str, dict]] = {
    "unit_switch": {"POST": {"unit": Id(Post), "next": "/idag/"}},
    "language": {"POST": {"language": "en", "next": "/idag/"}},
    "appearance": {"POST": {"theme": "dark", "language": "en"}},
    "organisation_create": {
        "POST": TOLD | {"parent": Called(Organisation), "association": Id(Association)}
    },
    "organisation_edit": {"POST": TOLD | {"parent": Called(Organisation), "seen": "99999999999"}},
    "organisation_confirm": {"POST": {}},
    "today_confirm": {"POST": {"next": "/idag/"}},
    "organisation_archive": {"POST": {}},
    "organisation_restore": {"POST": {}},
    "organisation_duplicate": {"POST": {"name": "gone"}},
    "organisation_dismiss": {"POST": {}},
    "organisation_dismissal_undo": {"POST": {}},
    "organisation_merge_undo": {"POST": {}},
    "organisation_tie": {
        "POST": {"step": "mapped", "lead": Id(User), "wishes": "Tyst.", "sensitivity": "open"}
    },
    "organisation_tie_end": {"POST": {}},
    "organisation_person_add": {"POST": PERSON | {"association": Id(Association)}},
    "organisation_person_edit": {"POST": PERSON},
    "organisation_person_archive": {"POST": {}},
    "organisation_person_restore": {"POST": {}},
    "organisation_view_create": {
        "POST": {"name": "Mina", "query": "kind=union", "share": Id(Association)}
    },
    "organisation_view_edit": {"POST": {"name": "Mina", "share": Id(Association)}},
    "organisation_view_keep": {"POST": {"query": "kind=union"}},
    "organisation_view_archive": {"POST": {}},
    "organisation_view_restore": {"POST": {}},
    "meeting_log": {"POST": MET},
    "meeting_undo": {"POST": {}},
    "meeting_redo": {"POST": {}},
    "meeting_attach": {"POST": {"file": minutes}},
    "attachment_detach": {"POST": {}},
    "attachment_restore": {"POST": {}},
    "bin_restore": {"POST": {}},
    "api_bin-restore": {"POST": {}},
    **{f"bin_restore:{word}": {"POST": {}} for word in endpoints.THROWN},
    **{f"api_bin-restore:{word}": {"POST": {}} for word in endpoints.THROWN},
    "undo": {"POST": {}},
    "promise_keep": {"POST": {}},
    "promise_release": {"POST": {"reason": "Det gick inte."}},
    "promise_reopen": {"POST": {}},
    "inform_detail": {"POST": {"how": "letter", "on": "2026-01-02"}},
    "inform_remind": {"POST": {}},
    "request_create": {
        "POST": {
            "kind": "access",
            "came_on": "2026-11-01",
            "came_by": "letter",
            "person_number": "",
            "concerns": "allt",
        }
    },
    "request_send": {"POST": {}},
    "request_remind": {"POST": {}},
    "request_answer": {"POST": {"answer": "Ett mejl är borttaget."}},
    "request_extend": {"POST": {"longer-reason": "Det är mycket."}},
    "request_close": {"POST": {"outcome": "refused", "reason": "Ingen grund."}},
    "request_gather": {"POST": {}},
    "request_passphrase": {"POST": {}},
    "request_hand_out": {"POST": {}},
    "request_erase": {"POST": {"typed": "P-1"}},
    "request_restrict": {"POST": {}},
    "request_lift": {"POST": {"weigh-reason": "Det är utrett."}},
    "request_dismiss": {"POST": {"weigh-reason": "Det väger tyngre."}},
    "api_request-list": {
        "POST": {"kind": "access", "came_on": "2026-11-01", "came_by": "letter", "concerns": "allt"}
    },
    "api_request-send": {"POST": {}},
    "api_request-remind": {"POST": {}},
    "api_request-answer": {"POST": {"answer": "Ett mejl är borttaget."}},
    "api_request-extend": {"POST": {"reason": "Det är mycket."}},
    "api_request-close": {"POST": {"outcome": "refused", "reason": "Ingen grund."}},
    "api_request-gather": {"POST": {}},
    "api_request-erase": {"POST": {"typed": "P-1"}},
    "api_request-restrict": {"POST": {}},
    "api_request-lift": {"POST": {"reason": "Det är utrett."}},
    "api_request-dismiss": {"POST": {"reason": "Det väger tyngre."}},
    "api_inform-informed": {"POST": {"how": "letter", "on": "2026-01-02"}},
    "api_inform-remind": {"POST": {}},
    "review_keep": {"POST": {"reason": "Vi möts i vår."}},
    "review_ask": {"POST": {}},
    "review_consent": {"POST": {"on": "2026-01-02"}},
    "review_remove": {"POST": {"why": "De bad om det."}},
    "api_review-keep": {"POST": {"reason": "Vi möts i vår."}},
    "api_review-ask": {"POST": {}},
    "api_review-consent": {"POST": {"on": "2026-01-02"}},
    "api_review-remove": {"POST": {"why": "De bad om det."}},
    "readmission": {"POST": READMITTED},
    "api_readmission-list": {"POST": READMITTED},
    "api_incident-list": {
        "POST": {
            "title": "Borttappad lista",
            "discovered_at": "2026-11-01T10:00:00Z",
            "happened": "lost",
            "what": "En lista låg kvar.",
            "associations": [Id(Association)],
        }
    },
    "api_incident-detail": {"PATCH": {"title": "Lista", "associations": [Id(Association)]}},
    "api_incident-report": {"POST": {"at": yesterday_iso, "late_because": "Sent."}},
    "api_incident-leave": {"POST": {"because": "Ingen risk."}},
    "incident_create": {
        "POST": {
            "title": "Borttappad lista",
            "discovered_at": "2026-11-01T10:00",
            "happened": "lost",
            "what": "En lista låg kvar.",
            "associations": [Id(Association)],
        }
    },
    "incident_edit": {
        "POST": {
            "title": "Borttappad lista",
            "discovered_at": "2026-11-01T10:00",
            "happened": "lost",
            "what": "En lista låg kvar.",
            "associations": [Id(Association)],
        }
    },
    "incident_report": {"POST": {"at": yesterday, "number": "DI-1", "late": "Sent."}},
    "incident_leave": {"POST": {"because": "Ingen risk."}},
    "privacy_edit": {"POST": {"controller": "Distriktet", "officer_name": "Frid"}},
    "privacy_confirm": {"POST": {}},
    "retention": {"POST": {"names": "24"}},
    "organisation_person_erase": {"POST": {"why": "De bad om det."}},
    "people_invite": {
        "POST": {
            "email": "ny@example.org",
            "role": "steward",
            "place": Id(Association),
            "language": "sv",
        }
    },
    "invitation_again": {"POST": {}},
    "invitation_revoke": {"POST": {}},
    "people_hand_over": {"POST": {"taker": Id(User)}},
    "people_end_post": {"POST": {}},
    "people_offboard": {"POST": {}},
    "people_reactivate": {"POST": {}},
    "people_begin_anew": {"POST": {}},
    "api_post-begin-anew": {"POST": {}},
    "organisation_person_extract": {"POST": {}},
    "extract_fetch": {"POST": {}},
    "api_invitation-list": {
        "POST": {
            "email": "ny@example.org",
            "role": "steward",
            "association": Id(Association),
            "body": Id(Body),
        }
    },
    "api_invitation-detail": {"DELETE": {}},
    "api_invitation-again": {"POST": {}},
    "api_post-end": {"POST": {}},
    "api_post-offboard": {"POST": {}},
    "api_post-hand-over": {"POST": {"taker": Id(User)}},
    "api_session-detail": {"DELETE": {}},
    "settings_addresses": {"POST": {"geocoder": "", "geocoder_url": ""}},
    "base_map": {"POST": {"base_map": "", "base_map_url": "", "attribution": ""}},
    "register_create": {"POST": REGISTER},
    "register_edit": {"POST": REGISTER},
    "register_fetch": {"POST": {}},
    "import_upload": {
        "POST": {"file": register_file, "municipality": "0136", "association": Id(Association)}
    },
    "import_columns": {"POST": {"column_0": "name", "header_row": "1"}},
    "import_values": {"POST": {}},
    "import_decide": {"POST": {"verdict": "skip:2"}},
    "import_start": {"POST": {}},
    "import_discard": {"POST": {}},
    "import_undo": {"POST": {}},
    "api_organisation-list": {
        "POST": {
            "name": "Nya kören",
            "association": Id(Association),
            "parent": Id(Organisation),
        }
    },
    "api_organisation-detail": {
        "PATCH": {"town": "Handen", "email": "", "parent": Id(Organisation)}
    },
    "api_organisation-archive": {"POST": {}},
    "api_organisation-restore": {"POST": {}},
    "api_meeting-list": {
        "POST": {
            "association": Id(Association),
            "organisations": [Id(Organisation)],
            "demands": "Lägre hyror.",
            "promises": [{"text": "Vi ringer.", "owner": Id(User), "due_on": "2030-01-01"}],
        }
    },
    "api_meeting-undo": {"POST": {}},
    "api_meeting-redo": {"POST": {}},
    "api_meeting-files": {"POST": {"file": minutes}},
    "api_attachment-detail": {"DELETE": {}},
    "api_attachment-restore": {"POST": {}},
    "api_promise-keep": {"POST": {}},
    "api_promise-release": {"POST": {"reason": "Det gick inte."}},
    "api_promise-reopen": {"POST": {}},
    "api_view-list": {
        "POST": {"name": "Mina", "query": "kind=union", "association": Id(Association)}
    },
    "api_view-detail": {"PATCH": {"name": "Mina", "association": Id(Association)}, "DELETE": {}},
    "api_token-list": {"POST": {}},
    "api_token-detail": {"DELETE": {}},
}
# Deeds that by their meaning also move rows that their doer does not see, and why that is right.
REACHES_FURTHER = {
    "organisation_duplicate": "all that hangs on the one moves to the other, whoever may see it",
    "organisation_merge_undo": "and back",
    "api_inform-remind": "the same",
    **dict.fromkeys(
        ("request_gather", "request_restrict", "api_request-gather", "api_request-restrict"),
        "the officer does what somebody asks for, who is a number to them",
    ),
    **dict.fromkeys(
        ("organisation_person_erase", "review_remove", "api_review-remove"),
        "whoever is erased takes the sealed extracts along",
    ),
    "inform_remind": "the officer reminds of somebody who is a number to them",
    "extract_fetch": "the read log says of whom the extract was that the officer sent",
    "organisation_archive": "a part of it that is hidden stays a part of what is archived",
}
# What an account does with itself names no row; the tests of the accounts try those addresses.
OF_ONESELF = ("own_", "invitation", "account_", "mfa_", "socialaccount_", "usersessions_")


def writes() -> list[tuple[str, str]]:
    return [(name, method) for name, methods in WRITES.items() for method in methods]


def marked(payload, path=()):
    """(path, mark) of every id and name in a payload."""
    if isinstance(payload, Id | Called):
        yield path, payload
    elif isinstance(payload, dict | list):
        parts = payload.items() if isinstance(payload, dict) else enumerate(payload)
        for key, value in parts:
            yield from marked(value, (*path, key))


def filled(payload, choose, path=()):
    """The payload with each mark as `choose(path, mark)` says; None leaves the field out."""
    if isinstance(payload, Id | Called):
        return choose(path, payload)
    if isinstance(payload, dict):
        found = {key: filled(value, choose, (*path, key)) for key, value in payload.items()}
        return {key: value for key, value in found.items() if value is not None}
    if isinstance(payload, list):
        return [filled(value, choose, (*path, n)) for n, value in enumerate(payload)]
    return payload


def made(payload):
    """The payload with its files anew: one that was sent has been read to its end."""
    if isinstance(payload, dict):
        return {key: made(value) for key, value in payload.items()}
    return payload() if callable(payload) else payload


def address(name: str, *ids) -> str:
    """The address with these ids; one that names no row has none."""
    given = endpoints.ids_in(name)
    if not given or given[0] in ("z", "key", "code", "name", "secret", "token"):
        return endpoints.paths_of(name)[0]
    return endpoints.address_of(name, *ids, *(uuid4() for _more in given[len(ids) :]))
