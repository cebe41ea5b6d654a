"""What this room's worker does at night, and when something is owed."""

from contextlib import suppress

from procrastinate.contrib.django import app

from movements.access.jobs import working_for
from movements.access.models import District
from movements.directory.counting import StillWriting, rebuild_owed
from movements.directory.index import rebuild_search as rebuild
from movements.directory.scanning import scan_for_duplicates as scan


@app.periodic(cron="40 2 * * *")
@app.task(name="directory.rebuild_search", queueing_lock="directory.rebuild_search")
def rebuild_search(timestamp):
    """Makes what search reads anew: places get new names, and two who save at once leave twins."""
    rebuild()


@app.periodic(cron="10 3 * * *")
@app.task(name="directory.scan_for_duplicates", queueing_lock="directory.scan_for_duplicates")
def scan_for_duplicates(timestamp):
    """Goes through the registers for organisations that stand there twice."""
    for district in District.objects.all():
        name = {"service": "duplicates", "district": str(district.pk)}
        with working_for(name, why="scan_for_duplicates"):
            scan(district)


@app.periodic(cron="* * * * *")
@app.task(name="directory.count_what_is_owed", queueing_lock="directory.count_what_is_owed")
def count_what_is_owed(timestamp):
    """Aggregates of a new day, or after an import: asked every minute, done when there are any.

    Whoever writes for long keeps a new day waiting, and the next minute asks again.
    """
    with suppress(StillWriting):
        rebuild_owed()


@app.periodic(cron="20 2 * * *")
@app.task(name="directory.rebuild_aggregates", queueing_lock="directory.rebuild_aggregates")
def rebuild_aggregates(timestamp):
    """Counts everything anew: what has been added to and taken from a sum becomes one row again."""
    with suppress(StillWriting):
        rebuild_owed(everything=True)
