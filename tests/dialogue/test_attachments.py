"""Files of meetings: what is taken, who reads them, and that nothing in them runs."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import weasyprint
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from rest_framework.test import APIClient

from movements.access.funnel import NotAllowed, visible
from movements.access.identity import acting_as
from movements.dialogue import attaching
from movements.dialogue.actions import Said, protect_existence
from movements.dialogue.attaching import attach_file, detach_file, files_of, restore_file
from movements.dialogue.files import MOST_BYTES, clean_name, examined, kind_of
from movements.dialogue.words_in_files import words_in
from movements.models import Attachment, Meeting, ReadLog
from movements.rights.wording import Words, finder

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GPS = 0x8825


def picture(form: str, size=(8, 4), **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **more)
    return out.getvalue()


def photo() -> bytes:
    """A photo that says where it was taken, and that it lies on its side."""
    told = Image.Exif()
    told[0x0112] = 6
    told[0x010F] = "Kameran"
    told.get_ifd(GPS).update({1: "N", 2: (59.0, 8.0, 4.0), 3: "E", 4: (18.0, 10.0, 2.0)})
    return picture("JPEG", exif=told)


def workbook(*cells: str) -> bytes:
    out, book = BytesIO(), Workbook()
    book.active.append(cells or ["Hej"])
    book.save(out)
    return out.getvalue()


def package(*names: str, mimetype: str = "") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, ".pdf"),
        (picture("PNG"), ".png"),
        (picture("JPEG"), ".jpg"),
        (picture("WEBP"), ".webp"),
        ("Åtta hyresgäster\tkom\r\n".encode(), ".txt"),
        (workbook(), ".xlsx"),
        (package(*WORD), ".docx"),
        (package("content.xml", mimetype=ODT), ".odt"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(content, ending):
    assert examined("vad som helst.exe", content).name.endswith(f"exe{ending}")


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 60,
        b"GIF89a" + b"\x00" * 30,
        b"\x7fELF" + b"\x00" * 30,
        b"junk" + PDF + b"\x00",
        b"text\x00with a zero byte",
        "å".encode("latin-1") * 40,
        package("evil.sh"),
        package(*WORD, "word/vbaProject.bin"),
        package("Basic/Standard/Module1.xml", mimetype=ODT),
        package("content.xml", mimetype="application/java-archive"),
        b"PK\x03\x04 is no archive",
    ],
)
def test_what_is_not_on_the_list_is_refused_in_words(content):
    assert kind_of(content) is None
    with pytest.raises(ValidationError) as refused:
        examined("protokoll.pdf", content)
    assert "docx" in refused.value.message_dict["file"][0]


def test_markup_is_text_and_nothing_else():
    for content in (b"<script>alert(1)</script>", b"<svg onload='x()'/>", b"<!DOCTYPE html><p>"):
        kept = examined("sida.html", content)
        assert (kept.kind, kept.name) == ("text/plain", "sida.html.txt")


def test_a_photo_does_not_say_where_it_was_taken_and_stands_upright():
    kept = Image.open(BytesIO(examined("torget.jpeg", photo()).content))
    assert dict(kept.getexif()) == {}
    assert kept.size == (4, 8)
    assert b"Kameran" not in examined("torget.jpeg", photo()).content


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_is_hidden_behind_a_picture_is_not_kept(form):
    kept = examined("bild", picture(form) + b"<script>hemligt</script>").content
    assert b"hemligt" not in kept


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = picture("PNG", size=(9000, 9000))
    assert len(bomb) < MOST_BYTES
    with pytest.raises(ValidationError):
        examined("bild.png", bomb)


def test_a_broken_picture_is_refused_in_words():
    with pytest.raises(ValidationError):
        examined("bild.png", picture("PNG")[:20] + b"x" * 40)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\anna\\protokoll.PDF", "protokoll.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("rapport\u202efdp.exe", "rapport fdp.exe.pdf"),
        ("\x00", "Fil.pdf"),
        ("..", "Fil.pdf"),
        ("ö" * 400, "ö" * 146 + ".pdf"),
    ],
)
def test_a_name_can_stand_anywhere(name, shown, settings):
    from django.utils import translation

    with translation.override("sv"):
        assert clean_name(name, ".pdf") in (shown, shown.replace("Fil.", "File."))


@pytest.fixture
def meeting(log, tenants) -> Meeting:
    return log(tenants, said=Said(notes="Vi talade om hissen."))


@pytest.fixture
def attach(cast):
    def _attach(meeting, *, by="anna", name="protokoll.pdf", content=PDF) -> Attachment:
        with acting_as(cast.reader(by), why="test") as reader:
            return attach_file(by=reader, meeting=meeting, name=name, content=content)

    return _attach


def seen_by(cast, row) -> set[str]:
    found = set()
    for name in cast.names:
        reader = cast.reader(name)
        if reader.district is None:
            continue
        with acting_as(reader, why="test"):
            if visible(Attachment, reader).filter(pk=row.pk).exists():
                found.add(name)
    return found


@pytest.mark.parametrize(
    ("readers", "seen"),
    [
        ("open", {"anna", "asta", "bo", "cia", "dag"}),
        ("association", {"anna", "asta", "cia"}),
        ("named", {"anna"}),
    ],
)
def test_a_file_is_read_by_those_who_read_what_was_said(cast, log, tenants, attach, readers, seen):
    meeting = log(tenants, said=Said(notes="Vi talade."), readers=readers)
    row = attach(meeting)
    assert seen_by(cast, row) == seen


def test_where_nothing_is_written_the_association_reads_it(cast, log, tenants, attach):
    assert seen_by(cast, attach(log(tenants))) == {"anna", "asta", "cia"}


def test_only_stewards_of_the_holder_add_files(cast, meeting, attach):
    for name in ("bo", "cia", "dag"):
        with pytest.raises(NotAllowed):
            attach(meeting, by=name)


def test_the_database_refuses_a_file_that_is_wider_than_what_was_said(cast, meeting, attach):
    row = attach(meeting)
    anna = acting_as(cast.reader("anna"), why="test")
    with anna, pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(sensitivity="open")


def test_a_file_is_narrowed_with_what_it_hangs_on(cast, log, tenants, attach):
    row = attach(log(tenants, said=Said(notes="x"), readers="open"))
    with acting_as(cast.reader("anna"), why="test") as anna:
        protect_existence(by=anna, organisation=tenants)
        assert Attachment.objects.get(pk=row.pk).sensitivity == "association"


def test_a_file_is_taken_away_and_brought_back_and_its_history_says_by_whom(cast, meeting, attach):
    row = attach(meeting)
    with acting_as(cast.reader("anna"), why="test") as anna:
        detach_file(by=anna, attachment=row)
        assert files_of(anna, meeting) == []
        restore_file(by=anna, attachment=row)
        assert [one.pk for one in files_of(anna, meeting)] == [row.pk]
        trace = Attachment.pgh_event_models["insert"].objects.filter(id=row.pk)
        told = [(e.pgh_label, e.pgh_context.metadata["why"]) for e in trace.order_by("pgh_id")]
    assert told == [
        ("insert", "attach_file"),
        ("update", "detach_file"),
        ("update", "restore_file"),
    ]


def test_a_meeting_has_room_for_so_much(cast, meeting, attach, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_TOGETHER", 2 * len(PDF))
    attach(meeting)
    attach(meeting)
    with pytest.raises(ValidationError) as refused:
        attach(meeting)
    assert "file" in refused.value.message_dict


def test_too_large_a_file_is_refused(meeting, attach):
    with pytest.raises(ValidationError):
        attach(meeting, content=b"%PDF-" + b"x" * MOST_BYTES)


# ---- the words in a file


def a_pdf(*, locked: bool = False) -> bytes:
    made = PdfWriter(
        BytesIO(weasyprint.HTML(string="<p>Närvarande: Kanarie Gulfjäder</p>").write_pdf())
    )
    if locked:
        made.encrypt("hemligt")
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def parts(**given: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, xml in given.items():
            made.writestr(name, xml)
    return out.getvalue()


SPLIT = "<w:p><w:r><w:t>Kanarie Gul</w:t></w:r><w:r><w:t>fj&#228;der</w:t></w:r></w:p>"
MEETS = {
    "text/plain": lambda: "Kanarie Gulfjäder".encode(),
    "application/pdf": a_pdf,
    "docx": lambda: parts(**{"word/document.xml": SPLIT}),
    "odt": lambda: parts(**{"content.xml": "<text:p>Kanarie Gulfjäder</text:p>"}),
    "ods": lambda: parts(
        **{
            "content.xml": "<table:table-row><table:table-cell><text:p>Kanarie</text:p>"
            "</table:table-cell><table:table-cell>Gulfjäder</table:table-cell></table:table-row>"
        }
    ),
    "xlsx": lambda: workbook("Kanarie Gulfjäder"),
}


@pytest.mark.parametrize("kind", MEETS)
def test_a_name_in_a_file_is_found_whatever_kind_of_file_it_is(kind):
    kind, body = kind if "/" in kind else f"application/{kind}", MEETS[kind]()
    assert finder(Words(("Kanarie Gulfjäder",), ()))(words_in(kind, body))


@pytest.mark.parametrize("kind", ["application/pdf", "application/docx", "text/plain"])
def test_a_broken_file_has_the_words_that_can_be_read(kind):
    for body in (PDF, b"%PDF-1.7 \xff\x00", b"PK\x03\x04", parts(**{"word/document.xml": "<<a>"})):
        assert isinstance(words_in(kind, body), str)


def test_what_a_document_refers_to_is_not_fetched_nor_unfolded():
    evil = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:p>Hej &b;</w:p>'
    assert words_in("application/docx", parts(**{"word/document.xml": evil})).strip() == "]>Hej &b;"


def test_a_locked_pdf_is_refused_in_words(meeting, attach):
    with pytest.raises(ValidationError) as refused:
        attach(meeting, content=a_pdf(locked=True))
    assert "PDF" in refused.value.message_dict["file"][0]


@pytest.mark.parametrize(
    ("name", "text"), [("lista.txt", "Anna 19121212-1212"), ("121212-1212.txt", "Hej")]
)
def test_a_file_with_a_personal_identity_number_is_refused(meeting, attach, name, text):
    with pytest.raises(ValidationError) as refused:
        attach(meeting, name=name, content=text.encode())
    assert "file" in refused.value.message_dict


# ---- the doors


@pytest.fixture
def browser(cast):
    def _browser(name):
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return _browser


def test_a_file_goes_up_is_listed_and_comes_down_sealed(browser, meeting):
    anna, there = browser("anna"), reverse("meeting_detail", args=[meeting.pk])
    sent = SimpleUploadedFile("mö<b>te.html", b"<script>window.hit=1</script>", "text/html")
    answer = anna.post(reverse("meeting_attach", args=[meeting.pk]), {"file": sent}, follow=True)
    assert answer.redirect_chain == [(f"{there}#files", 302)]
    assert "mö&lt;b&gt;te.html.txt" in answer.content.decode()
    row = Attachment.objects.get()
    down = anna.get(reverse("attachment_file", args=[row.pk]))
    assert down.content == b"<script>window.hit=1</script>"
    assert down["Content-Type"] == "text/plain"
    assert down["Content-Disposition"].startswith("attachment; filename*=utf-8''m%C3%B6")
    assert down["X-Content-Type-Options"] == "nosniff"
    assert down["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in down["Cache-Control"]


def test_a_refused_file_is_said_on_the_page_of_the_meeting(browser, meeting):
    sent = SimpleUploadedFile("spel.pdf", b"MZ\x90\x00" + b"\x00" * 60)
    answer = browser("anna").post(reverse("meeting_attach", args=[meeting.pk]), {"file": sent})
    assert answer.status_code == 422
    assert "docx, xlsx, odt" in answer.content.decode()
    empty = browser("anna").post(reverse("meeting_attach", args=[meeting.pk]))
    assert empty.status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_of_others_is_as_if_it_were_not(browser, meeting, attach):
    row = attach(meeting)
    for who in ("bo", "dag", "hedda"):
        client = browser(who)
        for name in ("attachment_file", "api_attachment-detail", "api_attachment-file"):
            assert client.get(reverse(name, args=[row.pk])).status_code == 404
        for name in ("attachment_detach", "attachment_restore", "api_attachment-restore"):
            assert client.post(reverse(name, args=[row.pk])).status_code == 404
    page = browser("bo").get(reverse("meeting_detail", args=[meeting.pk])).content.decode()
    assert 'id="files"' not in page
    assert "protokoll" not in page


def test_the_board_reads_files_and_is_offered_nothing_else(browser, meeting, attach):
    attach(meeting)
    page = browser("cia").get(reverse("meeting_detail", args=[meeting.pk])).content.decode()
    assert "protokoll.pdf" in page
    assert "multipart/form-data" not in page


def test_who_read_a_confidential_file_is_written_down(cast, browser, meeting, attach):
    row = attach(meeting)
    browser("cia").get(reverse("attachment_file", args=[row.pk]))
    with acting_as(cast.reader("frid"), why="test"):
        (read,) = ReadLog.objects.filter(contents__contains=[row.pk])
        assert (read.user_id, read.deed) == (cast.cia.pk, "note")


def test_what_was_taken_away_is_not_downloaded(browser, meeting, attach):
    row = attach(meeting)
    anna = browser("anna")
    anna.post(reverse("attachment_detach", args=[row.pk]))
    assert anna.get(reverse("attachment_file", args=[row.pk])).status_code == 404
    anna.post(reverse("attachment_restore", args=[row.pk]))
    assert anna.get(reverse("attachment_file", args=[row.pk])).status_code == 200


def test_a_program_sends_lists_fetches_and_takes_away(cast, meeting):
    _row, secret = cast.anna.auth_token_set.create()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    there = reverse("api_meeting-files", args=[meeting.pk])
    sent = client.post(there, {"file": SimpleUploadedFile("p.pdf", PDF)}, format="multipart")
    assert sent.status_code == 201, sent.content
    assert client.get(there).json() == [sent.json()]
    pk = sent.json()["id"]
    down = client.get(reverse("api_attachment-file", args=[pk]))
    assert (down.content, down["Content-Type"]) == (PDF, "application/pdf")
    assert down["X-Content-Type-Options"] == "nosniff"
    assert down["Content-Disposition"] == 'attachment; filename="p.pdf"'
    assert client.delete(reverse("api_attachment-detail", args=[pk])).status_code == 204
    assert client.get(there).json() == []
    assert client.post(reverse("api_attachment-restore", args=[pk])).status_code == 200
    assert client.post(there, {}, format="multipart").status_code == 400
    assert client.post(there, {"file": "text"}, format="multipart").status_code == 400
    assert client.post(there, {"file": "text"}, format="json").status_code == 415
