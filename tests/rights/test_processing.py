"""The register of processing says what the tables and the rules say today."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from movements.access.rules import SEES
from movements.rights.processing import ACTIVITIES, printed, tables_of
from tests.readings import ROOT
from tests.test_tables import NOUNS, about_people, names

PAGE = ROOT / "docs" / "processing.md"
ENTERED = {table for activity in ACTIVITIES for table in activity.tables}


def missing(found) -> set[str]:
    """Tables about people that stand in no entry."""
    return names(about_people(found)) - ENTERED - PASSING


# Rows that live no longer than what an entry says of the persons they point at.
PASSING: set[str] = {"Review"}


def test_every_table_about_people_stands_in_an_entry():
    assert missing(NOUNS) == set()
    assert {"User", "Post", "ReadLog", "MeetingContent", "Incident"} <= ENTERED
    assert names(NOUNS) >= ENTERED


def test_one_that_is_left_out_is_found(monkeypatch):
    monkeypatch.setattr("tests.rights.test_processing.ENTERED", ENTERED - {"Channel"})
    assert missing(NOUNS) == {"Channel"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_table_says_its_fields_and_its_readers(language):
    with translation.override(language):
        for activity in ACTIVITIES:
            for table in tables_of(activity):
                assert table.fields, table.name
                if SEES.get(table.name):
                    assert table.readers, table.name


def test_a_line_of_the_rules_page_is_read_as_it_is():
    with translation.override("sv"):
        (table,) = [t for t in tables_of(ACTIVITIES[0]) if t.name == "LegalBasis"]
    assert ("dataskyddsansvarig", "alla i distriktet") in table.readers


def test_the_printed_register_is_the_one_in_force():
    said = StringIO()
    call_command("print_processing", stdout=said)
    assert PAGE.read_text() == said.getvalue(), "manage.py print_processing > docs/processing.md"
    with translation.override("en"):
        assert printed() == said.getvalue()


def test_it_is_the_officers_page(client, cast):
    for name, code in (("frid", 200), ("anna", 403), ("cia", 403), ("glenn", 403)):
        client.force_login(getattr(cast, name))
        assert client.get(reverse("processing")).status_code == code


def test_the_officer_is_given_the_assessment_to_fill_in(client, cast):
    client.force_login(cast.frid)
    answer = client.get(reverse("dpia"))
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.content.decode()
    for part in ("35.7 a", "35.7 b", "35.7 c", "35.7 d", "Fyll i"):
        assert part in text
    assert reverse("dpia") in client.get(reverse("privacy")).content.decode()
    client.force_login(cast.anna)
    assert client.get(reverse("dpia")).status_code == 403
