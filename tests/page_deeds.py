"""Every page that writes, with a deed that it accepts: what is sent twice, and what is undone.

An address that takes a form and is not here fails the build (tests/test_sent_twice.py): say who
does it, and what they send over what the form holds when it is opened.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from movements.access.actions import issue_token
from movements.dialogue.actions import undo_meeting
from movements.dialogue.attaching import attach_file, detach_file
from movements.dialogue.merging import merge_organisations
from movements.directory.duplicates import dismiss_duplicate
from movements.exchange.actions import decide
from movements.models import (
    ContactPerson,
    Incident,
    Meeting,
    Organisation,
    PendingUpload,
    Promise,
    RightsRequest,
    SavedView,
    Session,
    User,
)
from movements.rights.deeds import restrict_for
from movements.rights.erasure import erase_person
from tests.conftest import municipality

REGISTER = "https://r.example/APIAssociationRegister/GetAssociationsList/"


@dataclass(frozen=True)
class Deed:
    """`s` is the scenery (tests/browser/scenery.py). `keys` are its keys that the address needs."""

    who: str
    keys: tuple[str, ...] = ()
    sent: dict | Callable = field(default_factory=dict)
    before: Callable | None = None  # what must have happened
    opens: bool = False  # the form is opened at the same address, and sent with what it holds


def button(who, *keys, before=None, **sent) -> Deed:
    return Deed(who, keys, sent, before)


def form(who, *keys, before=None, **sent) -> Deed:
    return Deed(who, keys, sent, before, opens=True)


def of(model, **there):
    """Beforehand: the row of the scenery at `model`'s key is so."""

    def before(s):
        model.objects.filter(pk=getattr(s, KEYS[model])).update(**there)

    return before


KEYS = {
    Organisation: "organisation",
    ContactPerson: "person",
    SavedView: "view",
    Promise: "promise",
    RightsRequest: "request",
    Incident: "incident",
}
NOW = timezone.now()


def gone_meeting(s):
    s.kind = "meeting"
    with s.acting("anna") as anna:
        undo_meeting(by=anna, meeting=Meeting.objects.get(pk=s.meeting))


def attached(s):
    with s.acting("anna") as anna:
        kept = {"name": "protokoll.txt", "content": b"Vi ses."}
        s.file = attach_file(by=anna, meeting=Meeting.objects.get(pk=s.meeting), **kept)
        s.attachment = s.file.pk


def detached(s):
    attached(s)
    with s.acting("anna") as anna:
        detach_file(by=anna, attachment=s.file)


def twins(s):
    return (Organisation.objects.get(pk=pk) for pk in (s.twin, s.other_twin))


def merged(s):
    with s.acting("anna") as anna:
        kept, gone = twins(s)
        s.merge = merge_organisations(by=anna, kept=kept, gone=gone, take=[]).pk


def dismissed(s):
    with s.acting("anna") as anna:
        one, other = twins(s)
        dismiss_duplicate(by=anna, one=one, other=other)


def decided(s):
    with s.acting("asta") as asta:
        draft = PendingUpload.objects.get(pk=s.upload)
        decide(by=asta, draft=draft, verdict="skip", numbers=None)


def closed(s):
    User.objects.filter(email="ivar@example.org").update(is_active=False)


def told_nobody(s):
    ContactPerson.objects.filter(pk=s.person).update(informed_at=None)
    s.line = s.person


def asked_for(key: str, kind: str = "access"):
    def before(s):
        there = RightsRequest.objects.filter(pk=getattr(s, key))
        there.update(kind=kind, status="collecting")

    return before


def restricted(s):
    asked_for("erasure", "restriction")(s)
    with s.acting("frid") as frid:
        restrict_for(by=frid, request=RightsRequest.objects.get(pk=s.erasure))


def code_of(s) -> str:
    return f"P-{ContactPerson.objects.get(pk=s.person).number}"


def refused(s):
    with s.acting("anna") as anna:
        person = ContactPerson.objects.get(pk=s.person)
        erase_person(by=anna, person=person, why="Egen begäran", refuse_hereafter=True)


def another_device(s):
    Client().force_login(User.objects.get(email="anna@example.org"))
    s.device = Session.objects.filter(user__email="anna@example.org").order_by("pk").last().name


def a_token(s):
    with s.acting("anna") as anna:
        s.token = issue_token(by=anna)[0].token_key


