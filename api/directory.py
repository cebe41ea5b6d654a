"""Organisations, whom we may call there, and our ties to each."""

from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import FloatField, Func
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.base import Rows, gathered, lifted
from api.history import Told
from api.places import Code, Codes
from api.retries import IDEMPOTENCY
from api.shapes import (
    Flag,
    Key,
    MunicipalityName,
    Named,
    PointGeometry,
    Readers,
    Shape,
    Text,
    choice,
    several,
)
from api.versions import IF_MATCH, version_of
from movements.access.funnel import MalformedQuestion, visible
from movements.access.models import Association
from movements.access.read_log import ReadLog, has_read
from movements.access.sight import hanging_on
from movements.directory.actions import (
    archive_organisation,
    correct_organisation,
    register_organisation,
    restore_organisation,
)
from movements.directory.choices import (
    Language,
    LegalForm,
    OrganisationKind,
    PolicyArea,
    Reach,
    Sector,
)
from movements.directory.contact import contact_known_to, last_met
from movements.directory.duplicates import where_it_went
from movements.directory.federations import place_under
from movements.directory.filters import ContactPersonFilter, OrganisationFilter, RelationFilter
from movements.directory.listing import ORDERS, in_order
from movements.directory.models import (
    ActivityArea,
    Channel,
    ContactRole,
    Organisation,
    Relation,
)
from movements.privacy.models import Basis

WGS84 = 4326
DECIMALS = 5  # about a metre


