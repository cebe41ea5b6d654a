"""The deeds that choose which servers outside the house a district asks."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from movements.access.base_maps import checked_base_map
from movements.access.funnel import require, visible
from movements.access.integrations import Integrations
from movements.access.outside import checked_address


@transaction.atomic
def choose_address_server(*, by, geocoder: str, geocoder_url: str) -> Integrations:
    """Which server looks addresses up; "" for the built-in place names. The history says who.

    Raises NotAllowed, and ValidationError with a message per field.
    """
    require(by, "configure_integrations", by.district)
    chosen = _chosen(by)
    chosen.geocoder, chosen.geocoder_url = geocoder, geocoder_url.strip() if geocoder else ""
    if geocoder and not chosen.geocoder_url:
        raise ValidationError({"geocoder_url": [_("Write the address of the server.")]})
    if geocoder:
        try:
            checked_address(chosen.geocoder_url)
        except ValidationError as wrong:
            raise ValidationError({"geocoder_url": wrong.messages}) from wrong
    chosen.full_clean(exclude=["district", "geocoder_url"], validate_constraints=False)
    chosen.save()
    return chosen


@transaction.atomic
def choose_base_map(*, by, base_map: str, base_map_url: str, attribution: str) -> Integrations:
    """Which map lies under the district's own borders; "" for none. The history says who chose.

    Raises NotAllowed, and ValidationError with a message per field.
    """
    require(by, "configure_integrations", by.district)
    chosen = _chosen(by)
    chosen.base_map = base_map
    chosen.base_map_url = base_map_url.strip() if base_map else ""
    chosen.attribution = " ".join(attribution.split()) if base_map else ""
    wrong = {}
    if base_map:
        try:
            checked_base_map(base_map, chosen.base_map_url)
        except ValidationError as refused:
            wrong["base_map_url"] = refused.messages
        if not chosen.attribution:
            wrong["attribution"] = [_("Say who made the map: it stands on the map.")]
    if wrong:
        raise ValidationError(wrong)
    chosen.full_clean(exclude=["district", "geocoder_url"], validate_constraints=False)
    chosen.save()
    return chosen


def _chosen(by) -> Integrations:
    """What the district has chosen so far, for a deed that changes it."""
    chosen = visible(Integrations, by).select_for_update().first()
    return chosen or Integrations(district=by.district)
