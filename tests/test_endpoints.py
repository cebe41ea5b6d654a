"""Every address there is, and that whoever has no way in comes in nowhere. What comes out of them,
row by row and actor by actor, is asked by the leak matrix (tests/leaks), which goes by these lists.

An address that is not on the list below fails the build: put it there, and say what it names.
"""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook

from movements.models import (
    Attachment,
    ContactPerson,
    Import,
    Incident,
    Invitation,
    LegalBasis,
    Meeting,
    Merge,
    Organisation,
    PendingUpload,
    Post,
    Promise,
    RegisterSource,
    Relation,
    Review,
    RightsRequest,
    SavedView,
    SealedExtract,
)
from tests import crowd as crowded

# For everybody, logged in or not. Nothing of the district is there.
PUBLIC = {
    *("home", "healthz", "readyz", "api_schema", "api_docs"),
    *("account_login", "account_logout", "account_inactive", "account_signup"),
    *("account_reauthenticate", "account_email", "account_email_verification_sent"),
    *("account_change_password", "account_set_password", "account_reset_password"),
    *("account_confirm_login_code", "account_confirm_email", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    "invitation",  # nothing without the secret of its letter (tests/access/test_answering.py)
    *("account_without_phone", "mfa_authenticate", "mfa_login_webauthn"),
}
# For whoever has an account. What is of the second factor is of one's own alone.
LOGGED_IN = {
    *("api_municipality-list", "api_municipality-detail", "language"),
    *("mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"),
    *("mfa_reauthenticate_webauthn", "mfa_remove_webauthn"),
    # One's own account, and nothing else (tests/access/test_account.py).
    *("own_account", "own_session_end", "own_sessions_end", "own_token_make", "own_token_end"),
}
# For whoever holds a post; the address names no row.
WITH_A_POST = {
    *("today", "unit_switch", "appearance", "parts", "help", "search", "search_options"),
    *("organisation_list", "organisation_archive_list", "organisation_create"),
    *("organisation_csv", "organisation_xlsx", "organisation_geojson"),
    *("meeting_list", "meeting_log", "meeting_organisations"),
    *("settings_addresses", "base_map"),
    *("register_list", "register_create", "organisation_parents"),
    *("retention", "extract_list"),
    *("map", "map_ground", "map_tile", "import_upload"),
    *("api_organisation-list", "api_contactperson-list", "api_relation-list"),
    *("api_meeting-list", "api_promise-list", "api_organisation_tile"),
    *("api_token-list", "api_token-detail", "api_search", "api_view-list"),
    *("organisation_view_counts", "organisation_view_create"),
    *("organisation_duplicates", "organisation_here_already"),
    *("privacy", "privacy_edit", "privacy_confirm", "inform_list", "processing", "review_list"),
    *("readmission", "api_readmission-list", "dpia"),
    *("undo", "bin", "api_bin"),
    *("request_list", "request_create", "incident_list", "incident_create"),
    *("people_list", "people_invite", "api_invitation-list", "api_post-list"),
    *("api_session-list", "api_session-detail"),
    *("api_request-list", "api_incident-list", "api_inform-list", "api_review-list"),
    *("api_retention", "api_readings", "reading_list", "api_reading-list"),
}
# For whoever holds a post and may see the row that the address names.
OF_A_ROW = {
    Organisation: {
        *("organisation_detail", "organisation_edit", "organisation_confirm", "who_sees"),
        *("organisation_archive", "organisation_restore", "organisation_merge_with"),
        *("organisation_duplicate", "organisation_dismiss", "organisation_dismissal_undo"),
        *("organisation_tie", "organisation_tie_end", "organisation_person_add", "today_confirm"),
        *("organisation_person_edit", "organisation_person_archive", "organisation_person_restore"),
        *("organisation_person_erase", "organisation_person_extract"),
        *("api_organisation-detail", "api_organisation-archive", "api_organisation-restore"),
        "api_organisation-history",
    },
    Meeting: {
        *("meeting_detail", "meeting_saved", "meeting_undo", "meeting_redo"),
        *("api_meeting-detail", "api_meeting-undo", "api_meeting-redo"),
        *("meeting_history", "api_meeting-history", "bin_restore", "api_bin-restore"),
        *("meeting_attach", "api_meeting-files"),
    },
    Attachment: {
        *("attachment_file", "attachment_detach", "attachment_restore", "api_attachment-detail"),
        *("api_attachment-restore", "api_attachment-file"),
    },
    Promise: {
        *("promise_keep", "promise_release", "promise_reopen", "api_promise-detail"),
        *("api_promise-keep", "api_promise-release", "api_promise-reopen"),
        *("promise_history", "api_promise-history"),
    },
    Merge: {"organisation_merge_undo"},
    ContactPerson: {"api_contactperson-detail", "api_contactperson-history", "person_history"},
    Relation: {"api_relation-detail", "api_relation-history", "relation_history"},
    Post: {
        *("people_post", "people_hand_over", "people_end_post", "people_offboard"),
        *("people_reactivate", "api_post-end", "api_post-offboard", "api_post-hand-over"),
        *("people_begin_anew", "api_post-begin-anew"),
    },
    Invitation: {
        *("invitation_again", "invitation_revoke"),
        *("api_invitation-detail", "api_invitation-again"),
    },
    SavedView: {
        *("organisation_view_edit", "organisation_view_keep", "organisation_view_archive"),
        *("organisation_view_restore", "api_view-detail"),
    },
    LegalBasis: {
        *("inform_detail", "inform_remind"),
        *("api_inform-detail", "api_inform-informed", "api_inform-remind"),
    },
    RightsRequest: {
        *("request_detail", "request_send", "request_remind", "request_answer"),
        *("request_extend", "request_close", "request_gather", "request_passphrase"),
        *("request_hand_out", "request_erase", "request_restrict", "request_lift"),
        "request_dismiss",
        *("api_request-detail", "api_request-send", "api_request-remind", "api_request-answer"),
        *("api_request-extend", "api_request-close", "api_request-gather", "api_request-erase"),
        *("api_request-erasure", "api_request-restrict", "api_request-lift"),
        "api_request-dismiss",
    },
    Review: {
        *("review_detail", "review_keep", "review_ask", "review_consent", "review_remove"),
        *("api_review-detail", "api_review-keep", "api_review-ask", "api_review-consent"),
        "api_review-remove",
    },
    Incident: {
        *("incident_detail", "incident_edit", "incident_report", "incident_leave"),
        *("api_incident-detail", "api_incident-report", "api_incident-leave"),
    },
    RegisterSource: {"register_detail", "register_edit", "register_fetch"},
    SealedExtract: {"extract_fetch"},
    PendingUpload: {
        *("import_review", "import_columns", "import_values", "import_progress", "import_errors"),
        *("import_decide", "import_start", "import_discard"),
    },
    Import: {"import_done", "import_undo"},
}
NAMES_A_ROW = set().union(*OF_A_ROW.values())
# What else an address needs.
ARGUMENTS = {
    "map_tile": [7, 70, 37],
    "api_organisation_tile": [7, 70, 37],
    "api_token-detail": ["00000000"],
    "api_session-detail": ["000000000000"],
    "own_session_end": ["000000000000"],
    "own_token_end": ["00000000"],
    "api_municipality-detail": ["0136"],
    "mfa_remove_webauthn": [1],
    "undo": ["x"],
}
# What stands before the row's key.
OF_WHAT = {
    "who_sees": ["organisation"],
    "bin_restore": ["meeting"],
    "api_bin-restore": ["meeting"],
}
# Questions that would draw out what is hidden.
PROBES = {
    "organisation_parents": ["parent=Dold", "parent="],
    "meeting_organisations": ["q=Dold", "q="],
    "organisation_here_already": ["name=Dold+jour", "name=Doldjour&municipality=1"],
    "meeting_log": ["", "organisation={hidden}"],
    "organisation_list": ["", "q=Dold", "order=last"],
    "organisation_csv": ["", "q=Dold"],
    "organisation_xlsx": ["", "q=Dold"],
    "organisation_geojson": ["", "q=Dold"],
    "map": ["", "q=Dold", "municipality=0136"],
    "privacy": ["", "who=dolda+disa", "who=norrs+nina", "who=P-1001"],
    "api_readings": ["who=dolda+disa", "who=norrs+nina", "who=P-1001"],
    "reading_list": ["", "who=dolda+disa", "who=norrs+nina", "who=P-1001"],
    "api_reading-list": ["", "who=dolda+disa", "who=norrs+nina", "who=P-1001"],
    "search": ["", "q=Dold", "q=Dolf", "q=Krav", "q=Anteckning", "q=Noor", "q=Hyresgäst"],
    "api_search": ["q=Dold", "q=Dolf", "q=Krav", "q=Anteckning", "q=Noor", "q=Hyresgäst"],
    "search_options": ["", "q=Dold", "q=Dolf", "q=Krav", "q=Noor", "opened={hidden}"],
    "api_organisation-list": ["", "q=Dold"],
    "api_meeting-list": ["", "organisation={hidden}"],
    "api_contactperson-list": ["", "organisation={hidden}"],
    "api_relation-list": ["", "organisation={hidden}"],
    "api_promise-list": ["", "organisation={hidden}"],
}


def addresses(resolver=None, prefix: str = ""):
    """(path, name) of every address there is."""
    for one in (resolver or get_resolver()).url_patterns:
        path = f"{prefix}{one.pattern}"
        if hasattr(one, "url_patterns"):
            yield from addresses(one, path)
        else:
            yield path, one.name


def test_every_address_is_on_the_list():
    listed = PUBLIC | LOGGED_IN | WITH_A_POST | NAMES_A_ROW
    there = {name for _path, name in addresses()}
    assert there - listed == set(), "put the new address on the list above"
    assert listed - there == set()
    groups = (PUBLIC, LOGGED_IN, WITH_A_POST, NAMES_A_ROW)
    assert sum(map(len, groups)) == len(listed)


def test_every_address_that_names_a_row_is_listed_as_one():
    naming = {name for path, name in addresses() if "<uuid:" in path}
    assert naming == NAMES_A_ROW


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.fixture
def browser(cast):
    clients = {}

    def of(who: str | None) -> Client:
        if who not in clients:
            clients[who] = Client()
            if who:
                clients[who].force_login(getattr(cast, who))
        return clients[who]

    return of


def address(name: str, pk=None) -> str:
    given = ARGUMENTS.get(name, [*OF_WHAT.get(name, []), pk] if pk else [])
    try:
        return reverse(name, args=given)
    except NoReverseMatch:  # a person of an organisation
        return reverse(name, args=[pk, uuid4()])


def ask(client: Client, method: str, path: str):
    if path.startswith("/api/"):
        return client.generic(method, path, "{}", content_type="application/json")
    return client.generic(method, path)


def said(answer) -> str:
    """The text of an answer; JSON with å ä ö as they are, not as \\u00e5; a workbook's cells."""
    if answer.content.startswith(b"PK"):
        sheet = load_workbook(BytesIO(answer.content), read_only=True).active
        return str(list(sheet.iter_rows(values_only=True)))
    if "json" in answer.get("Content-Type", "") and answer.content:
        return json.dumps(answer.json(), ensure_ascii=False)
    return answer.content.decode("utf-8", "replace")


METHODS = ("GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS")


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_comes_in_nowhere(crowd, browser, method):
    for name in sorted(WITH_A_POST | NAMES_A_ROW | LOGGED_IN):
        path = address(name, uuid4() if name in NAMES_A_ROW else None)
        answer = ask(browser(None), method, path)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/konto/login/"), path
        else:
            assert answer.status_code in (401, 403, 405), (path, answer.status_code)


@pytest.mark.parametrize("who", ["eva", "ivar"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_without_a_post_every_door_is_closed(crowd, browser, who, method):
    for name in sorted(WITH_A_POST | NAMES_A_ROW):
        path = address(name, uuid4() if name in NAMES_A_ROW else None)
        answer = ask(browser(who), method, path)
        assert answer.status_code in (403, 405), (path, answer.status_code)
