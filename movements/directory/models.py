"""Organisations richly, people thinly."""

from dateutil.relativedelta import relativedelta
from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.models import Association, User
from movements.access.rows import Archivable, DistrictRow, SameDistrict, Sensitivity
from movements.directory.choices import (
    Language,
    LegalForm,
    OrganisationKind,
    PolicyArea,
    Reach,
    Sector,
)
from movements.directory.held import Held
from movements.directory.keys import KEYS, Keyed
from movements.directory.organisations import NEVER, OrganisationQuerySet
from movements.directory.persons import NO_WORDS_YET, ContactPersonQuerySet, next_number
from movements.directory.validators import organisation_number, switchboard
from movements.places.models import WEB_MERCATOR, Municipality
from movements.privacy.models import PersonalData
from movements.privacy.numbers import no_personal_number

FREE = {"validators": [no_personal_number]}  # where people write freely
UNION_KINDS = (OrganisationKind.UNION, OrganisationKind.UNION_BRANCH)


def codes(label, choices, **more):
    """A field of several codes from one list."""
    field = models.CharField(max_length=32, choices=choices)
    return ArrayField(field, verbose_name=label, default=list, blank=True, **more)


@tracked(but=KEYS)
class Organisation(DistrictRow, Archivable, Keyed):
    """A movement, union or local organisation. It belongs to the district, not to who found it.

    The row holds nothing about people: info@ and a switchboard may stand here, anything that
    reaches a person is a channel of a ContactPerson.
    """

    name = models.CharField(_("name"), max_length=200, db_collation="sv-x-icu", **FREE)
    kind = models.CharField(
        _("kind"), max_length=32, choices=OrganisationKind, default=OrganisationKind.OTHER
    )
    legal_form = models.CharField(_("legal form"), max_length=32, choices=LegalForm, blank=True)
    organisation_number = models.CharField(
        _("organisation number"), max_length=10, blank=True, validators=[organisation_number]
    )
    is_informal = models.BooleanField(_("informal network"), default=False)
    reach = models.CharField(_("reach"), max_length=10, choices=Reach, default=Reach.LOCAL)
    policy_areas = codes(_("policy areas"), PolicyArea)
    sectors = codes(_("sectors"), Sector, help_text=_("Staff that a union organises."))
    languages = codes(_("languages"), Language)
    description = models.TextField(_("what they do"), blank=True, max_length=2000, **FREE)
    homepage = models.URLField(_("website"), blank=True, max_length=300)
    email = models.EmailField(_("common e-mail"), blank=True)
    phone = models.CharField(_("switchboard"), max_length=32, blank=True, validators=[switchboard])

    address = models.CharField(_("street address"), max_length=200, blank=True, **FREE)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True, db_collation="sv-x-icu", **FREE)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality of the address"),
    )
    point = gis.PointField(srid=WEB_MERCATOR, null=True, blank=True, editable=False)
    areas = models.ManyToManyField(
        Municipality,
        through="ActivityArea",
        related_name="active_organisations",
        verbose_name=_("active in"),
    )
    address_protected = models.BooleanField(
        _("protected address"),
        default=False,
        help_text=_("No address and no point is kept or shown, only the municipality."),
    )
    existence_protected = models.BooleanField(
        _("protected existence"),
        default=False,
        help_text=_("Only associations in contact with it, and the board, know that it exists."),
    )
    registered_by = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registered_organisations",
        verbose_name=_("registered by"),
    )
    confirmed_on = models.DateField(_("facts confirmed on"), null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("part of"),
        help_text=_("The federation or parent organisation."),
    )
    # Where it went when it turned out to be the same as another; it is then archived.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    # Kept true by the tally: the latest meeting whose fact the whole district may know of,
    last_open_contact = models.DateField(null=True, blank=True, editable=False)
    # and the latest that the board may know of: open facts and those an association keeps.
    last_known_contact = models.DateField(null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="registered_by", to="movements_association", name="organisation_registered_by"
            ),
            SameDistrict(
                field="parent", to="movements_organisation", name="organisation_parent_district"
            ),
            SameDistrict(
                field="merged_into", to="movements_organisation", name="organisation_merged_into"
            ),
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="organisation_merged_is_archived",
                condition=Q(merged_into=None) | Q(archived_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "organisation_number"],
                condition=~Q(organisation_number="")
                & Q(existence_protected=False, archived_at=None),
                name="organisation_number_once",
            ),
            models.CheckConstraint(
                name="protected_address_is_not_kept",
                condition=Q(address_protected=False)
                | Q(address="", postcode="", town="", point__isnull=True),
            ),
            models.CheckConstraint(
                name="only_unions_have_sectors", condition=Q(kind__in=UNION_KINDS) | Q(sectors=[])
            ),
            models.CheckConstraint(
                name="organisation_kind_is_known", condition=Q(kind__in=OrganisationKind.values)
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(fields=["district", "name", "id"], name="organisation_by_name"),
            models.Index(fields=["district", "kind", "name", "id"], name="organisation_by_kind"),
            GinIndex(fields=["policy_areas"], name="organisation_policy"),
            # Longest quiet first, for who knows of every contact and who of open ones (contact.py).
            models.Index(
                "district",
                Coalesce("last_known_contact", NEVER),
                "name",
                "id",
                name="organisation_by_contact",
            ),
            models.Index(
                "district",
                Coalesce("last_open_contact", NEVER),
                "name",
                "id",
                name="organisation_by_open_contact",
            ),
            # The protected ones that a reader may see stand in no sum and are asked for each time.
            models.Index(
                fields=["district", "registered_by"],
                include=["id", "merged_into"],
                condition=Q(existence_protected=True, archived_at=None),
                name="organisation_hidden",
            ),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="organisation_name_trgm"),
            *Keyed.Meta.indexes,
        ]

    def __str__(self):
        return self.name

    def get_kind_display(self) -> str:
        """Django's own translates every kind there is, for each line of a page."""
        return str(OrganisationKind(self.kind).label) if self.kind else ""

    @property
    def is_union(self) -> bool:
        return self.kind in UNION_KINDS


