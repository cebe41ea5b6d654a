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


def readership_of(row, reader=None) -> Readership:
    """Everybody who can see the row today. Two queries, and one for each tie that a line asks of.

    Only for who sees the row: that it has readers tells that it is there. With a `reader`, as far
    as that reader may know: whoever sees it by a tie that is kept from them is not named, or the
    page would tell of the tie.
    """
    posts = list(
        Post.objects.active(timezone.localdate())
        .filter(district=row.district_id, user__is_active=True)
        .select_related("user", "association", "body", "district")
        .order_by("role", "user__name")
    )
    seeing = _seeing(row, posts, reader)
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


def _seeing(row, posts: list[Post], reader) -> list[Post]:
    """The posts by which the row is seen."""
    lines = PAGE[type(row).__name__]
    found = []
    for role, ways in lines.items():
        held = [post for post in posts if post.role == role]
        for way in ways:
            found += _through(way, row, held, posts, reader) if held else []
    return list({post.pk: post for post in found}.values())


def _through(way, row, held: list[Post], posts: list[Post], reader) -> list[Post]:
    """Of the posts `held` in a role, those that reach the row by one way."""
    values = _values(way, row, reader)
    if values is None:
        return []
    reached = [post for post in held if _meets(way, post, values)]
    for parent in way.within:
        above = getattr(row, parent)
        seeing = _seeing(above, posts, reader) if above and reached else []
        users = {post.user_id for post in seeing}
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


def _values(way, row, reader) -> set | None:
    """What the way's path leads to from the row; None where what it demands does not hold."""
    path = way.path
    for lookup in LOOKUPS:
        path = path.removesuffix(f"__{lookup}")
    if many := several(type(row), way.path):
        return _tied(way, row, many, path, reader)
    if not all(_holds(row, key, wanted) for key, wanted in way.only):
        return None
    value = _follow(row, path)
    values = value if isinstance(value, list | tuple) else [value]
    return {getattr(one, "pk", one) for one in values if one is not None}


def _tied(way, row, many, path: str, reader) -> set | None:
    """The same where the path leads over ties of the row: all of them, or those `reader` sees."""
    start = f"{many.name}__"
    only = {key.removeprefix(start): v for key, v in way.only if key.startswith(start)}
    if not all(_holds(row, key, v) for key, v in way.only if not key.startswith(start)):
        return None
    ties = many.related_model.objects.filter(**{many.field.name: row.pk}, **only)
    if reader is not None:
        return set(ties.visible_to(reader).values_list(path.removeprefix(start), flat=True)) or None
    with lent_to("upkeep"):
        return set(ties.values_list(path.removeprefix(start), flat=True)) or None


def _holds(row, key: str, wanted) -> bool:
    name, _sep, lookup = key.rpartition("__")
    if lookup == "in" and name:
        return _follow(row, name) in wanted
    return _follow(row, key) == wanted


def _follow(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
