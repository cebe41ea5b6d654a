"""An address server that the district has chosen: asked by a job, after the address is saved.

Nothing waits for it and nothing is lost when it is silent: the built-in place names have given the
organisation a point of its town already, and the job only makes it better. A protected address is
never asked about, whatever was asked for a moment before.
"""

import json
from urllib.parse import urlsplit

from django.contrib.gis.geos import Point
from django.db import transaction
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Photon
from procrastinate.contrib.django import app

from movements.access.funnel import require, visible
from movements.access.integrations import Integrations
from movements.access.jobs import name_of
from movements.access.outside import AGENT, fetch
from movements.access.readers import service
from movements.directory.models import Organisation
from movements.places.mercator import to_mercator
from movements.places.models import WEB_MERCATOR

SECONDS, LIMIT = 10, 500_000  # for one answer
SWEDEN = (10.5, 55.0, 24.2, 69.1)  # west, south, east, north: no answer outside it is believed
KINDS = {"nominatim": Nominatim, "photon": Photon}


class OnlyThere(BaseSyncAdapter):
    """geopy's way to a server, through the house's one way out. Unreachable goes through."""

    def get_json(self, url, *, timeout, headers):
        return json.loads(self.get_text(url, timeout=timeout, headers=headers))

    def get_text(self, url, *, timeout, headers):
        return fetch(url, limit=LIMIT, seconds=timeout).decode()


def address_host(reader) -> str:
    """The host that addresses are sent to; "" while nothing leaves the house."""
    chosen = chosen_by(reader)
    return urlsplit(chosen.geocoder_url).netloc if chosen and chosen.geocoder else ""


def chosen_by(reader) -> Integrations | None:
    """What the reader's district has chosen, if anything."""
    return visible(Integrations, reader).first()


def whole_address(organisation) -> str:
    """What is sent: street, postcode and town, never the organisation's name."""
    place = " ".join(filter(None, (organisation.postcode, organisation.town)))
    return ", ".join(filter(None, (organisation.address, place, "Sverige")))


def ask_later(by, organisation) -> None:
    """Queues the question, with what is being saved now, when there is somebody to ask."""
    hidden = organisation.address_protected or organisation.existence_protected
    if hidden or not organisation.address or not address_host(by):
        return
    reader = name_of(service("addresses", organisation.district))
    app.configure_task("directory.locate").defer(organisation=str(organisation.pk), reader=reader)


def found_at(chosen: Integrations, address: str) -> tuple[float, float] | None:
    """(lon, lat) that the server answers, or None. Raises Unreachable; asked in no transaction."""
    parts = urlsplit(chosen.geocoder_url)
    geocoder = KINDS[chosen.geocoder](
        scheme=parts.scheme,
        domain=f"{parts.netloc}{parts.path}".rstrip("/"),
        user_agent=AGENT,
        timeout=SECONDS,
        adapter_factory=OnlyThere,
    )
    try:
        found = geocoder.geocode(address)
    except (GeopyError, ValueError, LookupError, TypeError, AttributeError):
        return None  # an answer that makes no sense
    if found is None:
        return None
    west, south, east, north = SWEDEN
    inside = west <= found.longitude <= east and south <= found.latitude <= north
    return (found.longitude, found.latitude) if inside else None


@transaction.atomic
def settle_point(*, by, organisation, address: str, at: tuple[float, float]) -> bool:
    """Puts an organisation where the server says, if it still has that address and may be drawn."""
    require(by, "settle_point", organisation)
    rows = visible(Organisation, by).select_for_update(no_key=True)
    organisation = rows.get(pk=organisation.pk)
    if organisation.address_protected or whole_address(organisation) != address:
        return False
    organisation.point = Point(*to_mercator(*at), srid=WEB_MERCATOR)
    organisation.save(update_fields=["point"])
    return True
