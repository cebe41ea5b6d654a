"""What goes out with harm in it: files that a spreadsheet opens, answers to machines, letters. No
cell is a formula, no letter has a line too many, and what was written comes back as it was."""

import csv
import io
import json
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from rest_framework.test import APIClient

from movements.exchange.spreadsheet import NOT_IN_XML, starts_formula
from movements.models import Invitation, Organisation, User
from tests import crowd as crowded
from tests.access.letters import asked, send_letters
from tests.hostile.planted import plant
from tests.hostile.strings import BLNS, OWN

pytestmark = pytest.mark.django_db
# A name of an organisation may be this long.
NAMES = list(dict.fromkeys(one[:190] for one in (*OWN, *BLNS) if "\0" not in one and one.strip()))


@pytest.fixture
def named(cast, district, norr):
    """An organisation for each of them, whatever may be at the doors: {its id: its name}."""
    rows = [
        Organisation(district=district, registered_by=norr, kind="other", name=name, town=name[:80])
        for name in NAMES
    ]
    return {str(row.pk): row.name for row in Organisation.objects.bulk_create(rows)}


@pytest.fixture
def fetched(cast, named):
    """fetched("csv"): the file of that kind, as the board downloads it."""
    browser = Client()
    browser.force_login(cast.cia)

    def _fetched(kind: str) -> bytes:
        answer = browser.get(f"/organisationer.{kind}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    return _fetched


def unguarded(text: str) -> str:
    return text.removeprefix("'") if starts_formula(text.removeprefix("'")) else text


def test_no_cell_of_a_csv_is_a_formula_and_every_name_comes_back(fetched, named):
    text = fetched("csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert not [cell for row in rows for cell in row if starts_formula(cell)]
    assert sorted(unguarded(row[0]) for row in rows[1:]) == sorted(map(unguarded, named.values()))


def test_no_cell_of_a_workbook_is_a_formula_and_every_name_comes_back(fetched, named):
    book = load_workbook(io.BytesIO(fetched("xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]

    def lines(text):  # XML knows one end of a line
        return NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")

    read = sorted(lines(row[0].value or "") for row in book.active.iter_rows(min_row=2))
    assert read == sorted(map(lines, named.values()))


def test_every_name_comes_back_as_geojson_and_at_the_api(cast, fetched, named):
    found = json.loads(fetched("geojson"))["features"]
    assert {one["id"]: one["properties"]["name"] for one in found} == named
    client = APIClient()
    _row, secret = cast.cia.auth_token_set.create()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    there = "/api/v1/organisations/?page_size=500"
    seen = {}
    while there:
        answer = client.get(there)
        assert answer["Content-Type"].startswith("application/json")
        seen |= {one["id"]: one["name"] for one in answer.json()["results"]}
        there = answer.json()["next"]
    assert seen == named


def test_a_letter_has_the_lines_that_it_should_and_no_others(
    cast, district, norr, soder, socialnamnden, acting
):
    crowded.build(cast, district, norr, soder, socialnamnden)
    with acting("asta") as asta:
        asked(asta, norr)
    plant()
    harm = "Ämne\r\nBcc: alla@example.org\r\n\r\n<script>window.ran=1</script>"
    User.objects.filter(pk=cast.asta.pk).update(name=harm)
    send_letters()
    assert Invitation.objects.count() == 1
    (letter,) = mail.outbox
    read = message_from_bytes(letter.message().as_bytes(), policy=default)
    assert letter.recipients() == ["ny@example.org"]
    assert read["Bcc"] is None
    assert read["Subject"].startswith("Ämne Bcc: alla@example.org")
    assert read.get_content_type() == "text/plain"
    assert not read.is_multipart()


def test_nothing_was_planted_in_vain(cast, district, norr, soder, socialnamnden):
    crowded.build(cast, district, norr, soder, socialnamnden)
    planted = plant()
    assert planted["Organisation.description"]
    assert planted["Promise.text"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM movements_point WHERE text LIKE '%window.ran%'")
        assert cursor.fetchone()[0] == planted["Point.text"] > 0
