"""Who is reading: a user with posts in one district, or a named service."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from movements.access.before import posts_held_by
from movements.access.models import Association, District, Post, Role, User


@dataclass(frozen=True)
class Reader:
    """A reader sees what its posts reach. Shapes: ids are UUIDs, in tuples.

    `unit` is the post chosen in the unit switcher: where new rows belong and what Idag is about.
    It never widens or narrows what may be seen.
    """

    user: User | None = None
    district: District | None = None
    posts: tuple[Post, ...] = ()
    unit: Post | None = None
    service: str = ""
    elsewhere: tuple[Post, ...] = field(default=(), repr=False)  # posts in other districts
    # What was found out once for this reader, who is a new one with every request.
    remembered: dict = field(default_factory=dict, repr=False, compare=False)

    @property
    def district_id(self) -> UUID | None:
        return self.district.pk if self.district else None

    @cached_property
    def roles(self) -> tuple[str, ...]:
        if self.service:
            return (f"service:{self.service}",)
        return tuple(dict.fromkeys(post.role for post in self.posts))

    @cached_property
    def associations(self) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(p.association_id for p in self.posts if p.association_id))

    @cached_property
    def bodies(self) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(p.body_id for p in self.posts if p.body_id))

    @cached_property
    def administers(self) -> tuple[UUID, ...]:
        """The associations whose people the reader invites and removes."""
        held = (p.association_id for p in self.posts if p.role == Role.ASSOCIATION_ADMIN)
        return tuple(dict.fromkeys(held))

    @property
    def user_ids(self) -> list[UUID]:
        return [self.user.pk] if self.user else []

    @property
    def association(self):
        """The association of the chosen unit, else the only or first one of the reader."""
        if self.unit and self.unit.association_id:
            return self.unit.association
        return next((p.association for p in self.posts if p.association_id), None)

    def holds(self, *roles: str) -> bool:
        return any(role in roles for role in self.roles)


NOBODY = Reader()
HELD = "_posts_held"  # on a user who was read together with their posts


def reader_of(user: User | None, *, unit_id: str | None = None) -> Reader:
    """The reader that a logged-in user is today. At most one query.

    No active post: `NOBODY` with a name. `unit_id` is the post chosen in the unit switcher; it
    also decides the district, since nothing crosses a district's border.
    """
    if user is None or not user.is_active:
        return NOBODY
    posts = getattr(user, HELD, None)
    if posts is None:
        posts = tuple(_posts_of(user.pk))
    else:
        delattr(user, HELD)
    unit = _chosen(posts, unit_id)
    if unit is None:
        return Reader(user=user)
    here = tuple(post for post in posts if post.district_id == unit.district_id)
    elsewhere = tuple(post for post in posts if post.district_id != unit.district_id)
    return Reader(user=user, district=unit.district, posts=here, unit=unit, elsewhere=elsewhere)


def user_with_posts(user_id) -> User | None:
    """Who is logged in, read together with their active posts, which the next `reader_of` takes
    instead of asking for them. None for somebody without a post."""
    posts = tuple(_posts_of(user_id).select_related("user"))
    if not posts:
        return None
    user = posts[0].user
    setattr(user, HELD, posts)
    return user


def _posts_of(user_id):
    """Each with `area`: the ids of the municipalities of its association."""
    places = Association.municipalities.through.objects.filter(association=OuterRef("association"))
    return (
        posts_held_by(user_id)
        .active(timezone.localdate())
        .annotate(area=ArraySubquery(places.order_by("municipality").values("municipality")))
        .select_related("district", "association", "body__municipality")
        .defer("body__municipality__border", "body__municipality__centre")
        .order_by("starts_on", "id")
    )


def _chosen(posts: Iterable[Post], unit_id: str | None) -> Post | None:
    return next((p for p in posts if str(p.pk) == unit_id), next(iter(posts), None))


def service(name: str, district: District | None = None) -> Reader:
    """A named service at work in a district; its sight is its own line on the rules page.

    Without a district: the one at the door, before anybody is somebody ("door").
    """
    return Reader(district=district, service=name)


def whose_door() -> str:
    """The district's name, where the installation has one alone; else nothing."""
    names = list(District.objects.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""
