"""Import: drop the file, look through it, bring it in."""

from django.urls import path

from crm.exchange import views

urlpatterns = [
    path("import/", views.upload, name="import_upload"),
    path("import/<uuid:pk>/", views.review, name="import_review"),
    path("import/klar/<uuid:pk>/", views.done, name="import_done"),
]
