"""Idag: what waits for whoever is reading."""

from django.urls import path

from crm.briefing import views

urlpatterns = [
    path("", views.home, name="home"),
    path("idag/", views.today, name="today"),
    path("idag/bekrafta/<uuid:pk>/", views.today_confirm, name="today_confirm"),
]
