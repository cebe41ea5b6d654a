"""Erasure: somebody leaves for good, out of every table, every version, every text and file.

What no single reader sees all of is done by functions of the database's owner
(migrations/sql/erasing.sql), lent for the deed to whoever may erase; the history of what was masked
says who did it. What stays of the person is a tombstone.
"""

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require
from movements.access.identity import because, lent_to
from movements.access.rows import DistrictRow
from movements.dialogue.attaching import throw_away
from movements.dialogue.attachments import Attachment
from movements.directory.models import ContactPerson
from movements.directory.unwanted import add_unwanted
from movements.exchange.models import PendingUpload
from movements.exchange.reading import read_table
from movements.rights.people import SERVICE as RIGHTS
from movements.rights.people import by_number
from movements.rights.tombstones_laid import lay_tombstone
from movements.rights.wording import MASK, Words, finder, patterns, words_of

# Beside the tables of the district: what jobs were asked to do, and why something was written.
ALSO = ("procrastinate_jobs", "pghistory_context")
# Columns that name somebody or something else, which may be called the same: never masked.
KEPT = {
    "Association": ("name",),
    "Body": ("name",),
    "Organisation": ("name", "email", "phone"),
    "NameWord": None,  # None: the whole table, derived from names of organisations
    "SearchDocument": None,  # written anew by the database when a text of its organisation changes
    "ContactPerson": ("name",),
    "Channel": ("value",),
    "SavedView": ("name",),
}


@dataclass(frozen=True)
class Erased:
    """How much went and how much was masked; never who."""

    rows: int
    texts: int
    files: int


@transaction.atomic
def erase_person(*, by, person: ContactPerson, why: str, refuse_hereafter: bool = False) -> Erased:
    """Erases a contact person wherever the house knows of them. It cannot be undone.

    `refuse_hereafter`: they have asked not to be registered again.

    `why` stands in the history of what was masked, as long as it names nobody. Raises NotAllowed,
    and ValidationError when no reason is given.
    """
    require(by, "erase_person", person)
    person = get_visible(ContactPerson, by, person.pk)
    if not why.strip():
        raise ValidationError({"why": [_("Write why the person is erased.")]})
    return _leave(by, person, why, refuse_hereafter)


@transaction.atomic
def erase_numbered(*, by, number: int, why: str, refuse_hereafter: bool = False) -> Erased:
    """The same by number, for the officer, who is asked for it and sees nobody.

    Raises ContactPerson.DoesNotExist.
    """
    require(by, "erase_person", by.district)
    with lent_to(RIGHTS):
        person = by_number(by, number)
    return _leave(by, person, why, refuse_hereafter)


def would_erase(*, by, number: int) -> Erased:
    """What `erase_numbered` would do: it is done, counted and rolled back, so it is no guess.

    Raises ContactPerson.DoesNotExist.
    """
    require(by, "erase_person", by.district)
    with lent_to(RIGHTS):
        person = by_number(by, number)
    try:
        with transaction.atomic(), lent_to("erasure"):
            raise _OnlyTried(_erase(by, person, words_of(person.pk)))
    except _OnlyTried as tried:
        return tried.erased


class _OnlyTried(Exception):  # noqa: N818  nothing went wrong: it takes the deed back
    def __init__(self, erased: Erased):
        self.erased = erased


def _leave(by, person: ContactPerson, why: str, refuse_hereafter: bool) -> Erased:
    with lent_to("erasure"):
        words = words_of(person.pk)
        if finder(words)(why):
            raise ValidationError({"why": [_("Write the reason without saying who it is.")]})
        because(f"erase_person: {why.strip()[:200]}")
        if refuse_hereafter:
            add_unwanted(by.district, words.names, words.ways)
        return _erase(by, person, words)


@transaction.atomic
def erase_again(*, by, person: ContactPerson) -> bool:
    """The same for somebody whom a restore has brought back."""
    require(by, "erase_person", person)
    with lent_to("erasure"):
        because("replay_tombstones")
        return _erase(by, person, words_of(person.pk)).rows > 0


def _erase(by, person: ContactPerson, words: Words) -> Erased:
    files = throw_away_uploads(by.district_id, words)
    files += throw_away_attachments(by.district_id, words)
    texts = mask_words(patterns(words), kept=kept_columns())
    with connection.cursor() as cursor:
        rows = cursor.execute("SELECT erase_rows_of(%s)", [person.pk]).fetchone()[0]
    lay_tombstone(by.district, person.pk)
    return Erased(rows, texts, files)


def mask_words(found: list[str], *, kept: list[str], only: list | None = None) -> int:
    """Masks the patterns in every text of the district; `only` limits it to rows with these ids.

    How many times a row was written. Inside `lent_to("erasure")`.
    """
    if not found:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mask_words(%s, %s, %s, %s, %s::uuid[])", [tables(), kept, found, MASK, only]
        )
        return cursor.fetchone()[0]


def tables() -> list[str]:
    """Every table that says whose district it is, their versions among them, and `ALSO`."""
    rows = [model for model in _models() if hasattr(model, "district")]
    return [*(model._meta.db_table for model in rows), *ALSO]


def kept_columns() -> list[str]:
    """KEPT as "table.column", versions too."""
    found = []
    for model in _models():
        noun = getattr(model, "pgh_tracked_model", model).__name__
        if noun in KEPT:
            names = KEPT[noun] or [field.name for field in model._meta.local_fields]
            found += [
                f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in names
            ]
    return found


def _models() -> list:
    return [
        model
        for model in apps.get_app_config("movements").get_models()
        if issubclass(model, DistrictRow) or hasattr(model, "pgh_tracked_model")
    ]


def throw_away_uploads(district_id, words: Words) -> int:
    """Files under review that tell of the person go, as they would within the day anyway: a file
    cannot be masked. Whoever reviews one drops it again."""
    tells = finder(words)
    gone = [
        upload.pk
        for upload in PendingUpload.objects.filter(district=district_id).iterator(chunk_size=1)
        if any(tells(line) for line in lines_of(bytes(upload.content)))
    ]
    PendingUpload.objects.filter(pk__in=gone).delete()
    return len(gone)


def throw_away_attachments(district_id, words: Words) -> int:
    """Files of meetings with the person's name in them go whole, and so does their history: a file
    cannot be masked."""
    found = Attachment.objects.filter(district=district_id).mentioning(patterns(words))
    return throw_away(found)


def lines_of(content: bytes):
    """The rows of a register as text, every sheet, whatever kind of file it is; its letters when
    it is none."""
    try:
        first = read_table(content)
        names = [name for name, _rows in first.sheets[1:]]
        tables = [first, *(read_table(content, sheet=name) for name in names)]
    except ValidationError:
        yield content.decode("utf-8", "replace")
        return
    for table in tables:
        rows = [*table.preview, (0, table.header), *table.rows]
        for _number, cells in rows:
            yield " ".join(cell for cell in cells if cell)
