"""The extract is sealed before anybody has looked: PDF and JSON in a zip, encrypted with age.

Two people hand it out and neither can read it. The passphrase is shown once, to somebody in the
association, who meets the person; the file lies for a day with the privacy officer, who sends it.
Neither has the other half, nobody may have both, and no passphrase is kept.
"""

import io
import json
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path

import pyrage
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import acting_as, lent_to
from movements.access.models import District, User
from movements.access.read_log import ReadLog, has_read
from movements.access.readers import service
from movements.access.rows import DistrictRow, SameDistrict
from movements.directory.models import ContactPerson
from movements.privacy.keyed import keyed
from movements.rights.readable import histories, sections
from movements.rights.registers import RightsRequest
from movements.rights.subject_access import SERVICE, gathered

LOOKS = Path(__file__).with_name("extract.css")
KEPT = timedelta(hours=24)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, LONG = 5, 5  # 25 letters of 31: 123 bits


def a_day_on():
    return timezone.now() + KEPT


class SealedExtract(DistrictRow):
    """A register extract that waits for a day to be sent; nobody here can open it."""

    person = models.ForeignKey(
        ContactPerson,
        on_delete=models.CASCADE,  # an extract about somebody who is erased is erased
        related_name="extracts",
    )
    number = models.BigIntegerField()
    request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="extracts"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.BinaryField()
    expires_at = models.DateTimeField(default=a_day_on)
    fetched_at = models.DateTimeField(null=True)

    export_fields = ("created_at", "fetched_at")

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="person", to="movements_contactperson", name="extract_person"),
            SameDistrict(field="request", to="movements_rightsrequest", name="extract_request"),
        ]
        indexes = [models.Index(fields=["district", "expires_at"], name="extract_expires")]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        return f"P-{self.number}"


@transaction.atomic
def make_extract(*, by, person: ContactPerson) -> tuple[SealedExtract, str]:
    """Gathers and seals everything about the person: (the sealed row, the passphrase).

    The passphrase is kept nowhere.
    """
    require(by, "make_extract", person)
    person = get_visible(ContactPerson, by, person.pk)
    passphrase = new_passphrase()
    return seal(by, person, passphrase), passphrase


def seal(by, person: ContactPerson, passphrase: str, request=None) -> SealedExtract:
    """What is kept about the person, sealed and laid to be sent."""
    with lent_to(SERVICE):
        sealed = SealedExtract(
            district=by.district,
            person=person,
            number=person.number,
            made_by=by.user,
            request=request,
            content=sealed_zip(gathered(by, person), passphrase),
        )
        SealedExtract.objects.bulk_create([sealed])
    has_read(ReadLog.Deed.EXTRACT, persons=[person.pk])
    return sealed


@transaction.atomic
def fetch_extract(*, by, extract: SealedExtract) -> SealedExtract:
    """The sealed file, to be sent; the read log says that it was fetched."""
    require(by, "fetch_extract", by.district)
    extract = get_visible(SealedExtract, by, extract.pk)
    if extract.expires_at <= timezone.now():
        raise ValidationError(_("The extract has lain for a day and is gone. Ask for a new one."))
    knows = extract.request.phrase_to_id if extract.request else extract.made_by_id
    if knows == by.user.pk:
        raise ValidationError(
            _("You have seen its passphrase. Somebody else must send it, or it is sealed no more.")
        )
    extract.fetched_at = timezone.now()
    extract.save(update_fields=["fetched_at"])
    has_read(ReadLog.Deed.EXPORT, persons=[extract.person_id], why="subject access, sealed")
    return extract


def waiting(reader) -> list[SealedExtract]:
    """The sealed files that still lie here, the latest first; without their content."""
    rows = visible(SealedExtract, reader).filter(expires_at__gt=timezone.now())
    return list(rows.defer("content").order_by("-created_at", "-id"))


def extract_to_file(number: int, path) -> str | None:
    """Seals an extract into a file, for whoever runs the server: the passphrase, or None when
    nobody has that number."""
    for district in District.objects.order_by("id"):
        with acting_as(service(SERVICE, district), why="subject_access") as by:
            person = visible(ContactPerson, by).filter(number=number).first()
            if person is not None:
                passphrase = new_passphrase()
                path.write_bytes(sealed_zip(gathered(by, person), passphrase))
                has_read(ReadLog.Deed.EXTRACT, persons=[person.pk])
                return passphrase
    return None


def new_passphrase() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _n in range(LONG)) for _g in range(GROUPS))
    return "-".join(groups)


def passphrase_of(request: RightsRequest) -> str:
    """The passphrase of what was sealed for a request: worked out with a key that is in no table,
    so that the association can be shown it later, and a copy of the database opens nothing."""
    number = int(keyed("extract", request.pk, request.sealed_at.isoformat()), 16)
    letters = []
    for _n in range(GROUPS * LONG):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "-".join("".join(letters[at : at + LONG]) for at in range(0, GROUPS * LONG, LONG))


def sealed_zip(found: dict, passphrase: str) -> bytes:
    """age (https://age-encryption.org), with a passphrase: any age program opens it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("registerutdrag.json", as_json(found))
        archive.writestr("registerutdrag.pdf", as_pdf(found, "sv"))
        archive.writestr("register-extract.pdf", as_pdf(found, "en"))
    return pyrage.passphrase.encrypt(packed.getvalue(), passphrase)


def as_json(found: dict) -> str:
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_pdf(found: dict, language: str) -> bytes:
    """A document to read, in "sv" or "en". Nothing is fetched from anywhere while it is made."""
    from weasyprint import CSS, HTML  # two seconds to load, and only an extract needs it

    with translation.override(language):
        context = {
            "language": language,
            "found": found,
            "explained": found["explained"][language],
            "rows": sections(found["rows"]),
            "history": histories(found["history"]),
            "now": timezone.localtime(),
        }
        text = render_to_string("rights/extract.html", context)
    looks = CSS(string=LOOKS.read_text(encoding="utf-8"), url_fetcher=_refuse)
    return HTML(string=text, url_fetcher=_refuse).write_pdf(stylesheets=[looks])


def _refuse(url, *_given, **_named):
    raise ValueError(f"nothing is fetched: {url[:40]}")
