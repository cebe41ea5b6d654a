"""What this room's worker does at night."""

from procrastinate.contrib.django import app

from movements.directory.index import rebuild_search as rebuild


@app.periodic(cron="40 2 * * *")
@app.task(name="directory.rebuild_search", queueing_lock="directory.rebuild_search")
def rebuild_search(timestamp):
    """Makes what search reads anew: places get new names, and two who save at once leave twins."""
    rebuild()
