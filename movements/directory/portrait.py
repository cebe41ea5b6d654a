"""What the directory knows of one organisation, as far as the reader may: ties, people, readers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone

from movements.access.funnel import visible
from movements.access.models import Post, Role, User
from movements.access.read_log import ReadLog, has_read
from movements.access.rows import Sensitivity
from movements.directory.actions import colleagues
from movements.directory.contact import contact_known_to
from movements.directory.listing import LADDER, with_area_names
from movements.directory.merges import UNDO_TIME, Merge
from movements.directory.models import (
    Channel,
    ContactRole,
    Organisation,
    Relation,
)

# Those who read an organisation that is not protected (see SEES in access/rules.py).
READING_ROLES = (Role.STEWARD, Role.ASSOCIATION_ADMIN, Role.BOARD, Role.REPRESENTATIVE)


@dataclass(frozen=True)
class Tie:
    """An unended tie as the page tells it. `reached`: on which day each step was first taken."""

    association_id: UUID
    association: str
    step: str
    lead: str
    next_contact_on: date | None
    wishes: str
    reached: dict[str, date]

    @property
    def step_word(self) -> str:
        return Relation.Step(self.step).label

    @property
    def months(self) -> list[date | None]:
        """For each of the six steps the day on which it was first reached, or None."""
        return [self.reached.get(step) for step in LADDER]


@dataclass(frozen=True)
class Joined:
    """What has become a part of it, by whom, and whether it has been parted again."""

    id: str
    name: str
    merged_by: str
    merged_at: datetime
    undone_by: str
    undone_at: datetime | None

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and timezone.now() < self.merged_at + UNDO_TIME


def portrait(reader, pk) -> Organisation:
    """The organisation with `area_names`, `last_contact`, `readers` {total, own, others}, `ties`
    and `joined`, as far as the reader may know. One query.

    Raises Organisation.DoesNotExist, for hidden and missing alike.
    """
    rows = visible(Organisation, reader).with_last_contact(contact_known_to(reader))
    shown = (
        _with_joined(
            _with_ties(_with_readers(with_area_names(rows, reader), reader), reader), reader
        )
        .select_related("municipality", "registered_by")
        .defer("municipality__border", "municipality__centre")
        .get(pk=pk)
    )
    shown.ties = [_tie(told) for told in shown.told_ties]
    shown.joined = [_joined(told) for told in shown.told_merges]
    return shown


def _with_joined(rows, reader):
    """Adds `told_merges`: the merges into it, the latest first, as JSON."""
    told = JSONObject(
        id="id",
        name="gone__name",
        merged_by="merged_by__name",
        merged_at="created_at",
        undone_by="undone_by__name",
        undone_at="undone_at",
    )
    merges = visible(Merge, reader).filter(kept=OuterRef("pk")).order_by("-created_at", "-id")
    return rows.annotate(told_merges=ArraySubquery(merges.values(one=told)))


def _joined(told: dict) -> Joined:
    undone = told["undone_at"]
    moments = {
        "merged_at": datetime.fromisoformat(told["merged_at"]),
        "undone_at": datetime.fromisoformat(undone) if undone else None,
    }
    return Joined(**told | moments | {"undone_by": told["undone_by"] or ""})


def _with_ties(rows, reader):
    """Adds `told_ties`: the unended ties that the reader may see, as JSON."""
    events = Relation.pgh_event_model.objects.filter(pgh_obj=OuterRef("pk")).filter(
        # What was kept closer then is not told now.
        Q(sensitivity=Sensitivity.OPEN) | Q(sensitivity=OuterRef("sensitivity"))
    )
    taken = events.order_by("pgh_created_at").values(
        one=JSONObject(step="step", day=TruncDate("pgh_created_at"))
    )
    told = JSONObject(
        association_id="association_id",
        association="association__name",
        step="step",
        lead="lead__name",
        next_contact_on="next_contact_on",
        wishes="wishes",
        started_on="started_on",
        taken=ArraySubquery(taken),
    )
    seen = visible(Relation, reader).filter(organisation=OuterRef("pk"), ended_on=None)
    return rows.annotate(
        told_ties=ArraySubquery(seen.order_by("started_on", "id").values(one=told))
    )


def _tie(told: dict) -> Tie:
    reached: dict[str, date] = {}
    for taken in told["taken"]:
        reached.setdefault(taken["step"], date.fromisoformat(taken["day"]))
    if LADDER[0] in reached:
        started = date.fromisoformat(told["started_on"])
        reached[LADDER[0]] = min(reached[LADDER[0]], started)
    due = told["next_contact_on"]
    return Tie(
        association_id=UUID(told["association_id"]),
        association=told["association"],
        step=told["step"],
        lead=told["lead"] or "",
        next_contact_on=date.fromisoformat(due) if due else None,
        wishes=told["wishes"],
        reached=reached,
    )


def people(reader, organisation) -> list[ContactRole]:
    """Current contact persons that the reader may see, each with `channels` [{kind, value}]."""
    today = timezone.localdate()
    reached = (
        visible(Channel, reader)
        .filter(person=OuterRef("person"))
        .order_by("kind", "value")
        .values(one=JSONObject(kind="kind", value="value"))
    )
    found = list(
        visible(ContactRole, reader)
        .filter(organisation=organisation, person__archived_at=None)
        .filter(Q(ends_on=None) | Q(ends_on__gt=today))
        .select_related("person", "person__association")
        .annotate(channels=ArraySubquery(reached))
        .order_by("person__name", "id")
    )
    has_read(ReadLog.Deed.PERSON, persons=[role.person_id for role in found])
    return found


def _with_readers(rows, reader):
    """Adds `readers`: how many hold a post that lets them see that the organisation is here.

    Of a protected one, as far as the reader may know: a tie that is kept from them is not counted,
    or the number would tell that another association is in contact with it.
    """
    posts = Post.objects.active(timezone.localdate()).filter(
        district=OuterRef("district"), role__in=READING_ROLES, user__is_active=True
    )
    tied = visible(Relation, reader).filter(
        organisation=OuterRef(OuterRef("pk")), ended_on=None, association=OuterRef("association")
    )
    whose = posts.filter(
        Q(role=Role.BOARD) | Q(association=OuterRef("registered_by")) | Q(Exists(tied))
    )
    protected = When(existence_protected=True, then=_counted(whose, reader))
    return rows.annotate(readers=Case(protected, default=_counted(posts, reader)))


def _counted(posts, reader) -> Subquery:
    """{"total": people, "own": those in the reader's own association, "others": the rest}."""
    own = Q(association=reader.association.pk) if reader.association else Q(pk=None)
    people = Count("user", distinct=True)
    mine = Count("user", distinct=True, filter=own)
    counted = posts.order_by().values("district").annotate(everybody=people, mine=mine)
    return Subquery(
        counted.values(
            one=JSONObject(total="everybody", own="mine", others=F("everybody") - F("mine"))
        )
    )


def role_in(reader, organisation, person_pk) -> ContactRole | None:
    """What a visible person is in the organisation now, with `channels`."""
    return next(
        (role for role in people(reader, organisation) if role.person_id == person_pk), None
    )


def possible_leads(association) -> list[User]:
    """Those with a post in the association, by name: one of them answers for a tie."""
    held = colleagues(association).values("user")
    return list(User.objects.filter(pk__in=held).order_by("name", "pk"))


def area_ids(organisation) -> list[int]:
    """The municipalities where it is active."""
    return list(organisation.activity_areas.values_list("municipality", flat=True))


def home_of(association) -> int | None:
    """The municipality of an association that has exactly one."""
    places = list(association.municipalities.values_list("pk", flat=True)[:2])
    return places[0] if len(places) == 1 else None
