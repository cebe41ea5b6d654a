"""Deeds with registers at an address: say where one is, ask for it, fetch it, stop fetching it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import require, visible
from movements.access.jobs import name_of
from movements.access.outside import Unreachable, checked_address, fetch
from movements.access.readers import service
from movements.directory.facts import refuse_unknown, save_row
from movements.exchange.actions import import_organisations
from movements.exchange.interbook import as_file, customers, guided
from movements.exchange.layouts import Guidance
from movements.exchange.models import SourceRow
from movements.exchange.queue import later
from movements.exchange.registers import RegisterSource

FIELDS = ("name", "url", "municipality", "association", "is_active")
LIMIT = 30_000_000  # bytes; the largest register seen is a tenth of that
SECONDS = 60
ASK_AGAIN_AFTER = timedelta(minutes=10)  # an order that nobody has answered may be given again
Outcome = RegisterSource.Outcome


@transaction.atomic
def keep_register(*, by, register=None, **fields) -> RegisterSource:
    """Says where a municipality's register is, or corrects it; only the fields given.

    Raises NotAllowed, and ValidationError with a message per field.
    """
    require(by, "configure_integrations", by.district)
    refuse_unknown(fields, FIELDS)
    register = _locked(by, register) if register else RegisterSource(district=by.district)
    for name, value in fields.items():
        setattr(register, name, value.strip() if isinstance(value, str) else value)
    try:
        checked_address(register.url)
    except ValidationError as wrong:
        raise ValidationError({"url": wrong.messages}) from wrong
    same = visible(RegisterSource, by).filter(url=register.url).exclude(pk=register.pk)
    if same.exists():
        raise ValidationError({"url": [_("This register is here already.")]})
    register.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    save_row(register)
    return register


@transaction.atomic
def ask_for_register(*, by, register) -> RegisterSource:
    """Puts a fetch in the queue; one that is waiting already is not doubled."""
    require(by, "fetch_register", register)
    register = _locked(by, register)
    waiting = register.is_waiting and timezone.now() - register.asked_at < ASK_AGAIN_AFTER
    if not waiting:
        register.asked_at = timezone.now()
        register.save(update_fields=["asked_at"])
        later("fetch_register", register=str(register.pk), reader=name_of(_servant(by)))
    return register


def answer_of(url: str) -> tuple[list[dict], str]:
    """(the associations at the address, "") or ([], why not). Asked outside any transaction."""
    try:
        return customers(fetch(url, limit=LIMIT, seconds=SECONDS)), ""
    except Unreachable as wrong:
        return [], str(wrong)


@transaction.atomic
def bring_in_register(*, by, register, found, problem="") -> RegisterSource:
    """Brings in what a fetch `found`, as an import by file would, or notes what the problem was.

    What came from here before and is here no more is marked as vanished, never deleted; of an
    answer that could not be read nothing is changed at all.
    """
    require(by, "fetch_register", register)
    register = _locked(by, register)
    if problem:
        return _noted(register, problem=problem)
    try:
        with transaction.atomic():
            return _bring_in(by, register, found)
    except ValidationError as wrong:
        return _noted(register, problem=" ".join(wrong.messages))


def vanished_from(reader, organisation) -> list[SourceRow]:
    """Which fetched registers have it no more, as far as the reader may know where it came from."""
    rows = visible(SourceRow, reader).filter(organisation=organisation)
    return list(rows.exclude(vanished_at=None).exclude(source=None).select_related("source"))


def _bring_in(by, register, found) -> RegisterSource:
    report = import_organisations(
        by=by,
        data=as_file(found),
        municipality=register.municipality,
        association=register.association,
        file_name=register.name,
        guidance=Guidance(columns=guided()),
    )
    now = timezone.now()
    rows = SourceRow.objects.filter(district=register.district, municipality=register.municipality)
    rows.filter(latest=report.batch).update(source=register, vanished_at=None)
    gone = rows.filter(source=register).exclude(latest=report.batch)
    gone.filter(vanished_at=None).update(vanished_at=now)
    return _noted(register, counts={**report.counts, "vanished": gone.count()})


def _noted(register, *, problem="", counts=None) -> RegisterSource:
    """How it went, on the register."""
    register.fetched_at = timezone.now()
    register.outcome = Outcome.FAILED if problem else Outcome.FETCHED
    register.problem = problem[:300]
    if counts is not None:
        register.counts = counts
    register.save(update_fields=["fetched_at", "outcome", "problem", "counts"])
    return register


def _locked(by, register) -> RegisterSource:
    rows = visible(RegisterSource, by).select_for_update(of=("self",))
    return rows.select_related("association", "district").get(pk=register.pk)


def _servant(by):
    """Who fetches: a service with a sight of its own. An administrator sees no organisations."""
    return service("register", by.district)
