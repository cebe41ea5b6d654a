"""The list of organisations: its orders, what a line says, and why it may be empty."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Collate, JSONObject

from movements.access.funnel import selection, visible
from movements.access.keyset import keyset
from movements.access.models import Association
from movements.access.sight import hanging_on
from movements.directory.contact import contact_known_to, last_met
from movements.directory.filters import OrganisationFilter
from movements.directory.models import ActivityArea, Relation
from movements.places.models import Municipality

SWEDISH = "sv-x-icu"
LADDER = tuple(Relation.Step)[:6]  # declined and dormant are beside the ladder

# code in the address -> fields that are never null, the last one unique (see access/keyset.py)
ORDERS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "last": ("last_met", "name", "id"),  # longest quiet first
    "-last": ("-last_met", "name", "id"),
}


def lines(rows, reader):
    """The rows of a list, each with `last_contact`, `last_met`, `area_names` and visible `ties`.

    Two queries whatever the count; the borders of municipalities stay in the database.
    """
    contact = contact_known_to(reader)
    ties = visible(Relation, reader).filter(ended_on=None).order_by("started_on", "id")
    return (
        with_area_names(rows.with_last_contact(contact), reader)
        .annotate(last_met=last_met("last_contact"))
        .select_related("municipality")
        .defer("municipality__border", "municipality__centre", "description")
        .prefetch_related(Prefetch("relations", queryset=ties, to_attr="ties"))
    )


def in_order(rows, order: tuple[str, ...], reader):
    """`rows` as `keyset` takes them, with what the order needs beside the noun's own columns."""
    if not any(name.endswith("last_met") for name in order):
        return rows
    return contact_known_to(reader).in_parts(rows)


@dataclass(frozen=True)
class ToldTie:
    """What a line says of a tie."""

    association_id: UUID
    step: str
    next_contact_on: date | None

    @classmethod
    def of(cls, told: dict) -> "ToldTie":
        due = told["next_contact_on"]
        return cls(
            UUID(told["association_id"]), told["step"], date.fromisoformat(due) if due else None
        )


def page_of(rows, order: tuple[str, ...], reader, *, size: int, after: str = "", before: str = ""):
    """One page of `lines`, as a Slice, in one query; its `ties` are ToldTies.

    Only what the order needs is worked out for the other rows of the selection.
    """
    found = keyset(
        in_order(rows, order, reader),
        order,
        size=size,
        after=after,
        before=before,
        told=lambda page: told_lines(page, reader),
    )
    for row in found.rows:
        row.ties = [ToldTie.of(told) for told in row.told_ties]
    return found


def told_lines(rows, reader):
    """`lines` in one query: each row has `told_ties`, of which `ToldTie.of` makes its `ties`."""
    rows = lines(rows, reader).prefetch_related(None)
    ties = visible(Relation, reader).filter(organisation=OuterRef("pk"), ended_on=None)
    told = JSONObject(
        association_id="association_id", step="step", next_contact_on="next_contact_on"
    )
    return rows.annotate(
        told_ties=ArraySubquery(ties.order_by("started_on", "id").values(one=told))
    )


def with_area_names(rows, reader):
    """Adds `area_names`: where each organisation is active, in Swedish order."""
    areas = hanging_on(ActivityArea, "organisation", reader)
    names = areas.order_by(Collate("municipality__name", SWEDISH)).values("municipality__name")
    return rows.annotate(area_names=ArraySubquery(names))


def main_tie(organisation, association):
    """The tie that a line tells of: one's own association's, else the one that has come furthest.

    `organisation.ties` are the unended ties that the reader may see.
    """
    own = [tie for tie in organisation.ties if association and tie.association_id == association.pk]
    return max(own or organisation.ties, key=rung, default=None)


def rung(tie) -> int:
    """How far a tie has come: 1–6, or 0 when there is none or it is declined or dormant."""
    return LADDER.index(tie.step) + 1 if tie and tie.step in LADDER else 0


def municipalities_of(reader):
    """The municipalities of the reader's district, in Swedish order, without their borders.

    Each has `own`: whether it is the reader's own association's.
    """
    own = Q(associations=reader.association.pk) if reader.association else Q(pk=None)
    return (
        Municipality.objects.current()
        .filter(county__districts=reader.district)
        .annotate(own=Exists(Municipality.objects.filter(own, pk=OuterRef("pk"))))
        .only("id", "code", "name")
        .order_by(Collate("name", SWEDISH))
    )


def associations_of(reader) -> list[Association]:
    """Whose ties the reader may ask for in the bar: their own; the whole district's without any."""
    own = {post.association.pk: post.association for post in reader.posts if post.association_id}
    return list(own.values()) or list(visible(Association, reader).order_by("name"))


def all_municipalities():
    """Every municipality of the country, in Swedish order, without their borders."""
    return (
        Municipality.objects.current().only("id", "code", "name").order_by(Collate("name", SWEDISH))
    )


def asked_filters(query) -> list[str]:
    """Which filters a query string really uses."""
    return [name for name in OrganisationFilter.base_filters if any(query.getlist(name))]


def tightest(reader, query) -> tuple[str, int] | None:
    """(which filter to take away, how many organisations that would give); None if none helps.

    One query for all of them. `query` is a readable QueryDict; its municipalities are known to be
    real, so that they are not looked up once more for every filter.
    """
    parts = []
    for name in asked_filters(query):
        wider = query.copy()
        del wider[name]
        codes = wider.pop("municipality", [])
        rows = selection(OrganisationFilter, reader, wider)
        if codes:
            rows = rows.active_in(
                Municipality.objects.current().filter(code__in=codes).values("pk")
            )
        rows = rows.order_by().values("district")
        parts.append(rows.annotate(asked=Value(name), found=Count("pk")))
    if not parts:
        return None
    counted = [part.values_list("asked", "found") for part in parts]
    answers = list(counted[0].union(*counted[1:], all=True) if counted[1:] else counted[0])
    return max(answers, key=lambda answer: answer[1], default=None)
