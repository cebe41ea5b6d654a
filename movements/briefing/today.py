"""Idag for an association: what waits for it, sorted by consequence, not by room.

Five queries whatever the counts: ties, promises, follow-ups that no tie carries, figures, latest.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from movements.access.funnel import visible
from movements.access.models import Association
from movements.access.rows import Sensitivity
from movements.dialogue.models import Meeting, MeetingOrganisation, Promise
from movements.dialogue.record import lines
from movements.directory.contact import contact_known_to
from movements.directory.models import Organisation, Relation
from movements.directory.organisations import LIVING_MONTHS, months_before

WEEK = timedelta(days=7)
STALE_MONTHS = 12
SHOWN = 12  # of each kind; the heading says how many there are
LATEST = 5
NAMED = ("organisation__name",)  # the database sorts many: of each no more than what is said


@dataclass(frozen=True)
class Task:
    """One thing that waits. `kind`: check_in, promise, quiet or stale.

    `due` is the day it should be done, None when nothing was agreed; `last` the latest contact.
    """

    kind: str
    organisation: Organisation
    due: date | None = None
    last: date | None = None
    promise: Promise | None = None
    who: str = ""


@dataclass(frozen=True)
class Waiting:
    """Tasks of one heading, the most urgent first, and how many there are in all."""

    tasks: list[Task] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Figures:
    """How it stands: ties, those met in half a year, and promises kept this year of those due."""

    organisations: int = 0
    met: int = 0
    kept: int = 0
    promised: int = 0
    next_on: date | None = None


@dataclass(frozen=True)
class Today:
    """What an association's reader sees on Idag."""

    now: Waiting
    week: Waiting
    figures: Figures
    latest: list[Meeting]

    @property
    def total(self) -> int:
        return self.now.total + self.week.total

    @property
    def is_first_use(self) -> bool:
        return not self.total and not self.latest


def today_of(reader, association: Association, on: date, *, mine: bool = False) -> Today:
    """`mine` keeps to what the reader answers for: ties they lead and promises they gave."""
    late, soon = _ties(reader, association, on, mine)
    late_promises, soon_promises = _promises(reader, association, on, mine)
    late_talks, soon_talks = _follow_ups(reader, association, on, mine)
    return Today(
        now=_together(late, late_talks, late_promises),
        week=_together(soon, soon_talks, soon_promises),
        figures=_figures(reader, association, on),
        latest=latest(reader, association),
    )


def with_last_contact(ties: QuerySet, reader) -> QuerySet:
    """Ties with `last`: the organisation's latest contact, as far as the reader may know."""
    return ties.annotate(last=contact_known_to(reader).last("organisation__"))


def latest(reader, association: Association | None = None) -> list[Meeting]:
    """The meetings logged last, of one association or of all that the reader may know of."""
    rows = visible(Meeting, reader).live()
    if association:
        rows = rows.filter(association_ids__contains=[association.pk])
    return list(lines(rows, reader).order_by("-id")[:LATEST])


def kept_promises(promises: QuerySet, on: date) -> dict:
    """{kept, promised}: kept this year, and all that were closed or due this year up to now."""
    closed = Q(closed_on__year=on.year)
    due = Q(status=Promise.Status.OPEN, due_on__year=on.year, due_on__lt=on)
    return promises.live().aggregate(
        kept=Count("pk", filter=closed & Q(status=Promise.Status.KEPT)),
        promised=Count("pk", filter=closed | due),
    )


def _own_ties(reader, association: Association) -> QuerySet:
    return visible(Relation, reader).filter(
        association=association, ended_on=None, organisation__archived_at=None
    )


def _ties(reader, association, on: date, mine: bool) -> tuple[Waiting, Waiting]:
    """Ties that are late; and those due, quiet or unconfirmed this week. One query."""
    ties = _own_ties(reader, association).exclude(step=Relation.Step.DECLINED)
    if mine:
        ties = ties.filter(lead=reader.user)
    confirmed = Coalesce("organisation__confirmed_on", TruncDate("organisation__created_at"))
    awake = ~Q(step=Relation.Step.DORMANT)
    waiting = Case(
        When(next_contact_on__lt=on, then=Value("late")),
        When(next_contact_on__lte=on + WEEK, then=Value("due")),
        When(
            awake & Q(next_contact_on=None, last__lt=months_before(on, LIVING_MONTHS)),
            then=Value("quiet"),
        ),
        When(
            Q(last__isnull=False, confirmed__lt=months_before(on, STALE_MONTHS)),
            then=Value("stale"),
        ),
        output_field=CharField(),
    )
    rows = _first_of_each(
        with_last_contact(ties, reader).annotate(confirmed=confirmed, waits=waiting),
        order=(F("next_contact_on").asc(nulls_last=True), F("last").desc(nulls_last=True), "id"),
    )
    rows = rows.select_related("organisation", "lead").only(*NAMED, "next_contact_on", "lead__name")
    kinds = {"late": "check_in", "due": "check_in", "quiet": "quiet", "stale": "stale"}
    told = {name: ([], 0) for name in kinds}
    for tie in rows:
        tasks, _total = told[tie.waits]
        who = tie.lead.name if tie.lead else ""
        task = Task(kinds[tie.waits], tie.organisation, tie.next_contact_on, tie.last, who=who)
        told[tie.waits] = ([*tasks, task], tie.of_its_kind)
    late = Waiting(*told.pop("late"))
    return late, _together(*(Waiting(*kind) for kind in told.values()), sort=False)


