"""Who waits to be looked at: contact persons whom nobody has met for long."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from movements.access.models import User
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import Scoped
from movements.directory.models import FREE, ContactPerson


class ReviewQuerySet(Scoped):
    """Descriptions of many who have been put there by the nightly rules."""

    def waiting(self, on: date):
        """Nobody has said what becomes of them: neither kept for now, nor asked."""
        return self.filter(Q(kept_until=None) | Q(kept_until__lt=on), asked_at=None)

    def asked(self):
        """Asked for their consent, without an answer so far."""
        return self.exclude(asked_at=None)

    def kept(self, on: date):
        """Kept longer, for a reason."""
        return self.filter(kept_until__gte=on)


class Review(DistrictRow):
    """A contact person whom nobody has met for long: kept for a reason, asked, or to leave.

    `rule` is the code of the rule that put them there. It goes when they have been met.
    """

    person = models.OneToOneField(
        ContactPerson,
        on_delete=models.CASCADE,  # says something of that person only
        related_name="review",
    )
    rule = models.CharField(max_length=20, default="contact_review")
    kept_until = models.DateField(_("kept until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, **FREE)
    asked_at = models.DateTimeField(_("asked for consent"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    export_fields = ("created_at", "kept_until", "reason", "asked_at")
    objects = ReviewQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="person", to="movements_contactperson", name="review_person"),
            models.CheckConstraint(
                name="review_kept_for_a_reason",
                condition=Q(kept_until=None) | ~Q(reason="") & Q(asked_at=None),
            ),
            models.CheckConstraint(
                name="review_decided_by_somebody",
                condition=Q(decided_at=None, kept_until=None, asked_at=None)
                | Q(decided_at__isnull=False, by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d}"
