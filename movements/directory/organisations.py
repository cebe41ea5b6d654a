"""Adjectives for organisations: last met, quiet, living."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef

from movements.access.sight import Scoped

LIVING_MONTHS = 6  # PRODUCT: a living contact is an organisation met within the last six months
NEVER = date(1900, 1, 1)  # never met stands before all who were
QUIET_MONTHS = (3, 6, 9, 12, 24)


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last day of a shorter month."""
    return day - relativedelta(months=months)


class OrganisationQuerySet(Scoped):
    """`contact` is always what the reader may know of contact (contact.py)."""

    def with_last_contact(self, contact):
        """Adds `last_contact`: the latest meeting that the reader may know of, or None."""
        return self.annotate(last_contact=contact.last())

    def quiet_for(self, months: int, on: date, contact):
        """No contact in the last `months` months; never contacted counts as quiet."""
        return self.exclude(contact.since(months_before(on, months)))

    def living(self, on: date, contact):
        """Met within the last six months: a living contact."""
        return self.filter(contact.since(months_before(on, LIVING_MONTHS)))

    def active_in(self, municipalities):
        """Active in one of the municipalities (ids, or a queryset of them)."""
        areas = self.model._meta.get_field("activity_areas").related_model
        here = areas.objects.filter(organisation=OuterRef("pk"), municipality__in=municipalities)
        return self.filter(Exists(here))

    def in_white_spots(self, on: date, contact):
        """Those active in a municipality where none of these organisations is a living contact."""
        areas = self.model._meta.get_field("activity_areas").related_model
        living = self.living(on, contact)
        reached = areas.objects.filter(organisation__in=living.values("pk")).values("municipality")
        outside = areas.objects.filter(organisation=OuterRef("pk")).exclude(
            municipality__in=reached
        )
        return self.filter(Exists(outside))
