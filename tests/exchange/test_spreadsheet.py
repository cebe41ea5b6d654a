"""Files out: they open as they should in a spreadsheet, and nothing in them is ever run."""

import csv
import io
import json
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from movements.access.funnel import visible
from movements.directory.actions import register_organisation
from movements.exchange.geojson import organisations_geojson
from movements.exchange.spreadsheet import (
    organisations_csv,
    organisations_xlsx,
    safe,
    table,
    workbook,
)
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
    with organisations_csv(visible(Organisation, reader).order_by("name"), reader) as file:
        content = file.read()
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
    assert "Hemliga" not in str(features(cast.reader("cia")))
    assert "Hemliga" not in str(sheet(cast.reader("cia")))


# ---- workbooks


def sheet(reader) -> list:
    with organisations_xlsx(visible(Organisation, reader).order_by("name"), reader) as file:
        return list(load_workbook(file).active.iter_rows())


def features(reader) -> list[dict]:
    with organisations_geojson(visible(Organisation, reader).order_by("name"), reader) as file:
        return json.load(file)["features"]


def test_a_workbook_has_the_heads_and_the_text_of_the_other_file_and_no_formula(cast, made):
    heads, row = sheet(cast.reader("anna"))
    told = dict(zip([head.value for head in heads], row, strict=True))
    assert [head.value for head in heads] == list(read(cast.reader("anna")))
    assert told["Organisation"].value == '=HYPERLINK("http://example.org")'
    assert told["Växel"].value == "+46 8 123 456 78"
    for name in ("Organisation", "Växel"):
        assert told[name].data_type == "s"
        assert told[name].quotePrefix


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "#N/A", " =1+1", "007", "\t=1"])
def test_every_cell_of_a_workbook_is_text_as_it_was_written(text):
    with workbook(["A"], [[text]]) as file:
        (cell,) = load_workbook(file).active["A2:A2"][0]
        assert (cell.data_type, cell.value) == ("s", text)
        with ZipFile(file) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1, max_size=4))
def test_no_text_breaks_a_workbook(rows):
    with workbook(["A", "B"], rows) as file:
        read = list(load_workbook(file).active.iter_rows(min_row=2))
    assert not [cell for row in read for cell in row if cell.data_type in "fe"]


# ---- for map programs


def test_a_map_file_has_a_point_where_there_is_one(cast, made):
    (one,) = features(cast.reader("anna"))
    assert one["id"] == str(made.pk)
    assert one["properties"]["name"] == made.name
    assert one["properties"]["kind"] == "union"
    assert one["properties"]["municipality"] == "Haninge"
    lon, lat = one["geometry"]["coordinates"]
    assert (round(lon, 1), round(lat, 1)) == (18.1, 59.1)


def test_a_map_file_has_no_point_for_a_protected_address_even_if_one_were_kept(cast, acting, norr):
    with acting("anna") as anna:
        register_organisation(
            by=anna, association=norr, name="Fyren", town="Jordbro", address_protected=True
        )
    (one,) = features(cast.reader("cia"))
    assert one["geometry"] is None
