"""Idag for those who look at the whole: the board's district, and the unions of a body's place."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Collate

from movements.access.funnel import asked, visible
from movements.access.keyset import capped_counts
from movements.briefing.today import kept_promises, latest
from movements.dialogue.models import Meeting, Promise
from movements.directory.contact import contact_known_to, last_met
from movements.directory.filters import OrganisationFilter
from movements.directory.models import Organisation, Relation
from movements.directory.organisations import LIVING_MONTHS, NEVER, months_before
from movements.mapping.coverage import coverage
from movements.places.models import Municipality

SHOWN = 12
LATE_SHOWN = 5  # the board asks where we are absent first, and then what we owe
SWEDISH = "sv-x-icu"
ASLEEP = (Relation.Step.DORMANT, Relation.Step.DECLINED)


@dataclass(frozen=True)
class DistrictToday:
    """What the board sees. `quiet` have been met, but not for half a year, and nothing is agreed.

    `white_spots` are municipalities without a living contact. `kept` of `promised` this year.
    """

    quiet: list[Organisation]
    quiet_total: tuple[int, bool]  # how many, and whether nobody counted further
    late: list[Promise]
    late_total: tuple[int, bool]
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
    """Eight queries whatever the counts; the map's sums say what the whole district holds."""
    quiet, late = _quiet(reader, on), _late(reader, on)
    quiet_total, late_total = capped_counts(quiet, late)
    covered = coverage(asked(OrganisationFilter, reader, {}), on=on)
    places = list(_places(reader))
    return DistrictToday(
        quiet=_with_ties(quiet, reader),
        quiet_total=quiet_total,
        late=_with_people(late),
        late_total=late_total,
        white_spots=[place for place in places if covered.of(place.code).is_white],
        municipalities=len(places),
        organisations=covered.whole.organisations,
        met=covered.whole.living,
        **kept_promises(visible(Promise, reader), on),
        latest=latest(reader),
    )


def _quiet(reader, on: date):
    """Met, but not for half a year, and nothing agreed; those that fell silent last come first."""
    contact = contact_known_to(reader)
    ties = visible(Relation, reader).filter(organisation=OuterRef("pk"), ended_on=None)
    spoken_for = Q(next_contact_on__isnull=False) | Q(step__in=ASLEEP)
    return (
        visible(Organisation, reader)
        .live()
        .annotate(last_contact=contact.last(), last_met=last_met(contact.last()))
        .filter(
            district=reader.district_id,
            last_met__gt=NEVER,
            last_met__lt=months_before(on, LIVING_MONTHS),
        )
        .exclude(Exists(ties.filter(spoken_for)))
        .order_by("-last_met", "-name", "-id")  # its index, read from the end
    )


def _with_ties(quiet, reader) -> list[Organisation]:
    ties = visible(Relation, reader).filter(ended_on=None)
    shown = ties.select_related("association", "lead").order_by("started_on", "id")
    rows = quiet.defer("description").prefetch_related(Prefetch("relations", shown, "ties"))
    return list(rows[:SHOWN])


def _late(reader, on: date):
    return visible(Promise, reader).live().overdue(on)


def _with_people(late) -> list[Promise]:
    rows = late.select_related("organisation", "owner", "association", "body")
    return list(rows.order_by("due_on", "id")[:LATE_SHOWN])


def _places(reader):
    return (
        Municipality.objects.current()
        .filter(county__districts=reader.district)
        .only("id", "code", "name")
        .order_by(Collate("name", SWEDISH))
    )
