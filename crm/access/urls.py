"""Health, the unit switcher, appearance, the component sheet, help."""

from django.urls import path

from crm.access import health, views

urlpatterns = [
    path("healthz/", health.alive, name="healthz"),
    path("readyz/", health.ready, name="readyz"),
    path("enhet/", views.unit_switch, name="unit_switch"),
    path("utseende/", views.appearance, name="appearance"),
    path("delar/", views.parts, name="parts"),
    path("hjalp/", views.help_page, name="help"),
]
