"""Import: drop the file, say how it is read, look through it, bring it in, take it back."""

from django.urls import path

from crm.exchange import deeds, reading, registers, reviewing, views

urlpatterns = [
    path("import/", views.upload, name="import_upload"),
    path("import/<uuid:pk>/", reviewing.review, name="import_review"),
    path("import/<uuid:pk>/kolumner/", reading.columns, name="import_columns"),
    path("import/<uuid:pk>/varden/", reading.values, name="import_values"),
    path("import/<uuid:pk>/pagar/", views.progress, name="import_progress"),
    path("import/<uuid:pk>/felrader.csv", deeds.error_rows, name="import_errors"),
    path("import/<uuid:pk>/beslut/", deeds.decide_rows, name="import_decide"),
    path("import/<uuid:pk>/starta/", deeds.start, name="import_start"),
    path("import/<uuid:pk>/slang/", deeds.discard, name="import_discard"),
    path("import/klar/<uuid:pk>/", views.done, name="import_done"),
    path("import/klar/<uuid:pk>/angra/", views.undo, name="import_undo"),
    path("installningar/register/", registers.registers, name="register_list"),
    path("installningar/register/nytt/", registers.create, name="register_create"),
    path("installningar/register/<uuid:pk>/", registers.register, name="register_detail"),
    path("installningar/register/<uuid:pk>/andra/", registers.edit, name="register_edit"),
    path("installningar/register/<uuid:pk>/hamta/", registers.fetch_now, name="register_fetch"),
]
