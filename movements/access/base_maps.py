"""Which map a browser may fetch beneath ours: from a server that the installation names, no other.

The house never asks it: whoever looks at the map does. It is therefore stricter than what the house
asks by itself (outside.py): a host stands in ALLOWED_SERVERS, or nobody's browser is sent there.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from movements.access.funnel import visible
from movements.access.integrations import Integrations
from movements.access.outside import PORTS, is_allowed

# What a host may be in a content security policy: a name or IPv4 address, nothing with a meaning.
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
PLACES = ["x", "y", "z"]  # what the pattern of a picture tile names, once each
SPECIAL = re.compile(r"[\s\\#\"'<>`|^\x00-\x1f\x7f]")


def base_map_of(reader) -> Integrations | None:
    """The base map that the reader's district has chosen, while its server still is allowed."""
    chosen = visible(Integrations, reader).first()
    if not chosen or not chosen.base_map:
        return None
    try:
        checked_base_map(chosen.base_map, chosen.base_map_url)
    except ValidationError:
        return None
    return chosen


def origin(url: str) -> str:
    """Scheme, host and port of a checked address, as a content security policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def checked_base_map(kind: str, url: str) -> str:
    """The address, if a browser may fetch the map there. Raises ValidationError with a sentence."""
    example = _("Write an address such as https://maps.example.org/{z}/{x}/{y}.png")
    if kind != Integrations.BaseMap.RASTER:
        raise ValidationError(_("That kind of base map cannot be shown."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise ValidationError(example) from wrong
    if parts.scheme not in PORTS or not parts.hostname or SPECIAL.search(url):
        raise ValidationError(example)
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("An address may not hold a user name or a password."))
    if not HOST.fullmatch(parts.hostname) or sorted(_named(parts)) != PLACES:
        raise ValidationError(example)
    if settings.HTTPS and parts.scheme != "https":  # no browser mixes the two
        raise ValidationError(_("The address must begin with https."))
    if not is_allowed(parts.hostname, port or PORTS[parts.scheme]):
        raise ValidationError(
            _("The server %(host)s must be allowed by whoever runs the installation.")
            % {"host": parts.netloc}
        )
    return url


def _named(parts) -> list[str]:
    """What stands in braces after the host; a brace left over counts as one more."""
    after = f"{parts.path}?{parts.query}"
    named = re.findall(r"\{([^{}]*)\}", after)
    left = re.sub(r"\{[^{}]*\}", "", after)
    return [*named, *("{" for each in left if each in "{}")]
