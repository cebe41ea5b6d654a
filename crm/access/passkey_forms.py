"""What a device answers with a passkey. Anybody can send anything there, before they are anybody:
what no device would send is a passkey that did not work, and never a crash."""

from allauth.mfa.webauthn import forms as allauths
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000  # signs; a device's answer has about two thousand
DID_NOT_WORK = _("The passkey did not work. Try again.")
# What the libraries say of letters, numbers and keys that are not where they should be.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class Answer(forms.JSONField):
    """An object as a browser makes it."""

    def __init__(self, **more):
        super().__init__(widget=forms.HiddenInput, **more)
        self.error_messages = dict.fromkeys(self.error_messages, DID_NOT_WORK)

    def to_python(self, value):
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValidationError(DID_NOT_WORK)
        try:
            answer = super().to_python(value)
        except RecursionError as deep:
            raise ValidationError(DID_NOT_WORK) from deep
        if answer is not None and not isinstance(answer, dict):
            raise ValidationError(DID_NOT_WORK)
        return answer


class Understood:
    """Says in words that the answer was none."""

    def clean_credential(self):
        try:
            return super().clean_credential()
        except ValidationError as refused:
            if refused.code == "incorrect_code":  # which speaks of a code, and there is none
                raise ValidationError(DID_NOT_WORK) from refused
            raise
        except MALFORMED as odd:
            raise ValidationError(DID_NOT_WORK) from odd


class LogInForm(Understood, allauths.LoginWebAuthnForm):
    credential = Answer()


class ShowForm(Understood, allauths.AuthenticateWebAuthnForm):
    credential = Answer()


class ShowAgainForm(Understood, allauths.ReauthenticateWebAuthnForm):
    credential = Answer()


class MakeForm(allauths.AddWebAuthnForm):
    credential = Answer()

    def clean(self):
        try:
            return super().clean()
        except (ValidationError, *MALFORMED) as odd:
            raise ValidationError(DID_NOT_WORK) from odd
