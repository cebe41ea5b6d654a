"""Municipalities with their borders, as GeoJSON. Public geography, for those who are logged in."""

from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from api.base import Door
from api.protocol import LoggedIn
from movements.access.funnel import NEUTRAL, MalformedQuestion, said
from movements.places.filters import MunicipalityFilter, municipalities_by_code, with_geojson
from movements.places.models import Municipality, MunicipalityBorder


class Codes(serializers.ListField):
    """Municipalities by their codes at Statistics Sweden, read in one query however many."""

    child = serializers.RegexField(r"^\d{4}\Z", help_text="SCB code, such as 0136")

    def to_internal_value(self, data) -> list[Municipality]:
        codes = super().to_internal_value(data)
        known = municipalities_by_code(codes)
        if missing := [code for code in codes if code not in known]:
            told = _("There is no municipality with the code %(code)s.") % {"code": missing[0]}
            raise serializers.ValidationError([told])
        return list(known.values())


class Code(serializers.RegexField):
    """One municipality by its code; null for none."""

    def __init__(self, **options):
        super().__init__(r"^\d{4}\Z", help_text="SCB code, such as 0136", **options)

    def run_validation(self, data=serializers.empty) -> Municipality | None:
        code = super().run_validation(data)
        if code is None:
            return None
        known = municipalities_by_code([code])
        if code not in known:
            told = _("There is no municipality with the code %(code)s.") % {"code": code}
            raise serializers.ValidationError([told])
        return known[code]


class MunicipalityFeature(GeoFeatureModelSerializer):
    """One municipality: its code, name, county and inhabitants, and its border."""

    code = serializers.CharField(help_text="SCB code; also the id of the feature")
    name = serializers.CharField()
    county = serializers.CharField(help_text="County code at SCB")
    population = serializers.IntegerField()
    shape = GeometryField(read_only=True)  # a shape is never taken from outside

    class Meta:
        model = MunicipalityBorder
        geo_field = "shape"
        id_field = "code"
        fields = ("code", "name", "county", "population")


@extend_schema(tags=["municipalities"])
class Municipalities(Door, viewsets.GenericViewSet):
    """All municipalities in force, as one GeoJSON FeatureCollection."""

    question = MunicipalityFilter
    permission_classes = [LoggedIn]
    serializer_class = MunicipalityFeature
    pagination_class = None
    lookup_field = "code"
    lookup_url_kwarg = "code"
    queryset = MunicipalityFilter().queryset

    def list(self, request):
        """Borders as coarse as the zoom allows; every island is kept."""
        return self.features(self.asked())

    def retrieve(self, request, code):
        """One municipality, by its SCB code."""
        found = self.asked()
        if not code.isalnum():  # a zero byte could not even be asked for
            raise Http404
        found = found.filter(municipality__code=code)
        if not (features := self.features(found).data["features"]):
            raise Http404
        return self.lasting(Response(features[0]))

    def asked(self):
        question = MunicipalityFilter(said(self.request.GET))
        known = set(question.base_filters) | NEUTRAL
        problems = {n: [_("There is no such filter.")] for n in self.request.GET if n not in known}
        if not question.is_valid():
            problems |= {name: list(errors) for name, errors in question.errors.items()}
        if problems:
            raise MalformedQuestion(problems)
        return question.qs

    def features(self, rows) -> Response:
        flat = with_geojson(rows).values(
            "border",
            code=F("municipality__code"),
            name=F("municipality__name"),
            county=F("municipality__county"),
            population=F("municipality__population"),
        )
        borders = [row | {"shape": row["border"]} for row in flat]
        return self.lasting(Response(self.get_serializer(borders, many=True).data))

    def lasting(self, response: Response) -> Response:
        """Borders change at most once a year."""
        response["Cache-Control"] = "private, max-age=86400"
        return response
