"""Saved views: a question about organisations that somebody wants to ask again, with a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from movements.access.models import Association, User
from movements.access.rows import Archivable, DistrictRow, SameDistrict
from movements.directory.models import FREE


class SavedView(DistrictRow, Archivable):
    """A named query string. Each who opens it sees their own rows and their own count.

    It is its owner's; `association` says that those who hold a post there see it too.
    """

    name = models.CharField(_("name"), max_length=60, db_collation="sv-x-icu", **FREE)
    query = models.TextField(_("filters"), max_length=2000)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("shared with"),
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="savedview_association"
            ),
            models.CheckConstraint(name="savedview_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="savedview_asks_something", condition=~Q(query="")),
        ]
        indexes = [models.Index(fields=["owner", "created_at"], name="savedview_of_owner")]

    def __str__(self):
        return self.name
