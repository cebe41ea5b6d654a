"""What came in, from which file, and what each row of it said the last time."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.models import Association, User
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import Scoped
from movements.directory.models import Organisation
from movements.exchange.registers import RegisterSource
from movements.places.models import Municipality

REVIEW_TIME = timedelta(hours=24)
UNDO_TIME = timedelta(days=30)


class ImportQuerySet(Scoped):
    def latest_first(self):
        """With whose register, by whom, without the municipality's border."""
        rows = self.select_related("municipality", "association", "imported_by")
        return rows.defer("municipality__border").order_by("-created_at", "-id")


class Import(DistrictRow):
    """One register brought in: which file, for which municipality, by whom, and what came of it.

    `counts` holds the whole numbers of the report: rows, new, changed, unchanged, duplicate,
    error, placed, located. Who did it is also in the history; `imported_by` is empty when a
    service did.
    """

    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="imports",
        verbose_name=_("municipality"),
    )
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("association"),
    )
    imported_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    counts = models.JSONField(default=dict)
    # The context that the history gave everything this import wrote.
    context = models.UUIDField(null=True, editable=False)
    undo_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    # {"removed": n, "restored": n, "kept": [[organisation id, reason code]]}; never a name, which
    # could tell of an organisation that was protected since.
    undo_report = models.JSONField(default=dict, blank=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="import_association"
            ),
        ]

    def __str__(self):
        return f"{self.file_name} ({self.municipality})"

    @property
    def undo_until(self):
        """The last moment at which the import can be taken back."""
        return self.created_at + UNDO_TIME

    @property
    def can_be_undone(self):
        known = self.context is not None  # what was written before histories had names stays
        return known and self.undone_at is None and timezone.now() < self.undo_until


class ImportedRow(DistrictRow):
    """What one row of an import wrote, so that exactly that can be taken back."""

    batch = models.ForeignKey(
        Import,
        on_delete=models.CASCADE,  # says what that import did, nothing else
        related_name="written",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # says what was written on that organisation, nothing else
        related_name="+",
    )
    number = models.PositiveIntegerField()
    is_new = models.BooleanField()
    # {field: [before, after]}; "area" is the municipality it became active in, as [null, id].
    changes = models.JSONField(default=dict)
    # What the register had said before; null where it had said nothing.
    said_before = models.JSONField(null=True)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="batch", to="movements_import", name="importedrow_batch"),
            SameDistrict(
                field="organisation", to="movements_organisation", name="importedrow_organisation"
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}: {self.number}"


