"""The map, its ground and its tiles."""

from django.urls import path

from crm.mapping import base_map, views

urlpatterns = [
    path("installningar/bakgrundskarta/", base_map.base_map, name="base_map"),
    path("karta/", views.county_map, name="map"),
    path("karta/grund.json", views.map_ground, name="map_ground"),
    path("karta/plattor/<int:z>/<int:x>/<int:y>.mvt", views.map_tile, name="map_tile"),
]
