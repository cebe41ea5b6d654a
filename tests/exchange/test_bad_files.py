"""Whatever is dropped on the page: a clear sentence, and no more memory than a register."""

import datetime
import io
import os
import resource
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from movements.exchange.reading import read_table
from movements.exchange.rows import understand
from tests.exchange.files import csv_bytes, line, xlsx_bytes
from tests.readings import ROOT

MB = 1024 * 1024


def refusal(data, **how):
    with pytest.raises(ValidationError) as refused:
        understand(read_table(data, **how))
    (said,) = refused.value.messages
    return said


def bomb(part="xl/worksheets/sheet1.xml", size=300 * MB, filling=b"<c/>"):
    """A workbook of a few kilobytes with one part that unpacks to `size`."""
    data = io.BytesIO(xlsx_bytes([["Namn"], ["Åby"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as file:
            for _n in range(size // MB):
                file.write(filling * (MB // len(filling)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\x00\x00 \r\n\x00", "empty"),
        (b"%PDF-1.7 abc", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old or password-protected"),
        (b"<html><table></table></html>", "not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 200, "not a spreadsheet"),
        (b"Namn;Ort\n", "no rows"),
        (b"1;2;3\n4;5;6\n", "column with names"),
        ((";".join(f"k{n}" for n in range(10_000)) + "\n").encode() * 3, "columns"),
        (("Namn;" + ";" * 3_000 + "\n").encode() * 2_100, "far more|columns"),
        (b'Namn\n"' + b"x" * 200_000 + b"\n", "far too long"),
        (b"PK\x03\x04" + b"\x00" * 200, "damaged"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else value,
)
def test_each_kind_of_wrong_file_gets_its_own_sentence(data, said):
    with translation.override("en"):
        assert any(word in refusal(data) for word in said.split("|"))


def test_a_zip_that_is_no_workbook_is_named():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("brev.docx", "hej")
    assert refusal(data.getvalue())


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked(part):
    data = bomb(part)
    assert len(data) < MB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(data)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 60


GROWTH = """
import resource, sys
import django
django.setup()
from django.core.exceptions import ValidationError
from movements.exchange.reading import read_table
data = {data}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_table(data)
except ValidationError:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    "data",
    [
        'b"a;b" + b";x" * 24_000_000',
        'b"Namn;" + b"ab;cd;" * 400 + (b"\\n" + b"ab;cd;" * 400) * 18_000',
        "b'Namn\\n\"' + b'x' * 45_000_000",
    ],
    ids=["one endless line", "many short cells", "a quotation mark nobody closed"],
)
def test_the_largest_file_of_the_worst_kind_takes_bounded_memory(data):
    """In a process of its own, so that what grew before hides nothing."""
    said = subprocess.run(
        [sys.executable, "-c", GROWTH.format(data=data)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "crm.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(said.stdout) < 900


def test_duplicate_headers_add_up_or_the_fuller_one_is_read():
    text = "Namn;Ort;Ort;E-post;E-post\nÅby;;Tumba;;info@aby.example\nBy;;Alby;;info@by.example\n"
    rows = understand(read_table(text.encode())).rows
    assert [(row.town, row.email) for row in rows] == [
        ("Tumba", "info@aby.example"),
        ("Alby", "info@by.example"),
    ]


def test_nul_bytes_and_mixed_encodings_are_read():
    data = "Namn;Ort\nÅby;Täby\n".encode() + "Söderkören;Älta\n".encode("cp1252") + b"B\x00y;Alby\n"
    names = [row.name for row in understand(read_table(data)).rows]
    assert names == ["Åby", "Söderkören", "By"]


def test_formulas_are_read_as_their_results_and_those_without_any_are_named():
    book = openpyxl.Workbook()
    book.active.append(["=A1"])
    out = io.BytesIO()
    book.save(out)
    with translation.override("en"):
        assert "formulas" in refusal(out.getvalue())
    book.active.append(["Namn", "Ort"])
    book.active.append(["Åby", "=A2"])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    assert table.uncalculated
    assert [row.name for row in understand(table).rows] == ["Åby"]


def test_merged_cells_speak_for_each_of_their_rows_and_many_of_them_cost_no_time():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Typ", "Namn"])
    for n in range(2, 3_002):
        sheet.append(["Idrott" if n % 3 == 2 else None, f"Klubb {n}"])
    for n in range(2, 3_000, 3):
        sheet.merge_cells(start_row=n, end_row=n + 2, start_column=1, end_column=1)
    out = io.BytesIO()
    book.save(out)
    rows = understand(read_table(out.getvalue())).rows
    assert {row.kind for row in rows} == {"sports"}


def test_dates_and_numbers_stand_as_a_person_would_write_them():
    rows = [["Namn", "Postnr", "Startad"], ["Åby", 14552, datetime.date(2020, 1, 2)]]
    assert read_table(xlsx_bytes(rows)).rows == [(2, ["Åby", "14552", "2020-01-02"])]


# --- whatever bytes ------------------------------------------------------------------------------

cells = st.text(max_size=30) | st.sampled_from(
    ["Namn", "Ort", "=1+1", "145 52", "811228-9874", '"', "\x00", "\n", ";", "info@a.se", "c/o A"]
)
grids = st.lists(st.lists(cells, max_size=8), max_size=8)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])


@st.composite
def files(draw):
    """Bytes of a file as somebody could have made it: well, badly, or broken on the way."""
    kind = draw(st.sampled_from(["csv", "raw", "cut"]))
    if kind == "raw":
        return draw(st.binary(max_size=400))
    lines = [draw(st.sampled_from(";,\t|")).join(row) for row in draw(grids)]
    data = "\n".join(lines).encode(draw(encodings), errors="replace")
    return data[: draw(st.integers(0, max(len(data), 1)))] if kind == "cut" else data


def read(data):
    """(table, reading) of a file, (None, None) when it was refused with a sentence."""
    try:
        table = read_table(data)
        return table, understand(table)
    except ValidationError as refused:
        if not all(refused.messages):
            raise
        return None, None


@settings(max_examples=2_000, deadline=None)
@given(files())
def test_whatever_is_read_gives_rows_or_a_sentence(data):
    table, reading = read(data)
    if reading is None:
        return
    assert len(reading.rows) == len(table.rows) > 0
    for row in reading.rows:
        assert row.is_error or (row.name and len(row.name) <= 200)
        assert "\x00" not in row.name + row.town + row.address


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5_000))
def test_a_damaged_workbook_gives_rows_or_a_sentence(noise, at):
    data = bytearray(WORKBOOK)
    at %= len(data)
    data[at : at + len(noise)] = noise
    read(bytes(data))


WORKBOOK = xlsx_bytes([["Namn", "Ort"], ["Åby", "Tumba"], ["By", "Alby"]])


def test_a_csv_made_here_is_read_here():
    assert len(read_table(csv_bytes([line("Åby")])).rows) == 1
