"""What a file is, by what is in it; and what we keep of it.

The name and the type that came along are somebody's word for it and decide nothing. Only what is
on the list is taken. Pictures are drawn anew: where and with what they were taken goes, and so does
whatever else was put into the file behind the picture.
"""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

# The policy that a file is served with: whatever it holds, what shows it all the same runs nothing.
SEALED = "default-src 'none'; sandbox"
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000  # a picture of 50 MB in a file of 100 KB fills the memory of a server
LONGEST_NAME = 150

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# What a file is → how its name ends.
KINDS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
    f"{OFFICE}wordprocessingml.document": ".docx",
    f"{OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{OPEN}text": ".odt",
    f"{OPEN}spreadsheet": ".ods",
}
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
# The part that makes a package of Office what it is; a program inside makes it something else.
_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
_PROGRAM = "vbaproject.bin"
_PACKAGES = {ending: kind for kind, ending in KINDS.items()}


@dataclass(frozen=True)
class Examined:
    """A file as it is kept: `name` has the ending of what it is, `kind` is one of KINDS."""

    name: str
    kind: str
    content: bytes


def refuse(message: str) -> ValidationError:
    return ValidationError({"file": [message]})


def examined(name: str, body: bytes) -> Examined:
    """The file as it may be kept. Raises ValidationError on `file`, in words."""
    if not body:
        raise refuse(_("The file is empty. Choose another one."))
    if len(body) > MOST_BYTES:
        raise too_large()
    kind = kind_of(body)
    if kind is None:
        raise refuse(
            _(
                "This kind of file is not taken. Send a PDF, a picture (JPEG, PNG, WebP), plain "
                "text, or a document or spreadsheet without macros (docx, xlsx, odt, ods)."
            )
        )
    if kind in PICTURES:
        body = drawn_anew(body, PICTURES[kind])
    return Examined(clean_name(name, KINDS[kind]), kind, body)


def too_large() -> ValidationError:
    return refuse(_("The file is larger than 10 MB. Make it smaller, or send it in parts."))


def kind_of(body: bytes) -> str | None:
    """One of KINDS by what is in the file, or None."""
    if body.startswith(b"PK\x03\x04"):
        return _package(body)
    try:
        found = {one.mime_type for one in puremagic.magic_string(body)}
    except (puremagic.PureError, ValueError):
        found = set()
    known = [kind for kind in ("application/pdf", *PICTURES) if kind in found]
    if known and _begins_as(known[0], body):
        return known[0]
    return "text/plain" if not known and _is_text(body) else None


def clean_name(name: str, ending: str) -> str:
    """A name that can stand anywhere: no path, no signs that hide or turn it, and one ending."""
    name = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in name)
    shown = re.sub(r"\s+", " ", shown).strip(" .")
    stem = shown[: -len(ending)] if shown.lower().endswith(ending) else shown
    if ending == ".jpg" and stem.lower().endswith(".jpeg"):
        stem = stem[:-5]
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending)]
    return f"{stem or _('File')}{ending}"


def drawn_anew(body: bytes, form: str) -> bytes:
    """The picture alone, turned the way it was meant; nothing that the file said about it."""
    try:
        with Image.open(BytesIO(body), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refuse(_("The picture has too many pixels. Make it smaller and try again."))
            upright = ImageOps.exif_transpose(picture)
            profile = picture.info.get("icc_profile")
            plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P":
                plain.putpalette(upright.getpalette())
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as broken:
        raise refuse(_("The picture cannot be read. Save it again and try once more.")) from broken
    out = BytesIO()
    plain.save(out, form, quality=90, **({"icc_profile": profile} if profile else {}))
    return out.getvalue()


def _begins_as(kind: str, body: bytes) -> bool:
    """The sign of the kind stands first, so that no program reads the file as something else."""
    signs = {
        "application/pdf": body.startswith(b"%PDF-"),
        "image/png": body.startswith(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": body.startswith(b"\xff\xd8\xff"),
        "image/webp": body.startswith(b"RIFF") and body[8:12] == b"WEBP",
    }
    return signs[kind]


def _package(body: bytes) -> str | None:
    """What a ZIP of Office or OpenDocument is; None for every other archive, and for macros."""
    try:
        with ZipFile(BytesIO(body)) as package:
            names = package.namelist()
            if any(name.lower().endswith(_PROGRAM) for name in names):
                return None
            if names and names[0] == "mimetype":
                said = package.open("mimetype").read(100).decode("ascii", "replace").strip()
                macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
                return said if said.startswith(OPEN) and said in KINDS and not macros else None
            ending = next((_PARTS[name] for name in names if name in _PARTS), None)
            return _PACKAGES.get(ending) if "[Content_Types].xml" in names else None
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return None


def _is_text(body: bytes) -> bool:
    """Text in UTF-8, without the signs that no text has."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return (
        not any(sign < " " and sign not in "\t\n\r\f" for sign in set(text)) and "\x7f" not in text
    )
