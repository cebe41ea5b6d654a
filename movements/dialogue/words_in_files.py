"""The words in a file: what erasure, subject access and the guard against personal numbers read.

Taken once, when the file comes, and kept beside it, so that nobody opens ten thousand files to find
one name. A picture has no words here, nor has a scanned page.
"""

import re
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypdf import PdfReader

MOST_WORDS = 1_000_000  # signs
MOST_PAGES = 300
MOST_PART = 30 * 1024 * 1024  # of one part of a package, unpacked
# Where the words of a package stand, and what ends a line there. No parser of XML is asked: what a
# document tells one to fetch is never fetched.
_PARTS = re.compile(
    r"(content|word/(document|header\d*|footer\d*|footnotes|comments)"
    r"|xl/(sharedStrings|worksheets/sheet\d+|comments\d*))\.xml"
)
_LINE_ENDS = re.compile(r"</(w:p|text:p|text:h|si|row|table:table-row|comment)>|<w:br/>")
_BETWEEN = re.compile(r"</(w:tc|c|table:table-cell|t)>|<(w:tab|text:tab|text:s)[^>]*/>")
_MARKS = re.compile(r"<[^>]*>")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def words_in(kind: str, content: bytes) -> str:
    """At most MOST_WORDS signs. Raises ValidationError on `file` for a PDF that a password locks:
    what nobody can look through, nobody can be found in when they ask to leave."""
    if kind == "text/plain":
        found = content.decode("utf-8-sig", "replace")
    elif kind == "application/pdf":
        found = _of_pdf(content)
    elif kind.startswith("application/"):
        found = _of_package(content)
    else:
        found = ""
    return _UNKEPT.sub("", found)[:MOST_WORDS]


def _of_pdf(content: bytes) -> str:
    pages, length = [], 0
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        for page in reader.pages[:MOST_PAGES]:
            pages.append(page.extract_text())
            length += len(pages[-1])
            if length > MOST_WORDS:
                break
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001  a broken PDF breaks its reader anywhere; the file is kept
        return "\n".join(pages)
    return "\n".join(pages)


def _locked() -> ValidationError:
    said = _("The PDF is locked with a password. Save it without one and try again.")
    return ValidationError({"file": [said]})


def _of_package(content: bytes) -> str:
    found = []
    try:
        with ZipFile(BytesIO(content)) as package:
            for name in package.namelist():
                if _PARTS.fullmatch(name):
                    with package.open(name) as part:
                        found.append(
                            _without_marks(part.read(MOST_PART).decode("utf-8", "replace"))
                        )
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        pass  # a broken part: the words before it are there
    return "\n".join(found)


def _without_marks(xml: str) -> str:
    lined = _BETWEEN.sub(" ", _LINE_ENDS.sub("\n", xml))
    return unescape(_MARKS.sub("", lined))