def _promises(reader, association, on: date, mine: bool) -> tuple[Waiting, Waiting]:
    rows = (
        visible(Promise, reader)
        .live()
        .open()
        .filter(association=association, due_on__lte=on + WEEK)
        .annotate(
            said_on=F("content__meeting__day"),
            waits=Case(When(due_on__lt=on, then=Value("late")), default=Value("due")),
        )
    )
    if mine:
        rows = rows.filter(owner=reader.user)
    rows = _first_of_each(rows, order=("due_on", "id"))
    told = {"late": ([], 0), "due": ([], 0)}
    rows = rows.select_related("organisation", "owner").only(
        *NAMED, "text", "due_on", "owner__name"
    )
    for promise in rows:
        tasks, _total = told[promise.waits]
        task = Task(
            "promise", promise.organisation, promise.due_on, promise=promise, who=promise.owner.name
        )
        told[promise.waits] = ([*tasks, task], promise.of_its_kind)
    return Waiting(*told["late"]), Waiting(*told["due"])


def _follow_ups(reader, association, on: date, mine: bool) -> tuple[Waiting, Waiting]:
    """Follow-ups that no tie may carry, since the tie has more readers than the meeting."""
    there = visible(MeetingOrganisation, reader).filter(
        meeting__archived_at=None, meeting__association=association
    )
    later = there.filter(
        organisation=OuterRef("organisation"), meeting__day__gt=OuterRef("meeting__day")
    )
    carried = _own_ties(reader, association).filter(
        organisation=OuterRef("organisation"), next_contact_on=OuterRef("meeting__follow_up_on")
    )
    rows = (
        there.filter(meeting__follow_up_on__lte=on + WEEK)
        .exclude(meeting__sensitivity=Sensitivity.OPEN)
        .exclude(Exists(later))
        .exclude(Exists(carried))
        .annotate(
            waits=Case(When(meeting__follow_up_on__lt=on, then=Value("late")), default=Value("due"))
        )
    )
    if mine:
        rows = rows.filter(meeting__author=reader.user)
    rows = _first_of_each(rows, order=("meeting__follow_up_on", "id"))
    told = {"late": ([], 0), "due": ([], 0)}
    rows = rows.select_related("organisation", "meeting__author").only(
        *NAMED, "meeting__follow_up_on", "meeting__day", "meeting__author__name"
    )
    for row in rows:
        tasks, _total = told[row.waits]
        meeting = row.meeting
        task = Task(
            "check_in", row.organisation, meeting.follow_up_on, meeting.day, who=meeting.author.name
        )
        told[row.waits] = ([*tasks, task], row.of_its_kind)
    return Waiting(*told["late"]), Waiting(*told["due"])


def _first_of_each(rows: QuerySet, *, order) -> QuerySet:
    """The first SHOWN of each kind of waiting, with `of_its_kind`: how many there are."""
    return (
        rows.filter(waits__isnull=False)
        .annotate(
            of_its_kind=Window(Count("pk"), partition_by=[F("waits")]),
            place=Window(RowNumber(), partition_by=[F("waits")], order_by=order),
        )
        .filter(place__lte=SHOWN)
        .order_by("place")
    )


def _together(*parts: Waiting, sort: bool = True) -> Waiting:
    """One heading from several: what was agreed longest ago first, then what nobody agreed."""
    tasks = [task for part in parts for task in part.tasks]
    if sort:
        tasks.sort(key=lambda task: (task.due is None, task.due or date.max))
    return Waiting(tasks[: 2 * SHOWN], sum(part.total for part in parts))


def _figures(reader, association, on: date) -> Figures:
    ties = with_last_contact(_own_ties(reader, association), reader).aggregate(
        organisations=Count("pk"),
        met=Count("pk", filter=Q(last__gte=months_before(on, LIVING_MONTHS))),
        next_on=Min("next_contact_on", filter=Q(next_contact_on__gte=on)),
    )
    ours = visible(Promise, reader).filter(association=association)
    return Figures(**ties, **kept_promises(ours, on))
