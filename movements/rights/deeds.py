"""What is done about a request, by its kind: one press, with who, when and how much kept on it.

The officer does it by number and sees nobody. What was handed out, erased, restricted or decided
closes the request; its history says each step.
"""

from time import monotonic

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import because, lent_to
from movements.directory.models import ContactPerson
from movements.privacy.models import Restriction
from movements.rights.choices import Deed, Outcome, RequestKind, Status
from movements.rights.erasure import Erased, erase_numbered, would_erase
from movements.rights.informing import lift_restriction, restrict_person
from movements.rights.people import SERVICE, by_number
from movements.rights.registers import LegalBasis, RightsRequest
from movements.rights.requests import closed, for_change, line_of
from movements.rights.sealing import SealedExtract, fetch_extract, passphrase_of, seal

# Which kinds of requests end in the person being gone: erasure, and an objection that is upheld.
ERASING = (RequestKind.ERASURE, RequestKind.OBJECTION)


@transaction.atomic
def gather(*, by, request: RightsRequest) -> RightsRequest:
    """Gathers and seals what is kept about the person. The file is the officer's to send; the
    passphrase is shown to the association that keeps the person. `figures` has the seconds."""
    require(by, "make_extract", by.district)
    request = for_change(by, request)
    line = _about(by, request, RequestKind.ACCESS)
    because("gather_extract")
    begun = monotonic()
    request.sealed_at, request.status = timezone.now(), Status.SEALED
    request.association_id, request.phrase_at, request.phrase_to = line.association_id, None, None
    with lent_to(SERVICE):
        person = by_number(by, line.number)
    seal(by, person, passphrase_of(request), request)
    request.figures = {"seconds": round(monotonic() - begun, 1)}
    request.save(
        update_fields=["sealed_at", "status", "association", "phrase_at", "phrase_to", "figures"]
    )
    return request


@transaction.atomic
def tell_passphrase(*, by, request: RightsRequest) -> str:
    """The passphrase of what was sealed, once, to the association; never to who sends the file."""
    request = get_visible(RightsRequest, by, request.pk)
    require(by, "tell_passphrase", request)
    request = RightsRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if request.sealed_at is None:
        raise ValidationError(_("Nothing has been sealed for this request."))
    if request.phrase_at is not None:
        raise ValidationError(
            _("The passphrase has been shown. Ask the privacy officer to gather a new extract.")
        )
    because("tell_passphrase")
    request.phrase_at, request.phrase_to = timezone.now(), by.user
    request.save(update_fields=["phrase_at", "phrase_to"])
    return passphrase_of(request)


def sealed_for(reader, request: RightsRequest) -> SealedExtract | None:
    """The latest file that lies for a request, without its content; None when its day is over."""
    lies = visible(SealedExtract, reader).filter(request=request, expires_at__gt=timezone.now())
    return lies.defer("content").order_by("-created_at").first()


@transaction.atomic
def hand_out(*, by, request: RightsRequest) -> SealedExtract:
    """The sealed file, to be sent: the request is answered by it, and closed."""
    require(by, "fetch_extract", by.district)
    request = for_change(by, request)
    lies = sealed_for(by, request)
    if lies is None:
        raise ValidationError(_("The extract has lain for a day and is gone. Gather it again."))
    extract = fetch_extract(by=by, extract=lies)
    because("hand_out")
    closed(request, Outcome.DONE, deed=Deed.GATHERED, done_at=timezone.now())
    return extract


def what_goes(*, by, request: RightsRequest) -> Erased:
    """How much an erasure would take, by trying it. Nothing is touched."""
    require(by, "erase_person", by.district)
    return would_erase(by=by, number=_about(by, request, *ERASING).number)


@transaction.atomic
def erase_for(*, by, request: RightsRequest, typed: str, refuse_hereafter: bool) -> RightsRequest:
    """Erases the person and closes the request. `typed` is their number, written to be sure."""
    require(by, "erase_person", by.district)
    request = for_change(by, request)
    line = _about(by, request, *ERASING)
    if typed.strip().upper() != line.code:
        raise ValidationError({"typed": _("Write %(code)s to be sure.") % {"code": line.code}})
    gone = erase_numbered(
        by=by, number=line.number, why=request.code, refuse_hereafter=refuse_hereafter
    )
    because("erase_person")
    figures = {"rows": gone.rows, "texts": gone.texts, "files": gone.files}
    return closed(request, Outcome.DONE, deed=Deed.ERASED, done_at=timezone.now(), figures=figures)


@transaction.atomic
def restrict_for(*, by, request: RightsRequest) -> RightsRequest:
    """The person stays a name alone until it is lifted, and the request is answered by that."""
    require(by, "restrict_person", by.district)
    request = for_change(by, request)
    line = _about(by, request, RequestKind.RESTRICTION)
    if line.restricted_for != Restriction.REQUEST:
        restrict_person(by=by, number=line.number, why=Restriction.REQUEST)
    because("restrict_person")
    return closed(request, Outcome.DONE, deed=Deed.RESTRICTED, done_at=timezone.now())


@transaction.atomic
def lift_for(*, by, request: RightsRequest, reason: str) -> RightsRequest:
    """What somebody asked for is over: they are as others again. They are told first (18.3)."""
    require(by, "restrict_person", by.district)
    get_visible(RightsRequest, by, request.pk)
    request = RightsRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if not is_restricted(by, request):
        raise ValidationError(_("The person is not restricted at anybody's request."))
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is lifted. The person is told first.")})
    lift_restriction(by=by, number=request.person_number)
    request.lifted_at, request.lifted_because = timezone.now(), reason.strip()
    request.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    request.save(update_fields=["lifted_at", "lifted_because"])
    return request


@transaction.atomic
def dismiss(*, by, request: RightsRequest, reason: str) -> RightsRequest:
    """We have reasons that weigh more (21.1): the restriction is lifted, and the person is told
    why, and that they may complain to the authority."""
    require(by, "handle_requests", by.district)
    request = for_change(by, request)
    line = _about(by, request, RequestKind.OBJECTION)
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Write why. The person is told, and may complain to the authority.")}
        )
    if line.restricted_for == Restriction.REQUEST:
        lift_restriction(by=by, number=line.number)
    because("dismiss_objection")
    return closed(request, Outcome.REFUSED, reason, deed=Deed.DISMISSED, done_at=timezone.now())


def is_restricted(reader, request: RightsRequest) -> bool:
    """Whether whom it is about is restricted at their own request."""
    lines = visible(LegalBasis, reader).filter(number=request.person_number)
    return lines.filter(restricted_for=Restriction.REQUEST).exists()


def person_of(reader, request: RightsRequest) -> ContactPerson | None:
    """Whom it is about, for a reader in the association who may know it."""
    return visible(ContactPerson, reader).filter(number=request.person_number).first()


def _about(by, request: RightsRequest, *kinds: str) -> LegalBasis:
    if request.kind not in kinds:
        raise ValidationError(_("The request asks for something else."))
    if request.person_number is None:
        raise ValidationError(_("Say who it is about first."))
    return line_of(by, request.person_number)
