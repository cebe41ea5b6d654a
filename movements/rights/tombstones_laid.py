"""The stone itself: a keyed hash of the id of somebody who has been erased."""

from django.db import models

from movements.access.rows import DistrictRow
from movements.privacy.keyed import keyed


class Tombstone(DistrictRow):
    """That somebody has been erased, and when. Whom, only an id that comes back can tell."""

    mark = models.CharField(max_length=64)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district", "mark"], name="tombstone_once"),
        ]

    def __str__(self):
        return self.mark[:8]


def mark_of(person_id) -> str:
    return keyed("contactperson", person_id)


def lay_tombstone(district, person_id) -> None:
    """Called by erasure, in its transaction."""
    laid = Tombstone(district=district, mark=mark_of(person_id))
    Tombstone.objects.bulk_create([laid], ignore_conflicts=True)