class OrganisationShape(Shape):
    """An organisation. The row holds nothing about people."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = choice(OrganisationKind)
    legal_form = choice(LegalForm, allow_blank=True)
    organisation_number = serializers.CharField(help_text="Ten digits, or empty")
    is_informal = serializers.BooleanField()
    reach = choice(Reach)
    policy_areas = several(PolicyArea)
    sectors = several(Sector)
    languages = several(Language)
    description = serializers.CharField()
    homepage = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    municipality = MunicipalityName(allow_null=True, help_text="Where the address is")
    areas = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the municipalities where it is active"
    )
    point = PointGeometry(allow_null=True, help_text="Null when unknown or protected")
    address_protected = serializers.BooleanField()
    existence_protected = serializers.BooleanField()
    parent = Named(allow_null=True, help_text="Null when there is none, or none that you may see")
    registered_by = Named(allow_null=True)
    last_contact = serializers.DateField(
        allow_null=True, help_text="The latest meeting that you may know of"
    )
    confirmed_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.CharField(help_text="Of what can be changed: send it with a change")


class OrganisationFacts(serializers.Serializer):
    """Facts of an organisation. What is left out stays as it is."""

    name = Text(max_length=200)
    kind = choice(OrganisationKind, required=False)
    legal_form = choice(LegalForm, required=False, allow_blank=True)
    organisation_number = Text(
        required=False, allow_blank=True, max_length=20, help_text="Such as 802000-1234"
    )
    is_informal = Flag(required=False)
    reach = choice(Reach, required=False)
    policy_areas = several(PolicyArea, required=False)
    sectors = several(Sector, required=False)
    languages = several(Language, required=False)
    description = Text(required=False, allow_blank=True, max_length=2000)
    homepage = serializers.URLField(required=False, allow_blank=True, max_length=300)
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = Text(required=False, allow_blank=True, max_length=32)
    address = Text(required=False, allow_blank=True, max_length=200)
    postcode = Text(required=False, allow_blank=True, max_length=5)
    town = Text(required=False, allow_blank=True, max_length=80)
    municipality = Code(required=False, allow_null=True)
    areas = Codes(required=False)
    address_protected = Flag(required=False)
    parent = Key(required=False, allow_null=True, help_text="The federation that it is a part of")


class OrganisationNew(OrganisationFacts):
    """A new organisation, and the association that brings it in."""

    association = Key(help_text="Where you hold a post")
    existence_protected = Flag(required=False)


WRITTEN = tuple(OrganisationFacts().fields)


@extend_schema(tags=["organisations"])
class Organisations(Told, Rows):
    """Organisations that you may see: the same rows, under the same filters, as the pages."""

    question = OrganisationFilter
    record = "organisation"
    serializer_class = OrganisationShape
    order = ("name", "id")
    columns = (
        *(field for field in WRITTEN if field not in ("areas", "municipality")),
        *("id", "existence_protected", "confirmed_on", "created_at", "archived_at"),
        *("municipality__code", "municipality__name", "registered_by", "registered_by__name"),
        *("last_contact", "active_in", "lon", "lat"),
    )

    def order_of(self, query):
        code = query.get("order") or "name"
        if code not in ORDERS:
            raise MalformedQuestion({"order": [_("There is no such order.")]})
        return ORDERS[code]

    def orderly(self, rows):
        return in_order(rows, self.order, self.request.reader)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "order",
                enum=list(ORDERS),
                description="By name, or by when they were last met: `last` has the longest quiet "
                "first, as the list of the pages has.",
            )
        ]
    )
    def list(self, request, *args, **kwargs):
        return super().list(request, *args, **kwargs)

    @extend_schema(
        responses={
            200: OrganisationShape,
            308: OpenApiResponse(description="It was merged: `Location` is what it became"),
        }
    )
    def retrieve(self, request, *args, **kwargs):
        """One organisation; the old address of a merged one leads to what it became."""
        try:
            return self.answer(kwargs["pk"])
        except Http404:
            try:
                became = where_it_went(request.reader, kwargs["pk"])
            except Organisation.DoesNotExist:
                raise Http404 from None
        location = reverse(request.resolver_match.view_name, args=[became.pk])
        return Response(status=308, headers={"Location": location})

    def prepare(self, rows):
        where = Transform("point", WGS84)
        contact = contact_known_to(self.request.reader)
        areas = hanging_on(ActivityArea, "organisation", self.request.reader)
        codes = areas.order_by("municipality__code").values("municipality__code")
        return rows.with_last_contact(contact).annotate(
            last_met=last_met("last_contact"),
            active_in=ArraySubquery(codes),
            lon=Func(where, function="ST_X", output_field=FloatField()),
            lat=Func(where, function="ST_Y", output_field=FloatField()),
        )

    def shaped(self, rows):
        above = self.names(Organisation, (row["parent"] for row in rows))
        for row in rows:
            row["parent"] = above.get(row["parent"])
            code, called = row.pop("municipality__code"), row.pop("municipality__name")
            row["municipality"] = {"code": code, "name": called} if code else None
            row["areas"] = row.pop("active_in")
            row["registered_by"] = lifted(row, "registered_by")
            row["point"] = _point(row)
            row["version"] = version_of(row, WRITTEN)
        return rows

    @extend_schema(request=OrganisationNew, responses={201: OrganisationShape})
    def create(self, request):
        """Registers an organisation, tied to the association as mapped."""
        facts = self.read(OrganisationNew)
        association = self.chosen(Association, facts.pop("association"), "association")
        parent = self.parent(facts)
        made = register_organisation(by=request.reader, association=association, **facts)
        if parent:
            place_under(by=request.reader, organisation=made, parent=parent[0])
        return self.answer(made.pk, status.HTTP_201_CREATED)

    def parent(self, facts: dict) -> list:
        """[the federation], [None] when it is to have none, or [] when nothing is said of it."""
        if "parent" not in facts:
            return []
        pk = facts.pop("parent")
        return [self.chosen(Organisation, pk, "parent") if pk else None]

    @extend_schema(
        request=OrganisationFacts, responses=OrganisationShape, parameters=[IF_MATCH, IDEMPOTENCY]
    )
    def partial_update(self, request, pk):
        """Corrects facts. Any steward of the district may; the history shows who."""
        self.must("correct_organisation", self.row())
        facts = self.read(OrganisationFacts, partial=True)
        organisation = self.held(request.data)
        parent = self.parent(facts)
        correct_organisation(by=request.reader, organisation=organisation, **facts)
        if parent:
            place_under(by=request.reader, organisation=organisation, parent=parent[0])
        return self.answer(pk)

    @extend_schema(request=None, responses=OrganisationShape)
    @action(detail=True, methods=["post"])
    def archive(self, request, pk):
        """Puts it away: in no list, its history kept."""
        archive_organisation(by=request.reader, organisation=self.row())
        return self.answer(pk)

    @extend_schema(request=None, responses=OrganisationShape)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk):
        """Brings an archived organisation back."""
        restore_organisation(by=request.reader, organisation=self.row())
        return self.answer(pk)


def _point(row: dict) -> dict | None:
    """GeoJSON, or None. A protected address has no point, whatever is stored."""
    lon, lat = row.pop("lon"), row.pop("lat")
    if lon is None or row["address_protected"]:
        return None
    return {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}


class ChannelShape(Shape):
    """A way to reach a contact person."""

    kind = choice(Channel.Kind)
    value = serializers.CharField()


class ContactRoleShape(Shape):
    """What a contact person is, where, and from when to when."""

    organisation = Named()
    title = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)


class ContactPersonShape(Shape):
    """Somebody we may call at an organisation, why they are here and when they leave."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    association = Named()
    sensitivity = Readers()
    basis = choice(Basis)
    source = serializers.CharField()
    number = serializers.IntegerField(help_text="What the privacy officer calls them: P-2291")
    informed_at = serializers.DateField(allow_null=True)
    inform_by = serializers.DateField(help_text="By when they must have been told (art. 14)")
    keep_until = serializers.DateField()
    restricted_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when they are a name alone, that nothing is done with"
    )
    channels = ChannelShape(many=True)
    roles = ContactRoleShape(many=True, help_text="In organisations that you may see")
    created_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)


