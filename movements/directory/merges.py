"""Organisations that stand twice: those that may, those that do not, and those that did."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.models import User
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import Scoped
from movements.directory.likeness import Why
from movements.directory.models import Organisation

UNDO_TIME = timedelta(days=90)


class PairQuerySet(Scoped):
    def between(self, organisations):
        """Pairs of which both stand among these organisations."""
        return self.filter(one__in=organisations, other__in=organisations)

    def with_one(self, organisation):
        """Pairs that hold this organisation."""
        return self.filter(Q(one=organisation) | Q(other=organisation))


class Pair(DistrictRow):
    """Abstract: two organisations, the earlier id first, so that a pair is written in one way.

    Seen by those who see both.
    """

    one = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # says something of that pair only
        related_name="+",
    )
    other = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # says something of that pair only
        related_name="+",
    )

    objects = PairQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        abstract = True
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["one", "other"], name="%(class)s_once"),
            models.CheckConstraint(name="%(class)s_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self):
        return f"{self.one} – {self.other}"


def pair_in_district(name: str) -> list:
    return [
        SameDistrict(field=field, to="movements_organisation", name=f"{name}_{field}")
        for field in ("one", "other")
    ]


class PossibleDuplicate(Pair):
    """The nightly scan suggests that these two are one. Nothing is done until somebody says so."""

    why = models.CharField(_("why"), max_length=16, choices=Why)
    certain = models.BooleanField(default=False)

    class Meta(Pair.Meta):
        constraints = [*Pair.Meta.constraints, *pair_in_district("possibleduplicate")]
        indexes = [models.Index(fields=["other"], name="possibleduplicate_other")]


@tracked
class NotTheSame(Pair):
    """Somebody has said that these are two. They are never suggested as one again."""

    said_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(Pair.Meta):
        constraints = [*Pair.Meta.constraints, *pair_in_district("notthesame")]
        indexes = [models.Index(fields=["other"], name="notthesame_other")]


class Merge(DistrictRow):
    """That two organisations were made one, by whom, and what was moved, so that it can be undone.

    Seen by those who see the one that was kept. `moved` holds nothing but ids, also of rows that
    the one who merged may not see; it is shown to nobody.
    """

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Versions of the kept one in the history: its facts just before and just after.
    before = models.BigIntegerField()
    after = models.BigIntegerField()
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="kept", to="movements_organisation", name="merge_kept"),
            SameDistrict(field="gone", to="movements_organisation", name="merge_gone"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merge_one_at_a_time"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.gone} → {self.kept}"

    @property
    def undo_until(self):
        """The last moment at which it can be undone."""
        return self.created_at + UNDO_TIME

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and timezone.now() < self.undo_until
