"""Two who change the same thing see both texts and choose: on every page that changes what stands,
and at the machines' door."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from crm.conflict import differing
from movements.access.configuring import choose_address_server, choose_base_map
from movements.directory.actions import (
    correct_contact_person,
    correct_organisation,
    keep_contact_person,
    register_organisation,
    tie_relation,
)
from movements.directory.filters import OrganisationFilter
from movements.directory.saving import change_view, save_view
from movements.exchange.fetching import keep_register
from movements.models import Municipality, Relation

TILES = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture
def tenants(acting, norr):
    with acting("anna") as anna:
        return register_organisation(by=anna, association=norr, name="Hyresgästerna", town="Handen")


def organisation(acting, tenants, norr):
    def others():
        with acting("bo") as bo:
            correct_organisation(
                by=bo, organisation=tenants, description="Bos text", phone="08-123 456 78"
            )

    return "anna", reverse("organisation_edit", args=[tenants.pk]), "description", others, tenants


def tie(acting, tenants, norr):
    def others():
        with acting("asta") as asta:
            tie_relation(by=asta, association=norr, organisation=tenants, wishes="Astas text")

    row = Relation.objects.get(organisation=tenants)
    return "anna", reverse("organisation_tie", args=[tenants.pk]), "wishes", others, row


def person(acting, tenants, norr):
    said = {"basis": "consent", "source": "Mötet", "keep_until": date(2030, 1, 1)}
    with acting("anna") as anna:
        row = keep_contact_person(
            by=anna, association=norr, organisation=tenants, name="Karin", **said
        )

    def others():
        with acting("asta") as asta:
            correct_contact_person(by=asta, person=row, organisation=tenants, source="Astas text")

    page = reverse("organisation_person_edit", args=[tenants.pk, row.pk])
    return "anna", page, "source", others, row


def view(acting, tenants, norr):
    with acting("anna") as anna:
        row = save_view(by=anna, question=OrganisationFilter, name="Facken", query="kind=union")

    def others():
        with acting("anna") as anna:
            change_view(by=anna, view=row, question=OrganisationFilter, name="I andra fönstret")

    return "anna", reverse("organisation_view_edit", args=[row.pk]), "name", others, row


def addresses(acting, tenants, norr):
    def choose(server):
        with acting("glenn") as glenn:
            url = f"https://{server}.example/"
            return choose_address_server(by=glenn, geocoder="photon", geocoder_url=url)

    row = choose("forst")
    page = reverse("settings_addresses")
    return "glenn", page, "geocoder_url", lambda: choose("annan"), row


def base_map(acting, tenants, norr):
    def choose(text):
        with acting("glenn") as glenn:
            return choose_base_map(
                by=glenn, base_map="raster", base_map_url=TILES, attribution=text
            )

    row = choose("Lantmäteriet")
    return "glenn", reverse("base_map"), "attribution", lambda: choose("Annans text"), row


def register(acting, tenants, norr):
    place = Municipality.objects.get(code="0136", valid_to=None)

    def keep(name, row=None):
        with acting("glenn") as glenn:
            return keep_register(
                by=glenn,
                register=row,
                name=name,
                url="https://r.example/APIAssociationRegister/GetAssociationsList/",
                municipality=place,
                association=None,
                is_active=True,
            )

    row = keep("Registret")
    page = reverse("register_edit", args=[row.pk])
    return "glenn", page, "name", lambda: keep("Annans namn", row), row


PAGES = [organisation, tie, person, view, addresses, base_map, register]


@pytest.fixture
def opened(cast, client):
    """opened("anna", address): what the form holds when it is opened, as it would be sent."""

    def get(who, page):
        client.force_login(getattr(cast, who))
        form = client.get(page).context["form"]
        values = {name: form[name].value() for name in form.fields}
        return {n: v for n, v in values.items() if v not in (None, False)}

    return get


@pytest.fixture(params=PAGES, ids=lambda kind: kind.__name__)
def place(request, acting, tenants, norr, settings):
    servers = ("tiles", "forst", "annan", "min", "r")
    settings.ALLOWED_SERVERS = [f"{name}.example" for name in servers]
    return request.param(acting, tenants, norr)


def test_both_texts_are_shown_and_nothing_is_saved_until_one_is_chosen(place, opened, client):
    who, page, name, others, row = place
    sent = opened(who, page)
    others()
    row.refresh_from_db()
    theirs = getattr(row, name)
    answer = client.post(page, sent | {name: "https://min.example/"})
    row.refresh_from_db()
    assert answer.status_code == 409
    assert getattr(row, name) == theirs
    (both,) = answer.context["conflict"].both
    assert (both.name, both.mine, both.theirs) == (name, ["https://min.example/"], [theirs])
    for choice, stands in (("theirs", theirs), ("mine", "https://min.example/")):
        done = client.post(page, chosen(answer.context["conflict"], choice))
        row.refresh_from_db()
        assert (done.status_code, getattr(row, name)) == (302, stands)


def chosen(conflict, choice: str) -> dict:
    """What the conflict table sends when that is chosen for every field."""
    sent: dict[str, list] = {}
    for name, value in conflict.kept:
        sent.setdefault(name, []).append(value)
    for one in conflict.both:
        sent |= {f"mine-{one.name}": one.mine, f"theirs-{one.name}": one.theirs}
        sent |= {f"choice-{one.name}": choice, f"both-{one.name}": ["Hopskrivet"]}
    return sent


def test_the_form_carries_what_its_writer_saw(place, opened, client):
    who, page, *_rest = place
    assert opened(who, page)["seen"]
    assert 'name="seen"' in client.get(page).text


@pytest.fixture
def edited(acting, tenants, norr, opened, client):
    """Anna's form of the organisation, opened before Bo saved his text and a telephone number."""
    who, page, _name, others, _row = organisation(acting, tenants, norr)
    sent = opened(who, page)
    others()
    return page, sent


