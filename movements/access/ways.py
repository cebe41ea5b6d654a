"""The words that the rules page is written in: each is one way for a post to reach a row."""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import Exact

from movements.access.sight import sees

Frozen = tuple[tuple[str, object], ...]


def _frozen(only: dict) -> Frozen:
    return tuple(
        (key, tuple(value) if isinstance(value, list | set) else value)
        for key, value in only.items()
    )


def several(model, path: str):
    """The field by which several rows hang on one, where `path` begins with it; else None.

    Raises FieldError where it comes further on: no line needs that, and a join would double rows.
    """
    first = None
    for number, part in enumerate(path.split("__")):
        try:
            step = model._meta.get_field(part)
        except FieldDoesNotExist:  # a lookup such as `overlap` ends the path
            break
        if step.many_to_many or (step.one_to_many and number):
            raise FieldError(path)
        first = first or (step if step.one_to_many else None)
        model = step.related_model or model
    return first


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

    def is_only_within(self, parent: str) -> bool:
        """Whether it says no more than: where the `parent` is seen, in the district."""
        return self == in_district(within=[parent])

    def is_all(self, **only) -> bool:
        """Whether it reaches every row of the district for which `only` holds."""
        where = (self.held, self.path, self.within)
        return where == ("district_id", "district", ()) and dict(self.only) == only

    def condition(self, model, reader, prefix: str = "") -> Q:
        value = getattr(reader, self.held)
        only = {f"{prefix}{key}": v for key, v in self.only}
        if many := several(model, self.path):
            seen = self._one_of(many, value, only, prefix)
        else:
            seen = Q(**{f"{prefix}{self.path}": value}, **only)
        if self.held == "user_ids":  # a name alone must not cross the border of a district
            seen &= Q(**{f"{prefix}district": reader.district_id})
        for parent in self.within:
            target = model._meta.get_field(parent).related_model
            seen &= sees(target, reader, f"{prefix}{parent}__")
        return seen

    def _one_of(self, many, value, only: dict, prefix: str) -> Q:
        """Where one of the rows that hang on this one meets it. What `only` says of those rows
        must hold of the same one; the rest is said of the row itself, so that the database need not
        go back to its table. A yes or no of the row is said inside as well: the others are then
        looked for where it holds, and not all of them beforehand."""
        start = f"{prefix}{many.name}__"
        there = {key.removeprefix(start): v for key, v in only.items() if key.startswith(start)}
        itself = {key: v for key, v in only.items() if not key.startswith(start)}
        there[self.path.partition("__")[2]] = value
        there[many.field.name] = OuterRef(f"{prefix}pk")
        inside = [Exact(OuterRef(key), v) for key, v in itself.items() if isinstance(v, bool)]
        return Q(Exists(many.related_model.objects.filter(*inside, **there)), **itself)


def in_district(*, within=(), **only) -> Way:
    """Every row of the reader's district."""
    return Way("district_id", "district", _frozen(only), tuple(within))


def theirs(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is an association where the reader holds a post."""
    return Way("associations", f"{path}__in", _frozen(only), tuple(within))


def listed(path: str, *, within=(), **only) -> Way:
    """Rows whose array `path` lists an association where the reader holds a post."""
    return Way("associations", f"{path}__overlap", _frozen(only), tuple(within))


def administered(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is an association that the reader administers, and not just works in."""
    return Way("administers", f"{path}__in", _frozen(only), tuple(within))


def sits_in(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is a body where the reader sits."""
    return Way("bodies", f"{path}__in", _frozen(only), tuple(within))


def named(path: str = "named", *, within=(), **only) -> Way:
    """Rows that name the reader, within the district where the reader holds a post."""
    return Way("user_ids", f"{path}__overlap", _frozen(only), tuple(within))


def own(path: str, *, within=(), **only) -> Way:
    """Rows whose `path` is the reader."""
    return Way("user_ids", f"{path}__in", _frozen(only), tuple(within))
