"""Somebody who asked not to be registered has changed their mind: the officer takes them off the
list. The list holds hashes alone, so they must be told by name and by how they are reached."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from movements.access.funnel import require, visible
from movements.access.identity import lent_to
from movements.access.models import User
from movements.access.rows import DistrictRow
from movements.directory.models import FREE
from movements.directory.unwanted import lift_unwanted, marks_of


class Readmission(DistrictRow):
    """That the officer lifted somebody from the list, and why; never whom."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(gettext_lazy("reason"), max_length=200, **FREE)
    hashes = models.PositiveSmallIntegerField()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.CheckConstraint(name="readmission_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d}"


@transaction.atomic
def readmit(*, by, name: str, reason: str, email: str = "", phone: str = "") -> Readmission:
    """They may be registered again, by this name with this address and number.

    Raises ValidationError with a message per field.
    """
    require(by, "readmit", by.district)
    ways = [(kind, said) for kind, said in (("email", email), ("phone", phone)) if said.strip()]
    problems = {}
    if not name.strip():
        problems["name"] = _("Write the name.")
    if not ways:
        problems["email"] = _("Write an address or a number: the name alone is not on the list.")
    if not reason.strip():
        problems["reason"] = _("Write why they are lifted, without names.")
    elif name.strip() and name.strip().casefold() in reason.casefold():
        problems["reason"] = _("Write the reason without saying who it is.")
    if problems:
        raise ValidationError(problems)
    with lent_to("erasure"):
        lifted = lift_unwanted(by.district_id, marks_of(name, ways))
    if not lifted:
        raise ValidationError({"name": _("Nobody with that name and address is on the list.")})
    row = Readmission(district=by.district, by=by.user, reason=reason.strip(), hashes=lifted)
    row.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    row.save()
    return row


def readmissions(reader) -> list[Readmission]:
    """Those that there have been, the latest first."""
    return list(visible(Readmission, reader).select_related("by").order_by("-created_at")[:50])
