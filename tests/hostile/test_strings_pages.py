"""Every naughty string through every form that people write in: kept as it was written, or refused
with what was typed still there. A new form fails here until it says where it is."""

import importlib
import pkgutil
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

import crm
from crm.access.code_forms import CodeField
from crm.conflict import Rewriting
from tests.browser.scenery import scenery
from tests.door import SECRET
from tests.hostile.pages import form_with, refused_in_words
from tests.hostile.strings import packed

__all__ = ["scenery"]


@dataclass(frozen=True)
class Written:
    """A form of a page: by whom, where, what else must stand in it to be valid, and where it is
    read again. `kept`: which fields come back as they were written; the others are normalised, or
    never taken. Without `kept` nothing is: it is then only shown that nothing typed is lost."""

    who: str | None
    path: str
    names: tuple[str, ...]
    kept: tuple[str, ...] = ()
    more: dict = field(default_factory=dict)
    there: str = ""  # a part of the address that the form is sent to, where there are several
    ending: str = ""  # put after each text, where a text alone would be taken


ONE = "/organisationer/{organisation}/"
REQUEST, INCIDENT = "/dataskydd/begaranden/{request}/", "/dataskydd/incidenter/{incident}/"
DAY = "2027-01-01"
FORMS = {
    "OrganisationForm": Written(
        *("anna", ONE + "andra/"),
        (
            *("name", "town", "address", "postcode", "email", "phone", "homepage"),
            *("organisation_number", "parent", "description"),
        ),
        ("name", "town", "address", "description"),
    ),
    "TieForm": Written("anna", ONE + "relation/", ("wishes",), ("wishes",)),
    "PersonForm": Written(
        *("anna", ONE + "kontaktperson/{person}/"),
        ("name", "title", "phone", "email", "source"),
        ("name", "title", "source"),
    ),
    "ViewForm": Written("anna", "/organisationer/vyer/{view}/", ("name",)),
    "LogForm": Written(
        *("anna", "/avstamningar/logga/"),
        ("demands", "support", "promise", "follow_up_on"),
        more={"promised": "on", "follow_up": "date"},  # without a day: always refused
    ),
    "ReleaseForm": Written("anna", "/loften/{promise}/slapp/", ("reason",)),
    "RegisterForm": Written("glenn", "/installningar/register/{register}/andra/", ("name", "url")),
    "BaseMapForm": Written(
        "glenn", "/installningar/bakgrundskarta/", ("base_map_url", "attribution")
    ),
    "AddressServerForm": Written("glenn", "/installningar/adresser/", ("geocoder_url",)),
    "SettingsForm": Written(
        *("frid", "/dataskydd/installningar/"),
        (
            *("controller", "controller_number", "controller_address", "officer_name"),
            *("officer_email", "officer_phone"),
        ),
        ("controller", "controller_address", "officer_name"),
    ),
    "RequestForm": Written(
        *("frid", "/dataskydd/begaranden/ny/"), ("person_number", "reference", "concerns")
    ),
    "ReadmitForm": Written(
        *("frid", "/dataskydd/sparrlista/"), ("name", "email", "phone", "reason")
    ),
    "ReasonForm": Written("frid", REQUEST, ("longer-reason",), there="forlang"),
    "AnswerForm": Written("anna", REQUEST, ("answer",)),
    "OutcomeForm": Written("frid", REQUEST, ("reason",)),
    "IncidentForm": Written(
        *("frid", INCIDENT + "andra/"),
        (
            *("title", "discovered_how", "what", "cause_more", "consequences", "measures"),
            "why_not_told",
        ),
        ("title", "discovered_how", "what", "cause_more", "consequences", "measures"),
    ),
    "ReportForm": Written("frid", INCIDENT, ("number", "late_because")),
    "UnreportedForm": Written("frid", INCIDENT, ("because",)),
    "LeaveForm": Written(
        "anna", ONE + "kontaktperson/{person}/radera/", ("why",), ending=" Öppna Olle"
    ),
    "EraseForm": Written("frid", "/dataskydd/begaranden/{erasure}/radera/", ("typed",)),
    "WeighForm": Written(
        "frid", "/dataskydd/begaranden/{objection}/", ("weigh-reason",), there="avsla"
    ),
    "KeepForm": Written("anna", "/dataskydd/att-se-over/{review}/", ("reason",), there="behall"),
    "InviteForm": Written("asta", "/foreningen/personer/bjud-in/", ("email",)),
    "SignUpForm": Written(None, "/inbjudan/{invited}/", ("name",)),
}
# Forms that nobody writes a text in.
TEXTLESS = {
    "Rewriting": "what other forms are made of",
    "AppearanceForm": "choices",
    "HandOverForm": "a choice",
    "LanguageForm": "a choice",
    "CodeForm": "a code; test_no_text_breaks_the_field_of_a_code",
    "CodeAgainForm": "the same",
    "FirstCodeForm": "the same",
    "InformedForm": "a day and a choice",
    "ConsentForm": "a day",
    "LogInForm": "what a device answers; tests/access/test_odd_passkeys.py",
    "ShowForm": "the same",
    "ShowAgainForm": "the same",
    "MakeForm": "the same, and a name that the page chooses",
    "SheetForm": "a sample on the sheet of parts",
    "ChoiceForm": "a sample on the sheet of parts",
    "FileForm": "a file; tests/dialogue/test_attachments.py",
    "UploadForm": "a file; tests/exchange and tests/hostile/test_importer.py",
    "ColumnsForm": "choices; what the file says: tests/hostile/test_importer.py",
    "ValuesForm": "choices; what the file says: tests/hostile/test_importer.py",
}


