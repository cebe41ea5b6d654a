"""Nobody comes further than the door before the second factor, and nobody stays who went home.

Costs no query: the account's mark is read with the account, and the session remembers the mark
that it was opened with. A factor that goes away changes the mark, so what was
opened with it is shut on the next request (migration 0033).
"""

import time
from datetime import date, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils import timezone

from crm.middleware import IdentityMiddleware
from crm.unavailable import told_in_words
from movements.access.factors import opens_without
from movements.access.sessions import BEGUN

OPENED = "second_factor"  # session key: the account's mark when its factor was shown
SEEN = "seen"  # session key: when the session was last used, to the nearest minutes
SEEN_EVERY = 300  # seconds: a session is not written at each request
# Where an account without a second factor may go: to get one, or away.
SETTING_UP = {
    *("mfa_index", "mfa_add_webauthn", "mfa_activate_totp"),
    *("account_logout", "account_reauthenticate", "language", "account_without_phone"),
}


class SecondFactor:
    """Sets `request.through`: whether this session may see anything at all.

    Without a factor on the account, only the page that sets it up is shown. A session that never
    showed the account's factor is no session: whoever has it is asked to log in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    @told_in_words
    def __call__(self, request):
        request.through = False
        if request.path.startswith(IdentityMiddleware.unguarded):
            return self.get_response(request)
        if request.user.is_authenticated:
            request.through = is_through(request)
            if _is_over(request) or (request.user.factor_mark and not request.through):
                request.through = False
                logout(request)
        if request.user.is_authenticated and not request.through and not _may_set_up(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def is_through(request) -> bool:
    """Whether this session showed the factor that its account has today."""
    mark = request.user.factor_mark
    if mark is None:
        return opens_without(request.user)
    return request.session.get(OPENED) == str(mark)


def open_for(request, user) -> None:
    """At login: what was shown of a second factor on the way in opens the session."""
    shown = any(one["method"] == "mfa" for one in get_authentication_records(request, user))
    if shown and user.factor_mark:
        request.session[OPENED] = str(user.factor_mark)
    request.session[SEEN] = int(time.time())


def keep_open(request) -> None:
    """After a factor was added or taken away by this session, which showed who it is: the others
    are shut, and this one goes on."""
    request.user.refresh_from_db(fields=["factor_mark"])
    mark = request.user.factor_mark
    if mark is None:
        request.session.pop(OPENED, None)
    else:
        request.session[OPENED] = str(mark)


def _is_over(request) -> bool:
    """Whether the session stood unused too long, or was begun too long ago however much it was
    used; else it is noted now and then that it is used."""
    now, session = int(time.time()), request.session
    seen, begun = session.get(SEEN), session.get(BEGUN)
    if seen is not None and now - seen > settings.SESSION_IDLE:
        return True
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if begun and timezone.localdate() - date.fromisoformat(begun) >= longest:
        return True
    if seen is None or now - seen > SEEN_EVERY:
        session[SEEN] = now
    return False


def _may_set_up(request) -> bool:
    if request.path.startswith("/api/"):
        return True  # the machines' door says itself what is missing (api/base.py)
    try:
        return resolve(request.path_info).url_name in SETTING_UP
    except Resolver404:
        return False
