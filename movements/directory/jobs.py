"""What this room's worker does at night."""

from procrastinate.contrib.django import app

from movements.access.jobs import working_for
from movements.access.models import District
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
