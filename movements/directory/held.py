"""Who holds a row, and who reads it: the columns that relations, people and meetings share."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from movements.access.rows import Sensitivity


class Held(models.Model):
    """Abstract: what an association holds and keeps to itself, as far as `sensitivity` says.

    `named` lists the ids of the users who read a `named` row, its author always among them.
    """

    sensitivity = models.CharField(
        _("who can read"), max_length=12, choices=Sensitivity, default=Sensitivity.ASSOCIATION
    )
    named = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_named_has_readers",
                condition=~Q(sensitivity=Sensitivity.NAMED) | ~Q(named=[]),
            )
        ]
