"""My own account: my sessions, my keys, my posts, what I see and why; nobody else's."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from crm.access.devices import in_words
from movements.access.explained import NOUNS, PARTS, explained
from movements.access.rules import SEES
from movements.access.sessions import fingerprint
from movements.models import Session
from tests.access.letters import asked

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.fixture
def browser(cast):
    def logged_in(name):
        client = Client(headers={"user-agent": FIREFOX})
        client.force_login(getattr(cast, name))
        return client

    return logged_in


def page(client) -> str:
    answer = client.get("/konto/")
    assert answer.status_code == 200
    return answer.content.decode()


# ---- sessions


def test_a_session_says_whose_it_is_and_holds_no_key(browser, cast):
    client = browser("anna")
    row = Session.objects.get(user=cast.anna)
    assert row.session_key != client.session.session_key
    assert client.session.session_key not in row.session_data
    copied = Client()
    copied.cookies["sessionid"] = row.session_key
    assert copied.get("/idag/").status_code == 302


def test_my_sessions_are_listed_and_this_one_is_marked(browser):
    here, _other, _bos = browser("anna"), browser("anna"), browser("bo")
    text = page(here)
    assert text.count("Den här") == 1
    assert text.count("Okänd enhet") >= 2


def test_the_device_is_two_words_and_no_version(browser):
    assert in_words(FIREFOX) == "Firefox, Android"
    assert in_words("") == ""
    assert in_words("curl/8") == ""


def test_the_device_is_noted_at_login(cast):
    client = Client(headers={"user-agent": FIREFOX})
    client.post(
        "/konto/login/", {"login": "anna@example.org", "password": "ett-riktigt-långt-lösenord"}
    )
    assert {row.device for row in Session.objects.filter(user=cast.anna)} <= {"Firefox, Android"}


def test_one_other_is_ended_or_all_others(browser, cast):
    here, there = browser("anna"), browser("anna")
    bos = browser("bo")
    mine = Session.objects.get(user=cast.anna, session_key=_kept(there))
    assert here.post(f"/konto/enheter/{mine.name}/avsluta/").status_code == 302
    assert there.get("/idag/").status_code == 302
    again = browser("anna")
    here.post("/konto/enheter/avsluta/")
    assert again.get("/idag/").status_code == 302
    assert here.get("/idag/").status_code == 200
    assert bos.get("/idag/").status_code == 200


def test_nobody_ends_anothers(browser, cast):
    here, bos = browser("anna"), browser("bo")
    row = Session.objects.get(user=cast.bo)
    here.post(f"/konto/enheter/{row.name}/avsluta/")
    here.post("/konto/enheter/a/avsluta/")
    assert bos.get("/idag/").status_code == 200
    assert here.delete(f"/api/v1/sessions/{row.name}/").status_code == 404


def test_a_session_ended_while_it_answers_is_not_written_again(browser, cast):
    client = browser("anna")
    store = client.session
    assert store["_auth_user_id"] == str(cast.anna.pk)
    Session.objects.filter(user=cast.anna).delete()
    store["unit"] = "x"
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.filter(user=cast.anna).exists()


def _kept(client) -> str:
    return fingerprint(client.session.session_key)


# ---- tokens


def test_a_token_is_shown_once_and_ended(browser, cast):
    client = browser("anna")
    made = client.post("/konto/nycklar/")
    assert made.headers["Cache-Control"] == "no-store"
    row = cast.anna.auth_token_set.get()
    assert f"<code>{row.token_key}" in made.content.decode()
    text = page(client)
    assert "<code>" not in text
    assert row.token_key in text
    browser("bo").post(f"/konto/nycklar/{row.token_key}/avsluta/")
    assert cast.anna.auth_token_set.exists()
    client.post(f"/konto/nycklar/{row.token_key}/avsluta/")
    assert not cast.anna.auth_token_set.exists()


def test_one_token_too_many_is_said(browser, cast):
    for _number in range(10):
        cast.anna.auth_token_set.create()
    text = browser("anna").post("/konto/nycklar/").content.decode()
    assert "10 nycklar" in text
    assert cast.anna.auth_token_set.count() == 10


# ---- posts and sight


def test_the_page_says_my_posts_and_no_others(browser):
    text = page(browser("anna"))
    assert "Kontaktansvarig, Norr" in text
    assert "Söder" not in text
    assert "bo@example.org" not in text


def test_without_a_post_the_page_still_opens_and_shows_nothing_of_the_district(browser):
    text = page(browser("eva"))
    assert "Du har ingen post" in text
    assert "Norr" not in text


def test_every_noun_of_the_rules_page_has_its_words_or_is_a_part():
    assert set(NOUNS) | PARTS == set(SEES)
    assert set(NOUNS) & PARTS == set()


@pytest.mark.parametrize("name", ["anna", "asta", "bo", "cia", "dag", "frid", "glenn"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_explained_is_what_is_seen(cast, name, language):
    reader = cast.reader(name)
    told = {seen.rows for seen in explained(reader, language)}
    spoken = 0 if language == "sv" else 1
    wanted = {words[spoken] for noun, words in NOUNS.items() if reader.holds(*SEES[noun])}
    assert told == wanted


def test_it_says_which_rows_because_of_which_post(cast):
    seen = {one.rows: one.which for one in explained(cast.reader("anna"), "sv")}
    (post,) = cast.reader("anna").posts
    ((ways, because),) = seen["Organisationer"]
    assert because == [post]
    assert ways[0] == "alla i distriktet utom skyddade"
    assert "där du är namngiven" in seen["Relationer till organisationer"][0][0]


# ---- the people's page


def test_an_admin_sees_their_own_people_and_an_administrator_all(browser, acting, norr):
    with acting("asta") as asta:
        asked(asta, norr)
    astas, glenns = (browser(name).get("/foreningen/personer/") for name in ("asta", "glenn"))
    assert "Anna" in astas.content.decode()
    assert "ny@example.org" in astas.content.decode()
    assert "Dag" not in astas.content.decode()
    assert "Dag" in glenns.content.decode()
    for name in ("anna", "bo", "cia", "dag"):
        assert browser(name).get("/foreningen/personer/").status_code == 403


def test_the_officer_sees_the_number_of_sealed_rows_alone(browser):
    text = browser("frid").get("/foreningen/personer/").content.decode()
    assert "Förseglat" in text
    assert "Anna" not in text
