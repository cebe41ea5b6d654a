"""Deeds of access: what somebody chooses for their own account."""

from django.db import transaction

from movements.access.models import User


@transaction.atomic
def change_appearance(*, by, theme: str, language: str) -> User:
    """Light or dark, Swedish or English; everybody may, for themselves."""
    user = by.user
    user.theme, user.language = theme, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["theme", "language"])
    return user
