"""Whatever is brought in as a register: rows, or a sentence that says what to do. Never a broken
page, and never half of it saved."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from movements.access.identity import acting_as
from movements.access.outside import Unreachable
from movements.exchange.actions import import_organisations
from movements.exchange.interbook import COLUMNS, as_file, customers
from movements.models import (
    ContactPerson,
    Import,
    ImportedRow,
    Organisation,
    PendingUpload,
    SourceRow,
)
from tests.conftest import municipality
from tests.exchange.files import HEADER
from tests.hostile.strings import BLNS, OWN

TABLES = (Organisation, Import, ImportedRow, SourceRow, ContactPerson, PendingUpload)
QUIETLY = {"deadline": None, "derandomize": True, "database": None}
QUIETLY["suppress_health_check"] = list(HealthCheck)
HEADERS = [*HEADER, "Kontaktperson", "Telefon", "Kommun", "Latitud", "Longitud", "x", "", "Namn"]

naughty = st.sampled_from([one for one in (*OWN, *BLNS) if len(one) < 5000])
cells = st.text(max_size=40) | naughty | st.sampled_from(["Åby IF", "145 52", "802000-1234", ""])
rows = st.lists(st.lists(cells, max_size=12), max_size=6)
headers = st.lists(st.sampled_from(HEADERS) | cells, max_size=12)
codes = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850", "utf-32"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | cells,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(cells, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def texts(draw) -> bytes:
    """A CSV as somebody could have made it: quoted or not, each line in an encoding of its own."""
    mark, quote = draw(st.sampled_from(";,\t|")), draw(st.sampled_from(['"', "'", ""]))
    end, made = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"])), b""
    for row in [draw(headers), *draw(rows)]:
        line = mark.join(f"{quote}{cell}{quote}" for cell in row) + end
        made += line.encode(draw(codes), errors="replace")
    return made


@st.composite
def workbooks(draw) -> bytes:
    """A workbook of any cells, some of them formulas."""
    book = Workbook()
    for row in [draw(headers), *draw(rows)]:
        try:
            book.active.append(row)
        except IllegalCharacterError:
            book.active.append(["Namn"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@st.composite
def broken(draw, whole) -> bytes:
    """A file that was cut, or written over, on its way."""
    data = bytearray(draw(whole))
    at = draw(st.integers(0, max(len(data) - 1, 0)))
    data[at : at + draw(st.integers(0, 60))] = draw(st.binary(max_size=60))
    return bytes(data[: draw(st.integers(at, len(data)))] if draw(st.booleans()) else data)


geojson = st.builds(
    lambda features: json.dumps({"type": "FeatureCollection", "features": features}).encode(),
    st.lists(st.fixed_dictionaries({"type": cells, "geometry": json_values}), max_size=3),
)
files = st.one_of(
    st.binary(max_size=300), texts(), workbooks(), broken(texts()), broken(workbooks()), geojson
)


def counted() -> list[int]:
    return [model.objects.count() for model in TABLES]


def brought_in(by, association, data):
    """(the report, no words), or (None, what was said)."""
    home = municipality("0136")
    try:
        done = import_organisations(by=by, data=data, municipality=home, association=association)
    except ValidationError as refused:
        return None, refused.messages
    return done, []


@pytest.mark.django_db
@settings(max_examples=120, **QUIETLY)
@given(data=files)
def test_a_register_is_brought_in_whole_or_not_at_all(cast, norr, data):
    before = counted()
    with transaction.atomic():
        with acting_as(cast.reader("asta"), why="test") as asta:
            report, said = brought_in(asta, norr, data)
        if report is None:
            assert said
            assert all(said)
            assert counted() == before
        else:
            new = Organisation.objects.count() - before[0]
            assert new == report.counts.get("new", 0)
            assert Import.objects.count() == before[1] + 1
        transaction.set_rollback(True)


def looked_through(browser, data: bytes, name: str) -> None:
    """The page of a file that was sent, and each step after it where it was taken."""
    sent = {"file": SimpleUploadedFile(name, data), "municipality": "0136"}
    answer = browser.post(reverse("import_upload"), sent)
    assert answer.status_code in {200, 302, 422}, answer.status_code
    if answer.status_code != 302:
        assert 'class="problem"' in answer.content.decode()
        assert not PendingUpload.objects.exists()
        return
    kept = PendingUpload.objects.get()
    for step in ("columns", "values", "review", "errors"):
        shown = browser.get(reverse(f"import_{step}", args=[kept.pk]))
        assert shown.status_code in {200, 302}, (step, shown.status_code)


@pytest.mark.django_db
@settings(max_examples=40, **QUIETLY)
@given(data=files, name=naughty)
def test_every_step_of_the_page_stands_whatever_was_sent(cast, data, name):
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.asta)
    with transaction.atomic():
        looked_through(browser, data, f"{name[:60]}.csv")
        transaction.set_rollback(True)


@settings(max_examples=200, **QUIETLY)
@given(
    data=st.binary(max_size=60)
    | st.builds(lambda said: json.dumps(said).encode(), json_values)
    | st.builds(
        lambda said: json.dumps({"Customers": said}).encode(),
        st.lists(st.dictionaries(st.sampled_from([*COLUMNS]), json_values), max_size=3),
    )
)
def test_whatever_a_register_at_an_address_answers_is_a_list_or_a_sentence(data):
    try:
        said = as_file(customers(data))
    except Unreachable as wrong:
        said = str(wrong)
    assert said
