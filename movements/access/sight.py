"""`visible_to`: turns a line of the rules page into one condition."""

from django.db import models
from django.db.models import OuterRef, Q

PAGE: dict[str, dict] = {}  # SEES of movements/access/rules.py, which lays itself here


class Scoped(models.QuerySet):
    """The QuerySet of every noun that the rules page has a line for."""

    def visible_to(self, reader):
        """The rows that `reader` may see. No line on the page, or no post: no rows."""
        return self.filter(sees(self.model, reader))

    def live(self):
        """Not archived."""
        return self.filter(archived_at=None)


def sees(model, reader, prefix: str = "") -> Q:
    """The condition under which `reader` sees rows of `model` that stand at `prefix`."""
    seen = Q()
    for way in ways_to(model, reader):
        seen |= way.condition(model, reader, prefix)
    return seen if seen else Q(**{f"{prefix}pk__in": []})


def ways_to(model, reader) -> list:
    """The ways of the rules page by which the reader's posts reach rows of `model`."""
    lines = PAGE[model.__name__]
    return list(dict.fromkeys(way for role in reader.roles for way in lines.get(role, ())))


def hanging_on(model, parent: str, reader):
    """Rows of `model` of an outer query's row, which is the `parent` and has passed the funnel.

    Where the page says no more than that a child is seen with its parent, the rule is not asked a
    second time for every row; where it says more, it is.
    """
    rows = model.objects.filter(**{parent: OuterRef("pk")})
    above = PAGE[model._meta.get_field(parent).related_model.__name__]
    lines = PAGE[model.__name__]
    ways = [lines.get(role, ()) for role in reader.roles if role in above]
    if all(len(line) == 1 and line[0].is_only_within(parent) for line in ways):
        return rows
    return rows.visible_to(reader)
