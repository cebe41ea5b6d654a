"""The project's addresses, and those of what it is compared with."""

from django.urls import include, path

urlpatterns = [
    path("", include("crm.urls")),
]
