"""The verb that makes the aggregates true again: at midnight, after an import, and every night.

Time moves organisations from one recency to the next without anybody writing. So the aggregates
say for which day they are true, and until they have been counted for today the rows are.
"""

from datetime import date

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from movements.access.models import District
from movements.access.patience import take_time

PATIENCE = "3s"  # how long those who write may be kept waiting for a new day to begin

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7213, hashtext(%(district)s::text))"
IS_TODAY = "SELECT FROM movements_tallyday WHERE district_id = %(district)s AND day = %(today)s"
# Alone: who has begun to write under the old day ends first, who comes writes under the new.
ALONE = """
SELECT set_config('lock_timeout', %(patience)s, true);
SELECT pg_advisory_xact_lock(7212, hashtext(%(district)s::text));
SELECT set_config('lock_timeout', '0', true)
"""
NEW_DAY = """
INSERT INTO movements_tallyday (district_id, day) VALUES (%(district)s, %(today)s)
ON CONFLICT (district_id) DO UPDATE SET day = excluded.day;
INSERT INTO movements_tallymark (district_id) VALUES (%(district)s)
"""
MEMORY = "SELECT set_config('work_mem', '256MB', true), set_config('jit', 'off', true)"
REBUILD = "SELECT tally_rebuild(%(district)s, %(today)s)"
OWED = """
SELECT d.id FROM movements_district d
LEFT JOIN movements_tallyday kept ON kept.district_id = d.id AND kept.day = %s
WHERE kept.day IS NULL
 OR EXISTS (SELECT FROM movements_tallymark m WHERE m.district_id = d.id) ORDER BY d.id
"""


class StillWriting(DatabaseError):
    """Somebody has been writing to the district for long; its new day can begin when they end."""


def rebuild(district, on: date | None = None) -> None:
    """Counts a district's aggregates anew, for `on` (today). Nobody waits for it but for a moment
    when the day is a new one. Raises StillWriting; then the rows go on being counted."""
    said = {"district": district.pk, "today": on or timezone.localdate(), "patience": PATIENCE}
    with transaction.atomic(), connection.cursor() as cursor:
        take_time()
        cursor.execute(ONE_AT_A_TIME, said)
        cursor.execute(IS_TODAY, said)
        if cursor.fetchone() is None:
            _begin_day(cursor, said)
    with transaction.atomic(), connection.cursor() as cursor:
        take_time()
        cursor.execute(ONE_AT_A_TIME, said)
        cursor.execute(MEMORY)
        cursor.execute(REBUILD, said)


def rebuild_owed(*, everything: bool = False) -> int:
    """Rebuilds the districts whose aggregates are not true today, or all; how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(OWED, [timezone.localdate()])
        owed = {pk for (pk,) in cursor.fetchall()}
    districts = [one for one in District.objects.order_by("pk") if everything or one.pk in owed]
    for district in districts:
        rebuild(district)
    return len(districts)


def _begin_day(cursor, said: dict) -> None:
    try:
        for statement in ALONE.split(";"):
            cursor.execute(statement, said)
    except DatabaseError as refused:
        raise StillWriting(str(refused)) from refused
    for statement in NEW_DAY.split(";"):
        cursor.execute(statement, said)
