"""An invitation: somebody is asked by letter to hold a post, and signs up from its link."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.models import ROLE_FITS_PLACE, Association, Body, Role, User
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import Scoped

DAYS = 7


def week_from_now():
    return timezone.now() + timedelta(days=DAYS)


class InvitationQuerySet(Scoped):
    def unanswered(self):
        """Neither taken nor taken back; it may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)


@tracked(but=("email", "fingerprint"))  # whoever was asked and never came leaves no address behind
class Invitation(DistrictRow):
    """The link's secret stands in the letter alone; here is its fingerprint."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    language = models.CharField(
        _("language of the letter"), max_length=2, choices=settings.LANGUAGES, default="sv"
    )
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_sent", verbose_name=_("by")
    )
    fingerprint = models.CharField(max_length=64, null=True, unique=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), default=week_from_now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="invitation_association"
            ),
            SameDistrict(field="body", to="movements_body", name="invitation_body"),
            models.CheckConstraint(name="invitation_role_fits_place", condition=ROLE_FITS_PLACE),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at=None),
            ),
            models.UniqueConstraint(
                fields=["district", "email", "role", "association", "body"],
                condition=Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="invitation_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self):
        """Where the post would be held: an association, a body, or the district."""
        return self.association or self.body or self.district

    @property
    def is_unanswered(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    @property
    def has_expired(self) -> bool:
        return self.is_unanswered and self.expires_at <= timezone.now()
