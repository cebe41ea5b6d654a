"""Organisations: list, file, page, and the forms that write them."""

from django.urls import path

from crm.directory import duplicates as doubles
from crm.directory import federations, integrations, people, saved, ties, views, writing
from crm.directory.downloads import FILES

one = "organisationer/<uuid:pk>/"
view = "organisationer/vyer/<uuid:pk>/"
two = "organisationer/dubbletter/<uuid:kept_pk>/<uuid:gone_pk>/"
person = f"{one}kontaktperson/<uuid:person_pk>/"

urlpatterns = [
    path("organisationer/", views.organisations, name="organisation_list"),
    *(
        path(
            f"organisationer.{ending}",
            views.organisations_file,
            {"ending": ending},
            name=f"organisation_{ending}",
        )
        for ending in FILES
    ),
    path("installningar/adresser/", integrations.addresses, name="settings_addresses"),
    path("organisationer/overordnade/", federations.parents, name="organisation_parents"),
    path("organisationer/arkiv/", views.archive, name="organisation_archive_list"),
    path("organisationer/vyer/", saved.counts, name="organisation_view_counts"),
    path("organisationer/vyer/ny/", saved.create, name="organisation_view_create"),
    path(view, saved.edit, name="organisation_view_edit"),
    path(f"{view}spara/", saved.keep, name="organisation_view_keep"),
    path(f"{view}ta-bort/", saved.put_away, name="organisation_view_archive"),
    path(f"{view}aterstall/", saved.bring_back, name="organisation_view_restore"),
    path("organisationer/dubbletter/", doubles.duplicates, name="organisation_duplicates"),
    path(two, doubles.pair, name="organisation_duplicate"),
    path(f"{two}inte-samma/", doubles.dismiss, name="organisation_dismiss"),
    path(f"{two}inte-samma/angra/", doubles.take_back, name="organisation_dismissal_undo"),
    path(
        "organisationer/sammanslagning/<uuid:merge_pk>/angra/",
        doubles.undo,
        name="organisation_merge_undo",
    ),
    path("organisationer/finns-redan/", doubles.here_already, name="organisation_here_already"),
    path(f"{one}sla-ihop/", doubles.merge_with, name="organisation_merge_with"),
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
