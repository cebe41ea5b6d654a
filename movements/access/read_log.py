"""The read log: who has read what about whom, when, and why. Never a word of what it said.

What a request shows is noted by the readings that gather it (`has_read`), and written in one
statement in the last moment of the request's identity, in its transaction: what was rolled back
was never shown, and what was shown is always written.
"""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from movements.access.identity import actor, at_the_end
from movements.access.models import User
from movements.access.readers import Reader
from movements.access.rows import DistrictRow
from movements.access.sight import Scoped


class ReadLogQuerySet(Scoped):
    def naming(self, persons: Iterable[UUID], contents: Iterable[UUID] = ()):
        """Those that name one of the persons, or a confidential note that does.

        Asked of a function of the database: behind a policy an array's own index cannot be used
        (its operators may tell of rows that are not seen), and the function asks who is reading.
        """
        ids = models.expressions.RawSQL(  # both are uuids
            "SELECT read_log_naming(%s::uuid[], %s::uuid[])", [list(persons), list(contents)]
        )
        return self.filter(pk__in=ids)

    def latest_first(self):
        return self.select_related("user").order_by("-created_at", "-id")

    def before(self, moment):
        """Written before that moment."""
        return self.filter(created_at__lt=moment)


class ReadLog(DistrictRow):
    """One deed of reading: by a user or a service, of these persons and these notes.

    `persons` are ids of contact persons, `contents` of what was said at meetings and is not for
    the whole district. Ids alone: the log outlives what it names, and tells nothing of it.
    """

    class Deed(models.TextChoices):
        PERSON = "person", _("Opened the page")
        NOTE = "note", _("Read a confidential note")
        SEARCH = "search", _("Hit in a search")
        EXPORT = "export", _("Exported")
        EXTRACT = "extract", _("Gathered a register extract")
        QUESTION = "question", _("Asked who has read")

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    service = models.CharField(_("service"), max_length=40, blank=True)
    deed = models.CharField(_("what"), max_length=10, choices=Deed)
    persons = ArrayField(models.UUIDField(), default=list)
    contents = ArrayField(models.UUIDField(), default=list)
    why = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ReadLogQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.CheckConstraint(
                name="readlog_says_who",
                condition=Q(user__isnull=False, service="") | Q(user=None) & ~Q(service=""),
            ),
            models.CheckConstraint(
                name="readlog_export_has_a_reason", condition=~Q(deed="export") | ~Q(why="")
            ),
        ]
        indexes = [
            GinIndex(fields=["persons"], name="readlog_persons"),
            GinIndex(fields=["contents"], name="readlog_contents"),
            models.Index(fields=["district", "created_at"], name="readlog_when"),
        ]

    def __str__(self):
        return f"{self.get_deed_display()} {self.created_at:%Y-%m-%d %H:%M}"


ALWAYS = (ReadLog.Deed.EXPORT, ReadLog.Deed.QUESTION)  # noted also when nobody was in it
READ = "read"  # among what a reader remembers: (deed, why) -> (persons, contents), in order


def has_read(deed: str, *, persons=(), contents=(), why: str = "") -> None:
    """Notes that these are being shown to whoever is acting.

    Without an identity nothing is shown of anybody, and so nothing is noted.
    """
    persons, contents = list(persons), list(contents)
    reader = actor()
    if reader is None or not (persons or contents or deed in ALWAYS):
        return
    seen = reader.remembered.setdefault(READ, {}).setdefault((str(deed), why), ({}, {}))
    for found, ids in zip(seen, (persons, contents), strict=True):
        found.update(dict.fromkeys(ids))


def write_what_was_read(reader: Reader) -> None:
    """Writes what was noted: one statement, and none when nothing was read.

    Nothing in a transaction that will be undone: what it made was not shown.
    """
    noted = reader.remembered.pop(READ, None)
    if not noted or connection.needs_rollback or reader.district_id is None:
        return
    ReadLog.objects.bulk_create(
        ReadLog(
            district_id=reader.district_id,
            user=reader.user,
            service=reader.service,
            deed=deed,
            why=why,
            persons=list(persons),
            contents=list(contents),
        )
        for (deed, why), (persons, contents) in noted.items()
    )


at_the_end(write_what_was_read)
