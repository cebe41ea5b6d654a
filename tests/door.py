"""How the cast comes in: each account has an app for codes, and its sessions have shown a code."""

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client

from crm.access import gate
from movements.access.identity import acting_as
from movements.access.readers import service
from movements.models import User

METHODS = "account_authentication_methods"  # session key of allauth: how one said who one is
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_password_alone = Client.force_login


def give_factors(*users: User) -> None:
    """An app for codes on each account; the users know it, as if they were read again."""
    kind, locked = Authenticator.Type.TOTP, get_adapter().encrypt(SECRET)
    apps = [Authenticator(user=user, type=kind, data={"secret": locked}) for user in users]
    with acting_as(service("door"), why="test"):
        Authenticator.objects.bulk_create(apps)
    marks = dict(User.objects.filter(pk__in=[u.pk for u in users]).values_list("pk", "factor_mark"))
    for user in users:
        user.factor_mark = marks[user.pk]


def take_factors_away(user: User) -> None:
    with acting_as(service("door"), why="test"):
        Authenticator.objects.filter(user=user).delete()
    user.refresh_from_db(fields=["factor_mark"])


def code_now(secret: str = SECRET) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in_with_password_alone(client: Client, user: User) -> None:
    """A session that has shown no second factor, whatever the account has."""
    _password_alone(client, user)
    _note(client, user, "password")


def log_in_with_factor(client: Client, user: User, backend=None) -> None:
    """What a login leaves behind when the code was right: the account's mark in the session.

    Somebody who is not of the cast connects an app first, as they must.
    """
    _password_alone(client, user, backend)
    mark = User.objects.values_list("factor_mark", flat=True).get(pk=user.pk)
    if mark is None:
        give_factors(user)
        mark = user.factor_mark
    _note(client, user, "password", "mfa", **{gate.OPENED: str(mark)})


def _note(client: Client, user: User, *ways: str, **told) -> None:
    session, now = client.session, time.time()
    session[METHODS] = [{"method": way, "at": now} for way in ways]
    session[f"{METHODS}_user"] = str(user.pk)
    session[gate.SEEN] = int(now)
    session.update(told)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
