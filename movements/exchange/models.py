"""What came in, from which file, and what each row of it said the last time."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.models import Association, User
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import Scoped
from movements.directory.models import Organisation
from movements.places.models import Municipality

REVIEW_TIME = timedelta(hours=24)


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

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="import_association"
            ),
        ]

    def __str__(self):
        return f"{self.file_name} ({self.municipality})"


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

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="organisation", to="movements_organisation", name="sourcerow_organisation"
            ),
            SameDistrict(field="latest", to="movements_import", name="sourcerow_latest"),
            # With the organisation in it: whoever may not see that one imports as if it were not.
            models.UniqueConstraint(
                fields=["district", "municipality", "key", "organisation"], name="sourcerow_once"
            ),
        ]

    def __str__(self):
        return self.key


class PendingUploadQuerySet(Scoped):
    def with_place(self):
        """Whose register it is comes along, without the municipality's border."""
        rows = self.select_related("municipality", "association")
        return rows.defer("municipality__border")

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
    """A file somebody is looking through before it is imported. Only they see it, for a day.

    The file is kept as it came, in the database so that any worker can go on with it; it may say
    things about people that we do not take in, which is why it never stays.
    """

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

    objects = PendingUploadQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="pendingupload_association"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="pendingupload_expires")]

    def __str__(self):
        return self.file_name
