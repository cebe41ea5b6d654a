"""The pages of the second factor: allauth's own views, with the one thing each that is ours."""

from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from crm.access import gate
from crm.access.codes import in_fours, in_halves, make_readable
from movements.access.factors import recovery_codes_of

JUST_MADE = "factor_just_made"  # session key: what the page of the codes says was done


class Ways(IndexView):
    """Without a factor: *Skydda kontot först*, which makes a passkey at one press. With one: what
    there is, and what can be changed."""

    def get_template_names(self):
        return ["mfa/index.html" if self.request.user.factor_mark else "mfa/protect.html"]

    def get_context_data(self, **more):
        told = super().get_context_data(**more)
        if not self.request.user.factor_mark:
            told["creation"] = begin_registration(self.request.user, True)
        codes = told["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        told["codes_left"] = len(codes.get_unused_codes()) if codes else 0
        return told


class Opening:
    """A way was added or taken away: this session goes on, and codes are of signs one can read."""

    def form_valid(self, form):
        answer = super().form_valid(form)
        gate.keep_open(self.request)
        if getattr(self, "did_generate_recovery_codes", False):
            make_readable(recovery_codes_of(self.request.user))
        return answer


class AddPasskey(Opening, AddWebAuthnView):
    """A passkey opens without a password, so it must know who holds it: finger, face or code."""

    def get_context_data(self, **more):
        told = super().get_context_data(**more)
        told["creation"] = begin_registration(self.request.user, True)
        return told

    def form_valid(self, form):
        self.request.session[JUST_MADE] = "passkey"
        return super().form_valid(form)


class ConnectApp(Opening, ActivateTOTPView):
    def get_context_data(self, **more):
        told = super().get_context_data(**more)
        told["secret"] = in_fours(told["form"].secret)
        return told

    def form_valid(self, form):
        self.request.session[JUST_MADE] = "app"
        return super().form_valid(form)


class RemoveApp(Opening, DeactivateTOTPView):
    pass


class RemovePasskey(Opening, RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        if get_adapter().can_delete_authenticator(self.object):
            return super().form_valid(form)
        told = get_adapter().error_messages["cannot_delete_authenticator"]
        messages.error(self.request, told)
        return redirect(self.success_url)


class NewCodes(GenerateRecoveryCodesView):
    def form_valid(self, form):
        answer = super().form_valid(form)
        make_readable(recovery_codes_of(self.request.user))
        return answer


@method_decorator(never_cache, name="dispatch")
class Codes(ViewRecoveryCodesView):
    """Shown once, and kept by no cache on the way."""

    def get_context_data(self, **more):
        told = super().get_context_data(**more)
        codes = told.pop("unused_codes")
        told["codes"] = [in_halves(code) for code in codes] if told["can_view_codes"] else []
        told["left"] = len(codes)
        told["made"] = self.request.session.pop(JUST_MADE, "")
        return told


class LogInByPasskey(LoginWebAuthnView):
    """The browser asks for a challenge, which is kept in a session: so asking is counted too."""

    def get(self, request, *args, **more):
        counted = {"app": "allauth.mfa", "action": "webauthn_login", "limit_get": True}
        if not ratelimit.consume(request, **counted):
            return ratelimit.respond_429(request)
        return super().get(request, *args, **more)
