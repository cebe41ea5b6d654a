"""Putting one of this room's jobs in the queue, by its name.

The jobs call the verbs and the verbs queue the jobs; the name between them spares them a circle.
"""

from procrastinate.contrib.django import app


def later(job, **said):
    """Queue `exchange.<job>`; it is committed with what is being done now."""
    app.configure_task(f"exchange.{job}").defer(**said)