def test_what_only_one_of_the_two_has_touched_is_put_together(edited, client, tenants):
    page, sent = edited
    assert client.post(page, sent | {"town": "Jordbro"}).status_code == 302
    tenants.refresh_from_db()
    assert (tenants.town, tenants.description, tenants.phone) == (
        "Jordbro",
        "Bos text",
        "08-123 456 78",
    )


def test_the_table_says_what_needs_no_choice(edited, client, tenants):
    page, sent = edited
    answer = client.post(page, sent | {"description": "Annas text", "town": "Jordbro"})
    assert [one["said"] for one in answer.context["only_mine"]] == ["Jordbro"]
    assert [one["said"] for one in answer.context["only_theirs"]] == ["08-123 456 78"]
    assert client.post(page, chosen(answer.context["conflict"], "both")).status_code == 302
    tenants.refresh_from_db()
    assert (tenants.description, tenants.town, tenants.phone) == (
        "Hopskrivet",
        "Jordbro",
        "08-123 456 78",
    )


def test_the_same_text_from_both_is_no_conflict(edited, client, tenants):
    page, sent = edited
    assert client.post(page, sent | {"description": "Bos text"}).status_code == 302


def test_whoever_saves_between_the_table_and_the_choice_is_seen_too(
    edited, client, tenants, acting
):
    page, sent = edited
    answer = client.post(page, sent | {"description": "Annas text"})
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, description="Bos nästa text")
    again = client.post(page, chosen(answer.context["conflict"], "mine"))
    (both,) = again.context["conflict"].both
    assert (again.status_code, both.theirs) == (409, ["Bos nästa text"])


@pytest.mark.parametrize("seen", ["{", "[]", '{"fields": 1, "at": "x"}', "[" * 20_000, '"a"'])
def test_a_garbled_memory_breaks_nothing(edited, client, tenants, seen):
    page, sent = edited
    assert client.post(page, sent | {"seen": seen, "town": "Utö"}).status_code == 302


def test_an_area_that_both_have_changed_is_asked_about(edited, client, tenants, acting):
    page, sent = edited
    one, other = Municipality.objects.filter(valid_to=None, county__code="01").order_by("code")[:2]
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, areas=[one])
    answer = client.post(page, sent | {"areas": [str(other.pk)]})
    (both,) = answer.context["conflict"].both
    assert (both.mine, both.theirs) == ([str(other.pk)], [str(one.pk)])
    assert both.theirs_said[1] in one.name
    client.post(page, chosen(answer.context["conflict"], "mine"))
    assert list(tenants.areas.values_list("pk", flat=True)) == [other.pk]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("styrelsen@a.se", "kontakt@a.se", ("styrelsen", "kontakt")),
        ("lika", "lika", ("", "")),
        ("", "nytt", ("", "nytt")),
        ("aa", "aaa", ("", "a")),
    ],
)
def test_only_what_differs_is_marked(one, other, differs):
    mine, theirs = differing(one, other)
    assert (mine[1], theirs[1]) == differs
    assert ("".join(mine), "".join(theirs)) == (one, other)


# ---- the machines' door


def test_machines_say_which_version_they_change(cast, tenants, acting):
    path, client = f"/api/v1/organisations/{tenants.pk}/", Client()
    client.force_login(cast.anna)

    def change(version, **facts):
        headers = {"If-Match": version} if version else {}
        return client.patch(path, facts, "application/json", headers=headers)

    read = client.get(path).json()
    assert change("", town="Utö").status_code == 428
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, description="Bos text")
    refused = change(read["version"], description="Annas text")
    assert refused.status_code == 412
    assert refused.json()["error"]["code"] == "conflict"
    assert refused.json()["yours"] == {"description": "Annas text"}
    current = refused.json()["current"]
    assert current == client.get(path).json()
    assert current["description"] == "Bos text"
    done = change(f'"{current["version"]}"', description="Båda")
    assert (done.status_code, done.json()["description"]) == (200, "Båda")
    assert done.json()["version"] not in (read["version"], current["version"])


def test_a_meeting_with_it_or_a_hidden_federation_is_no_new_version(cast, tenants, acting, norr):
    from movements.dialogue.actions import log_meeting
    from movements.directory.federations import place_under

    client = Client()
    client.force_login(cast.bo)
    version = client.get(f"/api/v1/organisations/{tenants.pk}/").json()["version"]
    with acting("anna") as anna:
        log_meeting(by=anna, association=norr, organisations=[tenants])
        above = register_organisation(
            by=anna, association=norr, name="Hemliga", existence_protected=True
        )
        place_under(by=anna, organisation=tenants, parent=above)
    assert client.get(f"/api/v1/organisations/{tenants.pk}/").json()["version"] == version
