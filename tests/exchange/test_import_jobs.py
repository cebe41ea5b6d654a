"""Imports by a worker: all or nothing, also when the worker is killed in the middle, and once."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connections
from procrastinate.contrib.django import app

from movements.access.jobs import name_of
from movements.exchange import actions, jobs
from movements.exchange.actions import keep_upload, start_import, start_undo
from movements.models import DraftRow, Import, Organisation, PendingUpload, SourceRow
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line
from tests.readings import ROOT

PATIENCE = 240  # seconds, on a busy machine
MANY = 3_000


def register(rows):
    return csv_bytes(
        [line(f"Byalaget nummer {n} i Tumba", kind="Byalag", town="Tumba") for n in range(rows)]
    )


@pytest.fixture
def queued(acting):
    """queued(data) is a draft of Cia's, looked through if it is small, and in the queue."""

    def queued(data):
        with acting("cia") as cia:
            draft = keep_upload(by=cia, data=data, municipality=municipality("0127"))
            return draft if draft.is_busy else start_import(by=cia, draft=draft)

    return queued


# --- what a job does, done here -----------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_that_comes_twice_imports_once(queued, cast):
    draft = queued(register(3))
    for _time in range(2):
        jobs.import_draft(draft=str(draft.pk), reader=name_of(cast.reader("cia")))
    assert Import.objects.get().pk == draft.pk
    assert Organisation.objects.count() == 3


@pytest.mark.django_db
def test_a_post_that_ended_meanwhile_ends_the_jobs_right(queued, cast, today):
    draft = queued(register(3))
    name = name_of(cast.reader("cia"))
    cast.cia.posts.update(ends_on=today.replace(year=today.year - 1))
    jobs.import_draft(draft=str(draft.pk), reader=name)
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_a_draft_thrown_away_meanwhile_is_no_error(queued, cast):
    draft = queued(register(3))
    PendingUpload.objects.all().delete()
    jobs.import_draft(draft=str(draft.pk), reader=name_of(cast.reader("cia")))
    assert not Organisation.objects.exists()


# --- with a worker of flesh and blood ---


def url(alias):
    said = connections[alias].settings_dict
    where = quote(said["HOST"] or "localhost", safe="")
    port = f":{said['PORT']}" if said["PORT"] else ""
    secret = f":{quote(said['PASSWORD'], safe='')}" if said["PASSWORD"] else ""
    return f"postgres://{said['USER']}{secret}@{where}{port}/{said['NAME']}"


@pytest.fixture
def worker():
    """worker() starts a real worker on the test database; all are ended with the test."""
    started = []
    env = os.environ | {"DATABASE_URL": url("default"), "DATABASE_OWNER_URL": url("owner")}

    def worker():
        words = ["manage.py", "procrastinate", "worker", "--fetch-job-polling-interval", "0.5"]
        started.append(subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env))
        return started[-1]

    _empty_the_queue()
    yield worker
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
    _wait(lambda: not _others_at_work())
    _empty_the_queue()


def _empty_the_queue():
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,"
            " procrastinate_workers CASCADE"
        )


def _others_at_work():
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'procrastinate' AND state <> 'idle'"
        )
        return cursor.fetchone()[0]


def _wait(what):
    """Until `what()` holds, looking a few times a second."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it never happened")


def _draft(**where):
    return PendingUpload.objects.defer("content").filter(**where).first()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_finishes_once(
    queued, worker, acting, monkeypatch
):
    monkeypatch.setattr(actions, "AT_ONCE", 1_000)  # bytes: this one is large
    draft = queued(register(MANY))
    assert draft.state == "reading"
    first = worker()
    _wait(lambda: _draft(state="reviewing"))
    assert DraftRow.objects.count() == MANY
    with acting("cia") as cia:
        start_import(by=cia, draft=_draft())
    _wait(lambda: _draft(state="working", step="writing"))
    first.send_signal(signal.SIGKILL)
    first.wait()
    for noun in (Organisation, SourceRow, Import):
        assert not noun.objects.exists(), noun

    app.configure_task("access.take_up_stalled").defer(timestamp=0)
    _nobody_is_heard()
    worker()
    _wait(lambda: _draft(state="done"))
    assert _draft().restarts == 1
    assert Import.objects.get().counts["new"] == MANY
    assert (Organisation.objects.count(), SourceRow.objects.count()) == (MANY, MANY)

    with acting("cia") as cia:
        start_undo(by=cia, batch=Import.objects.get())
    _wait(lambda: Import.objects.exclude(undone_at=None).exists())
    assert not Organisation.objects.exists()


def _nobody_is_heard():
    """As if some minutes had gone since the worker died."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'"
        )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_large_file_that_cannot_be_read_says_why(queued, worker):
    data = ("Namn;Ort\n" + "Åby;Tumba\n" * 210_000).encode()
    draft = queued(data)
    assert draft.state == "reading"
    worker()
    failed = _wait(lambda: _draft(state="failed"))
    assert "200" in failed.problem
    assert failed.counts == {}
