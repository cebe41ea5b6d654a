"""What this room's worker does at night."""

from procrastinate.contrib.django import app

from movements.rights.retention_runs import run_everywhere


@app.periodic(cron="12 3 * * *")
@app.task(name="rights.retention", queueing_lock="rights.retention")
def retention(timestamp):
    """Applies every district's rules of retention."""
    run_everywhere()
