"""The job that asks an address server, again and again for half an hour when it is silent."""

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from movements.access.funnel import visible
from movements.access.jobs import working_for
from movements.access.outside import Unreachable
from movements.directory import geocoding
from movements.directory.models import Organisation

SILENT = RetryStrategy(
    max_attempts=6,
    exponential_wait=5,
    retry_exceptions={Unreachable, OperationalError, InterfaceError},
)


@app.task(name="directory.locate", retry=SILENT)
def locate(organisation, reader):
    """Ask where an organisation is; while the server thinks, no transaction of ours is open."""
    with working_for(reader, why="settle_point") as by:
        chosen = geocoding.chosen_by(by)
        shown = visible(Organisation, by).filter(pk=organisation).first()
    if chosen is None or not chosen.geocoder or shown is None or not shown.address:
        return
    address = geocoding.whole_address(shown)
    at = geocoding.found_at(chosen, address)
    if at is None:
        return
    with working_for(reader, why="settle_point") as by:
        if visible(Organisation, by).filter(pk=shown.pk).exists():
            geocoding.settle_point(by=by, organisation=shown, address=address, at=at)
