"""Dataskydd: what the law asks for, by its clocks."""

from django.urls import path

from crm.rights import deeds, incidents, informing, officer, reading_log, requests, reviewing

inform = "dataskydd/informera/<uuid:pk>/"
begaran = "dataskydd/begaranden/<uuid:pk>/"
review = "dataskydd/att-se-over/<uuid:pk>/"
incident = "dataskydd/incidenter/<uuid:pk>/"

urlpatterns = [
    path("dataskydd/", officer.privacy, name="privacy"),
    path("dataskydd/installningar/", officer.privacy_edit, name="privacy_edit"),
    path("dataskydd/installningar/bekrafta/", officer.privacy_confirm, name="privacy_confirm"),
    path("dataskydd/registerforteckning/", officer.processing, name="processing"),
    path("dataskydd/konsekvensbedomning.md", officer.dpia, name="dpia"),
    path("dataskydd/laslogg/", reading_log.reading_list, name="reading_list"),
    path("dataskydd/informera/", informing.inform_list, name="inform_list"),
    path(inform, informing.inform_detail, name="inform_detail"),
    path(f"{inform}paminn/", informing.inform_remind, name="inform_remind"),
    path("dataskydd/att-se-over/", reviewing.review_list, name="review_list"),
    path(review, reviewing.review_detail, name="review_detail"),
    path(f"{review}behall/", reviewing.review_keep, name="review_keep"),
    path(f"{review}fraga/", reviewing.review_ask, name="review_ask"),
    path(f"{review}samtycke/", reviewing.review_consent, name="review_consent"),
    path(f"{review}ta-bort/", reviewing.review_remove, name="review_remove"),
    path("dataskydd/begaranden/", requests.request_list, name="request_list"),
    path("dataskydd/begaranden/ny/", requests.request_create, name="request_create"),
    path(begaran, requests.request_detail, name="request_detail"),
    path(f"{begaran}skicka/", requests.request_send, name="request_send"),
    path(f"{begaran}paminn/", requests.request_remind, name="request_remind"),
    path(f"{begaran}svara/", requests.request_answer, name="request_answer"),
    path(f"{begaran}forlang/", requests.request_extend, name="request_extend"),
    path(f"{begaran}avsluta/", requests.request_close, name="request_close"),
    path(f"{begaran}samla/", deeds.request_gather, name="request_gather"),
    path(f"{begaran}losenfras/", deeds.request_passphrase, name="request_passphrase"),
    path(f"{begaran}lamna-ut/", deeds.request_hand_out, name="request_hand_out"),
    path(f"{begaran}radera/", deeds.request_erase, name="request_erase"),
    path(f"{begaran}begransa/", deeds.request_restrict, name="request_restrict"),
    path(f"{begaran}hav/", deeds.request_lift, name="request_lift"),
    path(f"{begaran}avsla/", deeds.request_dismiss, name="request_dismiss"),
    path("dataskydd/sparrlista/", officer.readmission, name="readmission"),
    path("dataskydd/incidenter/", incidents.incident_list, name="incident_list"),
    path("dataskydd/incidenter/ny/", incidents.incident_create, name="incident_create"),
    path(incident, incidents.incident_detail, name="incident_detail"),
    path(f"{incident}andra/", incidents.incident_edit, name="incident_edit"),
    path(f"{incident}anmald/", incidents.incident_report, name="incident_report"),
    path(f"{incident}anmals-inte/", incidents.incident_leave, name="incident_leave"),
]
