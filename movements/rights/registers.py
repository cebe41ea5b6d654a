"""The registers that the law asks for: why each is here, what they asked us, what went wrong."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.models import Association, User
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.sight import Scoped
from movements.directory.models import FREE, ContactPerson
from movements.privacy.models import CLASS_OF, Basis, Informed, Restriction
from movements.rights.choices import (
    CameBy,
    Cause,
    DataKind,
    Deed,
    Happened,
    Outcome,
    PeopleKind,
    RequestKind,
    Severity,
    Status,
    Telling,
)

CLOCK = timedelta(hours=72)  # art. 33.1


class LegalBasisQuerySet(Scoped):
    def live(self):
        return self.filter(archived_at=None)

    def to_inform(self):
        return self.live().filter(informed_at=None)


class LegalBasis(DistrictRow):
    """Why each contact person is here, until when, by number: a view of them without their names.

    Its id is that of the person. The database lays it (movements/migrations/sql/rights.sql): the
    privacy officer reads every line of the district, and no contact person.
    """

    number = models.BigIntegerField(_("number"))
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="legal_bases", db_constraint=False
    )
    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis)
    source = models.CharField(_("source"), max_length=200)
    informed_at = models.DateField(_("informed on"), null=True)
    informed_how = models.CharField(max_length=10, choices=Informed)
    inform_by = models.DateField(_("inform by"))
    keep_until = models.DateField(_("keep until"))
    restricted_at = models.DateTimeField(null=True)
    restricted_for = models.CharField(max_length=12, choices=Restriction)
    archived_at = models.DateTimeField(null=True)
    sensitivity = models.CharField(max_length=12)
    named = ArrayField(models.UUIDField())

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "movements_legalbasis"

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        return f"P-{self.number}"

    @property
    def person_class(self) -> str:
        return CLASS_OF[Basis(self.basis)].label


class Reminder(DistrictRow):
    """The officer asks an association to tell somebody that they are in the register."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        ContactPerson,
        on_delete=models.CASCADE,  # says something of that person only
        related_name="reminders",
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    export_fields = ("created_at",)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="association", to="movements_association", name="reminder_assoc"),
            SameDistrict(field="person", to="movements_contactperson", name="reminder_person"),
        ]

    def __str__(self):
        return str(self.created_at)


class RequestQuerySet(Scoped):
    def open(self):
        return self.exclude(status=Status.HANDED_OUT)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)

    def next_serial(self, district, year: int) -> int:
        taken = self.filter(district=district, year=year).aggregate(last=Max("serial"))["last"]
        return (taken or 0) + 1


@tracked
class RightsRequest(DistrictRow):
    """Somebody uses a right (art. 15–18, 20, 21). They stand here by number, never by name, so that
    what was done stays when they are gone."""

    kind = models.CharField(_("kind"), max_length=15, choices=RequestKind)
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    person_number = models.BigIntegerField(_("number"), null=True, blank=True)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    came_on = models.DateField(_("came on"))
    came_by = models.CharField(_("came by"), max_length=10, choices=CameBy)
    reference = models.CharField(_("where it is kept"), max_length=80, blank=True, **FREE)
    concerns = models.CharField(_("what it is about"), max_length=200, blank=True, **FREE)
    due_on = models.DateField(_("answer by"))
    extension = models.CharField(_("why longer"), max_length=300, blank=True, **FREE)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.COLLECTING)
    answer = models.CharField(_("what was done"), max_length=300, blank=True, **FREE)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, **FREE)
    # What the house did about it: which deed, when, and how much of what it was.
    deed = models.CharField(max_length=10, choices=Deed, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    figures = models.JSONField(default=dict, blank=True, editable=False)
    sealed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Somebody in the association has been shown the passphrase: once, and never who sends the file.
    phrase_at = models.DateTimeField(null=True, blank=True, editable=False)
    phrase_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_because = models.CharField(max_length=300, blank=True, editable=False, **FREE)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="association", to="movements_association", name="request_assoc"),
            models.UniqueConstraint(
                fields=["district", "year", "serial"], name="rightsrequest_number"
            ),
            models.CheckConstraint(
                name="rightsrequest_is_answered_in_time",
                condition=Q(due_on__gte=F("came_on"))
                & Q(due_on__lte=F("came_on") + timedelta(days=93)),
            ),
            models.CheckConstraint(
                name="rightsrequest_takes_longer_for_a_reason",
                condition=Q(due_on__lte=F("came_on") + timedelta(days=31)) | ~Q(extension=""),
            ),
            models.CheckConstraint(
                name="rightsrequest_closed_has_an_outcome",
                condition=Q(status=Status.HANDED_OUT, closed_on__isnull=False) & ~Q(outcome="")
                | ~Q(status=Status.HANDED_OUT) & Q(closed_on=None, outcome=""),
            ),
            models.CheckConstraint(
                name="rightsrequest_refused_has_a_reason",
                condition=~Q(outcome__in=(Outcome.REFUSED, Outcome.PARTLY)) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["district", "due_on"], name="rightsrequest_due")]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        return f"B-{self.year}-{self.serial:03d}"

    @property
    def person_code(self) -> str:
        return f"P-{self.person_number}" if self.person_number else ""

    @property
    def longest(self) -> date:
        """Art. 12.3: two further months where it is necessary, with a reason."""
        return self.came_on + relativedelta(months=3)


