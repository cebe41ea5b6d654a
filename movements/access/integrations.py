"""Which servers outside the house a district has chosen to ask. None, unless somebody says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.rows import DistrictRow


@tracked
class Integrations(DistrictRow):
    """A district's own address server and base map. Without a row everything stays in the house."""

    class Geocoder(models.TextChoices):
        BUILT_IN = "", _("The built-in place names")
        NOMINATIM = "nominatim", "Nominatim"
        PHOTON = "photon", "Photon"

    class BaseMap(models.TextChoices):
        NONE = "", _("No base map")
        RASTER = "raster", _("Picture tiles")
        PMTILES = "pmtiles", "PMTiles"

    geocoder = models.CharField(
        _("addresses are looked up by"), max_length=10, choices=Geocoder, blank=True
    )
    geocoder_url = models.URLField(_("address of the server"), blank=True, max_length=300)
    base_map = models.CharField(_("base map"), max_length=10, choices=BaseMap, blank=True)
    base_map_url = models.CharField(_("address of the base map"), blank=True, max_length=300)
    attribution = models.CharField(_("who made the base map"), blank=True, max_length=200)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district"], name="integrations_once"),
        ]

    def __str__(self):
        return str(self.district)
