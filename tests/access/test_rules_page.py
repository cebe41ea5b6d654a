"""The rules page can be read aloud, and the printed one is the one in force."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from movements.access.printed import printed
from movements.access.rules import MAY, SEES

PRINTED = Path(__file__).resolve().parents[2] / "docs" / "access.md"


def test_the_printed_page_is_the_one_in_force():
    said = StringIO()
    call_command("print_rules", stdout=said)
    again = "run: manage.py print_rules > docs/access.md"
    assert PRINTED.read_text() == said.getvalue(), again


def test_every_row_and_verb_is_on_it_in_both_languages():
    text = printed()
    for name in (*SEES, *MAY):
        assert text.count(f"| `{name}` |") == 2
    assert "## Vem ser vad\n" in text
    assert "## Who may do what\n" in text


def test_roles_that_share_a_column_are_said_apart_where_they_differ():
    (line,) = [line for line in printed().splitlines() if line.startswith("| `PendingUpload`")][:1]
    assert "association_admin: deras egna" in line
    (line,) = [line for line in printed().splitlines() if line.startswith("| `log_meeting`")][:1]
    assert "association_admin" not in line


def test_a_word_without_a_translation_stops_the_printing(monkeypatch):
    from movements.access.ways import theirs

    monkeypatch.setitem(SEES, "Promise", {"steward": (theirs("neighbour"),)})
    with pytest.raises(KeyError):
        printed()