@tracked
class ActivityArea(DistrictRow):
    """Where an organisation is active; its address may be elsewhere."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # a part of the organisation, meaningless without it
        related_name="activity_areas",
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="activity_areas"
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="organisation", to="movements_organisation", name="activityarea_organisation"
            ),
            models.UniqueConstraint(
                fields=["organisation", "municipality"], name="activityarea_once"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "organisation"])]

    def __str__(self):
        return f"{self.organisation}: {self.municipality}"


@tracked
class Relation(DistrictRow, Held):
    """An association's tie to an organisation: how far it has come, and who answers for it."""

    class Step(models.TextChoices):
        MAPPED = "mapped", _("Mapped")
        CONTACTED = "contacted", _("Contacted")
        FIRST_TALK = "first_talk", _("First talk")
        DEMANDS_HEARD = "demands_heard", _("Demands heard")
        SUPPORT_OFFERED = "support_offered", _("Support offered")
        DIALOGUE = "dialogue", _("Ongoing dialogue")
        DECLINED = "declined", _("Declined")
        DORMANT = "dormant", _("Dormant")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="relations"
    )
    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="relations")
    step = models.CharField(_("step"), max_length=20, choices=Step, default=Step.MAPPED)
    lead = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("responsible"),
    )
    cadence_months = models.PositiveSmallIntegerField(
        _("meet every"), null=True, blank=True, help_text=_("Months between check-ins.")
    )
    next_contact_on = models.DateField(_("next check-in"), null=True, blank=True)
    wishes = models.TextField(
        _("wishes about independence"),
        blank=True,
        max_length=1000,
        help_text=_("How they want to be named, or not, together with us."),
        **FREE,
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            *Held.Meta.constraints,
            SameDistrict(
                field="organisation", to="movements_organisation", name="relation_organisation"
            ),
            SameDistrict(
                field="association", to="movements_association", name="relation_association"
            ),
            models.UniqueConstraint(
                fields=["organisation", "association"],
                # A tie that only those named may know of stands in nobody's way, or it would tell.
                condition=Q(ended_on=None) & ~Q(sensitivity=Sensitivity.NAMED),
                name="relation_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "organisation"],
                condition=Q(ended_on=None),
                name="relation_unended",
            )
        ]

    def __str__(self):
        return f"{self.association}: {self.organisation}"

    def next_contact_on_after(self, met_on):
        """When they should meet again by their cadence; None without one."""
        return met_on + relativedelta(months=self.cadence_months) if self.cadence_months else None


@tracked
class ContactPerson(DistrictRow, Held, PersonalData, Archivable):
    """Somebody we may call at an organisation. Nothing about opinions, and no score, ever."""

    name = models.CharField(_("name"), max_length=120, db_collation="sv-x-icu", **FREE)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="contact_persons"
    )
    # What the privacy officer calls them: P-2291.
    number = models.BigIntegerField(_("number"), db_default=next_number(), editable=False)

    export_fields = (
        *("name", "number", "basis", "source", "informed_at", "informed_how", "inform_by"),
        *("keep_until", "restricted_at", "restricted_for", "created_at", "archived_at"),
    )
    objects = ContactPersonQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            *Held.Meta.constraints,
            *PersonalData.Meta.constraints,
            SameDistrict(
                field="association", to="movements_association", name="contactperson_association"
            ),
            models.UniqueConstraint(fields=["number"], name="contactperson_number"),
        ]
        indexes = [
            models.Index(  # Att informera: the nearest deadline first
                fields=["district", "inform_by", "id"],
                condition=Q(informed_at=None, archived_at=None),
                name="contactperson_to_inform",
            )
        ]

    def __str__(self):
        return self.name


@tracked
class Channel(DistrictRow):
    """A way to reach a contact person."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        OTHER = "other", _("Other")

    person = models.ForeignKey(
        ContactPerson,
        on_delete=models.CASCADE,  # never outlives the person it reaches
        related_name="channels",
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    value = models.CharField(_("number or address"), max_length=200, **FREE)

    export_fields = ("kind", "value", "created_at")

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="person", to="movements_contactperson", name="channel_person"),
            models.UniqueConstraint(fields=["person", "kind", "value"], name="channel_once"),
        ]

    def __str__(self):
        return self.value


@tracked
class ContactRole(DistrictRow):
    """What a contact person is in an organisation, from when to when."""

    person = models.ForeignKey(
        ContactPerson,
        on_delete=models.CASCADE,  # says something of that person only
        related_name="roles",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contact_roles"
    )
    title = models.CharField(_("role"), max_length=80, blank=True, **FREE)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    export_fields = ("organisation", "title", "starts_on", "ends_on")

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="person", to="movements_contactperson", name="contactrole_person"),
            SameDistrict(
                field="organisation", to="movements_organisation", name="contactrole_organisation"
            ),
        ]
        triggers = [NO_WORDS_YET]

    def __str__(self):
        return f"{self.person}, {self.title}"
