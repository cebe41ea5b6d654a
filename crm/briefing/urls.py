"""Idag: what waits for whoever is reading."""

from django.urls import path

from crm.briefing import search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("idag/", views.today, name="today"),
    path("sok/", search.search_page, name="search"),
    path("sok/forslag/", search.search_options, name="search_options"),
    path("idag/bekrafta/<uuid:pk>/", views.today_confirm, name="today_confirm"),
]
