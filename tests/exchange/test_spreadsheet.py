"""Files out: they open as they should in a spreadsheet, and nothing in them is ever run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movements.access.funnel import visible
from movements.directory.actions import register_organisation
from movements.exchange.spreadsheet import organisations_csv, safe, table
from movements.models import Organisation

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n"]


@pytest.mark.parametrize("start", STARTS)
def test_what_would_start_a_formula_becomes_text(start):
    assert safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
@pytest.mark.parametrize("before", [" ", "\u00a0", "\t", "\ufeff", "\u200b ", "\r\n"])
def test_what_cannot_be_seen_in_front_hides_no_formula(start, before):
    assert safe(f"{before}{start}1+1").startswith("'")


def test_ordinary_text_is_left_alone():
    for text in ("Utö byalag", "08-123", "a=b", "", "Ängen (f.d. +1)"):
        assert safe(text) == text
    assert safe(None) == ""


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_no_cell_ever_starts_a_formula_and_every_row_is_there(rows):
    read = csv.reader(io.StringIO(table(["A", "B"], rows).decode("utf-8-sig")), delimiter=";")
    cells = list(read)
    assert len(cells) == len(rows) + 1
    assert not [cell for row in cells for cell in row if cell.lstrip()[:1] in STARTS[:4] and cell]


def test_the_file_says_its_encoding_and_uses_semicolons():
    content = table(["Namn", "Ort"], [["Ängen", "Åby; norra"]])
    assert content == '\ufeffNamn;Ort\r\nÄngen;"Åby; norra"\r\n'.encode()


@pytest.fixture
def made(acting, norr):
    with acting("anna") as anna:
        return register_organisation(
            by=anna,
            association=norr,
            name='=HYPERLINK("http://example.org")',
            kind="union",
            policy_areas=["housing", "peace"],
            town="Västerhaninge",
            sectors=["care"],
            phone="+46 8 123 456 78",
        )


def read(reader) -> dict:
    content = organisations_csv(visible(Organisation, reader).order_by("name"), reader)
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return row


def test_an_organisation_that_is_named_as_a_formula_is_harmless(cast, made):
    row = read(cast.reader("anna"))
    assert row["Organisation"] == '\'=HYPERLINK("http://example.org")'
    assert not [cell for cell in row.values() if cell[:1] in STARTS]


def test_the_heads_and_the_words_are_swedish(cast, made):
    row = read(cast.reader("anna"))
    assert {"Organisation", "Slag", "Kommun", "Ort", "Organisationsnummer"} <= set(row)
    assert row["Kommun"] == "Haninge"


def test_nothing_in_it_ties_an_organisation_to_us(cast, made):
    row = read(cast.reader("anna"))
    said = " ".join([*row, *row.values()])
    for ours in ("Norr", "Anna", "Steg", "Ansvarig", "Senast"):
        assert ours not in said


def test_a_protected_address_is_not_in_it(cast, acting, norr):
    with acting("anna") as anna:
        register_organisation(
            by=anna,
            association=norr,
            name="Fyren",
            address="Hemliga gatan 1",
            town="Västerhaninge",
            address_protected=True,
        )
    assert "Hemliga" not in str(read(cast.reader("cia")))
