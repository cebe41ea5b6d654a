"""What a worker left half done when it died is begun again by another, without anybody asking.

A job's writing is one transaction, so what was begun left nothing behind; and every job of the
house bears being begun twice.
"""

from procrastinate.contrib.django import app

SILENT = 45  # seconds: a living worker is heard every ten


@app.periodic(cron="* * * * *")
@app.task(name="access.take_up_stalled", queueing_lock="take_up_stalled", pass_context=True)
async def take_up_stalled(context, timestamp):
    """Put the jobs of workers that are heard no more back in the queue."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await jobs.retry_job(job)
