"""Every job × every actor × rows that they may not know of: a job does nothing with those, and says
nothing of them to the log or in a letter. A job that is not on the list fails the build."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app

from movements.models import Import, Invitation, Organisation, PendingUpload, RegisterSource
from tests.leaks import canaries, oracle
from tests.leaks.asking import listening
from tests.leaks.endpoints import NO_ROW
from tests.leaks.floor import FLOORS
from tests.leaks.prints import Fingerprints

# Jobs that are told which row and for whom: what the row is called, and what it is.
OF_A_ROW = {
    "directory.locate": ("organisation", Organisation),
    "access.send_invitation": ("invitation", Invitation),
    "exchange.look_at_draft": ("draft", PendingUpload),
    "exchange.import_draft": ("draft", PendingUpload),
    "exchange.undo_import": ("batch", Import),
    "exchange.fetch_register": ("register", RegisterSource),
}
ALSO_TOLD = {"access.send_invitation": {"address": "https://example.org/inbjudan/x/"}}
# Jobs of the clock: as themselves or as a named service, over everything.
OF_THE_CLOCK = {
    *("directory.rebuild_search", "directory.scan_for_duplicates", "directory.count_what_is_owed"),
    *("rights.retention", "access.forget_invitations", "access.clear_sessions"),
    *("directory.rebuild_aggregates", "exchange.purge_drafts", "exchange.fetch_registers"),
}
# Jobs that know of no row of the district, and what they know of instead.
OF_NO_ROW = {
    "access.take_up_stalled": "the queue alone",
    "builtin:procrastinate.builtin_tasks.remove_old_jobs": "the queue alone",
    "builtin.procrastinate.builtin_tasks.remove_old_jobs": "the queue alone",
    "procrastinate.builtin_tasks.remove_old_jobs": "the queue alone",
}
ACTORS = sorted(set(oracle.ACTORS) - {oracle.NOBODY_AT_ALL, oracle.TOKEN, oracle.LENA})


def test_every_job_is_covered(record_property):
    app.perform_import_paths()
    missing = set(app.tasks) - set(OF_A_ROW) - OF_THE_CLOCK - set(OF_NO_ROW)
    record_property("uncovered", len(missing))
    assert missing == set(), "docs/house.md, Teaching the leak matrix"


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("actor", ACTORS)
def test_a_job_does_nothing_with_what_its_reader_may_not_know(world, actor, floor, record_property):
    app.perform_import_paths()
    with FLOORS[floor]():
        cells, leaks = _each_job(world, actor)
    record_property("cells", cells)
    record_property("endpoints", sorted(OF_A_ROW))
    record_property("leaks", len(leaks))
    assert leaks == []


def _each_job(world, actor) -> tuple[int, list[str]]:
    whose = {"user": str(world.users[actor].pk), "unit": ""}  # as name_of leaves it with a job
    prints, cells, leaks = Fingerprints(world, actor), 0, []
    for name, (argument, model) in OF_A_ROW.items():
        more = ALSO_TOLD.get(name, {})
        missing = _done(name, more | {argument: str(NO_ROW), "reader": whose}, prints)
        for row in world.hidden(actor, model)[:4]:
            done = _done(name, more | {argument: str(row.pk), "reader": whose}, prints)
            cells += 1
            leaks += [f"{name}: {one}" for one in done[2]]
            if done != missing:
                leaks.append(f"{name}: {done} for a hidden row, {missing} for a missing one")
    return cells, leaks


def _done(name: str, arguments: dict, prints) -> tuple[str, list, list]:
    """(how it ended, which hidden rows it changed, what it said in the log)."""
    with listening() as log, transaction.atomic():
        try:
            with transaction.atomic():
                app.tasks[name](**arguments)
            ended = ""
        except Exception as problem:  # noqa: BLE001  whatever it is, a missing row must end alike
            ended = f"{type(problem).__name__}: {problem}"
        changed = prints.changed()
        transaction.set_rollback(True)
    return ended, changed, sorted(canaries.WORD.findall("\n".join(log.lines)))


@pytest.mark.parametrize("name", sorted(OF_THE_CLOCK))
def test_a_job_of_the_clock_says_nothing_of_anybody(world, name, record_property):
    app.perform_import_paths()
    with listening() as log, transaction.atomic():
        app.tasks[name](timestamp=0)
        transaction.set_rollback(True)
    said = canaries.WORD.findall("\n".join(log.lines))
    record_property("cells", 1)
    record_property("leaks", len(said))
    assert said == []
