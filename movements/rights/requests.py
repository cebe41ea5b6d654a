"""Requests by those registered: taken in, sent to whom it concerns, answered in time.

A month from the day it came (art. 12.3); up to three with a reason that they are told. The
association acts, the officer takes in, reminds and hands out.
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import because
from movements.access.models import User
from movements.access.traces import seen_versions
from movements.directory.facts import save_row
from movements.privacy.models import Restriction
from movements.rights.choices import Outcome, RequestKind, Status
from movements.rights.informing import restrict_person
from movements.rights.registers import LegalBasis, RightsRequest

# Whoever asks for these is left alone while it is looked into (art. 18.1).
RESTRICTING = (RequestKind.RESTRICTION, RequestKind.OBJECTION)


@transaction.atomic
def receive_request(
    *, by, kind: str, came_on: date, came_by: str, person_number=None, reference="", concerns=""
) -> RightsRequest:
    """Takes in a request. `person_number` is the number of a person, or None when nobody is found.

    Whoever asks to be restricted, or objects, is restricted at once. Raises ValidationError with a
    message per field.
    """
    require(by, "handle_requests", by.district)
    if came_on > timezone.localdate():
        raise ValidationError({"came_on": _("Choose a day that has been.")})
    line = line_of(by, person_number) if person_number else None
    year = came_on.year
    request = RightsRequest(
        district=by.district,
        kind=kind,
        year=year,
        serial=visible(RightsRequest, by).next_serial(by.district, year),
        person_number=person_number,
        came_on=came_on,
        came_by=came_by,
        reference=reference.strip(),
        concerns=concerns.strip(),
        due_on=came_on + relativedelta(months=1),
    )
    request.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    save_row(request)
    if line and kind in RESTRICTING:
        restrict_person(by=by, number=line.number, why=Restriction.REQUEST)
        because("handle_requests")
    return request


@transaction.atomic
def send_to_association(*, by, request: RightsRequest) -> RightsRequest:
    """The association that keeps the person is to act, and say what it has done."""
    require(by, "handle_requests", by.district)
    request = for_change(by, request)
    if request.person_number is None:
        raise ValidationError(_("Say who it is about first."))
    because("send_request")
    request.association_id = line_of(by, request.person_number).association_id
    request.status = Status.WITH_ASSOCIATION
    request.save(update_fields=["association", "status"])
    return request


@transaction.atomic
def remind_of_request(*, by, request: RightsRequest) -> RightsRequest:
    """The officer asks the association again."""
    require(by, "handle_requests", by.district)
    request = for_change(by, request)
    because("remind_of_request")
    request.reminded_at = timezone.now()
    request.save(update_fields=["reminded_at"])
    return request


@transaction.atomic
def answer_request(*, by, request: RightsRequest, answer: str) -> RightsRequest:
    """The association says what it has done. The officer tells the person, and closes."""
    require(by, "answer_request", request)
    request = for_change(by, request)
    if request.status != Status.WITH_ASSOCIATION:
        raise ValidationError(_("The request is not with the association."))
    if not answer.strip():
        raise ValidationError({"answer": _("Write what has been done, without names.")})
    request.answer, request.status = answer.strip(), Status.COLLECTING
    _clean(request)
    request.save(update_fields=["answer", "status"])
    return request


@transaction.atomic
def extend_request(*, by, request: RightsRequest, reason: str) -> RightsRequest:
    """Two further months, for a reason that the person is told within the first."""
    require(by, "handle_requests", by.district)
    request = for_change(by, request)
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it takes longer. The person is told.")})
    if timezone.localdate() > request.due_on and not request.extension:
        raise ValidationError({"reason": _("The month has passed. Answer now instead.")})
    because("extend_request")
    request.extension, request.due_on = reason.strip(), request.longest
    _clean(request)
    request.save(update_fields=["extension", "due_on"])
    return request


@transaction.atomic
def close_request(*, by, request: RightsRequest, outcome: str, reason: str = "") -> RightsRequest:
    """The person has been answered. What is refused, or done in part, is given its reason."""
    require(by, "handle_requests", by.district)
    request = for_change(by, request)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose what came of it.")})
    if outcome in (Outcome.REFUSED, Outcome.PARTLY) and not reason.strip():
        raise ValidationError(
            {"reason": _("Write why. The person is told, and may complain to the authority.")}
        )
    because("close_request")
    return closed(request, outcome, reason)


def closed(request: RightsRequest, outcome: str, reason: str = "", **done) -> RightsRequest:
    """Writes the end of a request, with what the house did about it in `done`; inside a deed."""
    for name, value in done.items():
        setattr(request, name, value)
    request.outcome, request.reason = outcome, reason.strip()
    request.status, request.closed_on = Status.HANDED_OUT, timezone.localdate()
    _clean(request)
    request.save(update_fields=["outcome", "reason", "status", "closed_on", *done])
    return request


def steps_of(reader, request: RightsRequest) -> list[dict]:
    """What has been done about it, in order: {"at", "who", "why"}; `why` is the verb, `who` empty
    for a service."""
    who = {name: KeyTextTransform(name, "pgh_context__metadata") for name in ("user", "why")}
    seen = seen_versions(RightsRequest, reader).filter(pgh_obj=request.pk).order_by("pgh_id")
    rows = list(seen.values(**who, at=F("pgh_created_at")))
    ids = {row["user"] for row in rows if row["user"]}
    names = {
        str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")
    }
    return [
        {
            "at": row["at"],
            "who": names.get(row["user"], ""),
            "why": (row["why"] or "").split(":")[0],
        }
        for row in rows
    ]


def open_requests(reader, rows=None):
    """Requests that wait for somebody, the nearest due first; of all there are, or of `rows`."""
    rows = visible(RightsRequest, reader) if rows is None else rows
    return rows.open().select_related("association").order_by("due_on", "year", "serial")


def line_of(by, number) -> LegalBasis:
    """The line of the person with that number. ValidationError where nobody has it."""
    try:
        return visible(LegalBasis, by).get(number=number)
    except LegalBasis.DoesNotExist as missing:
        raise ValidationError({"person_number": _("Nobody has that number.")}) from missing


def for_change(by, request: RightsRequest) -> RightsRequest:
    """The open request, kept from others until the deed is done."""
    get_visible(RightsRequest, by, request.pk)
    request = RightsRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if request.status == Status.HANDED_OUT:
        raise ValidationError(_("The request is closed."))
    return request


def _clean(request: RightsRequest) -> None:
    request.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
