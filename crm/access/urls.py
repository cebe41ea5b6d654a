"""Health, the unit switcher, one's own account, the people of an association, help."""

from django.urls import path

from crm.access import account, answering, health, people, readers, undoing, views

urlpatterns = [
    path("healthz/", health.alive, name="healthz"),
    path("readyz/", health.ready, name="readyz"),
    path("enhet/", views.unit_switch, name="unit_switch"),
    path("utseende/", views.appearance, name="appearance"),
    path("sprak/", views.language, name="language"),
    path("konto/login/", views.LogIn.as_view(), name="account_login"),
    path("konto/utan-telefon/", views.without_phone, name="account_without_phone"),
    path("konto/email/", views.own_address, name="account_email"),
    path("delar/", views.parts, name="parts"),
    path("angra/<str:token>/", undoing.undo, name="undo"),
    path("lasare/<slug:noun>/<uuid:pk>/", readers.who_sees, name="who_sees"),
    path("hjalp/", views.help_page, name="help"),
    path("konto/", account.own, name="own_account"),
    path("konto/enheter/avsluta/", account.sessions_end, name="own_sessions_end"),
    path("konto/enheter/<slug:name>/avsluta/", account.session_end, name="own_session_end"),
    path("konto/nycklar/", account.token_make, name="own_token_make"),
    path("konto/nycklar/<slug:key>/avsluta/", account.token_end, name="own_token_end"),
    path("inbjudan/<slug:secret>/", answering.invitation, name="invitation"),
    path("foreningen/personer/", people.people, name="people_list"),
    path("foreningen/personer/bjud-in/", people.ask, name="people_invite"),
    path("foreningen/inbjudan/<uuid:pk>/igen/", people.ask_again, name="invitation_again"),
    path("foreningen/inbjudan/<uuid:pk>/ta-tillbaka/", people.take_back, name="invitation_revoke"),
    path("foreningen/personer/<uuid:pk>/", people.person, name="people_post"),
    path("foreningen/personer/<uuid:pk>/lamna-over/", people.give, name="people_hand_over"),
    path("foreningen/personer/<uuid:pk>/avsluta/", people.end, name="people_end_post"),
    path("foreningen/personer/<uuid:pk>/lamnar/", people.leave, name="people_offboard"),
    path("foreningen/personer/<uuid:pk>/borja-om/", people.begin_anew, name="people_begin_anew"),
    path("foreningen/personer/<uuid:pk>/oppna/", people.reopen, name="people_reactivate"),
]
