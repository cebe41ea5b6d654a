"""From an address to a point, behind geopy's interface.

The only backend is the gazetteer in our own database: no call leaves the machine. Another
geocoder that geopy knows can take its place by the setting GEOCODER, a dotted path; that is
an administrator's decision, since addresses would then be sent to somebody else.
"""

from django.conf import settings
from django.utils.module_loading import import_string
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from movements.places.gazetteer import Resolved, locate, resolve
from movements.places.models import Municipality


class GazetteerGeocoder(Geocoder):
    """A geopy geocoder that answers from the gazetteer.

    >>> GazetteerGeocoder().geocode("145 52 Norsborg")
    Location(Norsborg, Botkyrka, (59.25, 17.7833, 0.0))
    """

    def geocode(self, query, *, exactly_one=True, timeout=None, hint: Municipality | None = None):
        """geopy's Location, a list of one, or None; `raw` tells how the place was found.

        `timeout` is geopy's and has nothing to wait for here. Places that are no more exact
        than a municipality are not answered.
        """
        found = resolve(str(query), hint=hint)
        if found is None or not found.is_located:
            return None
        location = _location(found)
        return location if exactly_one else [location]


def geocoder() -> Geocoder:
    """The geocoder that this installation uses."""
    path = getattr(settings, "GEOCODER", f"{__name__}.GazetteerGeocoder")
    return import_string(path)()


def place_of(
    address: str, postcode: str, town: str, hint: Municipality | None = None
) -> Resolved | None:
    """The place of an organisation's address; a street is not found, its town is."""
    found = locate(town=town, postcode=postcode, hint=hint)
    if found and found.is_located:
        return found
    return resolve(address, hint=hint, nearby=True) or found


def _location(found: Resolved) -> Location:
    raw = {
        "how": found.how,
        "precision": found.precision,
        "ambiguous": found.ambiguous,
        "municipality": found.municipality.code,
    }
    return Location(f"{found.name}, {found.municipality.name}", (found.lat, found.lon), raw)
