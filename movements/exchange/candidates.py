"""What the rows of a file may be compared with: only what they could be, and only what is seen.

Every question is asked for a few thousand rows of the file at a time and by an index, so that a
register of fifty rows costs the same whether the district holds a thousand organisations or a
quarter of a million.
"""

from django.db.models import F
from django.db.models.expressions import RawSQL

from movements.access.funnel import visible
from movements.directory.merges import NotTheSame
from movements.directory.models import ActivityArea, Organisation
from movements.exchange.alike import Alike, Known, told_of
from movements.exchange.models import SourceRow

CHUNK = 5_000
FACTS = ("pk", "name", "archived_at", "municipality_id", "organisation_number")


def any_of(values):
    """For `column__in`: one parameter however many values there are."""
    return RawSQL("SELECT unnest(%s::text[])", [list(values)])  # noqa: S611 - no word from outside


def chunks(items, size=CHUNK):
    """Lists of at most `size`, in order."""
    return (items[start : start + size] for start in range(0, len(items), size))


def alike(by, rows, steps):
    """What the rows of `steps`, which have not come before, may be; and who has which number.

    Nothing that `by` may not see is in it.
    """
    seen = visible(Organisation, by).filter(merged_into=None)
    told = told_of(seen, [step.row for step in steps], [step.place for step in steps])
    named = [{pk for _why, pk, _row in one if pk} for one in told.values()]
    organisations = _known(seen, set().union(*named))
    return Alike(told, organisations, _holders(seen, rows), _apart(by, named))


def _known(seen, ids):
    known = {}
    for part in chunks(sorted(ids)):
        facts = seen.filter(pk__in=part).values_list("pk", "name", "archived_at", "municipality_id")
        for pk, name, archived, seat in facts:
            known[pk] = Known(name, pk, archived=archived is not None, seat=seat)
    return known


def _holders(seen, rows):
    """{organisation number: who has it}, those that are archived as well."""
    holders = {}
    for part in chunks(sorted({row.organisation_number for row in rows} - {""})):
        facts = seen.filter(organisation_number__in=any_of(part)).values_list(*FACTS)
        living_first = F("archived_at").desc(nulls_first=True)
        for pk, name, archived, seat, number in facts.order_by(living_first, "pk"):
            known = Known(name, pk, archived=archived is not None, seat=seat)
            holders.setdefault(number, known)
    return holders


def _apart(by, named):
    """Pairs of ids, of those that one row may be, that somebody has said are two."""
    several = sorted(set().union(*(ids for ids in named if len(ids) > 1)))
    pairs = set()
    for part in chunks(several):
        rows = visible(NotTheSame, by).filter(one__in=part).values_list("one_id", "other_id")
        pairs.update(frozenset(pair) for pair in rows)
    return pairs


def active_here(by, municipality, organisations):
    """Of some organisation ids those that are active in the municipality already."""
    here = set()
    for part in chunks(sorted(organisations)):
        rows = visible(Organisation, by).filter(
            pk__in=ActivityArea.objects.filter(
                organisation__in=part, municipality=municipality
            ).values("organisation")
        )
        here.update(rows.values_list("pk", flat=True))
    return here


def sources_of(by, municipality, keys):
    """{key: SourceRow without its values} of rows that this register brought before."""
    known = {}
    rows = visible(SourceRow, by).filter(municipality=municipality).defer("values")
    for part in chunks(sorted(set(keys))):
        part_rows = rows.filter(key__in=any_of(part))
        for row in part_rows.order_by("-created_at", "-id").iterator(chunk_size=CHUNK):
            known[row.key] = row  # the oldest wins
    return known
