"""Incidents: written down at once, told to the authority within 72 hours, with whom they touched.

How many were affected is counted from the rows, for the officer who may not read them.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.models import Association
from movements.directory.facts import refuse_unknown, save_row
from movements.privacy.numbers import refuse_personal_numbers
from movements.rights.registers import Incident, LegalBasis

SAID = (
    *("title", "discovered_at", "discovered_how", "began_at", "ended_at", "happened", "what"),
    *("cause", "cause_more", "people_kinds", "people_count", "records_count", "data_kinds"),
    *("associations", "consequences", "severity", "measures", "telling", "told_on"),
    *("why_not_told", "across_borders"),
)


@transaction.atomic
def note_incident(*, by, **said) -> Incident:
    """Writes an incident down: the clock runs from `discovered_at`. The rest can be said later.

    Raises ValidationError with a message per field.
    """
    require(by, "handle_incidents", by.district)
    year = timezone.localdate(said["discovered_at"]).year
    taken = visible(Incident, by).filter(year=year).order_by("-serial").first()
    incident = Incident(
        district=by.district, by=by.user, year=year, serial=taken.serial + 1 if taken else 1
    )
    return _write(by, incident, said)


@transaction.atomic
def correct_incident(*, by, incident: Incident, **said) -> Incident:
    """Says more, or puts right what was said; only what is given."""
    require(by, "handle_incidents", by.district)
    return _write(by, _for_change(by, incident), said)


@transaction.atomic
def report_incident(
    *, by, incident: Incident, at: datetime, number: str = "", late_because: str = ""
) -> Incident:
    """The authority has been told. After 72 hours it must be told why it took longer (33.1)."""
    require(by, "handle_incidents", by.district)
    refuse_personal_numbers({"number": number})
    incident = _for_change(by, incident)
    if not incident.discovered_at <= at <= timezone.now():
        raise ValidationError({"at": _("Choose a time after it was discovered, that has been.")})
    if at > incident.due_at and not late_because.strip():
        raise ValidationError(
            {"late_because": _("72 hours have passed. Write why it took longer.")}
        )
    incident.reported_at, incident.authority_number = at, number.strip()
    incident.late_because, incident.not_reported_because = late_because.strip(), ""
    _clean(incident)
    save_row(incident)
    return incident


@transaction.atomic
def leave_unreported(*, by, incident: Incident, because: str) -> Incident:
    """It is unlikely to touch anybody's rights: the authority is not told, and why is kept (33)."""
    require(by, "handle_incidents", by.district)
    incident = _for_change(by, incident)
    if not because.strip():
        raise ValidationError({"because": _("Write why the authority need not know.")})
    incident.not_reported_because = because.strip()
    _clean(incident)
    save_row(incident)
    return incident


def affected(reader, associations) -> dict[str, int]:
    """How many people, and of which classes, the associations keep: {"people": n, class: n …}."""
    lines = visible(LegalBasis, reader)
    if associations:
        lines = lines.filter(association__in=associations)
    counted: dict[str, int] = {"people": 0}
    for line in lines.only("basis"):
        word = str(line.person_class)
        counted["people"] += 1
        counted[word] = counted.get(word, 0) + 1
    return counted


def incidents(reader, rows=None):
    """Incidents, those that wait for the authority first, then the latest: all, or of `rows`."""
    rows = visible(Incident, reader) if rows is None else rows
    return sorted(rows.order_by("-discovered_at"), key=lambda one: not one.is_open)


def _write(by, incident: Incident, said: dict) -> Incident:
    refuse_unknown(said, SAID)
    for name, value in said.items():
        setattr(incident, name, value.strip() if isinstance(value, str) else value)
    problems = _out_of_order(incident)
    # An array of ids has no key behind it: nothing else says that they are of this district.
    touched = said.get("associations", ())
    if visible(Association, by).filter(pk__in=touched).count() != len(set(touched)):
        problems["associations"] = _("Choose among the associations of the district.")
    if problems:
        raise ValidationError(problems)
    _clean(incident)
    save_row(incident)
    return incident


def _out_of_order(incident: Incident) -> dict:
    problems = {}
    if incident.discovered_at > timezone.now():
        problems["discovered_at"] = _("Choose a time that has been.")
    if incident.began_at and incident.began_at > incident.discovered_at:
        problems["began_at"] = _("It cannot be discovered before it began.")
    if incident.began_at and incident.ended_at and incident.ended_at < incident.began_at:
        problems["ended_at"] = _("Choose a time after it began.")
    return problems


def _clean(incident: Incident) -> None:
    incident.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)


def _for_change(by, incident: Incident) -> Incident:
    get_visible(Incident, by, incident.pk)
    return Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)


def possible_associations(reader) -> list[Association]:
    """The associations whose people an incident may have touched."""
    return list(visible(Association, reader).order_by("name"))
