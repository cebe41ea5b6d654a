"""Addresses of what leaves: retention, and one person at a time."""

from django.urls import path

from crm.rights import erasing, retention

urlpatterns = [
    path("dataskydd/gallring/", retention.retention, name="retention"),
    path(
        "organisationer/<uuid:pk>/kontaktperson/<uuid:person_pk>/radera/",
        erasing.erase,
        name="organisation_person_erase",
    ),
]
