"""What one may ask of the country's municipalities. Public geography: the same for every reader."""

import django_filters
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, JSONField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from movements.places.models import BorderLevel, County, Municipality, MunicipalityBorder

WGS84 = 4326
DECIMALS = 5  # about a metre
DEEPEST_ZOOM = 22


class MunicipalityFilter(django_filters.FilterSet):
    """Municipalities in force, each with its border as it is drawn at a zoom of the map."""

    zoom = django_filters.NumberFilter(
        method="drawn_at",
        label=_("Zoom of the map, 0–22; 7 when it is not said"),
        validators=[MinValueValidator(0), MaxValueValidator(DEEPEST_ZOOM)],
    )
    county = django_filters.ModelMultipleChoiceFilter(
        queryset=County.objects.all(),
        to_field_name="code",
        field_name="municipality__county",
        label=_("County"),
    )
    municipality = django_filters.ModelMultipleChoiceFilter(
        queryset=Municipality.objects.current().defer("border"),
        to_field_name="code",
        field_name="municipality",
        label=_("Municipality"),
    )

    class Meta:
        model = MunicipalityBorder
        fields: tuple = ()

    def filter_queryset(self, queryset):
        zoom = self.form.cleaned_data.get("zoom")
        level = BorderLevel.for_zoom(7 if zoom is None else zoom)
        rows = queryset.filter(level=level, municipality__valid_to=None)
        return super().filter_queryset(rows).order_by("municipality__code")

    def drawn_at(self, rows, name, value):
        return rows  # the level is chosen first, for every question


def with_geojson(borders):
    """Adds `border`: the shape in WGS 84 as a GeoJSON geometry, made by the database."""
    geometry = AsGeoJSON(Transform(F("shape"), WGS84), precision=DECIMALS)
    return borders.annotate(border=Cast(geometry, JSONField()))


def municipalities_by_code(codes) -> dict[str, Municipality]:
    """The municipalities in force with these codes, in one query; unknown codes are left out."""
    found = Municipality.objects.current().defer("border").filter(code__in=set(codes))
    return {municipality.code: municipality for municipality in found}
