"""When organisations were last met, as far as a reader may know: one place that says it in SQL.

What everyone may know stands on the organisation, and so does what somebody knows who may know of
every contact in the district. Who knows of some has the HeldContact rows beside it.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from movements.access.funnel import visible
from movements.access.models import Association
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import ways_to
from movements.directory.models import Organisation
from movements.directory.organisations import NEVER


class HeldContact(DistrictRow):
    """The tally beside the open facts: the latest meeting that only an association may know of."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # a derived row, rebuilt from the meetings
        related_name="held_contacts",
    )
    association = models.ForeignKey(
        Association,
        on_delete=models.CASCADE,  # a derived row, rebuilt from the meetings
        null=True,
        related_name="held_contacts",
    )
    last_contact = models.DateField()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="organisation", to="movements_organisation", name="heldcontact_organisation"
            ),
            SameDistrict(
                field="association", to="movements_association", name="heldcontact_association"
            ),
            models.UniqueConstraint(
                fields=["organisation", "association"],
                name="heldcontact_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.last_contact}"


@dataclass(frozen=True)
class Contact:
    """The contact that a reader may know of. `prefix` is where the organisation stands, such as
    "organisation__", seen from the rows that are asked for."""

    held: QuerySet  # the HeldContact rows that the reader may see
    everything: bool  # whether those are all of the district
    nothing: bool  # or none at all

    def last(self, prefix: str = ""):
        """The day of the latest meeting, NULL when there was none."""
        if self.everything:
            return F(f"{prefix}last_known_contact")
        if self.nothing:
            return F(f"{prefix}last_open_contact")
        latest = (
            self._of(prefix)
            .order_by()
            .values("organisation")
            .annotate(latest=Max("last_contact"))
            .values("latest")
        )
        held = Subquery(latest, output_field=DateField())
        return Greatest(F(f"{prefix}last_open_contact"), held, output_field=DateField())

    def since(self, day: date, prefix: str = "") -> Q:
        """Met on `day` or later."""
        if self.everything or self.nothing:
            column = "last_known_contact" if self.everything else "last_open_contact"
            return Q(**{f"{prefix}{column}__gte": day})
        openly = Q(**{f"{prefix}last_open_contact__gte": day})
        return openly | Q(Exists(self._of(prefix).filter(last_contact__gte=day)))

    def ever(self, prefix: str = "") -> Q:
        """Met at all."""
        return self.since(NEVER, prefix)

    def in_parts(self, rows) -> list:
        """`rows` (organisations) as selections without a row in common, each with `last_met`, by
        which each can be read off an index: what is known beside the open contact is few rows."""
        if self.everything or self.nothing:
            return [rows.annotate(last_met=last_met(self.last()))]
        beside = self.held.order_by().values("organisation")
        return [
            rows.exclude(Exists(self._of(""))).annotate(last_met=last_met("last_open_contact")),
            rows.filter(pk__in=beside).annotate(last_met=last_met(self.last())),
        ]

    def _of(self, prefix: str) -> QuerySet:
        return self.held.filter(organisation=OuterRef(f"{prefix}pk"))


def contact_known_to(reader) -> Contact:
    """What `reader` may know of contact; what is hidden is as if it had never been."""
    ways = ways_to(HeldContact, reader)
    everything = any(way.is_all() for way in ways)
    return Contact(visible(HeldContact, reader), everything=everything, nothing=not ways)


def last_met(day) -> Coalesce:
    """A column or expression as a day that is never NULL, to order by and to page through; the
    indexes of Organisation have the same words."""
    return Coalesce(day, NEVER)