@extend_schema(tags=["contact-persons"])
class ContactPersons(Told, Rows):
    """Contact persons that you may see, with the channels to reach them."""

    question = ContactPersonFilter
    record = "person"
    serializer_class = ContactPersonShape
    order = ("name", "id")
    columns = (
        *("id", "name", "association", "association__name", "sensitivity", "basis", "source"),
        *("number", "informed_at", "inform_by", "keep_until", "restricted_at"),
        *("created_at", "archived_at"),
    )

    def shaped(self, rows):
        ids = [row["id"] for row in rows]
        channels = gathered(
            visible(Channel, self.request.reader)
            .filter(person__in=ids)
            .order_by("kind", "id")
            .values("person", "kind", "value"),
            "person",
        )
        roles = self.roles(ids)
        for row in rows:
            row["association"] = lifted(row, "association")
            row["channels"] = channels.get(row["id"], [])
            row["roles"] = roles.get(row["id"], [])
        has_read(ReadLog.Deed.PERSON, persons=ids)
        return rows

    def roles(self, ids) -> dict:
        """person → roles; the rules page lets through only those in visible organisations."""
        found = list(
            visible(ContactRole, self.request.reader)
            .filter(person__in=ids)
            .order_by("starts_on", "id")
            .values(
                *("person", "organisation", "organisation__name"),
                *("title", "starts_on", "ends_on"),
            )
        )
        for role in found:
            role["organisation"] = lifted(role, "organisation")
        return gathered(found, "person")


class RelationShape(Shape):
    """An association's tie to an organisation."""

    id = serializers.UUIDField()
    organisation = Named(allow_null=True, help_text="Null when you may not see it")
    association = Named()
    step = choice(Relation.Step)
    lead = Named(allow_null=True)
    cadence_months = serializers.IntegerField(allow_null=True)
    next_contact_on = serializers.DateField(allow_null=True)
    wishes = serializers.CharField(help_text="How they want to be named, or not, with us")
    sensitivity = Readers()
    started_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)


@extend_schema(tags=["relations"])
class Relations(Told, Rows):
    """Ties between associations and organisations: how far, who answers for it, when next."""

    question = RelationFilter
    record = "relation"
    serializer_class = RelationShape
    order = ("id",)
    columns = (
        *("id", "organisation", "association", "association__name", "step", "lead", "lead__name"),
        *("cadence_months", "next_contact_on", "wishes", "sensitivity", "started_on", "ended_on"),
    )

    def shaped(self, rows):
        seen = self.names(Organisation, (row["organisation"] for row in rows))
        for row in rows:
            row["organisation"] = seen.get(row["organisation"])
            row["association"] = lifted(row, "association")
            row["lead"] = lifted(row, "lead")
        return rows
