"""Idag: what waits for whoever is reading."""

from django.urls import path

from crm.briefing import bin as thrown
from crm.briefing import changes, search, views

HISTORIES = {
    "relation": "relation",
    "person": "kontaktperson",
    "meeting": "avstamning",
    "promise": "lofte",
}

urlpatterns = [
    path("", views.home, name="home"),
    path("idag/", views.today, name="today"),
    path("sok/", search.search_page, name="search"),
    path("sok/forslag/", search.search_options, name="search_options"),
    *(
        path(f"historik/{word}/<uuid:pk>/", changes.history, {"kind": kind}, name=f"{kind}_history")
        for kind, word in HISTORIES.items()
    ),
    path("papperskorg/", thrown.the_bin, name="bin"),
    path("papperskorg/<slug:kind>/<uuid:pk>/aterstall/", thrown.restore, name="bin_restore"),
    path("idag/bekrafta/<uuid:pk>/", views.today_confirm, name="today_confirm"),
]
