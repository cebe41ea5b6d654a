"""The words that the rules page is written in: each is one way for a post to reach a row."""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from movements.access.sight import sees

Frozen = tuple[tuple[str, object], ...]


def _frozen(only: dict) -> Frozen:
    return tuple(
        (key, tuple(value) if isinstance(value, list | set) else value)
        for key, value in only.items()
    )


def crosses_many(model, path: str) -> bool:
    """True where following `path` can meet several rows, so that a join would double the row."""
    for part in path.split("__"):
        try:
            step = model._meta.get_field(part)
        except FieldDoesNotExist:  # a lookup such as `overlap` ends the path
            return False
        if step.one_to_many or step.many_to_many:
            return True
        model = step.related_model or model
    return False


@dataclass(frozen=True)
class Way:
    """Where the row's `path` meets what the reader holds, `only` where these hold too.

    `within` names a foreign key whose target must be visible as well: a child never widens its
    parent.
    """

    held: str
    path: str
    only: Frozen = ()
    within: tuple[str, ...] = field(default=())

    def condition(self, model, reader, prefix: str = "") -> Q:
        value = getattr(reader, self.held)
        here = Q(**{self.path: value}, **{key: v for key, v in self.only})
        if crosses_many(model, self.path):
            seen = Q(**{f"{prefix}pk__in": model.objects.filter(here).values("pk")})
        else:
            seen = Q(**{f"{prefix}{self.path}": value})
            seen &= Q(**{f"{prefix}{key}": v for key, v in self.only})
        if self.held == "user_ids":  # a name alone must not cross the border of a district
            seen &= Q(**{f"{prefix}district": reader.district_id})
        for parent in self.within:
            target = model._meta.get_field(parent).related_model
            seen &= sees(target, reader, f"{prefix}{parent}__")
        return seen


def in_district(*, within=(), **only) -> Way:
    """Every row of the reader's district."""
    return Way("district_id", "district", _frozen(only), tuple(within))


def theirs(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is an association where the reader holds a post."""
    return Way("associations", f"{path}__in", _frozen(only), tuple(within))


def listed(path: str, *, within=(), **only) -> Way:
    """Rows whose array `path` lists an association where the reader holds a post."""
    return Way("associations", f"{path}__overlap", _frozen(only), tuple(within))


def sits_in(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is a body where the reader sits."""
    return Way("bodies", f"{path}__in", _frozen(only), tuple(within))


def named(path: str = "named", *, within=(), **only) -> Way:
    """Rows that name the reader, within the district where the reader holds a post."""
    return Way("user_ids", f"{path}__overlap", _frozen(only), tuple(within))


def own(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is the reader."""
    return Way("user_ids", f"{path}__in", _frozen(only), tuple(within))
