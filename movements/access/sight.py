"""`visible_to`: turns a line of the rules page into one condition."""

from django.db import models
from django.db.models import Q

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
    lines = PAGE[model.__name__]
    ways = [way for role in reader.roles for way in lines.get(role, ())]
    seen = Q()
    for way in dict.fromkeys(ways):
        seen |= way.condition(model, reader, prefix)
    return seen if seen else Q(**{f"{prefix}pk__in": []})
