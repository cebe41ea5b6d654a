"""The shell around the pages: menu, unit switcher, look, the way out; and the pages of refusal."""

import re

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, server_error

from crm.menu import may


@pytest.fixture
def opened(cast, client):
    """Open a page as one of the cast, in English, and give its HTML."""

    def open_page(name: str, address: str, *, status: int = 200) -> str:
        user = getattr(cast, name)
        user.language = "en"
        user.save()
        client.force_login(user)
        response = client.get(address)
        assert response.status_code == status
        return response.content.decode()

    return open_page


def links(html: str) -> list[str]:
    """The words of the main menu, in order."""
    menu = html.split('<nav class="menu"')[1].split("</nav>")[0]
    return re.findall(r'class="item"[^>]*title="([^"]+)"', menu)


def test_the_menu_has_the_rooms_that_exist_in_the_guides_order(opened):
    html = opened("anna", "/hjalp/")
    rooms = ["Today", "Map", "Organisations", "Meetings"]
    rooms += ["To inform", "To look over", "Requests", "Bin", "Help"]
    assert links(html) == rooms


def test_import_is_in_the_menu_only_of_those_who_may(opened, cast):
    assert "Import" in links(opened("asta", "/hjalp/"))
    assert "Import" in links(opened("cia", "/hjalp/"))
    assert "Import" not in links(opened("anna", "/hjalp/"))
    assert may(cast.reader("asta"), "import_organisations")
    assert not may(cast.reader("dag"), "import_organisations")


def test_a_room_that_would_be_empty_for_a_role_is_not_in_the_menu(opened):
    rooms = ["Today", "Data protection", "To inform", "Requests", "Retention"]
    rooms += ["Read log", "Incidents", "Register of processing", "Help"]
    assert links(opened("frid", "/hjalp/")) == rooms
    assert links(opened("glenn", "/hjalp/"))[0] == "Today"
    assert "To inform" not in links(opened("glenn", "/hjalp/"))


def test_only_the_open_room_is_marked(opened):
    html = opened("anna", "/hjalp/").split('<nav class="menu"')[1].split("</nav>")[0]
    assert html.count('aria-current="page"') == 1
    assert "Help" in html.split('aria-current="page"')[1][:400]


def test_the_phone_logs_only_for_those_who_may(opened):
    assert 'class="raised"' in opened("anna", "/hjalp/")
    assert 'class="raised"' not in opened("cia", "/hjalp/")


def test_the_unit_switcher_names_the_posts_and_keeps_the_page(opened):
    html = opened("anna", "/hjalp/?x=1")
    assert "<b>Norr</b>" in html
    assert 'name="next" value="/hjalp/?x=1"' in html


def test_the_page_says_its_language_and_its_look(opened, cast):
    cast.anna.theme = "dark"
    html = opened("anna", "/hjalp/")
    assert '<html lang="en" data-bs-theme="dark" data-accent="petrol">' in html


def test_the_first_thing_that_tab_reaches_leads_to_the_content(opened):
    body = opened("anna", "/hjalp/").split("<body")[1]
    assert re.search(r"<(a|button|input|summary)[^>]*>", body).group(0) == (
        '<a class="skip" href="#main">'
    )
    assert 'id="main"' in body


def test_no_page_carries_a_style_or_a_script_inline(opened):
    for address in ("/hjalp/", "/delar/", "/utseende/"):
        html = opened("anna", address)
        assert " style=" not in html
        assert "<style" not in html
        assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []


def test_someone_without_a_post_gets_in_nowhere(opened):
    html = opened("eva", "/organisationer/", status=403)
    assert "No post yet" in html
    assert links(html) == ["Today", "Help"]


def test_what_is_hidden_or_missing_answers_alike(opened):
    html = opened("anna", "/organisationer/00000000-0000-7000-8000-000000000000/", status=404)
    assert "The page does not exist" in html
    assert '<nav class="menu"' in html


def test_the_sheet_shows_every_part(opened):
    html = opened("anna", "/delar/")
    assert html.count('class="card') >= 12
    shown = {
        "status": "tint-late",
        "ladder": 'class="ladder"',
        "ladder_large": 'class="ladder-large"',
        "light": 'class="light"',
        "button": "btn-danger",
        "unavailable": "Review 3 duplicates first",
        "errors": 'class="errors"',
        "table": 'aria-labelledby="table-title"',
        "paging": 'class="paging"',
        "toast": 'class="snack"',
        "confirm": "<dialog",
        "state": 'class="state"',
        "loading": 'class="bars"',
        "chips": 'class="chips"',
        "segment": 'class="segment"',
        "row": 'class="entry"',
        "follow": 'class="entry follow"',
        "krav": 'class="voice"',
        "stod": 'class="hand"',
        "note": 'class="note late"',
        "timeline": 'class="timeline"',
        "breadcrumb": 'class="crumbs"',
        "tabs": 'class="tabs"',
        "counts": 'class="counts"',
        "steps": 'class="steps"',
        "readers": 'class="readers"',
        "avatar": 'class="avatar"',
        "progress": "<progress",
        "date": 'class="date-tile"',
        "figures": '<dl class="figures',
    }
    assert {name for name, sign in shown.items() if sign not in html} == set()
    for accent in ("petrol", "lingon", "skymning", "mossa"):
        assert f'data-accent="{accent}"' in html


def test_the_way_in_asks_for_address_and_password_with_labels(db, client):
    with translation.override("en"):
        html = client.get("/konto/login/", headers={"accept-language": "en"}).content.decode()
    assert '<label for="id_login">' in html
    assert '<label for="id_password">' in html
    assert "placeholder" not in html.split("<form")[1].split("</form>")[0]
    assert " style=" not in html


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast, client):
    def answer(address):
        html = client.post("/konto/login/", {"login": address, "password": "fel"}).content.decode()
        return html.split('class="errors"')[1].split("</ul>")[0]

    assert answer(cast.anna.email) == answer("ingen@exempel.example")


def test_nobody_signs_up_by_themselves(db, client):
    assert "<form" not in client.get("/konto/signup/").content.decode().split("<main")[1]


def test_a_failure_needs_neither_reader_nor_database():
    """No database fixture: a query here would be an error."""
    request = RequestFactory().get("/")
    with translation.override("en"):
        failed = server_error(request)
        refused = bad_request(request, Http404())
        stale = csrf_failure(request)
    assert b"The page could not be shown" in failed.content
    assert b"The address cannot be read" in refused.content
    assert b"open too long" in stale.content


def test_an_old_form_is_refused_in_words(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    response = client.post("/enhet/", {"unit": "x"})
    assert response.status_code == 403
    assert b"<main" in response.content
