"""Counties, municipalities and the named places in them.

All geometry is kept in web mercator (3857): it is what tiles and the map ask for, and a
whole-world tile envelope cannot be turned into SWEREF 99 TM.
"""

from datetime import date

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Distance
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.core.validators import RegexValidator
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from movements.places.mercator import WEB_MERCATOR, lonlat_point, stretch


class County(models.Model):
    """A county (län), known everywhere by Statistics Sweden's two-digit code."""

    code = models.CharField(
        max_length=2, primary_key=True, validators=[RegexValidator(r"^\d{2}\Z")]
    )
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self):
        return self.name


class MunicipalityQuerySet(models.QuerySet):
    def valid_on(self, day: date):
        """Those that exist on that day; a municipality can be replaced by another."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self):
        """The generation in force now: nothing has replaced it."""
        return self.filter(valid_to__isnull=True)

    def in_county(self, code: str):
        return self.filter(county_id=code)

    def at(self, lon: float, lat: float):
        """Those whose border covers the point (WGS 84 degrees)."""
        return self.filter(border__covers=lonlat_point(lon, lat))

    def nearest_to(self, lon: float, lat: float, within: float = 20_000):
        """Those within so many metres of the point, nearest first; inside is nearest."""
        here = lonlat_point(lon, lat)
        return (
            self.filter(border__dwithin=(here, within * stretch(lat)))
            .annotate(distance=Distance("border", here))
            .order_by("distance", "code")
        )


class Municipality(models.Model):
    """One generation of a municipality (kommun).

    The code alone does not identify it through time: Knivsta left Uppsala in 2003, and a
    border that moves makes a new generation of the same code. Hence the dates, and a key
    that is not the code.
    """

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=4, validators=[RegexValidator(r"^\d{4}\Z")])
    name = models.CharField(max_length=60)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    population = models.PositiveIntegerField(default=0)
    centre = models.PointField(
        srid=WEB_MERCATOR,
        help_text="A point inside the border, where the label stands.",
    )
    border = models.MultiPolygonField(srid=WEB_MERCATOR)
    valid_from = models.DateField()
    valid_to = models.DateField(
        null=True, blank=True, help_text="The first day it is no longer in force."
    )
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="municipality_generation_unique"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4}$"),
                name="municipality_code_has_four_digits",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="municipality_ends_after_it_begins",
            ),
            # The code as a one-number range needs no extension beside PostGIS.
            ExclusionConstraint(
                name="municipality_generations_never_overlap",
                index_type="gist",
                expressions=[
                    (
                        Func(
                            Cast("code", models.IntegerField()),
                            Cast("code", models.IntegerField()),
                            Value("[]"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return self.name


class BorderLevel(models.IntegerChoices):
    """How much of a border is kept; each level serves a band of zooms."""

    FAR = 0, _("the whole country")
    MIDDLE = 1, _("a county")
    NEAR = 2, _("a municipality")

    @classmethod
    def for_zoom(cls, zoom: float) -> "BorderLevel":
        """The coarsest level that still looks right at that zoom of the map."""
        if zoom < 6:
            return cls.FAR
        return cls.MIDDLE if zoom < 9 else cls.NEAR


class MunicipalityBorder(models.Model):
    """A municipality's border at one level: every island kept, edges shared with neighbours."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="borders")
    level = models.PositiveSmallIntegerField(choices=BorderLevel)
    shape = models.MultiPolygonField(srid=WEB_MERCATOR)

    class Meta:
        ordering = ["municipality", "level"]
        verbose_name = _("municipality border")
        verbose_name_plural = _("municipality borders")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "level"],
                name="one_border_per_municipality_and_level",
            ),
        ]

    def __str__(self):
        return f"{self.municipality_id}, {self.get_level_display()}"


class CountyBorder(models.Model):
    """A county's outline at one level, made from its municipalities' borders at that level."""

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="borders")
    level = models.PositiveSmallIntegerField(choices=BorderLevel)
    shape = models.MultiPolygonField(srid=WEB_MERCATOR)

    class Meta:
        ordering = ["county", "level"]
        verbose_name = _("county border")
        verbose_name_plural = _("county borders")
        constraints = [
            models.UniqueConstraint(
                fields=["county", "level"], name="one_border_per_county_and_level"
            ),
        ]

    def __str__(self):
        return f"{self.county_id}, {self.get_level_display()}"


class CityDistrict(models.Model):
    """A district of a city (stadsdelsområde) that has a council or an administration of its own."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="city_districts"
    )
    name = models.CharField(max_length=80)
    border = models.MultiPolygonField(srid=WEB_MERCATOR, null=True, blank=True)

    class Meta:
        ordering = ["municipality", "name"]
        verbose_name = _("city district")
        verbose_name_plural = _("city districts")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="city_district_name_unique"
            ),
        ]

    def __str__(self):
        return self.name


class PlaceKind(models.TextChoices):
    """What sort of thing a name is the name of."""

    TOWN = "town", _("town or village")
    AREA = "area", _("part of a town, or a district")
    ISLAND = "island", _("island")
    POSTAL = "postal", _("postal town")


class PlaceSource(models.TextChoices):
    """Where a place comes from; licences stand in docs/places.md."""

    GEONAMES = "geonames", _("GeoNames")
    POSTAL = "geonames_postal", _("GeoNames postal codes")
    SUPPLEMENT = "supplement", _("our own supplement")


class Place(models.Model):
    """A line of the gazetteer: a Swedish place name, where it is and in which municipality."""

    key = models.CharField(
        max_length=80, unique=True, help_text="The same from one load to the next."
    )
    name = models.CharField(max_length=120)
    normalised = models.CharField(
        max_length=120, help_text="The name as the gazetteer looks it up."
    )
    kind = models.CharField(max_length=10, choices=PlaceKind)
    point = models.PointField(srid=WEB_MERCATOR)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="places")
    population = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=20, choices=PlaceSource)

    class Meta:
        ordering = ["name", "key"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [models.Index(fields=["normalised"], name="place_normalised")]

    def __str__(self):
        return self.name


class PostalCode(models.Model):
    """A Swedish postcode: its town, and the point and municipality it most likely means."""

    code = models.CharField(
        max_length=5, primary_key=True, validators=[RegexValidator(r"^\d{5}\Z")]
    )
    town = models.CharField(max_length=80)
    point = models.PointField(srid=WEB_MERCATOR)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="postal_codes"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")

    def __str__(self):
        return f"{self.code[:3]} {self.code[3:]} {self.town}"
