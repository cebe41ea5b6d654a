"""What search reads: the words of each organisation, and the list of words to correct against.

Both are derived. Triggers keep them true in the statement that changes an organisation or where it
is active (migrations 0008 and 0018), bulk and raw SQL too; `rebuild_search` makes them anew.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.db.models import Lookup

from movements.access.patience import take_time
from movements.access.rows import DistrictRow, SameDistrict
from movements.directory.models import Organisation


class SearchDocument(DistrictRow):
    """The words of one organisation, folded to small letters without rings and dots.

    Beside the organisation and not on it: the text vector is wider than the rest of the row, and
    its history would tell nothing. Read by nobody through the funnel, only joined to what is.
    """

    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.CASCADE,  # a derived row, rebuilt from the organisation
        related_name="search_document",
    )
    name = models.TextField(db_collation="C")
    # Of the name and of where it is: what a misspelt word may be corrected to.
    words = ArrayField(models.TextField(), default=list)
    # Words of the name, places, number and description; `~` before the end of a longer word.
    vector = SearchVectorField()
    live = models.BooleanField()
    protected = models.BooleanField()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="organisation",
                to="movements_organisation",
                name="searchdocument_organisation",
            ),
        ]
        indexes = [
            # A short list of what is not yet sorted in: searches read all of it.
            GinIndex(fields=["vector"], name="search_vector", gin_pending_list_limit=256),
            models.Index(fields=["district", "name"], name="search_name"),
        ]

    def __str__(self):
        return self.name


class NameWord(DistrictRow):
    """A word that a misspelt one may mean.

    Words of organisations that the district may know of belong to no organisation here; those of a
    protected one belong to it, and are seen by those who see it: else a correction would tell. The
    words of an archived one are gone. Two who save at once may leave a word twice, until the night.
    """

    word = models.TextField(db_collation="C")
    # The word, and each that is left of it without one letter: two words that share one of these
    # differ by one letter left out, put in, changed or swapped.
    deletions = ArrayField(models.TextField(), default=list)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # a derived row, rebuilt from the organisation
        null=True,
        related_name="search_words",
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="organisation", to="movements_organisation", name="nameword_organisation"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "word"], name="nameword_word"),
            GinIndex(fields=["deletions"], name="nameword_deletions", fastupdate=False),
        ]

    def __str__(self):
        return self.word


@SearchVectorField.register_lookup
class Asked(Lookup):
    """`vector__asked="'a':* & 'b'"`: a query of lexemes as they stand, no dictionary between."""

    lookup_name = "asked"

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", [*params, *more]


@SearchVectorField.register_lookup
class Met(Asked):
    """`vector__met="'a':*"`: the same of rows that something else has found, past the index."""

    lookup_name = "met"

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"ts_match_vq({left}, {right}::tsquery)", [*params, *more]


def rebuild_search() -> None:
    """Makes documents and word list anew from the organisations, all districts."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_time()
        cursor.execute("SELECT forankra_search_rebuild()")
