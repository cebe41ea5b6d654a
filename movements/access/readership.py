"""Who can see a row: the rules page (SEES) read backwards, against the posts held today.

The same lines that decide what a reader sees are asked who all the readers are, so that what is
said on a page and what the funnel does cannot part.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from movements.access.identity import lent_to
from movements.access.models import Post
from movements.access.sight import PAGE
from movements.access.ways import several

LOOKUPS = ("in", "overlap")


@dataclass(frozen=True)
class Group:
    """People who see it for the same reason: `why` is a role and where it is held."""

    why: str
    names: list[str]


@dataclass(frozen=True)
class Readership:
    """`total` people, each counted once, in groups by why."""

    total: int
    groups: list[Group] = field(default_factory=list)
    users: frozenset = frozenset()  # their ids


def readership_of(row) -> Readership:
    """Everybody who can see the row today. Two queries, and one for each tie that a line asks of.

    Only for who sees the row: that it has readers tells that it is there.
    """
    posts = list(
        Post.objects.active(timezone.localdate())
        .filter(district=row.district_id, user__is_active=True)
        .select_related("user", "association", "body", "district")
        .order_by("role", "user__name")
    )
    seeing = _seeing(row, posts)
    users = frozenset(post.user_id for post in seeing)
    return Readership(len(users), _groups(seeing), users)


def _groups(seeing: list[Post]) -> list[Group]:
    found: dict[str, list[str]] = {}
    for post in seeing:
        names = found.setdefault(f"{post.get_role_display()}, {_place(post)}", [])
        if post.user.name not in names:
            names.append(post.user.name)
    return [Group(why, names) for why, names in found.items()]


def _place(post: Post) -> str:
    return post.place.name


def _seeing(row, posts: list[Post]) -> list[Post]:
    """The posts by which the row is seen."""
    lines = PAGE[type(row).__name__]
    found = []
    for role, ways in lines.items():
        held = [post for post in posts if post.role == role]
        for way in ways:
            found += _through(way, row, held, posts) if held else []
    return list({post.pk: post for post in found}.values())


def _through(way, row, held: list[Post], posts: list[Post]) -> list[Post]:
    """Of the posts `held` in a role, those that reach the row by one way."""
    values = _values(way, row)
    if values is None:
        return []
    reached = [post for post in held if _meets(way, post, values)]
    for parent in way.within:
        above = getattr(row, parent)
        users = {post.user_id for post in _seeing(above, posts)} if above and reached else set()
        reached = [post for post in reached if post.user_id in users]
    return reached


def _meets(way, post: Post, values: set) -> bool:
    theirs = {
        "district_id": post.district_id,
        "associations": post.association_id,
        "bodies": post.body_id,
        "user_ids": post.user_id,
    }
    return theirs[way.held] in values


def _values(way, row) -> set | None:
    """What the way's path leads to from the row; None where what it demands does not hold."""
    path = way.path
    for lookup in LOOKUPS:
        path = path.removesuffix(f"__{lookup}")
    if several(type(row), way.path):
        # Ties that whoever asks may not see have readers too; how many is all that comes out.
        with lent_to("upkeep"):
            there = type(row).objects.filter(pk=row.pk, **dict(way.only))
            return set(there.values_list(path, flat=True)) or None
    if not all(_holds(row, key, wanted) for key, wanted in way.only):
        return None
    value = _follow(row, path)
    values = value if isinstance(value, list | tuple) else [value]
    return {getattr(one, "pk", one) for one in values if one is not None}


def _holds(row, key: str, wanted) -> bool:
    name, _sep, lookup = key.rpartition("__")
    if lookup == "in" and name:
        return _follow(row, name) in wanted
    return _follow(row, key) == wanted


def _follow(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
