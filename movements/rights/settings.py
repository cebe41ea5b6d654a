"""Who answers for personal data in the district, and that the limits have been confirmed."""

from django.db import transaction
from django.utils import timezone

from movements.access.funnel import require, visible
from movements.directory.facts import refuse_unknown, save_row
from movements.privacy.numbers import refuse_personal_numbers
from movements.rights.registers import PrivacySettings

SAID = (
    *("controller", "controller_number", "controller_address"),
    *("officer_name", "officer_email", "officer_phone"),
)


def privacy_settings(reader) -> PrivacySettings:
    """The settings of the reader's district; empty ones where nobody has said anything yet."""
    kept = visible(PrivacySettings, reader).select_related("confirmed_by").first()
    return kept or PrivacySettings(district=reader.district)


@transaction.atomic
def settle_privacy(*, by, **said) -> PrivacySettings:
    """Says who the controller and the officer are. ValidationError with a message per field."""
    require(by, "settle_privacy", by.district)
    refuse_unknown(said, SAID)
    refuse_personal_numbers(said)
    kept = privacy_settings(by)
    for name, value in said.items():
        setattr(kept, name, value.strip())
    kept.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    save_row(kept)
    return kept


@transaction.atomic
def confirm_limits(*, by) -> PrivacySettings:
    """The officer has looked at how long each kind is kept and on what basis, and stands by it."""
    require(by, "settle_privacy", by.district)
    kept = privacy_settings(by)
    kept.confirmed_by, kept.confirmed_on = by.user, timezone.localdate()
    save_row(kept)
    return kept
