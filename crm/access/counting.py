"""How often somebody tried to come in: counted together by all processes, kept for nobody to read.

The counts stand in a table of their own, on a connection that no request's transaction reaches
(crm/routing.py): an answer that is refused and rolled back has been counted all the same.
"""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

APP, FAILED = "allauth.account", "login_failed"


def hashed(key: str, prefix: str, version: int) -> str:
    """Under what a count stands: a keyed hash, since the key names a person or an address."""
    return salted_hmac(
        "forankra.counts", f"{prefix}:{version}:{key}", algorithm="sha256"
    ).hexdigest()


def seconds_left(request, key: str) -> float:
    """How long nobody gets another try for `key`, or from this request's address."""
    now, longest = time.time(), 0.0
    for rate in ratelimit.get_rates(app=APP, action=FAILED):
        name = ratelimit.get_cache_key(request, app=APP, action=FAILED, rate=rate, key=key)
        tries = cache.get(name, [])  # the latest first
        if len(tries) >= rate.amount:
            longest = max(longest, tries[rate.amount - 1] + rate.duration - now)
    return longest


def wait_until(request, key: str) -> str:
    """ "Wait 15 minutes. You can try again at 14:32." """
    seconds = max(60.0, seconds_left(request, key))
    minutes = math.ceil(seconds / 60)
    told = ngettext("Wait %(n)s minute.", "Wait %(n)s minutes.", minutes) % {"n": minutes}
    clock = timezone.localtime() + timezone.timedelta(minutes=minutes)
    at = date_format(clock, "H:i")
    return f"{told} " + _("You can try again at %(time)s.") % {"time": at}
