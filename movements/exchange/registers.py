"""Registers that a municipality publishes at an address of its own, fetched again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.models import Association
from movements.access.rows import DistrictRow, SameDistrict
from movements.directory.models import FREE
from movements.places.models import Municipality


@tracked
class RegisterSource(DistrictRow):
    """A public register of the Interbook kind: whose it is, where it is, and how it went last time.

    `counts` are those of the report of the last fetch that went well, and `vanished`: how many
    that came from here before are there no more.
    """

    class Outcome(models.TextChoices):
        FETCHED = "fetched", _("Fetched")
        FAILED = "failed", _("Failed")

    name = models.CharField(_("name"), max_length=120, db_collation="sv-x-icu", **FREE)
    url = models.URLField(_("address of the register"), max_length=300)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="register_sources",
        verbose_name=_("municipality"),
    )
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="register_sources",
        verbose_name=_("registers what is new"),
    )
    is_active = models.BooleanField(_("fetched every week"), default=True)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    fetched_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)
    counts = models.JSONField(default=dict, editable=False)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="registersource_association"
            ),
            models.UniqueConstraint(fields=["district", "url"], name="registersource_once"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Asked for, and not answered yet."""
        return self.asked_at is not None and (
            self.fetched_at is None or self.fetched_at < self.asked_at
        )
