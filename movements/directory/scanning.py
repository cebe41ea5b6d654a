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
# What is the same stands side by side, the same place first; in each order the next three, as far
# as their words are alike. (part, order, which rows, how alike from 0 to 1)
ORDERS = (
    ("number", "number", "number <> ''", -1),
    ("name_key", "seat, id", "name_key <> ''", -1),
    ("name_words", "seat, id", "name_words <> ''", -1),
    ("home_key", "name_key, id", "home_key <> ''", 0.2),
    ("seat", "name_key, id", "name_key <> '' AND seat IS NOT NULL", 0.5),
    ("seat", "reverse(name_key), id", "name_key <> '' AND seat IS NOT NULL", 0.5),
)
BESIDE = """
SELECT id, other FROM (
 SELECT id, name_words, unnest(array_agg(id) OVER w) AS other,
  unnest(array_agg(name_words) OVER w) AS words FROM known WHERE {holds}
 WINDOW w AS (PARTITION BY {part} ORDER BY {order} ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING)) n
WHERE other IS NOT NULL AND similarity(name_words, words) > {alike}
"""
PAIRS_SQL = """
WITH known(id, name, number, home, email, town, seat, name_key, name_words, home_key)
 AS MATERIALIZED ({known})
SELECT DISTINCT least(b.id, b.other), greatest(b.id, b.other) FROM ({beside}) AS b
""".replace(
    "{beside}",
    " UNION ALL ".join(BESIDE.format(part=p, order=o, holds=h, alike=a) for p, o, h, a in ORDERS),
)
CARD = """
k.name, k.organisation_number, k.homepage, k.email, k.town, k.municipality_id,
k.name_key, k.name_words, k.home_key,
ARRAY(SELECT r.municipality_id FROM movements_activityarea r WHERE r.organisation_id = k.id)
"""
CARDS_SQL = """
SELECT p.one, p.two, {cards} FROM unnest(%s::uuid[], %s::uuid[]) AS p(one, two)
JOIN movements_organisation a ON a.id = p.one JOIN movements_organisation b ON b.id = p.two
""".replace("{cards}", ", ".join(CARD.replace("k.", f"{side}.") for side in "ab"))


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
    with connection.cursor() as cursor:
        cursor.execute(PAIRS_SQL.replace("{known}", sql), params)
        pairs = cursor.fetchall()
        for batch in batched(pairs, BATCH, strict=False):
            cursor.execute(CARDS_SQL, [list(side) for side in zip(*batch, strict=True)])
            for row in cursor:
                one, other = row[2:12], row[12:]
                if verdict := judge(card_of_row(one), card_of_row(other)):
                    yield row[:2], verdict
