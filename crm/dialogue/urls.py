"""Avstämningar: the list, the log form, one meeting; and what we promised."""

from django.urls import path

from crm.dialogue import files, log, views

urlpatterns = [
    path("avstamningar/", views.meeting_list, name="meeting_list"),
    path("avstamningar/logga/", log.meeting_log, name="meeting_log"),
    path(
        "avstamningar/logga/organisationer/",
        log.meeting_organisations,
        name="meeting_organisations",
    ),
    path("avstamningar/<uuid:pk>/", views.meeting_detail, name="meeting_detail"),
    path("avstamningar/<uuid:pk>/sparad/", log.meeting_saved, name="meeting_saved"),
    path("avstamningar/<uuid:pk>/angra/", views.meeting_undo, name="meeting_undo"),
    path("avstamningar/<uuid:pk>/gor-om/", views.meeting_redo, name="meeting_redo"),
    path("avstamningar/<uuid:pk>/filer/", files.meeting_attach, name="meeting_attach"),
    path("filer/<uuid:pk>/", files.attachment_file, name="attachment_file"),
    path("filer/<uuid:pk>/ta-bort/", files.attachment_detach, name="attachment_detach"),
    path("filer/<uuid:pk>/ater/", files.attachment_restore, name="attachment_restore"),
    path("loften/<uuid:pk>/klart/", views.promise_keep, name="promise_keep"),
    path("loften/<uuid:pk>/slapp/", views.promise_release, name="promise_release"),
    path("loften/<uuid:pk>/oppna/", views.promise_reopen, name="promise_reopen"),
]