PERSON = {"name": "Nya Nils", "basis": "consent", "source": "möte", "keep_until": "2030-01-01"}
INCIDENT = {"title": "Borttappad lista", "happened": "lost", "what": "En lista låg kvar."}
# Of today: what the law counts is late, or has not been yet, on any day that is written down.
DAYS_AGO = (timezone.localdate() - timedelta(days=5)).isoformat()
AN_HOUR_AGO = (timezone.localtime() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
ASKED = {"kind": "access", "came_on": DAYS_AGO, "came_by": "letter", "concerns": "allt"}
DEEDS: dict[str, Deed] = {
    # Organisations
    "organisation_create": form("anna", name="Nya kören", anyway="1"),
    "organisation_edit": form("anna", "organisation", town="Utö", areas=[]),
    "organisation_confirm": button("anna", "organisation"),
    "today_confirm": button("anna", "organisation"),
    "organisation_archive": button("anna", "organisation"),
    "organisation_restore": button(
        "anna", "organisation", before=of(Organisation, archived_at=NOW)
    ),
    "organisation_tie": form("anna", "organisation", wishes="Aldrig på affischer."),
    "organisation_tie_end": button("anna", "organisation"),
    "organisation_duplicate": button("anna", "twin", "other_twin", homepage="gone"),
    "organisation_merge_undo": button("anna", "merge", before=merged),
    "organisation_dismiss": button("anna", "twin", "other_twin"),
    "organisation_dismissal_undo": button("anna", "twin", "other_twin", before=dismissed),
    # People at them
    "organisation_person_add": form("anna", "organisation", **PERSON, phone="08-111 22 33"),
    "organisation_person_edit": form(
        "anna", "organisation", "person", source="Ringde", title="kassör", phone="08-222 33 44"
    ),
    "organisation_person_archive": button("anna", "organisation", "person"),
    "organisation_person_restore": button(
        "anna", "organisation", "person", before=of(ContactPerson, archived_at=NOW)
    ),
    "organisation_person_erase": form("anna", "organisation", "person", why="Egen begäran"),
    "organisation_person_extract": button("anna", "organisation", "person"),
    # Views
    "organisation_view_create": form("anna", name="Facken", query="kind=union"),
    "organisation_view_edit": form("anna", "view", name="Hyran"),
    "organisation_view_keep": button("anna", "view", query="kind=union"),
    "organisation_view_archive": button("anna", "view"),
    "organisation_view_restore": button("anna", "view", before=of(SavedView, archived_at=NOW)),
    # Meetings and promises
    "meeting_log": Deed(
        "anna", (), lambda s: {"organisation": [str(s.organisation)], "anyway": "1"}, opens=True
    ),
    "meeting_undo": button("anna", "meeting"),
    "meeting_redo": button("anna", "meeting", before=gone_meeting),
    "meeting_attach": Deed(
        "anna",
        ("meeting",),
        lambda s: {"file": SimpleUploadedFile("protokoll.txt", "Vi träffades.".encode())},
    ),
    "attachment_detach": button("anna", "attachment", before=attached),
    "attachment_restore": button("anna", "attachment", before=detached),
    "bin_restore": Deed("anna", ("kind", "meeting"), before=gone_meeting),
    "promise_keep": button("anna", "promise"),
    "promise_release": form("anna", "promise", reason="Det gick inte."),
    "promise_reopen": button("anna", "promise", before=of(Promise, status="kept", closed_on=NOW)),
    # Registers in
    "import_upload": Deed(
        "asta",
        (),
        lambda s: {
            "file": SimpleUploadedFile("nytt.csv", "Namn;Ort\nNya kören;Handen\n".encode()),
            "municipality": "0136",
        },
    ),
    "import_columns": form("asta", "upload", column_1=""),
    "import_values": button("asta", "upload"),
    "import_decide": button("asta", "upload", verdict="skip", all="1"),
    "import_start": button("asta", "upload", before=decided),
    "import_discard": button("asta", "upload"),
    "import_undo": button("asta", "batch"),
    "register_create": Deed(
        "glenn",
        (),
        lambda s: {"name": "Nytt", "url": REGISTER, "municipality": municipality("0136").pk},
    ),
    "register_edit": form("glenn", "register", name="Annat namn"),
    "register_fetch": button("glenn", "register"),
    # What the district has chosen
    "settings_addresses": form("glenn", geocoder="photon", geocoder_url="https://r.example/"),
    "base_map": form(
        "glenn",
        base_map="raster",
        base_map_url="https://r.example/{z}/{x}/{y}.png",
        attribution="Lantmäteriet",
    ),
    "privacy_edit": form("frid", controller="Distriktet"),
    "privacy_confirm": button("frid"),
    "retention": button("frid"),
    # The law's registers
    "inform_detail": form("anna", "line", before=told_nobody, on="2026-01-02", how="letter"),
    "inform_remind": button("frid", "line", before=told_nobody),
    "request_create": form("frid", **ASKED),
    "request_send": button("frid", "request", before=of(RightsRequest, status="collecting")),
    "request_remind": button("frid", "request"),
    "request_answer": button("anna", "request", answer="Det är rättat."),
    "request_extend": Deed("frid", ("request",), {"longer-reason": "Det är mycket."}),
    "request_close": button("frid", "request", outcome="refused", reason="Ingen grund."),
    "request_gather": button("frid", "extract", before=asked_for("extract")),
    "request_passphrase": button("anna", "extract"),
    "request_hand_out": button("frid", "extract"),
    "request_erase": Deed("frid", ("erasure",), lambda s: {"typed": code_of(s)}),
    "request_restrict": button("frid", "erasure", before=asked_for("erasure", "restriction")),
    "request_lift": Deed("frid", ("erasure",), {"weigh-reason": "Det är utrett."}, restricted),
    "request_dismiss": Deed(
        "frid",
        ("erasure",),
        {"weigh-reason": "Vi har skäl."},
        asked_for("erasure", "objection"),
    ),
    "readmission": form(
        "frid", before=refused, name="Öppna Olle", phone="070-0", reason="Har ändrat sig."
    ),
    "review_keep": button("anna", "review", reason="Rollen fylls igen till våren."),
    "review_ask": button("anna", "review"),
    "review_consent": button("anna", "review", on=DAYS_AGO),
    "review_remove": button("anna", "review", why="Egen begäran"),
    "incident_create": form("frid", **INCIDENT),
    "incident_edit": form("frid", "incident", **INCIDENT),
    "incident_report": button("frid", "incident", at=AN_HOUR_AGO, number="DI-1", late="."),
    "incident_leave": button("frid", "incident", because="Ingen risk."),
    # People of the house
    "people_invite": form("asta", email="nyast@example.org", role="steward"),
    "invitation_again": button("asta", "invitation"),
    "invitation_revoke": button("asta", "invitation"),
    "invitation": button("eva", "invited_eva"),
    "people_hand_over": Deed(
        "asta", ("post",), lambda s: {"taker": str(User.objects.get(email="asta@example.org").pk)}
    ),
    "people_begin_anew": button("asta", "post"),
    "people_end_post": button("asta", "post"),
    "people_offboard": button("asta", "post"),
    "people_reactivate": button("glenn", "ended", before=closed),
    # Oneself
    "own_session_end": button("anna", "device", before=another_device),
    "own_sessions_end": button("anna", before=another_device),
    "own_token_make": button("anna"),
    "own_token_end": button("anna", "token", before=a_token),
}


def address(name: str, s) -> str:
    return reverse(name, args=[getattr(s, key) for key in DEEDS[name].keys])


class Sending:
    """A browser with a page open, of whose form it can send the same fields again and again."""

    def __init__(self, name: str, s, user: User):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user)
        deed = DEEDS[name]
        self.path = address(name, s)
        page = self.client.get(self.path if deed.opens else "/konto/")
        self.token = str(page.context["csrf_token"])
        self.fields = _held(page.context["form"]) if deed.opens and "form" in page.context else {}
        self.fields |= deed.sent(s) if callable(deed.sent) else deed.sent

    def send(self):
        for value in self.fields.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return self.press(self.path, **self.fields)

    def press(self, path: str, **fields):
        return self.client.post(path, fields | {"csrfmiddlewaretoken": self.token})

    def ways_back(self) -> list[str]:
        """The addresses of Ångra on the page that follows."""
        page = self.client.get("/konto/")
        return re.findall(r'class="snack".*?action="([^"]+)"', page.text, re.DOTALL)


