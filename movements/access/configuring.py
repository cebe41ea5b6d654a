"""The deed that chooses which servers outside the house a district asks."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from movements.access.funnel import require, visible
from movements.access.integrations import Integrations
from movements.access.outside import checked_address


@transaction.atomic
def choose_address_server(*, by, geocoder: str, geocoder_url: str) -> Integrations:
    """Which server looks addresses up; "" for the built-in place names. The history says who.

    Raises NotAllowed, and ValidationError with a message per field.
    """
    require(by, "configure_integrations", by.district)
    chosen = visible(Integrations, by).select_for_update().first()
    chosen = chosen or Integrations(district=by.district)
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
