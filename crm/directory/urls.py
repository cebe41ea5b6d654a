"""Organisations: list, file, page, and the forms that write them."""

from django.urls import path

from crm.directory import people, ties, views, writing

one = "organisationer/<uuid:pk>/"
person = f"{one}kontaktperson/<uuid:person_pk>/"

urlpatterns = [
    path("organisationer/", views.organisations, name="organisation_list"),
    path("organisationer.csv", views.organisations_file, name="organisation_csv"),
    path("organisationer/arkiv/", views.archive, name="organisation_archive_list"),
    path("organisationer/ny/", writing.create, name="organisation_create"),
    path(one, views.organisation, name="organisation_detail"),
    path(f"{one}andra/", writing.edit, name="organisation_edit"),
    path(f"{one}bekrafta/", writing.confirm, name="organisation_confirm"),
    path(f"{one}arkivera/", writing.put_away, name="organisation_archive"),
    path(f"{one}aterstall/", writing.bring_back, name="organisation_restore"),
    path(f"{one}relation/", ties.tie, name="organisation_tie"),
    path(f"{one}relation/avsluta/", ties.end, name="organisation_tie_end"),
    path(f"{one}kontaktperson/", people.add, name="organisation_person_add"),
    path(person, people.correct, name="organisation_person_edit"),
    path(f"{person}arkivera/", people.put_away, name="organisation_person_archive"),
    path(f"{person}aterstall/", people.bring_back, name="organisation_person_restore"),
]
