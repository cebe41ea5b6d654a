"""Any register becomes one table: whatever its encoding, delimiter, sheet or title rows."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from movements.exchange.reading import MAX_COLUMNS, read_table
from movements.exchange.rows import understand
from tests.exchange.files import HEADER, csv_bytes, line, xlsx_bytes

ROWS = [
    line("Väsbykören", kind="Kulturförening", activities="Körsång, Sång", town="Upplands Väsby"),
    line(
        "Åby IF", kind="Idrottsförening", activities="Fotboll", postcode="145 52", town="Norsborg"
    ),
]


def names(table):
    return [cells[0] for _number, cells in table.rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman", "cp850"]
)
def test_every_delimiter_in_every_encoding_reads_the_same(delimiter, encoding):
    table = read_table(csv_bytes(ROWS, delimiter=delimiter, encoding=encoding))
    assert table.header == HEADER
    assert names(table) == ["Väsbykören", "Åby IF"]
    assert table.rows[0][1][3] == "Körsång, Sång"


def test_lines_in_different_encodings_are_each_read_in_their_own():
    data = csv_bytes([ROWS[0]], encoding="utf-8") + "Örby BK;;;;;;;;;\r\n".encode("cp1252")
    assert names(read_table(data)) == ["Väsbykören", "Örby BK"]


def test_titles_above_the_header_and_blank_lines_are_passed_over_and_row_numbers_kept():
    data = b"Utdrag ur registret;;\r\nOktober 2025;;\r\n;;\r\n" + csv_bytes(ROWS, encoding="utf-8")
    table = read_table(data)
    assert table.header == HEADER
    assert [number for number, _cells in table.rows] == [5, 6]


def test_a_line_break_inside_quotes_stays_in_its_cell():
    table = read_table(csv_bytes([line("Kör\nen", activities="Sång")]))
    assert names(table) == ["Kör en"]


def test_a_quotation_mark_that_nobody_closed_swallows_no_rows():
    body = "".join(f'Förening {n};;;"Fotboll;;;;;;\n' for n in range(200))
    table = read_table((";".join(HEADER) + "\n" + body).encode())
    assert len(table.rows) == 200


def test_ragged_rows_are_filled_out_and_those_with_too_much_are_remembered():
    data = "Namn;Typ;Ort\nA-klubben\nB-klubben;Idrott;Tumba;mer;ännu mer\n".encode()
    table = read_table(data)
    assert table.rows == [(2, ["A-klubben", "", ""]), (3, ["B-klubben", "Idrott", "Tumba"])]
    assert table.ragged == {3}


def test_nul_bytes_and_control_characters_disappear():
    table = read_table(b"Namn;Ort\nA\x00BF;Tum\x07ba\n")
    assert table.rows == [(2, ["ABF", "Tum ba"])]


def test_excels_own_line_about_the_delimiter_is_no_row():
    assert names(read_table(b"sep=;\nNamn;Ort\nABF;Solna\n")) == ["ABF"]


def test_a_header_repeated_on_every_page_is_no_row():
    assert names(read_table(b"Namn;Ort\nABF;Solna\nNamn;Ort\nNBV;Solna\n")) == [
        "ABF",
        "NBV",
    ]


def test_a_workbook_gives_the_sheet_with_the_register_and_names_the_others():
    cover = [["Föreningsregister"], ["Kontakta kultur och fritid"]]
    register = [["Utdrag"], [], HEADER, *ROWS]
    table = read_table(xlsx_bytes(("Om", cover), ("Föreningar", register)))
    assert (table.sheet, table.other_sheets) == ("Föreningar", ["Om"])
    assert [number for number, _cells in table.rows] == [4, 5]


def test_numbers_dates_and_truths_in_a_workbook_are_read_as_a_person_would():
    rows = [["Namn", "Orgnr", "Postnr", "Bildad", "Aktiv"]]
    rows.append(["ABF", 8020012345, 14552.0, datetime.date(1912, 5, 1), True])
    table = read_table(xlsx_bytes(rows))
    assert table.rows[0][1] == ["ABF", "8020012345", "14552", "1912-05-01", "ja"]


def test_a_tall_merged_cell_speaks_for_all_its_rows():
    book = openpyxl.Workbook()
    page = book.active
    for row in (["Namn", "Typ"], ["A-klubben", "Idrott"], ["B-klubben"], ["Kören", "Kultur"]):
        page.append(row)
    page.merge_cells("B2:B3")
    data = io.BytesIO()
    book.save(data)
    table = read_table(data.getvalue())
    assert [cells[1] for _number, cells in table.rows] == ["Idrott", "Idrott", "Kultur"]


def test_a_formula_never_computed_is_an_empty_cell():
    table = read_table(xlsx_bytes([["Namn", "Ort"], ["ABF", '="Sol"&"na"']]))
    assert table.rows[0][1] == ["ABF", ""]


def bomb():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return data.getvalue()


def entities():
    """A workbook whose strings would be swollen by entities a billion times."""
    good = io.BytesIO(xlsx_bytes([["Namn", "Ort"], ["ABF", "Solna"]]))
    data = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(data, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + content.replace(b"Blad1", b"&a;")
            target.writestr(part, content)
    return data.getvalue()


def zipped():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("readme.txt", "hej")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"Namn;Ort\r\n", "no rows"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "XLSX or CSV"),
        (b"<html><table><tr><td>Namn</td></tr></table></html>", "not a spreadsheet"),
        (bytes(range(1, 32)) * 100, "not a spreadsheet"),
        (zipped(), "not a spreadsheet"),
        (bomb(), "unpacks"),
        (entities(), "damaged"),
        (xlsx_bytes([["Namn"], ["ABF"]])[:800], "damaged"),
        (b"Namn;" + b"x;" * (MAX_COLUMNS * 5) + b"\nABF\n", "columns"),
    ],
    ids=["nothing", "blank", "header", "pdf", "xls", "html", "noise", "zip", "bomb", "entities"]
    + ["cut", "wide"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, says):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        read_table(data)
    assert says in refusal.value.message_dict["file"][0]


def test_a_file_with_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr("movements.exchange.reading.MAX_ROWS", 50)
    monkeypatch.setattr("movements.exchange.reading.HEADER_WITHIN", 2)
    rows = [line(f"Klubb {n}") for n in range(60)]
    for data in (csv_bytes(rows), xlsx_bytes([HEADER, *rows])):
        with pytest.raises(ValidationError):
            read_table(data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3_000))
@example(b"PK\x03\x04")
@example(b"\xff\xfe")
@example(b'"')
@example(b"Namn\n\x81\x8d")
def test_any_bytes_give_a_table_or_a_sentence(data):
    try:
        table = read_table(data)
    except ValidationError as refusal:
        said, table = refusal.message_dict, None
    assert table or said["file"]
    assert table is None or all(len(cells) == len(table.header) for _number, cells in table.rows)


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=0, max_size=40
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(cells, min_size=10, max_size=10), min_size=1, max_size=12),
    st.sampled_from([";", ",", "\t"]),
)
def test_no_row_of_any_register_is_lost(rows, delimiter):
    rows = [[f"Förening {n} {row[0]}", *row[1:]] for n, row in enumerate(rows)]
    reading = understand(read_table(csv_bytes(rows, delimiter=delimiter)))
    assert len(reading.rows) == len(rows)
    assert all(row.name.startswith(f"Förening {n}") for n, row in enumerate(reading.rows))
