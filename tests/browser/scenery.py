"""A crowded district to walk through in the browser, and the keys of what stands in it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import mail
from django.utils import timezone

from movements.access.identity import acting_as
from movements.access.readers import service
from movements.directory.actions import register_organisation
from movements.directory.duplicates import dismiss_duplicate, take_back_dismissal
from movements.directory.filters import OrganisationFilter
from movements.directory.saving import save_view
from movements.exchange.actions import import_organisations, keep_upload, start_import
from movements.exchange.fetching import keep_register
from movements.models import Post, Review, SourceRow, User
from movements.rights.deeds import gather
from movements.rights.incidents import note_incident
from movements.rights.requests import receive_request, send_to_association
from tests.access.letters import asked, secret_of, send_letters
from tests.conftest import municipality
from tests.crowd import build
from tests.exchange.files import csv_bytes, line
from tests.sealing import sealed_quickly

REGISTER = csv_bytes(
    [
        line("Åby IF", kind="Idrott", town="Västerhaninge"),
        line("Åby if", town="Västerhaninge"),
        line("Hyresgästföreningen Jordbro", kind="Boende", town="Jordbro"),
        line("", kind="Kultur"),
    ]
)


@pytest.fixture
def scenery(cast, district, norr, soder, socialnamnden) -> SimpleNamespace:
    """Organisations, meetings, promises and people; one register that is in, one that waits."""
    crowd = build(cast, district, norr, soder, socialnamnden)
    given = {"data": REGISTER, "municipality": municipality("0136"), "file_name": "haninge.csv"}
    with acting_as(cast.reader("asta"), why="test") as asta:
        done = import_organisations(by=asta, association=norr, **given)
        started = keep_upload(by=asta, association=norr, **given)
        start_import(by=asta, draft=started)
        kept = keep_upload(by=asta, association=norr, **given)
    with acting_as(cast.reader("anna"), why="test") as anna:
        view = save_view(by=anna, question=OrganisationFilter, name="Boende", query="kind=tenants")
        twins = [
            register_organisation(by=anna, association=norr, name=name, homepage=home)
            for name, home in {
                "Jordbro kör": "",
                "Kören i Jordbro": "https://koren.example",
            }.items()
        ]
        dismiss_duplicate(by=anna, one=twins[0], other=twins[1])
        take_back_dismissal(by=anna, one=twins[0], other=twins[1])
    with acting_as(cast.reader("glenn"), why="test") as glenn:
        register = keep_register(
            by=glenn,
            name="Haninge föreningsregister",
            url="https://www.haninge.se/APIAssociationRegister/GetAssociationsList/",
            municipality=municipality("0136"),
            association=norr,
        )
    asked_for, incident, review = law(cast, crowd)
    SourceRow.objects.filter(latest=done.batch).update(source=register, vanished_at=timezone.now())
    with acting_as(cast.reader("asta"), why="test") as asta:
        asked(asta, norr)
        asked(asta, norr, email="eva@example.org")
        asked(asta, norr, email="tom@example.org")
    User.objects.create_user("tom@example.org", "Tom")  # whose account was emptied: they begin anew
    send_letters()
    invited = [secret_of(letter) for letter in mail.outbox[-3:]]
    cast.newcomer = User.objects.create_user("utan@example.org", "Utan")  # no second factor yet
    meeting = crowd.meetings[0]
    return SimpleNamespace(
        organisation=meeting.organisations.get().pk,
        person=crowd.people["Öppna Olle"].pk,
        meeting=meeting.pk,
        relation=meeting.organisations.get().relations.filter(association=norr).first().pk,
        promise=meeting.content.promises.get().pk,
        upload=kept.pk,
        started=started.pk,
        batch=done.batch.pk,
        view=view.pk,
        register=register.pk,
        request=asked_for["rectification"].pk,
        extract=asked_for["access"].pk,
        erasure=asked_for["erasure"].pk,
        objection=asked_for["objection"].pk,
        review=review.pk,
        incident=incident.pk,
        twin=twins[0].pk,
        other_twin=twins[1].pk,
        invited=invited[0],
        invited_eva=invited[1],
        invited_anew=invited[2],
        post=Post.objects.get(user=cast.anna).pk,
        ended=Post.objects.get(user=cast.ivar).pk,
        letter=f"{user_pk_to_url_str(cast.eva)}-{default_token_generator.make_token(cast.eva)}",
    )


def law(cast, crowd):
    """Requests that have come some way, an incident that the authority waits for, and somebody
    whom nobody has met for a year."""
    people = crowd.people["Öppna Olle"]
    sam = crowd.people["Söders Sam"]  # whoever objects is restricted at once: not the one met
    for one in (people, sam):
        one.refresh_from_db()
    said = {"came_on": timezone.localdate(), "came_by": "email", "person_number": people.number}
    objecting = said | {"person_number": sam.number}
    with acting_as(cast.reader("frid"), why="test") as frid:
        asked = {
            kind: receive_request(by=frid, kind=kind, concerns="roll som inte stämmer", **said)
            for kind in ("rectification", "access", "erasure")
        }
        asked["objection"] = receive_request(by=frid, kind="objection", **objecting)
        send_to_association(by=frid, request=asked["rectification"])
        with sealed_quickly(typeset=False):
            gather(by=frid, request=asked["access"])
        incident = note_incident(
            by=frid,
            title="Lista skickad till fel förening",
            discovered_at=timezone.now() - timedelta(hours=31),
            happened="disclosed",
            what="En lista gick till fel mottagare.",
            people_kinds=["contacts"],
            people_count=14,
        )
    with acting_as(service("retention", people.district), why="test"):
        review = Review.objects.create(
            district=people.district, person=people, rule="regular_review"
        )
    return asked, incident, review
