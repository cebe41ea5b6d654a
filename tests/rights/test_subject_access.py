"""Registerutdrag: all that is kept, masked, sealed, and opened by the person alone."""

import io
import json
import zipfile

import pyrage
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from movements.access.funnel import NotAllowed
from movements.access.identity import acting_as
from movements.access.read_log import ReadLog
from movements.models import ContactPerson, MeetingContent, SealedExtract
from movements.rights import sealing
from movements.rights.sealing import fetch_extract, make_extract
from movements.rights.subject_access import personal_models, uncovered
from movements.rights.wording import MASK
from tests.rights.canary import EMAIL, NAME, PHONE, as_service

pytestmark = pytest.mark.django_db


def make(cast, person, who="asta"):
    with acting_as(cast.reader(who), why="test") as by:
        return make_extract(by=by, person=person)


def opened(sealed, passphrase) -> tuple[dict, str]:
    """What the person has of it: the JSON, and the text of the PDF."""
    plain = pyrage.passphrase.decrypt(bytes(sealed.content), passphrase)
    archive = zipfile.ZipFile(io.BytesIO(plain))
    pdf = PdfReader(io.BytesIO(archive.read("registerutdrag.pdf")))
    text = " ".join(page.extract_text() for page in pdf.pages)
    return json.loads(archive.read("registerutdrag.json")), " ".join(text.split())


def test_it_holds_rows_versions_notes_files_and_who_has_read(cast, planted, client):
    client.force_login(cast.cia)
    client.get(reverse("organisation_detail", args=[planted.organisation.pk]))
    found, pdf = opened(*make(cast, planted.person))
    rows = found["rows"]
    assert rows["ContactPerson"][0]["name"] == NAME
    assert {row["value"] for row in rows["Channel"]} == {EMAIL, PHONE}
    assert rows["ContactRole"][0]["title"] == "ordförande"
    assert "Kanarie Blåfjäder" in str(found["history"]["ContactPerson"])
    told = str(found["mentioned"])
    for said in ("Vi ringde", "Mejla", "Ringa", "Fråga", "Frågor till"):
        assert said in told or NAME not in said
    assert "Fågelvännerna" in str(found["files"])
    assert f"Närvarande: {NAME}" in str(found["files"])
    assert f"Brev från {NAME}.txt" in str(found["files"])
    assert found["read"] != []
    assert "Cia" not in str(found["read"])
    for said in (NAME, EMAIL, "Vi ringde"):
        assert said in pdf, said


def test_others_who_are_named_are_masked(cast, planted, person_of):
    with acting_as(cast.reader("asta"), why="test") as asta:
        person_of(asta, planted.organisation, name="Vera Vittne", channels=[])
        MeetingContent.objects.update(notes=f"{NAME} bråkade med Vera Vittne.")
    found, pdf = opened(*make(cast, planted.person))
    assert f"{NAME} bråkade med {MASK}." in str(found["mentioned"])
    assert "Vittne" not in pdf + str(found)


def test_nobody_opens_it_without_the_passphrase_and_it_is_kept_nowhere(cast, planted, district):
    sealed, passphrase = make(cast, planted.person)
    assert NAME.encode() not in bytes(sealed.content)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(bytes(sealed.content), sealing.new_passphrase())
    with as_service("retention", district):
        row = SealedExtract.objects.values().get()
    assert passphrase not in str(row)


def test_the_association_asks_and_the_officer_sends_and_neither_has_both(cast, planted, district):
    sealed, _passphrase = make(cast, planted.person)
    with acting_as(cast.reader("asta"), why="test") as asta:
        assert not SealedExtract.objects.exists()
        with pytest.raises(NotAllowed):
            fetch_extract(by=asta, extract=sealed)
    with pytest.raises(ContactPerson.DoesNotExist):  # for a request, by number, and sealed
        make(cast, planted.person, "frid")
    with acting_as(cast.reader("frid"), why="test") as frid:
        assert fetch_extract(by=frid, extract=sealed).fetched_at is not None
    with as_service("retention", district):
        rows = list(ReadLog.objects.filter(persons__contains=[planted.person.pk]))
    assert {(row.deed, row.user_id) for row in rows} >= {
        ("extract", cast.asta.pk),
        ("export", cast.frid.pk),
    }


@pytest.mark.parametrize("who", ["bo", "cia", "dag", "glenn", "hedda"])
def test_nobody_else_asks(cast, planted, who):
    with pytest.raises(NotAllowed):
        make(cast, planted.person, who)


def test_after_a_day_it_is_gone(cast, planted, district, monkeypatch):
    monkeypatch.setattr(sealing, "KEPT", -sealing.KEPT)
    sealed, _passphrase = make(cast, planted.person)
    with acting_as(cast.reader("frid"), why="test") as frid:
        assert sealing.waiting(frid) == []
        with pytest.raises(ValidationError):
            fetch_extract(by=frid, extract=sealed)


def test_nothing_is_fetched_while_the_document_is_made():
    with pytest.raises(ValueError, match="nothing is fetched"):
        sealing._refuse("https://example.org/x.png")


def test_every_noun_with_a_person_in_it_is_covered(monkeypatch):
    models = personal_models()
    names = {model.__name__ for model in models}
    assert {"ContactPerson", "Channel", "ContactRole", "Participant", "Review"} <= names
    assert uncovered(models) == []
    monkeypatch.setattr(ContactPerson, "export_fields", ())
    assert uncovered(models) == ["ContactPerson"]


def test_the_command_seals_into_a_file(cast, planted, tmp_path, capsys):
    planted.person.refresh_from_db()
    to = tmp_path / "utdrag.age"
    call_command("subject_access", f"P-{planted.person.number}", str(to))
    passphrase = capsys.readouterr().out.strip()
    archive = zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(to.read_bytes(), passphrase)))
    assert NAME in archive.read("registerutdrag.json").decode()
    with pytest.raises(CommandError):
        call_command("subject_access", "P-999999999", str(to))


def test_the_pages_show_the_passphrase_once_and_the_file_to_the_officer(client, cast, planted):
    client.force_login(cast.asta)
    address = reverse(
        "organisation_person_extract", args=[planted.organisation.pk, planted.person.pk]
    )
    assert "<code>" not in client.get(address).text
    answer = client.post(address)
    passphrase = answer.context["passphrase"]
    assert passphrase in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/dataskydd/utdrag/").status_code == 403
    client.force_login(cast.frid)
    page = client.get("/dataskydd/utdrag/")
    (extract,) = page.context["extracts"]
    assert NAME not in page.text
    file = client.post(reverse("extract_fetch", args=[extract.pk]))
    assert NAME in str(opened(type("File", (), {"content": file.content}), passphrase)[0])