class IncidentQuerySet(Scoped):
    def unreported(self):
        """Neither told to the authority, nor found too small to be."""
        return self.filter(reported_at=None, not_reported_because="")


@tracked
class Incident(DistrictRow):
    """What went wrong with personal data, in the fields of the authority's own form (art. 33)."""

    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("short name"), max_length=120, **FREE)
    discovered_at = models.DateTimeField(_("discovered"))
    discovered_how = models.CharField(
        _("how it was discovered"), max_length=300, blank=True, **FREE
    )
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    happened = models.CharField(_("what happened"), max_length=12, choices=Happened)
    what = models.TextField(_("describe what happened"), max_length=4000, **FREE)
    cause = models.CharField(_("why it happened"), max_length=12, choices=Cause, blank=True)
    cause_more = models.TextField(_("more about the cause"), blank=True, max_length=2000, **FREE)
    people_kinds = ArrayField(
        models.CharField(max_length=12, choices=PeopleKind), default=list, blank=True
    )
    people_count = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    records_count = models.PositiveIntegerField(_("how many records"), null=True, blank=True)
    data_kinds = ArrayField(
        models.CharField(max_length=12, choices=DataKind), default=list, blank=True
    )
    associations = ArrayField(models.UUIDField(), default=list, blank=True)
    consequences = models.TextField(_("what can follow"), blank=True, max_length=4000, **FREE)
    severity = models.CharField(_("how serious"), max_length=10, choices=Severity, blank=True)
    measures = models.TextField(_("what you have done"), blank=True, max_length=4000, **FREE)
    telling = models.CharField(
        _("are those affected told"), max_length=10, choices=Telling, blank=True
    )
    told_on = models.DateField(_("told on"), null=True, blank=True)
    why_not_told = models.TextField(_("why not"), blank=True, max_length=2000, **FREE)
    across_borders = models.BooleanField(_("people in other countries"), default=False)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True, editable=False)
    authority_number = models.CharField(_("the authority's number"), max_length=40, blank=True)
    late_because = models.TextField(_("why it took longer"), blank=True, max_length=2000, **FREE)
    not_reported_because = models.TextField(
        _("why it is not reported"), blank=True, max_length=2000, **FREE
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district", "year", "serial"], name="incident_number"),
            models.CheckConstraint(
                name="incident_late_says_why",
                condition=Q(reported_at=None)
                | Q(reported_at__lte=F("discovered_at") + CLOCK)
                | ~Q(late_because=""),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        return f"{self.year}-{self.serial:02d}"

    @property
    def due_at(self) -> datetime:
        return self.discovered_at + CLOCK

    @property
    def is_open(self) -> bool:
        return self.reported_at is None and not self.not_reported_because

    def hours_left(self, now: datetime | None = None) -> int:
        """Whole hours until the authority must know; 0 when they have passed."""
        left = self.due_at - (now or timezone.now())
        return max(int(left.total_seconds() // 3600), 0)

    def is_late(self, now: datetime | None = None) -> bool:
        return (now or timezone.now()) > self.due_at

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The four things that art. 33.3 asks for, and which of them are said."""
        return [
            (_("What happened"), bool(self.what)),
            (_("Who is affected"), bool(self.people_kinds and self.people_count is not None)),
            (_("What can follow from it"), bool(self.consequences)),
            (_("What you have done"), bool(self.measures)),
        ]


@tracked
class PrivacySettings(DistrictRow):
    """Who answers for personal data in the district, and who has confirmed how long it is kept."""

    controller = models.CharField(_("controller"), max_length=200, blank=True)
    controller_number = models.CharField(_("organisation number"), max_length=13, blank=True)
    controller_address = models.CharField(_("postal address"), max_length=200, blank=True)
    officer_name = models.CharField(_("privacy officer"), max_length=120, blank=True, **FREE)
    officer_email = models.EmailField(_("e-mail"), blank=True)
    officer_phone = models.CharField(_("phone"), max_length=32, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    confirmed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district"], name="privacysettings_once"),
            models.CheckConstraint(
                name="privacysettings_confirmed_by_somebody",
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.officer_name
