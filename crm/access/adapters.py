"""What Förankra settles of allauth's ways: at the door, and about the second factor."""

import base64
import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import gate
from crm.access.accounts import ClosedSignup
from crm.access.counting import wait_until
from movements.access.factors import has_another

RECOVERED = "mfa/email/recovery_code_used"  # ours: allauth writes no such letter
TOO_MANY = "too_many_login_attempts"
# What the next page shows by itself needs no toast over it.
SHOWN = ("mfa/messages/", "account/messages/logged_in.txt", "account/messages/logged_out.txt")
# Letters about a lock that was changed: what happened, in one sentence.
CHANGED = {
    "account/email/password_changed": gettext_lazy("The password was changed."),
    "account/email/password_set": gettext_lazy("The password was changed."),
    "account/email/password_reset": gettext_lazy("The password was changed by a link in a letter."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was made."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was taken away."),
    "mfa/email/totp_activated": gettext_lazy("An app for codes was connected."),
    "mfa/email/totp_deactivated": gettext_lazy("The app for codes was taken away."),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made."),
    RECOVERED: gettext_lazy("Somebody logged in with one of your recovery codes."),
}


class Accounts(ClosedSignup):
    """Log in, password and letters."""

    error_messages = ClosedSignup.error_messages | {
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is wrong."),
        "incorrect_password": gettext_lazy("The password is wrong."),
        "enter_current_password": gettext_lazy("Write the password that you have now."),
        "incorrect_code": gettext_lazy("The code is wrong. Write the one that is shown now."),
    }

    def login(self, request, user):
        super().login(request, user)
        gate.open_for(request, user)

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refused:
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise ValidationError(wait_until(request, key), code=TOO_MANY) from refused

    def reauthenticate(self, user, password):
        """By the account's own address: allauth looks among addresses that we keep none of."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app, **more):
        """Who came in a moment ago has just said who they are."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0)
        if time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **more)

    def send_mail(self, template_prefix, email, context):
        """After the transaction: no letter is waited for while rows are held, and what was undone
        sends none. In the language of the account, whatever browser asked for it."""
        told = {"request": self.request, "email": email} | context
        whose = context.get("user")
        with translation.override(whose.language if whose else translation.get_language()):
            letter = self.render_mail(template_prefix, email, told)
        transaction.on_commit(letter.send, robust=True)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A lock that was changed is told to the account's own address, so that a thief is noticed.
        It does not say from where: that is kept nowhere either."""
        what = CHANGED.get(template_prefix)
        if what is not None:
            told = {"user": user, "what": what}
            self.send_mail("account/email/lock_changed", user.email, told)

    def add_message(self, request, level, message_template=None, *args, **more):
        if not (message_template or "").startswith(SHOWN):
            super().add_message(request, level, message_template, *args, **more)


class Factors(DefaultMFAAdapter):
    """Passkeys, codes from an app, recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("The code is wrong. Write the one that is shown now."),
        "cannot_delete_authenticator": gettext_lazy("This is your only one. Add another first."),
    }

    def encrypt(self, text):
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _locks().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        """Never the last one: without any, only the page that makes a new one is shown."""
        return has_another(authenticator)

    def _get_site_name(self):
        return "Förankra"

    def generate_authenticator_name(self, user, type):  # noqa: A002  allauth's own word
        return _("Passkey of %(day)s") % {"day": date_format(timezone.localdate(), "j F")}


def _locks() -> MultiFernet:
    """Secrets are unreadable in a copy of the database alone. Locked with SECRET_KEY; opened also
    with the keys that were used before it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"forankra.factors")
    return base64.urlsafe_b64encode(made.derive(secret.encode()))