def _held(form) -> dict:
    held = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in held.items() if value not in (None, False)}


# What a retry, a reading and a visit leave behind by themselves; what the database derives; and
# places, which nobody writes.
BESIDE = {
    *("movements_doneonce", "movements_readlog", "movements_session"),
    *("movements_searchdocument", "movements_nameword", "movements_possibleduplicate"),
    *("movements_municipality", "movements_municipalityborder", "movements_place"),
    *("movements_postalcode", "movements_county", "movements_countyborder"),
    *("movements_citydistrict", "movements_municipality_neighbours"),
}


def prints(*, history: bool = True) -> dict[str, dict[str, dict]]:
    """table -> key -> every column, of all that there is."""
    found: dict[str, dict[str, dict]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
            " AND (relname LIKE 'movements\\_%' OR relname = 'knox_authtoken')"
        )
        for (table,) in cursor.fetchall():
            if table in BESIDE or (table.endswith("event") and not history):
                continue
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")  # noqa: S608  a table's name
            rows = (json.loads(row) if isinstance(row, str) else row for (row,) in cursor)
            found[table] = {str(row.get("pgh_id") or row.get("id") or row): row for row in rows}
    return found


def changed(one: dict, other: dict) -> list[str]:
    return sorted(table for table, rows in other.items() if one[table] != rows)