class ImportLayout(DistrictRow):
    """How an association reads files with these headers, remembered from the last time.

    `columns` is {column number: field, "" for not read}; `values` is {field: {text: code}} with
    the texts in small letters. The district's own imports have no association.
    """

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    values = models.JSONField(default=dict)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="importlayout_association"
            ),
            models.UniqueConstraint(
                fields=["district", "association", "fingerprint"],
                name="importlayout_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return self.fingerprint


class SourceRow(DistrictRow):
    """Which row of which register an organisation came from, and what that row said.

    With it an unchanged register changes nothing, and what somebody has corrected by hand is told
    apart from what the register said last time. `values` never holds anything about a person.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # says where that organisation came from, nothing else
        related_name="source_rows",
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="source_rows"
    )
    key = models.CharField(max_length=240)
    values = models.JSONField(default=dict)
    latest = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="source_rows")
    # Of rows that a fetched register brought: which one, and since when it no longer has them.
    source = models.ForeignKey(
        RegisterSource, on_delete=models.PROTECT, null=True, blank=True, related_name="rows"
    )
    vanished_at = models.DateTimeField(null=True, blank=True)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="organisation", to="movements_organisation", name="sourcerow_organisation"
            ),
            SameDistrict(field="latest", to="movements_import", name="sourcerow_latest"),
            SameDistrict(field="source", to="movements_registersource", name="sourcerow_source"),
            # With the organisation in it: whoever may not see that one imports as if it were not.
            models.UniqueConstraint(
                fields=["district", "municipality", "key", "organisation"], name="sourcerow_once"
            ),
        ]

    def __str__(self):
        return self.key


class PendingUploadQuerySet(Scoped):
    def with_place(self):
        """Whose register it is comes along, without the border; the file itself stays behind."""
        rows = self.select_related("municipality", "association")
        return rows.defer("municipality__border", "content")

    def expired(self, now):
        """Whose day is over; they open no more and go when the next file is dropped."""
        return self.filter(expires_at__lte=now)

    def fresh(self, now):
        """Still open for review."""
        return self.filter(expires_at__gt=now)


def review_ends():
    """When an upload that nobody commits is thrown away."""
    return timezone.now() + REVIEW_TIME


class PendingUpload(DistrictRow):
    """The draft of an import: a file, how it is to be read, and how far it has come.

    Only the one who uploaded it sees it, for a day. The file is kept as it came, in the database
    so that any worker can go on with it; it may say things about people that we do not take in,
    which is why it never stays. The Import that comes of it has the same id: one address from
    review to report, and no draft can ever become two imports.
    """

    class State(models.TextChoices):
        READING = "reading", _("The file is being read")
        REVIEWING = "reviewing", _("Ready to look through")
        QUEUED = "queued", _("Waiting for its turn")
        WORKING = "working", _("Is being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Could not be done")

    class Step(models.TextChoices):
        READING = "reading", _("Reading the file")
        PLACING = "placing", _("Finding places")
        COMPARING = "comparing", _("Comparing with what is known")
        WRITING = "writing", _("Saving")

    uploaded_by = models.ForeignKey(
        User,
        on_delete=models.CASCADE,  # a file under review is nothing without the one who reviews it
        related_name="pending_uploads",
    )
    file_name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(default=review_ends)

    # How the file is to be read; empty: found by itself.
    sheet = models.CharField(max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)  # 0: there is none
    columns = models.JSONField(default=dict, blank=True)  # as in ImportLayout
    values = models.JSONField(default=dict, blank=True)
    # {"basis", "source", "keep_until", "informed_at"}: contact persons come in; empty: left out.
    people = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=12, choices=State, default=State.READING)
    step = models.CharField(max_length=12, choices=Step, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    restarts = models.PositiveSmallIntegerField(default=0)  # times taken up again after a stop
    problem = models.TextField(blank=True)
    # What was understood: sheets, headers, first lines, columns, values (see layouts.py),
    understood = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)  # and what it would do

    objects = PendingUploadQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="pendingupload_association"
            ),
            models.CheckConstraint(
                name="pendingupload_progress_is_per_cent", condition=models.Q(progress__lte=100)
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="pendingupload_expires")]

    def __str__(self):
        return self.file_name

    @property
    def is_busy(self):
        """Whether a worker has it, so that nothing about it can be changed now."""
        return self.state in (self.State.READING, self.State.QUEUED, self.State.WORKING)


class DraftRowQuerySet(Scoped):
    def of(self, outcome):
        """The rows with one outcome, in the order of the file."""
        return self.filter(outcome=outcome).order_by("number")

    def undecided(self):
        """Possible duplicates about which nobody has said anything yet."""
        return self.filter(outcome="duplicate", verdict="")


class DraftRow(DistrictRow):
    """What one row of a draft would do, and what its reviewer has decided about it.

    `organisation` is an id, not a key: the organisation that the row changes or resembles, which
    is shown only to whoever may still see it.
    """

    class Verdict(models.TextChoices):
        SAME = "same", _("The same")
        OTHER = "other", _("Another one")
        SKIP = "skip", _("Leave out")

    draft = models.ForeignKey(
        PendingUpload,
        on_delete=models.CASCADE,  # a part of the draft, gone with it
        related_name="lines",
    )
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=160, blank=True)
    values = models.JSONField(default=dict)  # what the row says, field by field
    changes = models.JSONField(default=list)  # [[field, before, after]]
    problems = models.JSONField(default=list)  # [[code, value]]
    organisation = models.UUIDField(null=True)
    like_row = models.PositiveIntegerField(null=True)  # the earlier row of the file it resembles
    cells = models.JSONField(default=list)  # as they stood, where the row may have to go back
    verdict = models.CharField(max_length=5, choices=Verdict, blank=True)
    same_as = models.UUIDField(null=True)  # of SAME: which organisation; empty: `organisation`
    take = models.JSONField(default=list)  # of SAME: the fields to take from the file

    objects = DraftRowQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="draft", to="movements_pendingupload", name="draftrow_draft"),
            models.UniqueConstraint(fields=["draft", "number"], name="draftrow_once"),
        ]
        indexes = [models.Index(fields=["draft", "outcome", "number"], name="draftrow_by_outcome")]

    def __str__(self):
        return f"{self.number}: {self.name}"
