"""What our lists are compared with: DRF as one would write it first, and the same with prefetching.

Never part of the project: these addresses exist only in a server that the benchmark starts.
"""

from rest_framework import generics, serializers

from api.base import Door
from movements.access.funnel import selection, visible
from movements.directory.contact import HeldContact, contact_known_to
from movements.directory.filters import OrganisationFilter
from movements.models import ActivityArea, Association, Municipality, Organisation


class Place(serializers.ModelSerializer):
    class Meta:
        model = Municipality
        fields = ("code", "name")


class Whose(serializers.ModelSerializer):
    class Meta:
        model = Association
        fields = ("id", "name")


class Area(serializers.ModelSerializer):
    municipality = Place()

    class Meta:
        model = ActivityArea
        fields = ("municipality",)


class Naive(serializers.ModelSerializer):
    """Nested serializers, and a query for each of what a row has around it."""

    municipality = Place()
    registered_by = Whose()
    activity_areas = Area(many=True)
    last_contact = serializers.SerializerMethodField()

    class Meta:
        model = Organisation
        fields = (
            *("id", "name", "kind", "legal_form", "organisation_number", "is_informal", "reach"),
            *("policy_areas", "sectors", "languages", "description", "homepage", "email", "phone"),
            *("address", "postcode", "town", "address_protected", "existence_protected"),
            *("confirmed_on", "created_at", "municipality", "registered_by", "activity_areas"),
            "last_contact",
        )

    def get_last_contact(self, row):
        held = visible(HeldContact, self.context["request"].reader).filter(organisation=row)
        days = [row.last_open_contact, *held.values_list("last_contact", flat=True)]
        return max((day for day in days if day), default=None)


class Prefetched(Naive):
    """The same shape, from rows that have everything with them."""

    last_contact = serializers.DateField()


class NaiveList(Door, generics.ListAPIView):
    serializer_class = Naive
    told = None  # whole rows, each with what it asks for itself
    order = ("name", "id")

    def get_queryset(self):
        return selection(OrganisationFilter, self.request.reader, self.request.GET)


class PrefetchedList(NaiveList):
    serializer_class = Prefetched

    def get_queryset(self):
        rows = super().get_queryset()
        rows = rows.with_last_contact(contact_known_to(self.request.reader))
        return rows.select_related("municipality", "registered_by").prefetch_related(
            "activity_areas__municipality"
        )
