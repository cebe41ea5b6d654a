"""Goes through the whole register at night for organisations that stand there twice.

Pairs come from putting the register in order, by number, by name and by website, and looking at
the next few in each order; so the work grows with the register and not with its square. Who may
hear of a pair is decided when it is shown, never here.
"""

from itertools import batched

from django.db import connection, transaction

from movements.access.funnel import visible
from movements.access.readers import service
from movements.directory.candidates import FIELDS, card_of_row
from movements.directory.likeness import judge
from movements.directory.merges import NotTheSame, PossibleDuplicate
from movements.directory.models import Organisation

BATCH = 2_000
CARD = """
k.name, k.number, k.home, k.email, k.town, k.seat, k.name_key, k.name_words, k.home_key,
ARRAY(SELECT r.municipality_id FROM movements_activityarea r WHERE r.organisation_id = k.id)
"""
# What is the same stands side by side, the same place first; in each order the next three.
ORDERS = (
    ("number", "number", "number <> ''"),
    ("name_key", "seat, id", "name_key <> ''"),
    ("name_words", "seat, id", "name_words <> ''"),
    ("home_key", "name_key, id", "home_key <> ''"),
    ("seat", "name_key, id", "name_key <> '' AND seat IS NOT NULL"),
    ("seat", "reverse(name_key), id", "name_key <> '' AND seat IS NOT NULL"),
)
BESIDE = """
SELECT id, unnest(array_agg(id) OVER (PARTITION BY {part} ORDER BY {order}
 ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING)) AS other FROM known WHERE {holds}
"""
PAIRS_SQL = """
WITH known(id, name, number, home, email, town, seat, name_key, name_words, home_key)
 AS MATERIALIZED ({known}),
 pairs AS (SELECT DISTINCT least(b.id, b.other) AS one, greatest(b.id, b.other) AS two
  FROM ({beside}) AS b WHERE b.other IS NOT NULL)
SELECT p.one, p.two, {cards}
FROM pairs p JOIN known a ON a.id = p.one JOIN known b ON b.id = p.two
WHERE a.name_key = b.name_key OR a.name_words = b.name_words
 OR a.number <> '' AND a.number = b.number
 OR similarity(a.name_words, b.name_words) > CASE WHEN a.home_key <> '' AND a.home_key = b.home_key
  THEN 0.2 ELSE 0.5 END
"""
PAIRS_SQL = PAIRS_SQL.replace(
    "{beside}", " UNION ALL ".join(BESIDE.format(part=p, order=o, holds=h) for p, o, h in ORDERS)
).replace("{cards}", ", ".join(CARD.replace("k.", f"{side}.") for side in "ab"))


@transaction.atomic
def scan_for_duplicates(district) -> int:
    """Makes the suggestions of a district true again; gives their number.

    What has been said to be two is left out; what is no longer alike is no longer suggested.
    """
    scan = service("duplicates", district)
    denied = set(visible(NotTheSame, scan).values_list("one", "other"))
    found = {pair: verdict for pair, verdict in _likenesses(scan) if pair not in denied}
    gone = []
    for old in visible(PossibleDuplicate, scan).iterator():
        verdict = found.pop((old.one_id, old.other_id), None)
        if verdict is None or (verdict.why, verdict.certain) != (old.why, old.certain):
            gone.append(old.pk)
            if verdict:
                found[old.one_id, old.other_id] = verdict
    for part in batched(gone, BATCH, strict=False):
        PossibleDuplicate.objects.filter(pk__in=part).delete()
    PossibleDuplicate.objects.bulk_create(
        (
            PossibleDuplicate(
                district=district, one_id=one, other_id=other, why=v.why, certain=v.certain
            )
            for (one, other), v in found.items()
        ),
        batch_size=BATCH,
    )
    return visible(PossibleDuplicate, scan).count()


def _likenesses(scan):
    """((one, other), verdict) of every pair that the judgement takes for one."""
    known = visible(Organisation, scan).live().order_by().values_list(*FIELDS)
    sql, params = known.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(PAIRS_SQL.replace("{known}", sql), params)
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                one, other = row[2:12], row[12:]
                if verdict := judge(card_of_row(one), card_of_row(other)):
                    yield row[:2], verdict
