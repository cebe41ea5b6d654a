"""Every page that writes: a form that is sent twice is done once (one row, one trace, and the
second is led where the first was); and what was done is undone, or says why it is not."""

import pytest
from django.db import transaction

from crm.sending import AS_OFTEN, TOGGLES
from crm.undone import FINAL, OWN
from movements.models import Invitation
from tests.browser.scenery import scenery
from tests.page_deeds import DEEDS, Deed, Sending, changed, prints
from tests.test_endpoints import addresses

__all__ = ["scenery"]

# Addresses that take no form of the house, or one that may be sent as often as one likes.
READ = {
    *("home", "today", "search", "search_options", "healthz", "readyz", "parts", "help"),
    *("relation_history", "person_history", "meeting_history", "promise_history", "who_sees"),
    *("organisation_list", "organisation_csv", "organisation_xlsx", "organisation_geojson"),
    *("organisation_parents", "organisation_archive_list", "organisation_view_counts"),
    *("organisation_duplicates", "organisation_here_already", "organisation_merge_with"),
    *("organisation_detail", "meeting_list", "meeting_detail", "meeting_saved"),
    *("meeting_organisations", "map", "map_ground", "map_tile", "register_list"),
    *("register_detail", "import_review", "import_progress", "import_errors", "import_done"),
    *("privacy", "processing", "inform_list", "request_list", "request_detail"),
    *("incident_list", "incident_detail", "extract_list", "people_list", "people_post"),
    *("own_account", "bin", "review_list", "review_detail", "dpia", "reading_list"),
    "attachment_file",
    "extract_fetch",  # a file, as often as one likes; each time is noted
    "undo",  # below, after each of the others
}
# Deeds that leave no row of their own; sent again they do nothing more.
NO_ROWS = {"own_session_end", "own_sessions_end", "register_fetch", "retention", "import_values"}


@pytest.fixture
def s(scenery, cast, acting, settings):
    settings.ALLOWED_SERVERS = ["r.example"]
    scenery.acting = acting
    scenery.invitation = Invitation.objects.get(email="ny@example.org").pk
    return scenery


def test_every_page_that_takes_a_form_is_tried_here():
    pages = {name for path, name in addresses() if not path.startswith("api/")}
    forms = {name for name in pages if name and not name.startswith(AS_OFTEN)}
    assert forms - READ - set(DEEDS) == set(), "say what is sent there, in tests/page_deeds.py"
    assert set(DEEDS) <= forms
    assert forms >= TOGGLES
    assert set(DEEDS) >= OWN | set(FINAL)
    assert OWN.isdisjoint(FINAL)
    assert all(len(why.split()) > 2 for why in FINAL.values())


class Found(list):
    """What was wrong, deed by deed: one scenery serves them all, each in a world of its own."""

    def try_each(self, cast, s, attempt) -> None:
        for name, deed in DEEDS.items():
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        if deed.before:
                            deed.before(s)
                        attempt(name, deed, Sending(name, s, getattr(cast, deed.who)))
                except Exception as wrong:  # noqa: BLE001  all of them are told of
                    self.append(f"{name}: {type(wrong).__name__} {str(wrong)[:600]}")
                transaction.set_rollback(True)


def test_what_is_sent_twice_is_done_once(s, cast):
    found = Found()

    def attempt(name: str, deed: Deed, page: Sending):
        before = prints()
        first = page.send()
        assert first.status_code < 400, first.content.decode()[:2000]
        after = prints()
        assert name in NO_ROWS or changed(before, after), "it wrote nothing"
        again = page.send()
        assert changed(after, prints()) == [], "it was done again"
        used = name == "invitation"  # whoever has no post yet has no district to note it in
        assert again.status_code == (404 if used else 302)
        if "Location" in first and not used:
            assert again["Location"] == first["Location"]

    found.try_each(cast, s, attempt)
    assert found == [], "\n".join(found)


def test_what_was_done_is_undone_or_says_why_not(s, cast):
    """Every row is as it was, but for what was made: that is put away."""
    found = Found()

    def attempt(name: str, deed: Deed, page: Sending):
        before = prints(history=False)
        page.send()
        ways = page.ways_back()
        if name in FINAL or name in NO_ROWS:
            assert ways == [], "has a way back that it says it has not"
            return
        assert len(ways) == 1, "has no way back"
        assert page.press(ways[0]).status_code == 302
        kept = left(before, prints(history=False))
        assert kept == [] or name in OWN, kept

    found.try_each(cast, s, attempt)
    assert found == [], "\n".join(found)


def left(before: dict, after: dict) -> list[str]:
    """What is not as it was; a row that was made and then put away, with its parts, is no harm."""
    made = {}
    for table, rows in after.items():
        made |= {key: row for key, row in rows.items() if key not in before[table]}
    away = {key for key, row in made.items() if row.get("archived_at")}
    parts = {key for key, row in made.items() if away & set(map(str, row.values()))}
    wrong = []
    for table, rows in before.items():
        now = {key: row for key, row in after[table].items() if key not in away | parts}
        for key in rows.keys() | now.keys():
            if rows.get(key) != now.get(key):
                wrong.append(f"{table}: {rows.get(key)} is {now.get(key)}")
    return wrong
