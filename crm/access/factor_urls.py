"""Addresses of the second factor: those of allauth's that Förankra has."""

from allauth.mfa.base.views import authenticate, reauthenticate
from allauth.mfa.webauthn.views import reauthenticate_webauthn
from django.urls import path

from crm.access import factors

urlpatterns = [
    path("", factors.Ways.as_view(), name="mfa_index"),
    path("kod/", authenticate, name="mfa_authenticate"),
    path("kod-igen/", reauthenticate, name="mfa_reauthenticate"),
    path("app/", factors.ConnectApp.as_view(), name="mfa_activate_totp"),
    path("app/ta-bort/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("koder/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("koder/nya/", factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("passkey/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkey/igen/", reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkey/logga-in/", factors.LogInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("passkey/<int:pk>/ta-bort/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
