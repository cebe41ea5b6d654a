"""What must be read before anybody is anybody: whose post this is, whose token.

The tables are policed, and whoever is at the door acts as nobody. A function of the database's
owner answers for one user, or for the beginning of one token, and for nothing else.
"""

from django.apps import apps
from django.db.models import QuerySet
from django.db.models.sql.datastructures import BaseTable

from movements.access.models import Post


class _Answered(BaseTable):
    """Stands in the FROM of a query in the table's place."""

    def __init__(self, table: BaseTable, function: str, value):
        super().__init__(table.table_name, table.table_alias)
        self.function, self.value = function, value

    def as_sql(self, compiler, connection):
        return f"{self.function}(%s) {compiler.quote_name(self.table_alias)}", [self.value]


def _answered(model, function: str, value) -> QuerySet:
    rows = model.objects.all()
    alias = rows.query.get_initial_alias()
    rows.query.alias_map[alias] = _Answered(rows.query.alias_map[alias], function, value)
    return rows


def posts_held_by(user_id) -> QuerySet:
    """The posts of one user, in every district."""
    return _answered(Post, "posts_held_by", user_id)


def tokens_named(key: str) -> QuerySet:
    """The tokens that begin so: at most one, but for chance. They are kept hashed."""
    tokens = apps.get_model("knox", "AuthToken")
    return _answered(tokens, "tokens_named", key).select_related("user")
