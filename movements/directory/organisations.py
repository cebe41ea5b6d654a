"""Adjectives for organisations: last met, quiet, living."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import DateField, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from movements.access.sight import Scoped

LIVING_MONTHS = 6  # PRODUCT: a living contact is an organisation met within the last six months
QUIET_MONTHS = (3, 6, 9, 12, 24)


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last day of a shorter month."""
    return day - relativedelta(months=months)


class OrganisationQuerySet(Scoped):
    """`held` is always the HeldContact rows that the reader may see: what is not open."""

    def with_last_contact(self, held):
        """Adds `last_contact`: the latest meeting that the reader may know of, or None."""
        latest = (
            held.filter(organisation=OuterRef("pk"))
            .order_by()
            .values("organisation")
            .annotate(latest=Max("last_contact"))
            .values("latest")
        )
        return self.annotate(
            last_contact=Greatest("last_open_contact", Subquery(latest), output_field=DateField())
        )

    def met_since(self, day: date, held):
        """Met on `day` or later, as far as the reader may know."""
        lately = held.filter(organisation=OuterRef("pk"), last_contact__gte=day)
        return self.filter(Q(last_open_contact__gte=day) | Q(Exists(lately)))

    def quiet_for(self, months: int, on: date, held):
        """No contact in the last `months` months; never contacted counts as quiet."""
        day = months_before(on, months)
        lately = held.filter(organisation=OuterRef("pk"), last_contact__gte=day)
        never_openly = Q(last_open_contact=None) | Q(last_open_contact__lt=day)
        return self.filter(never_openly).exclude(Exists(lately))

    def living(self, on: date, held):
        """Met within the last six months: a living contact."""
        return self.met_since(months_before(on, LIVING_MONTHS), held)

    def active_in(self, municipalities):
        """Active in one of the municipalities (ids, or a queryset of them)."""
        areas = self.model._meta.get_field("activity_areas").related_model
        here = areas.objects.filter(organisation=OuterRef("pk"), municipality__in=municipalities)
        return self.filter(Exists(here))

    def in_white_spots(self, on: date, held):
        """Those active in a municipality where none of these organisations is a living contact."""
        areas = self.model._meta.get_field("activity_areas").related_model
        living = self.living(on, held)
        reached = areas.objects.filter(organisation__in=living.values("pk")).values("municipality")
        outside = areas.objects.filter(organisation=OuterRef("pk")).exclude(
            municipality__in=reached
        )
        return self.filter(Exists(outside))
