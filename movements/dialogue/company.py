"""Readings for those who are about to log a meeting: whom they may mean, who will read it, and
whether somebody has logged it already."""

from datetime import date, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from movements.access.funnel import visible
from movements.access.models import Association, Body, Post, Role
from movements.access.rows import Sensitivity
from movements.dialogue.models import Meeting, MeetingOrganisation
from movements.directory.contact import contact_known_to
from movements.directory.models import Relation

JUST_NOW = timedelta(hours=2)
STEWARDS = (Role.STEWARD, Role.ASSOCIATION_ADMIN)


def nearest_first(rows, by, association: Association, words: str = ""):
    """Organisations in the order in which somebody about to log a meeting looks for one.

    The association's own first, then names that begin as asked, then those met lately. Adds `own`
    and `last_contact`.
    """
    ties = visible(Relation, by).filter(
        organisation=OuterRef("pk"), association=association, ended_on=None
    )
    begins = ExpressionWrapper(Q(name__istartswith=words), output_field=BooleanField())
    return (
        rows.with_last_contact(contact_known_to(by))
        .annotate(own=Exists(ties), begins=begins)
        .select_related("municipality")
        .defer("municipality__border", "municipality__centre", "description")
        .order_by("-own", "-begins", F("last_contact").desc(nulls_last=True), "name", "id")
    )


def readership(holder: Association | Body) -> dict[str, int]:
    """How many people could read what `holder` holds, at `open` and at `association`.

    `named` is the writer and whoever is named. One query.
    """
    theirs = (
        Q(role=Role.REPRESENTATIVE, body=holder)
        if isinstance(holder, Body)
        else Q(role__in=STEWARDS, association=holder)
    )
    held = theirs | Q(role=Role.BOARD)
    anywhere = Q(role__in=(*STEWARDS, Role.BOARD, Role.REPRESENTATIVE))
    return (
        Post.objects.active(timezone.localdate())
        .filter(district=holder.district_id, user__is_active=True)
        .aggregate(
            open=Count("user", distinct=True, filter=anywhere),
            association=Count("user", distinct=True, filter=held),
        )
    )


def logged_just_now(by, organisations, day: date) -> Meeting | None:
    """A meeting with one of them on that day, logged within two hours by a colleague.

    Among those that the reader may see alone: a warning must not tell of a hidden meeting.
    """
    there = visible(MeetingOrganisation, by).filter(
        organisation__in=[organisation.pk for organisation in organisations],
        meeting__day=day,
        meeting__archived_at=None,
        meeting__created_at__gte=timezone.now() - JUST_NOW,
    )
    return (
        visible(Meeting, by)
        .exclude(author=by.user)
        .filter(pk__in=there.values("meeting"))
        .select_related("author")
        .order_by("-created_at")
        .first()
    )


def readers_of(row) -> int:
    """How many people can read a fact, a content or a promise, by its own sensitivity."""
    if row.sensitivity == Sensitivity.NAMED:
        there = Post.objects.active(timezone.localdate()).filter(
            district=row.district_id, user__in=row.named, user__is_active=True
        )
        return there.aggregate(readers=Count("user", distinct=True))["readers"]
    return readership(row.holder)[row.sensitivity]
