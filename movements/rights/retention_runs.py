"""The nightly run of the rules, and the dry one that only counts."""

import traceback

from django.db import transaction
from django.utils import timezone

from movements.access.funnel import require
from movements.access.identity import acting_as, lent_to
from movements.access.models import District
from movements.access.readers import Reader, service
from movements.rights.retaining import apply, due
from movements.rights.retention import RetentionRun, rules_of

SERVICE = "retention"


def dry_run(*, by) -> dict[str, int]:
    """How many each rule would reach now: {code: number}. Nothing is touched."""
    require(by, "run_retention", by.district)
    with lent_to(SERVICE):
        return _counted(service(SERVICE, by.district), timezone.now())


@transaction.atomic
def run(*, by) -> RetentionRun:
    """Applies every rule, in order, all or nothing. By the service of that name."""
    require(by, "run_retention", by.district)
    begun, counts = timezone.now(), {}
    for line in rules_of(by):
        counts[line.rule.code] = apply(by, line, begun)
    return RetentionRun.objects.create(
        district=by.district, created_at=begun, finished_at=timezone.now(), counts=counts
    )


def run_everywhere() -> list[RetentionRun]:
    """The nightly run, district by district; one that fails is told of and stops no other."""
    runs = []
    for district in District.objects.order_by("id"):
        reader = service(SERVICE, district)
        try:
            with acting_as(reader, why="run_retention"):
                runs.append(run(by=reader))
        except Exception as broken:  # noqa: BLE001  whatever it was must show
            runs.append(_failed(reader, broken))
    return runs


def _failed(reader: Reader, broken: Exception) -> RetentionRun:
    """Where it broke, in a word that holds nothing of what it broke on."""
    last = traceback.extract_tb(broken.__traceback__)[-1]
    problem = f"{type(broken).__name__}, {last.name}"
    with acting_as(reader, why="run_retention"):
        return RetentionRun.objects.create(district=reader.district, problem=problem[:200])


def _counted(reader: Reader, now) -> dict[str, int]:
    return {line.rule.code: len(due(reader, line, now)) for line in rules_of(reader)}
