"""The fields that make a row about a person lawful to keep."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Why a person may be registered (GDPR art. 6 and 9; docs/privacy.md reasons for each)."""

    OFFICIAL = "official", _("Public role published by the organisation")
    REGULAR_CONTACT = "regular_contact", _("Regular contact")
    CONSENT = "consent", _("Consent")


class PersonalData(models.Model):
    """Abstract: a row about a person. `export_fields` names what a subject access hands out."""

    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis)
    source = models.CharField(_("source"), max_length=200)
    informed_at = models.DateField(_("informed on"), null=True, blank=True)
    keep_until = models.DateField(_("keep until"))

    export_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source="") & models.Q(basis__in=Basis.values),
                name="%(class)s_says_why_it_is_here",
            )
        ]