def written_forms() -> set[str]:
    for found in pkgutil.walk_packages(crm.__path__, "crm."):
        if not found.name.endswith(("wsgi", "settings", "statics")):
            importlib.import_module(found.name)
    todo, names = [forms.BaseForm], set()
    while todo:
        for one in todo.pop().__subclasses__():
            todo.append(one)
            if one.__module__.startswith("crm."):
                names.add(one.__name__)
    return names


def test_every_form_is_tried_here():
    assert written_forms() == set(FORMS) | set(TEXTLESS)
    assert issubclass(Rewriting, forms.Form)


def as_sent(text: str) -> str:
    """A browser sends every line's end as CRLF, and no page can hold a zero byte or half a sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def same(one: str, other: str) -> bool:
    return one.split() == other.split()


TEXTS = packed(190)


def test_no_text_breaks_the_field_of_a_code():
    """Tried at the field: who tries at the page is stopped after a few."""
    for text in [*TEXTS, "١٢٣٤٥٦", "１２３４５６", "12345⁶"]:
        with suppress(ValidationError):
            assert not validate_totp_code(SECRET, CodeField().clean(text))


ROUNDS = 20


def shares(name: str) -> list[dict[str, str]]:
    """What is typed into the fields of a form, round by round: each form takes up the list where
    the one before it left off, so that together they try all of it."""
    start = 0
    for one, written in FORMS.items():
        if one == name:
            break
        start += ROUNDS * len(written.names)
    names, ending = FORMS[name].names, FORMS[name].ending

    def typed(at: int) -> str:
        return as_sent(TEXTS[at % len(TEXTS)])

    turns = [range(start + turn * len(names), len(TEXTS) * 99) for turn in range(ROUNDS)]
    return [
        {
            one: as_sent(TEXTS[at % len(TEXTS)]) + ending
            for at, one in zip(turn, names, strict=False)
        }
        for turn in turns
    ]


def test_all_forms_together_try_every_text():
    tried = {text for name in FORMS for turn in shares(name) for text in turn.values()}
    assert tried >= {as_sent(text) for text in TEXTS}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_text_is_kept_as_it_was_written_or_refused_with_nothing_lost(name, cast, scenery):
    cache.clear()
    written, browser = FORMS[name], Client(raise_request_exception=False)
    if written.who:
        browser.force_login(getattr(cast, written.who))
    path, kept = written.path.format(**vars(scenery)), set()
    for typed in shares(name):
        with transaction.atomic():
            kept |= tried(browser, path, written, typed)
            transaction.set_rollback(True)
    assert kept >= set(written.kept)


def tried(browser, path, written, typed) -> set[str]:
    """Types, sends, and takes back what is refused until the rest is kept; which fields that is."""
    first = written.names[0]
    form = form_with(browser.get(path).content.decode(), first, written.there)
    sent = form.sent | written.more | typed
    for _again in range(len(typed) + 1):
        answer = browser.post(form.action or path, sent)
        assert answer.status_code < 500, (typed, answer.status_code)
        if answer.status_code == 302:
            break
        html = answer.content.decode()
        back = form_with(html, first, written.there)
        for one in typed:
            assert same(back.stands(one), typed[one]), (one, typed[one])
        wrong = back.refused & typed.keys()
        assert wrong or refused_in_words(html), "refused without a word"
        if not wrong:
            return set()
        typed = {one: text for one, text in typed.items() if one not in wrong}
        sent |= {one: form.sent.get(one, [""]) for one in wrong}
    now = (
        form_with(browser.get(path).content.decode(), first, written.there)
        if written.kept
        else None
    )
    read = {one for one in written.kept if one in typed}
    for one in read:
        assert same(now.stands(one), typed[one]), (one, typed[one])
    return read
