"""Every page, in light and dark, wide and narrow: nobody is shut out, nothing leaves the house,
and a Swedish page keeps no English.

The pages are counted against the addresses of the site: one that is in no list here fails.
"""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.urls import URLPattern, get_resolver

from tests.browser.conftest import DESKTOP, PHONE, sideways
from tests.browser.languages import foreign_words
from tests.browser.scenery import scenery

__all__ = ["scenery"]


@dataclass(frozen=True)
class Call:
    """One visit. `who` is of the cast, or None for a stranger; `send` presses that button with
    the form as it is and waits for what has to be changed."""

    name: str  # of the address
    who: str | None
    path: str
    status: int = 200
    send: str = ""


ONE = "/organisationer/{organisation}/"
JOURNEYS = {
    "today": [
        Call("today", "anna", "/idag/"),
        Call("today", "cia", "/idag/"),
        Call("today", "dag", "/idag/"),
        Call("today", "frid", "/idag/"),
        Call("home", "anna", "/"),
        Call("bin", "anna", "/papperskorg/"),
    ],
    "map": [Call("map", "cia", "/karta/"), Call("map", "dag", "/karta/?kind=union&quiet_for=6")],
    "organisations": [
        Call("organisation_list", "cia", "/organisationer/"),
        Call("organisation_list", "anna", "/organisationer/?kind=tenants&quiet_for=6"),
        Call("organisation_list", "anna", "/organisationer/?q=finns+inte"),
        Call("organisation_list", "anna", "/organisationer/?kind=nonsens", 400),
        Call("organisation_archive_list", "anna", "/organisationer/arkiv/"),
        Call("organisation_create", "anna", "/organisationer/ny/"),
        Call("organisation_create", "anna", "/organisationer/ny/", send="Registrera organisation"),
    ],
    "duplicates": [
        Call("organisation_duplicates", "anna", "/organisationer/dubbletter/"),
        Call("organisation_duplicate", "anna", "/organisationer/dubbletter/{twin}/{other_twin}/"),
        Call("organisation_merge_with", "anna", "/organisationer/{twin}/sla-ihop/"),
        Call("organisation_merge_with", "anna", "/organisationer/{twin}/sla-ihop/?q=byalag"),
        Call("organisation_merge_with", "anna", "/organisationer/{twin}/sla-ihop/?q=finns+inte"),
    ],
    "search": [
        Call("search", "anna", "/sok/"),
        Call("search", "anna", "/sok/?q=hyresg%C3%A4st+tungelst"),
        Call("search", "cia", "/sok/?q=krav&group=said"),
        Call("search", "anna", "/sok/?q=finns+inte"),
    ],
    "saved views": [
        Call("organisation_view_create", "anna", "/organisationer/vyer/ny/?kind=tenants"),
        Call("organisation_view_create", "anna", "/organisationer/vyer/ny/", send="Spara vy"),
        Call("organisation_view_edit", "anna", "/organisationer/vyer/{view}/"),
        Call("organisation_list", "anna", "/organisationer/?kind=tenants&living=1&saved={view}"),
    ],
    "one organisation": [
        Call("organisation_detail", "anna", ONE),
        Call("organisation_detail", "anna", f"{ONE}?tab=facts"),
        Call("organisation_detail", "anna", f"{ONE}?tab=history"),
        Call("relation_history", "anna", "/historik/relation/{relation}/"),
        Call("person_history", "anna", "/historik/kontaktperson/{person}/"),
        Call("promise_history", "anna", "/historik/lofte/{promise}/"),
        Call("organisation_detail", "dag", ONE),
        Call("organisation_edit", "anna", f"{ONE}andra/"),
        Call("organisation_tie", "anna", f"{ONE}relation/"),
        Call("organisation_person_add", "anna", f"{ONE}kontaktperson/"),
        Call("organisation_person_add", "anna", f"{ONE}kontaktperson/", send="Spara kontaktperson"),
        Call("organisation_person_edit", "anna", ONE + "kontaktperson/{person}/"),
    ],
    "meetings": [
        Call("meeting_list", "anna", "/avstamningar/"),
        Call("meeting_detail", "anna", "/avstamningar/{meeting}/"),
        Call("meeting_history", "anna", "/historik/avstamning/{meeting}/"),
        Call("meeting_saved", "anna", "/avstamningar/{meeting}/sparad/"),
        Call("meeting_log", "anna", "/avstamningar/logga/"),
        Call("meeting_log", "anna", "/avstamningar/logga/", send="Spara avstämning"),
        Call("promise_release", "anna", "/loften/{promise}/slapp/"),
        Call("promise_release", "anna", "/loften/{promise}/slapp/", send="Släpp löftet"),
    ],
    "import": [
        Call("import_upload", "asta", "/import/"),
        Call("import_upload", "asta", "/import/", send="Läs filen"),
        Call("import_columns", "asta", "/import/{upload}/kolumner/"),
        Call("import_values", "asta", "/import/{upload}/varden/"),
        Call("import_review", "asta", "/import/{upload}/"),
        Call("import_review", "asta", "/import/{upload}/?show=new"),
        Call("import_review", "asta", "/import/{upload}/?show=error"),
        Call("import_review", "asta", "/import/{upload}/?show=changed"),
        Call("import_progress", "asta", "/import/{started}/pagar/"),
        Call("import_done", "asta", "/import/klar/{batch}/"),
        Call("import_undo", "asta", "/import/klar/{batch}/angra/"),
    ],
    "addresses": [
        Call("settings_addresses", "glenn", "/installningar/adresser/"),
        Call("base_map", "glenn", "/installningar/bakgrundskarta/"),
    ],
    "registers": [
        Call("register_list", "glenn", "/installningar/register/"),
        Call("register_create", "glenn", "/installningar/register/nytt/"),
        Call("register_create", "glenn", "/installningar/register/nytt/", send="Spara register"),
        Call("register_detail", "cia", "/installningar/register/{register}/"),
        Call("register_edit", "glenn", "/installningar/register/{register}/andra/"),
    ],
    "who can see": [
        Call("who_sees", "anna", "/lasare/organisation/{organisation}/"),
        Call("who_sees", "anna", "/lasare/kontaktperson/{person}/"),
        Call("who_sees", "cia", "/lasare/avstamning/{meeting}/"),
    ],
    "data protection": [
        Call("privacy", "frid", "/dataskydd/"),
        Call("privacy", "frid", "/dataskydd/?who=%C3%96ppna+Olle"),
        Call("reading_list", "frid", "/dataskydd/laslogg/"),
        Call("reading_list", "frid", "/dataskydd/laslogg/?who=%C3%96ppna+Olle&deed=person"),
        Call("privacy_edit", "frid", "/dataskydd/installningar/"),
        Call("processing", "frid", "/dataskydd/registerforteckning/"),
        Call("inform_list", "frid", "/dataskydd/informera/"),
        Call("inform_list", "anna", "/dataskydd/informera/"),
        Call("inform_detail", "anna", "/dataskydd/informera/{person}/"),
        Call("inform_detail", "anna", "/dataskydd/informera/{person}/", send="Skriv in"),
        Call("inform_detail", "frid", "/dataskydd/informera/{person}/?lang=en"),
    ],
    "what people ask about themselves": [
        Call("request_list", "frid", "/dataskydd/begaranden/"),
        Call("request_create", "frid", "/dataskydd/begaranden/ny/"),
        Call("request_create", "frid", "/dataskydd/begaranden/ny/", send="Registrera begäran"),
        Call("request_detail", "frid", "/dataskydd/begaranden/{request}/"),
        Call("request_detail", "anna", "/dataskydd/begaranden/{request}/"),
        Call("request_detail", "frid", "/dataskydd/begaranden/{extract}/"),
        Call("request_detail", "anna", "/dataskydd/begaranden/{extract}/"),
        Call("request_detail", "frid", "/dataskydd/begaranden/{erasure}/"),
        Call("request_erase", "frid", "/dataskydd/begaranden/{erasure}/radera/"),
        Call("request_erase", "frid", "/dataskydd/begaranden/{erasure}/radera/", send="Radera"),
    ],
    "whom nobody has met": [
        Call("review_list", "anna", "/dataskydd/att-se-over/"),
        Call("review_detail", "anna", "/dataskydd/att-se-over/{review}/"),
        Call("review_detail", "anna", "/dataskydd/att-se-over/{review}/", send="Behåll"),
    ],
    "incidents": [
        Call("incident_list", "frid", "/dataskydd/incidenter/"),
        Call("incident_create", "frid", "/dataskydd/incidenter/ny/"),
        Call("incident_create", "frid", "/dataskydd/incidenter/ny/", send="Spara incident"),
        Call("incident_detail", "frid", "/dataskydd/incidenter/{incident}/"),
        Call("incident_edit", "frid", "/dataskydd/incidenter/{incident}/andra/"),
    ],
    "retention and erasure": [
        Call("retention", "frid", "/dataskydd/gallring/"),
        Call("retention", "frid", "/dataskydd/gallring/?prov=1"),
        Call("readmission", "frid", "/dataskydd/sparrlista/"),
        Call("readmission", "frid", "/dataskydd/sparrlista/", send="Häv spärren"),
        Call("extract_list", "frid", "/dataskydd/utdrag/"),
        Call("organisation_person_extract", "anna", ONE + "kontaktperson/{person}/utdrag/"),
        Call("organisation_person_erase", "anna", ONE + "kontaktperson/{person}/radera/"),
    ],
    "the house": [
        Call("help", "anna", "/hjalp/"),
        Call("appearance", "anna", "/utseende/"),
        Call("parts", "anna", "/delar/"),
    ],
    "people": [
        Call("people_list", "asta", "/foreningen/personer/"),
        Call("people_list", "glenn", "/foreningen/personer/"),
        Call("people_list", "frid", "/foreningen/personer/"),
        Call("people_invite", "asta", "/foreningen/personer/bjud-in/"),
        Call("people_invite", "glenn", "/foreningen/personer/bjud-in/", send="Skicka inbjudan"),
        Call("people_post", "asta", "/foreningen/personer/{post}/"),
        Call("people_post", "glenn", "/foreningen/personer/{ended}/"),
    ],
    "invitations": [
        Call("invitation", None, "/inbjudan/{invited}/"),
        Call("invitation", None, "/inbjudan/{invited}/", send="Skapa kontot"),
        Call("invitation", None, "/inbjudan/{invited_eva}/"),
        Call("invitation", None, "/inbjudan/{invited_anew}/"),
        Call("invitation", "eva", "/inbjudan/{invited_eva}/"),
        Call("invitation", "eva", "/inbjudan/{invited}/"),
        Call("invitation", None, "/inbjudan/finns-inte/", 404),
    ],
    "account": [
        Call("own_account", "anna", "/konto/"),
        Call("own_account", "eva", "/konto/"),
        Call("account_logout", "anna", "/konto/logout/"),
        Call("account_change_password", "anna", "/konto/password/change/"),
        Call("account_set_password", "anna", "/konto/password/set/"),
        Call("account_reauthenticate", "anna", "/konto/reauthenticate/"),
        Call("account_email", "anna", "/konto/email/"),
        Call("mfa_index", "anna", "/konto/andra-steget/"),
        Call("mfa_reauthenticate", "anna", "/konto/andra-steget/kod-igen/"),
        Call("mfa_deactivate_totp", "anna", "/konto/andra-steget/app/ta-bort/"),
        Call("mfa_generate_recovery_codes", "anna", "/konto/andra-steget/koder/nya/"),
    ],
    "before the second factor": [
        Call("mfa_index", "newcomer", "/konto/andra-steget/"),
        Call("mfa_activate_totp", "newcomer", "/konto/andra-steget/app/"),
        Call("mfa_activate_totp", "newcomer", "/konto/andra-steget/app/", send="Anslut appen"),
        Call("mfa_add_webauthn", "newcomer", "/konto/andra-steget/passkey/"),
    ],
    "the way in": [
        Call("account_login", None, "/konto/login/"),
        Call("account_login", None, "/konto/login/", send="Fortsätt"),
        Call("account_without_phone", None, "/konto/utan-telefon/"),
        Call("account_signup", None, "/konto/signup/"),
        Call("account_inactive", None, "/konto/inactive/"),
        Call("account_reset_password", None, "/konto/password/reset/"),
        Call("account_reset_password_done", None, "/konto/password/reset/done/"),
        Call("account_reset_password_from_key", None, "/konto/password/reset/key/{letter}/"),
        Call("account_reset_password_from_key", None, "/konto/password/reset/key/x-y/"),
        Call("account_reset_password_from_key_done", None, "/konto/password/reset/key/done/"),
        Call("account_email_verification_sent", None, "/konto/confirm-email/"),
        Call("account_confirm_email", None, "/konto/confirm-email/x/"),
    ],
    "refusals": [
        Call("", "anna", "/finns-inte/", 404),
        Call("", None, "/finns-inte/", 404),
        Call("", "anna", "/import/", 403),
        Call("", "eva", "/idag/", 403),
        Call("", "anna", "/fel/400/", 400),
        Call("", None, "/fel/500/", 500),
    ],
}
# Addresses that are no pages: what they are instead.
ANSWERS = {
    "own_session_end": "a deed",
    "own_sessions_end": "a deed",
    "own_token_make": "a deed; tests/browser/test_people.py looks at its answer",
    "own_token_end": "a deed",
    "invitation_again": "a deed",
    "invitation_revoke": "a deed",
    "people_hand_over": "a deed",
    "people_end_post": "a deed",
    "people_offboard": "a deed",
    "people_begin_anew": "a deed",
    "people_reactivate": "a deed",
    "healthz": "a word to a machine",
    "language": "a deed",
    "mfa_login_webauthn": "a challenge for a passkey",
    "mfa_authenticate": "comes between password and page: test_door.py",
    "mfa_view_recovery_codes": "shown once: test_door.py",
    "mfa_reauthenticate_webauthn": "for who has a passkey: test_door.py",
    "mfa_remove_webauthn": "for who has a passkey: test_door.py",
    "readyz": "a word to a machine",
    "unit_switch": "a deed",
    "extract_fetch": "a file",
    "request_hand_out": "a file",
    "dpia": "a file",
    "request_gather": "a deed",
    "request_restrict": "a deed",
    "request_lift": "a deed",
    "request_dismiss": "a deed",
    "request_passphrase": "a deed; its answer is asked for once, in tests/rights/test_deeds.py",
    "review_keep": "a deed",
    "review_ask": "a deed",
    "review_consent": "a deed",
    "review_remove": "a deed",
    "organisation_csv": "a file",
    "organisation_xlsx": "a file",
    "register_fetch": "a deed",
    "organisation_parents": "a part of the form",
    "organisation_geojson": "a file",
    "search_options": "what the palette lists",
    "organisation_here_already": "a part of the form",
    "organisation_dismiss": "a deed",
    "organisation_dismissal_undo": "a deed",
    "organisation_merge_undo": "a deed",
    "organisation_view_counts": "a part of the list",
    "organisation_view_keep": "a deed",
    "organisation_view_archive": "a deed",
    "organisation_view_restore": "a deed",
    "today_confirm": "a deed",
    "organisation_confirm": "a deed",
    "organisation_archive": "a deed",
    "organisation_restore": "a deed",
    "organisation_tie_end": "a deed",
    "organisation_person_archive": "a deed",
    "organisation_person_restore": "a deed",
    "import_decide": "a deed",
    "import_start": "a deed",
    "import_discard": "a deed",
    "import_errors": "a file",
    "meeting_organisations": "a part of the log form",
    "meeting_attach": "a deed; a refused file is said on the page of the meeting",
    "attachment_file": "a file",
    "attachment_detach": "a deed",
    "attachment_restore": "a deed",
    "meeting_undo": "a deed",
    "undo": "a deed",
    "bin_restore": "a deed",
    "meeting_redo": "a deed",
    "promise_keep": "a deed",
    "promise_reopen": "a deed",
    "privacy_confirm": "a deed",
    "inform_remind": "a deed",
    "request_send": "a deed",
    "request_remind": "a deed",
    "request_answer": "a deed",
    "request_extend": "a deed",
    "request_close": "a deed",
    "incident_report": "a deed",
    "incident_leave": "a deed",
    "map_ground": "what the map draws",
    "map_tile": "what the map draws",
    "account_confirm_login_code": "off: nobody logs in by a code",
    "api_docs": "test_the_machines_door_is_described_without_another_host",
}


