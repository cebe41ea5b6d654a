"""Dataskydd: what the law asks for, by its clocks."""

from django.urls import path

from crm.rights import incidents, informing, officer, requests

inform = "dataskydd/informera/<uuid:pk>/"
begaran = "dataskydd/begaranden/<uuid:pk>/"
incident = "dataskydd/incidenter/<uuid:pk>/"

urlpatterns = [
    path("dataskydd/", officer.privacy, name="privacy"),
    path("dataskydd/installningar/", officer.privacy_edit, name="privacy_edit"),
    path("dataskydd/installningar/bekrafta/", officer.privacy_confirm, name="privacy_confirm"),
    path("dataskydd/registerforteckning/", officer.processing, name="processing"),
    path("dataskydd/informera/", informing.inform_list, name="inform_list"),
    path(inform, informing.inform_detail, name="inform_detail"),
    path(f"{inform}paminn/", informing.inform_remind, name="inform_remind"),
    path("dataskydd/begaranden/", requests.request_list, name="request_list"),
    path("dataskydd/begaranden/ny/", requests.request_create, name="request_create"),
    path(begaran, requests.request_detail, name="request_detail"),
    path(f"{begaran}skicka/", requests.request_send, name="request_send"),
    path(f"{begaran}paminn/", requests.request_remind, name="request_remind"),
    path(f"{begaran}svara/", requests.request_answer, name="request_answer"),
    path(f"{begaran}forlang/", requests.request_extend, name="request_extend"),
    path(f"{begaran}avsluta/", requests.request_close, name="request_close"),
    path("dataskydd/incidenter/", incidents.incident_list, name="incident_list"),
    path("dataskydd/incidenter/ny/", incidents.incident_create, name="incident_create"),
    path(incident, incidents.incident_detail, name="incident_detail"),
    path(f"{incident}andra/", incidents.incident_edit, name="incident_edit"),
    path(f"{incident}anmald/", incidents.incident_report, name="incident_report"),
    path(f"{incident}anmals-inte/", incidents.incident_leave, name="incident_leave"),
]
