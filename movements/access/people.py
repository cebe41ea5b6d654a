"""Who is somebody here: the posts that a reader answers for, and what goes with each."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from movements.access.funnel import allowed, places_for, visible
from movements.access.models import Association, Body, Post


def posts_answered_for(reader):
    """The posts that the reader may end, or could have: by place, then by name."""
    rows = visible(Post, reader).select_related("user", "association", "body", "district")
    if not allowed(reader, "end_post", reader.district):
        rows = rows.filter(association__in=places_for(reader, "end_post"))
    places = ("association__name", "association", "body__name", "body")
    return rows.order_by(*places, "user__name", "role", "id")


def held_now(posts):
    """Those that have not ended; one that is still to begin is among them."""
    return posts.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()))


def over(posts):
    """Those that have ended."""
    return posts.filter(ends_on__lte=timezone.localdate())


@dataclass(frozen=True)
class Place:
    """Where the reader may ask somebody to hold a post: `key` names it in a form."""

    key: str
    kind: str  # "district", "association" or "body"
    place: object


def places_to_invite(reader) -> list[Place]:
    """The district first, where the reader may; then associations and bodies by name."""
    if not allowed(reader, "invite", reader.district):
        associations = sorted(places_for(reader, "invite"), key=str)
        return [_place("association", one) for one in associations]
    associations = visible(Association, reader).order_by("name", "id")
    bodies = visible(Body, reader).select_related("municipality").order_by("name", "id")
    bodies = bodies.defer("municipality__border", "municipality__centre")
    return [
        _place("district", reader.district),
        *(_place("association", one) for one in associations),
        *(_place("body", one) for one in bodies),
    ]


def _place(kind: str, place) -> Place:
    return Place(str(place.pk), kind, place)


def posts_of(reader):
    """One's own posts in all districts, those held now first."""
    rows = Post.objects.filter(user=reader.user).select_related("district", "association", "body")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "id")
