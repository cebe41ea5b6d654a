"""Idag for those who look at the whole: the board's district, and the unions of a body's place."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Window
from django.db.models.functions import Collate

from movements.access.funnel import visible
from movements.briefing.today import kept_promises, latest
from movements.dialogue.models import Meeting, Promise
from movements.directory.models import ActivityArea, HeldContact, Organisation, Relation
from movements.directory.organisations import LIVING_MONTHS, months_before
from movements.places.models import Municipality

SHOWN = 12
LATE_SHOWN = 5  # the board asks where we are absent first, and then what we owe
SWEDISH = "sv-x-icu"


@dataclass(frozen=True)
class DistrictToday:
    """What the board sees. `quiet` have been met, but not for half a year, and nothing is agreed.

    `white_spots` are municipalities without a living contact. `kept` of `promised` this year.
    """

    quiet: list[Organisation]
    quiet_total: int
    late: list[Promise]
    late_total: int
    white_spots: list[Municipality]
    municipalities: int
    organisations: int
    met: int
    kept: int
    promised: int
    latest: list[Meeting]

    @property
    def reached(self) -> int:
        return self.municipalities - len(self.white_spots)


def district_today(reader, on: date) -> DistrictToday:
    """Seven queries whatever the counts."""
    half_a_year_ago = months_before(on, LIVING_MONTHS)
    held = visible(HeldContact, reader)
    known = visible(Organisation, reader).live().with_last_contact(held)
    quiet = _quiet(reader, known, half_a_year_ago)
    late = _late(reader, on)
    places = list(_places(reader, held, half_a_year_ago))
    return DistrictToday(
        quiet=quiet,
        quiet_total=quiet[0].in_all if quiet else 0,
        late=late,
        late_total=late[0].in_all if late else 0,
        white_spots=[place for place in places if not place.is_reached],
        municipalities=len(places),
        **known.aggregate(
            organisations=Count("pk"), met=Count("pk", filter=Q(last_contact__gte=half_a_year_ago))
        ),
        **kept_promises(visible(Promise, reader), on),
        latest=latest(reader),
    )


def _quiet(reader, known, before: date) -> list[Organisation]:
    ties = visible(Relation, reader).filter(ended_on=None)
    agreed = ties.filter(organisation=OuterRef("pk"), next_contact_on__isnull=False)
    silent = ties.filter(
        organisation=OuterRef("pk"), step__in=(Relation.Step.DORMANT, Relation.Step.DECLINED)
    )
    shown = ties.select_related("association", "lead").order_by("started_on", "id")
    rows = (
        known.filter(last_contact__lt=before)
        .exclude(Exists(agreed))
        .exclude(Exists(silent))
        .annotate(in_all=Window(Count("pk")))
        .defer("description")
        .order_by("-last_contact", "id")
    )
    return list(rows.prefetch_related(Prefetch("relations", shown, to_attr="ties"))[:SHOWN])


def _late(reader, on: date) -> list[Promise]:
    rows = visible(Promise, reader).live().overdue(on).annotate(in_all=Window(Count("pk")))
    return list(
        rows.select_related("organisation", "owner", "association", "body").order_by(
            "due_on", "id"
        )[:LATE_SHOWN]
    )


def _places(reader, held, since: date):
    """The district's municipalities, each with `is_reached`: somebody there has been met lately."""
    living = visible(Organisation, reader).live().met_since(since, held)
    reached = ActivityArea.objects.filter(
        municipality=OuterRef("pk"), organisation__in=living.values("pk")
    )
    return (
        Municipality.objects.current()
        .filter(county__districts=reader.district)
        .only("id", "code", "name")
        .annotate(is_reached=Exists(reached))
        .order_by(Collate("name", SWEDISH))
    )
