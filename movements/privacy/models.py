"""The fields that make a row about a person lawful to keep."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.privacy.numbers import no_personal_number

INFORM_DAYS = 30  # art. 14.3 a: within a month; so long may somebody also wait to be contacted


class Basis(models.TextChoices):
    """Why a person may be registered (GDPR art. 6 and 9; docs/privacy.md reasons for each)."""

    OFFICIAL = "official", _("Public role published by the organisation")
    REGULAR_CONTACT = "regular_contact", _("Regular contact")
    CONSENT = "consent", _("Consent")
    # Somebody whom others trust, whom we have not spoken to: 30 days to be contacted or to leave.
    AWAITING = "awaiting", _("Person with standing, not yet contacted")


class PersonClass(models.TextChoices):
    """The classes of persons; which one somebody is of follows from the basis."""

    OFFICIAL = "official", _("Public role")
    REGULAR = "regular", _("Regular contact")
    STANDING = "standing", _("Person with standing")


CLASS_OF = {
    Basis.OFFICIAL: PersonClass.OFFICIAL,
    Basis.REGULAR_CONTACT: PersonClass.REGULAR,
    Basis.CONSENT: PersonClass.STANDING,
    Basis.AWAITING: PersonClass.STANDING,
}


class Informed(models.TextChoices):
    """How somebody was told that they are in the register."""

    LETTER = "letter", _("By letter")
    EMAIL = "email", _("By e-mail")
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")


class Restriction(models.TextChoices):
    """Why a person is only a name for the time being (art. 18, and ours when nobody told them)."""

    NOT_INFORMED = "not_informed", _("Not informed in time")
    REQUEST = "request", _("The person asked for it")


def in_a_month() -> date:
    """The day by which somebody registered today must have been told."""
    return timezone.localdate() + timedelta(days=INFORM_DAYS)


class PersonalData(models.Model):
    """Abstract: a row about a person. `export_fields` names what a subject access hands out."""

    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis)
    source = models.CharField(_("source"), max_length=200, validators=[no_personal_number])
    informed_at = models.DateField(_("informed on"), null=True, blank=True)
    informed_how = models.CharField(
        _("informed how"), max_length=10, choices=Informed, blank=True, default=""
    )
    inform_by = models.DateField(_("inform by"), default=in_a_month, editable=False)
    keep_until = models.DateField(_("keep until"))
    restricted_at = models.DateTimeField(_("restricted"), null=True, blank=True, editable=False)
    restricted_for = models.CharField(
        max_length=12, choices=Restriction, blank=True, default="", editable=False
    )

    export_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & Q(basis__in=Basis.values),
                name="%(class)s_says_why_it_is_here",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.AWAITING) | Q(keep_until__lte=F("inform_by")),
                name="%(class)s_awaits_contact_for_a_month",
            ),
            models.CheckConstraint(
                condition=Q(restricted_at=None, restricted_for="")
                | Q(restricted_at__isnull=False, restricted_for__in=Restriction.values),
                name="%(class)s_is_restricted_for_a_reason",
            ),
        ]

    @property
    def person_class(self) -> str:
        return CLASS_OF[Basis(self.basis)].label

    @property
    def is_restricted(self) -> bool:
        return self.restricted_at is not None

    @property
    def awaits_contact(self) -> bool:
        """Nobody has spoken to them: nothing is written about them until somebody has."""
        return self.basis == Basis.AWAITING
