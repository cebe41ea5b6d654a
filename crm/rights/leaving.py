"""Addresses of what leaves: retention, and one person at a time."""

from django.urls import path

from crm.rights import erasing, extracts, retention

urlpatterns = [
    path("dataskydd/utdrag/", extracts.extract_list, name="extract_list"),
    path("dataskydd/utdrag/<uuid:pk>/hamta/", extracts.fetch, name="extract_fetch"),
    path(
        "organisationer/<uuid:pk>/kontaktperson/<uuid:person_pk>/utdrag/",
        extracts.make,
        name="organisation_person_extract",
    ),
    path("dataskydd/gallring/", retention.retention, name="retention"),
    path(
        "organisationer/<uuid:pk>/kontaktperson/<uuid:person_pk>/radera/",
        erasing.erase,
        name="organisation_person_erase",
    ),
]