def address_names(resolver=None) -> set[str]:
    """Every name in the site but those of the machines' door, which answers no page."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLPattern):
            names |= address_names(pattern)
        elif not (pattern.name or "").startswith("api_") or pattern.name == "api_docs":
            names.add(pattern.name)
    return names


def test_every_address_is_visited_or_known_to_be_no_page():
    visited = {call.name for calls in JOURNEYS.values() for call in calls} - {""}
    assert visited.isdisjoint(ANSWERS)
    assert address_names() == visited | set(ANSWERS)


def what_is_wrong(page, barriers) -> list[str]:
    """At every width and in both lights. Dark differs from light in colours alone, so that is all
    that is measured again."""
    found = []
    for width, (size, rules) in {
        "wide": (DESKTOP, ()),
        "narrow": (PHONE, ()),
    }.items():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="light")
        found += [f"{width} light: {line}" for line in barriers(page, rules)]
        page.emulate_media(color_scheme="dark")
        found += [f"{width} dark: {line}" for line in barriers(page, ["color-contrast"])]
    for width in (320, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if over := sideways(page):
            found.append(f"{width} px: scrolls {over} px sideways")
    return found


def look(page, call, path, barriers) -> list[str]:
    answer = page.goto(path)
    if answer.status != call.status:
        return [f"answered {answer.status}"]
    if call.send:
        page.locator("main").get_by_role("button", name=call.send).first.click()
        page.locator(".errors").wait_for()
    if call.name == "map":
        page.wait_for_load_state("networkidle")
    return what_is_wrong(page, barriers) + foreign_words(page, "sv")


@pytest.mark.parametrize("journey", JOURNEYS)
def test_nobody_is_shut_out(journey, new_context, log_in, barriers, scenery, settings):
    settings.ROOT_URLCONF = "tests.browser.failing_urls"
    cache.clear()  # how often one may try to log in
    pages, wrong = {}, {}
    for call in JOURNEYS[journey]:
        if call.who not in pages:
            context = new_context(size=DESKTOP, reduced_motion="reduce")
            if call.who:
                log_in(context, call.who)
            pages[call.who] = context.new_page()
        path = call.path.format(**vars(scenery))
        if found := look(pages[call.who], call, path, barriers):
            wrong[f"{call.who} {path} {call.send}"] = found
    assert wrong == {}


EMPTY = {
    "anna": ["/idag/", "/karta/", "/organisationer/", "/organisationer/arkiv/", "/avstamningar/"],
    "cia": ["/idag/", "/karta/"],
    "dag": ["/idag/"],
}


@pytest.mark.parametrize("who", EMPTY)
def test_nobody_is_shut_out_of_what_is_still_empty(who, visit, barriers):
    page = visit(who, "/hjalp/", size=DESKTOP, reduced_motion="reduce")
    calls = {path: Call("", who, path) for path in EMPTY[who]}
    wrong = {path: look(page, call, path, barriers) for path, call in calls.items()}
    assert wrong == dict.fromkeys(EMPTY[who], [])


@pytest.mark.parametrize(
    ("missing", "heading"),
    [
        (("csrfmiddlewaretoken", "writer"), "Sidan hade varit öppen för länge"),
        (("csrfmiddlewaretoken",), "Det du skrev finns kvar"),
    ],
)
def test_an_old_form_is_refused_in_a_page_of_ours(visit, barriers, missing, heading):
    """Whoever wrote it gets it back, with one tap to save it; anybody else is told why not."""
    page = visit("anna", "/utseende/", size=DESKTOP, reduced_motion="reduce")
    for name in missing:
        page.locator(f"main [name={name}]").evaluate_all("all => all.forEach(f => f.remove())")
    page.get_by_role("button", name="Spara val").click()
    page.get_by_role("heading", name=heading).wait_for()
    assert what_is_wrong(page, barriers) == []


def test_the_machines_door_is_described_without_another_host(visit):
    """The page is swagger's own: what is ours is that it stays at home and breaks no policy."""
    page = visit("anna", "/api/docs/", size=DESKTOP)
    page.get_by_text("/api/v1/organisations/", exact=True).first.wait_for()
    assert page.locator(".errors-wrapper").count() == 0
