"""Codes that show whose an account is: from an app, or from the paper of recovery codes."""

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.access.adapters import RECOVERED, TOO_MANY
from crm.access.counting import wait_until


class CodeField(forms.CharField):
    """A code from an app or from the paper: capitals, blanks and hyphens are nothing."""

    def __init__(self, **more):
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(label=_("Code"), max_length=40, widget=widget, **more)

    def to_python(self, value):
        return normalize_user_code(super().to_python(value) or "")


class Waiting:
    """Says until when nobody gets another try, where allauth says only that there were too many."""

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError as refused:
            if refused.code not in {TOO_MANY, "rate_limited"}:
                raise
            told = wait_until(context.request, f"mfa-auth-user-{self.user.pk}")
            raise ValidationError(told, code=TOO_MANY) from refused


class CodeForm(Waiting, AuthenticateForm):
    """At login. A code from the paper is told of by letter: papers are found."""

    code = CodeField()

    def save(self):
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            get_adapter().send_notification_mail(RECOVERED, self.user)


class CodeAgainForm(Waiting, ReauthenticateForm):
    code = CodeField()


class FirstCodeForm(Waiting, ActivateTOTPForm):
    code = CodeField()
