"""All addresses. What a user sees is Swedish; the machines' door is English."""

from django.urls import include, path

urlpatterns = [
    path("", include("crm.access.urls")),
    path("", include("crm.briefing.urls")),
    path("", include("crm.directory.urls")),
    path("", include("crm.dialogue.urls")),
    path("", include("crm.mapping.urls")),
    path("", include("crm.exchange.urls")),
    path("", include("crm.rights.urls")),
    path("", include("crm.rights.leaving")),
    path("konto/", include("allauth.account.urls")),
    path("konto/andra-steget/", include("crm.access.factor_urls")),
    path("api/", include("api.urls")),
]

handler500 = "crm.unavailable.crashed"
