"""The register extract is for the one whom it is about: in words, in two languages, whole."""

import io
import zipfile
from datetime import date

import pyrage
import pytest
from django.utils import translation
from django.utils.functional import Promise as Translated
from pypdf import PdfReader

from movements.access.identity import acting_as
from movements.models import Participant
from movements.rights.readable import HEADINGS, LABELS, histories, sections
from movements.rights.sealing import make_extract
from movements.rights.subject_access import personal_models
from tests.rights.canary import BEFORE, NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents(cast, norr, planted) -> dict[str, str]:
    """What the documents say: {"sv": …, "en": …}. The person has been to a meeting too."""
    with acting_as(cast.reader("asta"), why="test") as asta:
        content = planted.meeting.content
        Participant.objects.create(district=norr.district, content=content, person=planted.person)
        sealed, passphrase = make_extract(by=asta, person=planted.person)
    packed = io.BytesIO(pyrage.passphrase.decrypt(bytes(sealed.content), passphrase))
    archive = zipfile.ZipFile(packed)
    names = {"sv": "registerutdrag.pdf", "en": "register-extract.pdf"}
    return {lang: words_in(archive.read(name)) for lang, name in names.items()}


def words_in(pdf: bytes) -> str:
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(said.split())


def test_it_says_why_in_words_in_both_languages(documents):
    swedish, english = documents["sv"], documents["en"]
    for said in (
        "Varifrån det kommer: Möte 8 juni.",
        "Du har sagt ja till det (dataskyddsförordningen artikel 6.1 a och 9.2 a).",
        "Rättslig grund Samtycke",
        "Integritetsskyddsmyndigheten (imy.se)",
    ):
        assert said in swedish, said
    for said in (
        "Where it comes from: Möte 8 juni.",
        "You have said yes to it (GDPR article 6.1 a and 9.2 a).",
        "Legal basis Consent",
        "Integritetsskyddsmyndigheten (imy.se)",
        "Meetings that you took part in The meeting",
        "Organisation Fågelvännerna",
    ):
        assert said in english, said


def test_no_word_of_the_program_stands_in_it(documents):
    fields = {name for model in personal_models() for name in model.export_fields if "_" in name}
    codes = {"regular_contact", "not_informed", "None", "pgh"}
    for word in {model.__name__ for model in personal_models()} | fields | codes:
        for said in documents.values():
            assert f" {word} " not in said, word


def test_every_table_and_field_has_a_word_for_the_one_it_is_about():
    for model in personal_models():
        assert model.__name__ in HEADINGS
        for name in model.export_fields:
            word = LABELS.get(name, model._meta.get_field(name).verbose_name)
            assert isinstance(word, Translated), (model.__name__, name)


def test_a_change_says_what_it_changed_and_nothing_else(documents):
    before = documents["en"].split("What it said before")[1]
    assert before.count(BEFORE) == 1
    assert before.count(NAME) == 1
    assert before.count("Möte 8 juni") == 1  # the source: as it was written, and never changed


def test_what_was_taken_away_by_a_change_is_a_dash():
    row = {"of": "1", "at": date(2026, 11, 23), "what": "insert", "title": "ordförande"}
    with translation.override("en"):
        (roles,) = histories({"ContactRole": [row, row | {"what": "update", "title": ""}]})
    assert roles == (
        "Your roles",
        [
            ("23 November 2026", "Was written", [("Role", "ordförande")]),
            ("23 November 2026", "Was changed", [("Role", "–")]),
        ],
    )


def test_what_was_never_there_is_not_said():
    ((_heading, (row,)),) = sections({"Review": [{"reason": "", "kept_until": None}]})
    assert row == []
