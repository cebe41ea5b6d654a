"""What this room's worker does: look through large files, bring drafts in, take imports back."""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from movements.access.funnel import get_visible, visible
from movements.access.identity import acting_as
from movements.access.jobs import reader_named, working_for
from movements.access.models import District
from movements.access.readers import service
from movements.exchange import actions, fetching
from movements.exchange.models import Import, PendingUpload
from movements.exchange.progress import Progress
from movements.exchange.registers import RegisterSource

log = logging.getLogger(__name__)
# A database that went away for a moment comes back; anything else would only fail again.
WHEN_IT_IS_BACK = RetryStrategy(
    max_attempts=5, exponential_wait=5, retry_exceptions={OperationalError, InterfaceError}
)


@app.task(name="exchange.look_at_draft", retry=WHEN_IT_IS_BACK)
def look_at_draft(draft, reader):
    """Look through a large file."""

    def look(by, tell):
        found = visible(PendingUpload, by).with_place().filter(pk=draft).first()
        if found is not None and found.state == PendingUpload.State.READING:
            actions.look_at_draft(by=by, draft=found, tell=tell)

    _at_work(draft, reader, PendingUpload.State.READING, look)


@app.task(name="exchange.import_draft", retry=WHEN_IT_IS_BACK)
def import_draft(draft, reader):
    """Bring a draft in, all or nothing, and once however often the job is started."""

    def bring_in(by, tell):
        actions.import_draft(by=by, draft_id=draft, tell=tell)

    _at_work(draft, reader, PendingUpload.State.WORKING, bring_in)


@app.task(name="exchange.undo_import", retry=WHEN_IT_IS_BACK)
def undo_import(batch, reader):
    """Take a large import back."""
    with working_for(reader, why="undo_import") as by:
        actions.undo_import(by=by, batch=get_visible(Import, by, batch))


@app.periodic(cron="17 * * * *")
@app.task(name="exchange.purge_drafts", queueing_lock="exchange.purge_drafts")
def purge_drafts(timestamp):
    """No file under review outlives its day, whether anybody comes back or not."""
    for district in District.objects.all():
        with acting_as(service("import", district), why="purge_drafts") as by:
            actions.purge_drafts(by=by)


@app.task(name="exchange.fetch_register", retry=WHEN_IT_IS_BACK)
def fetch_register(register, reader):
    """Fetch a register; while the other server thinks, no transaction of ours is open."""
    with working_for(reader, why="fetch_register") as by:
        source = visible(RegisterSource, by).filter(pk=register).first()
    if source is None:
        return
    found, problem = fetching.answer_of(source.url)
    with working_for(reader, why="fetch_register") as by:
        fetching.bring_in_register(by=by, register=source, found=found, problem=problem)


@app.periodic(cron="20 3 * * 1")
@app.task(name="exchange.fetch_registers", pass_context=False)
def fetch_registers(timestamp):
    """Ask for every register that is fetched every week."""
    for district in District.objects.all():
        with acting_as(service("register", district), why="fetch_register") as by:
            for register in visible(RegisterSource, by).filter(is_active=True):
                fetching.ask_for_register(by=by, register=register)


def _at_work(draft, reader, state, deed):
    """Do `deed(by, tell)` in one transaction; when it cannot be done the draft says why."""
    with Progress(draft, reader_named(reader)) as progress:
        progress.begin(state)
        try:
            with working_for(reader, why="import_organisations") as by:
                deed(by, progress)
        except (OperationalError, InterfaceError):
            raise  # tried again by itself
        except ValidationError as problem:
            progress.fail(" ".join(problem.messages))
        except PermissionDenied as problem:
            progress.fail(str(problem))
        except Exception:
            progress.fail(_("Something went wrong, and nothing was saved. Try again."))
            raise
