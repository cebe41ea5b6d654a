"""Canaries: a text of its own for every row and field, and finding them again in an answer.

A canary is a word that nothing else says (`zq…qz`, or digits where only digits fit), so that one
look over an answer finds whose row it came from, however it was written there.
"""

import base64
import binascii
import hashlib
import html
import json
import re
import zipfile
from io import BytesIO
from urllib.parse import unquote_plus

import mapbox_vector_tile
from django.contrib.postgres.fields import ArrayField
from django.db import models
from openpyxl import load_workbook
from stdnum import luhn

WORD = re.compile(r"zq[a-p]{10}qz")
DIGITS = re.compile(r"\d(?:[ \-\u00a0\u2011]?\d){8,11}")
UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
TAGS = re.compile(r"<[^<>]*>")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def word(*of) -> str:
    """The canary word of a row's field; the same every time."""
    digest = hashlib.sha256("/".join(map(str, of)).encode()).hexdigest()
    return f"zq{digest[:10].translate(LETTERS)}qz"


def digits(*of) -> str:
    """A canary of ten digits that also passes as an organisation number."""
    number = int(hashlib.sha256("/".join(map(str, of)).encode()).hexdigest(), 16) % 10**6
    nine = f"802{number:06d}"
    return nine + luhn.calc_check_digit(nine)


def is_told(field) -> bool:
    """Whether somebody could write something of their own in the field."""
    if isinstance(field, ArrayField):
        return is_told(field.base_field)
    if field.choices or getattr(field, "generated", False):
        return False
    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return isinstance(field, texts)


CANARY = "<a canary>"  # stands in what a test gives by hand, where the text of somebody would


def put(given, *of):
    """(`given` with a canary wherever it asks for one, that canary or None)."""
    text = json.dumps(given, default=str) if isinstance(given, dict | list) else ""
    if CANARY not in text:
        return given, None
    return json.loads(text.replace(CANARY, word(*of))), word(*of)


def in_field(field, *of):
    """(what to write in the field, the canary it carries); (None, None) where nothing fits."""
    if not is_told(field):
        return None, None
    if isinstance(field, ArrayField):
        value, canary = in_field(field.base_field, *of)
        return [value], canary
    if isinstance(field, models.JSONField):
        canary = word(*of)
        return {canary: canary}, canary
    if isinstance(field, models.BinaryField):
        return word(*of).encode(), word(*of)
    return _in_text(field, *of)


def _in_text(field, *of):
    canary, number = word(*of), digits(*of)
    if isinstance(field, models.EmailField):
        return f"{canary}@example.org", canary
    if isinstance(field, models.URLField):
        return f"https://{canary}.example/", canary
    if field.name == "phone" or field.max_length and 10 <= field.max_length < len(canary):
        return number, number
    if field.max_length and field.max_length < 10:
        return None, None  # a postcode, a code: too short to be anybody's own
    return canary, canary


# ---- finding them


def found_in(text: str) -> set[str]:
    """Every canary, and every id, that the text tells, however it is written there."""
    told: set[str] = set()
    for reading in _readings(text):
        told |= set(WORD.findall(reading))
        told |= {re.sub(r"\D", "", one) for one in DIGITS.findall(reading)}
        told |= {one.replace("-", "") for one in UUID.findall(reading)}
    return told


def _readings(text: str):
    """The text as it stands and as it may be read: unescaped, unquoted, without tags, decoded."""
    plain = text.lower()
    yield plain
    if "<" in plain:
        yield TAGS.sub("", plain)
    if "&" in plain:
        yield TAGS.sub("", html.unescape(plain))
    if "%" in plain:
        yield unquote_plus(plain)
    if "\\u" in plain:
        yield ESCAPED.sub(lambda one: chr(int(one[1], 16)), plain)
    for one in BASE64.findall(text):
        if decoded := _decoded(one):
            yield decoded.lower()


def _decoded(text: str) -> str:
    """What base64 (either alphabet) says, if it says something in letters."""
    if UUID.fullmatch(text) or WORD.fullmatch(text):
        return ""
    text = text.replace("-", "+").replace("_", "/")
    text = text[: len(text) // 4 * 4] if len(text) % 4 == 1 else text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(text).decode("latin-1")
    except (ValueError, binascii.Error):
        return ""


def read(content: bytes, kind: str, *, attached: bool = False) -> str:
    """The text of an answer: a tile's features, a workbook's cells, JSON with å ä ö as they are."""
    if "vector-tile" in kind or "mapbox" in kind:
        return json.dumps(mapbox_vector_tile.decode(content), sort_keys=True, default=str)
    if content.startswith(b"PK"):
        return _unpacked(content)
    if "json" in kind and content:
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content.decode("utf-8", "replace")


def _unpacked(content: bytes) -> str:
    """A workbook's cells; any other archive's files and their names."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            files = {name: archive.read(name).decode("latin-1") for name in archive.namelist()}
            return json.dumps(files, sort_keys=True)
    book = load_workbook(BytesIO(content), read_only=True)
    return json.dumps(
        {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book},
        ensure_ascii=False,
        default=str,
    )
