"""Saved views: a question with a name, one's own or shared, that shows each their own rows."""

import json
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from movements.access.funnel import MalformedQuestion, NotAllowed, selection
from movements.directory.filters import OrganisationFilter
from movements.directory.saving import (
    archive_view,
    change_view,
    restore_view,
    save_view,
    views_of,
)
from movements.models import Organisation, SavedView
from tests import crowd as crowded


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.fixture
def kept(acting):
    """`kept("anna", "Facken", "kind=union")`: a view that Anna saves."""

    def keep(who, name="Facken", query="kind=union", association=None):
        with acting(who) as by:
            return save_view(
                by=by, question=OrganisationFilter, name=name, query=query, association=association
            )

    return keep


@pytest.fixture
def go(cast, client):
    def ask(who, path, data=None, **more):
        client.force_login(getattr(cast, who))
        return client.get(path) if data is None else client.post(path, data, **more)

    return ask


def named(reader) -> set[str]:
    return {view.name for view in views_of(reader)}


def shown(reader, view) -> set[str]:
    rows = selection(OrganisationFilter, reader, QueryDict(f"view={view.pk}"))
    return {row.name for row in rows}


def test_a_view_is_its_owners_until_it_is_shared(cast, kept, norr):
    kept("anna", "Mina fack")
    kept("anna", "Våra fack", association=norr)
    assert named(cast.reader("anna")) == {"Mina fack", "Våra fack"}
    assert named(cast.reader("asta")) == {"Våra fack"}
    for who in ("bo", "cia", "dag", "frid", "hedda"):
        assert named(cast.reader(who)) == set()


def test_each_sees_their_own_rows_in_a_shared_view(cast, crowd, kept, norr):
    view = kept("anna", "Dolda", "q=dold", association=norr)
    assert shown(cast.reader("asta"), view) == {"Dold förening i Norr", "Dold jour"}
    theirs = kept("cia", "Dolda", "q=dold")
    assert len(shown(cast.reader("cia"), theirs)) == 3
    for who in ("bo", "hedda"):
        with pytest.raises(MalformedQuestion):
            shown(cast.reader(who), view)


def test_it_keeps_the_question_and_not_the_place_in_the_list(kept):
    view = kept(
        "anna", query="quiet_for=6&kind=union&after=abc&kind=tenants&q=&page_size=3&saved=x"
    )
    assert view.query == "kind=tenants&kind=union&quiet_for=6"


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("", "kind=union", "name"),
        ("  ", "kind=union", "name"),
        ("x" * 61, "kind=union", "name"),
        ("Vy", "", "query"),
        ("Vy", "after=x", "query"),
        ("Vy", "kind=klubb", "query"),
        ("Vy", "okand=1", "query"),
        ("Vy", "view=0199aaaa-0000-7000-8000-000000000000", "query"),
        ("Vy", "q=noll%00byte", "query"),
        ("Vy", "&".join(f"a{n}=1" for n in range(300)), "query"),
    ],
)
def test_what_cannot_be_read_is_not_kept(cast, kept, name, query, field):
    with pytest.raises(ValidationError) as wrong:
        kept("anna", name, query)
    assert field in wrong.value.message_dict
    assert not SavedView.objects.exists()


def test_two_views_of_one_person_have_two_names(cast, kept):
    kept("anna")
    with pytest.raises(ValidationError):
        kept("anna")
    kept("bo")


@pytest.mark.parametrize("who", ["frid", "glenn"])
def test_who_reads_no_organisations_keeps_no_views(cast, kept, who):
    with pytest.raises(NotAllowed):
        kept(who)


@pytest.mark.parametrize("who", ["bo", "cia", "dag"])
def test_nobody_shares_where_they_hold_no_post(cast, kept, norr, who):
    with pytest.raises(NotAllowed):
        kept(who, association=norr)


def test_only_its_owner_changes_a_view(cast, kept, acting, norr):
    view = kept("anna", association=norr)
    for deed in (
        lambda by: change_view(by=by, view=view, question=OrganisationFilter, name="Annat"),
        lambda by: archive_view(by=by, view=view),
        lambda by: restore_view(by=by, view=view),
    ):
        with acting("asta") as asta, pytest.raises(NotAllowed):
            deed(asta)
        with acting("bo") as bo, pytest.raises(SavedView.DoesNotExist):
            deed(bo)
    with acting("anna") as anna:
        change_view(by=anna, view=view, question=OrganisationFilter, query="kind=tenants")
    view.refresh_from_db()
    assert (view.name, view.query, view.association) == ("Facken", "kind=tenants", norr)


def test_what_is_taken_away_can_be_brought_back(cast, kept, acting):
    view = kept("anna")
    with acting("anna") as anna:
        archive_view(by=anna, view=view)
        assert named(anna) == set()
        with pytest.raises(MalformedQuestion):
            selection(OrganisationFilter, anna, QueryDict(f"view={view.pk}"))
        restore_view(by=anna, view=view)
        assert named(anna) == {"Facken"}


@pytest.mark.parametrize("path", ["/organisationer.csv", "/api/v1/organisations/", "/karta/"])
def test_a_view_that_cannot_be_opened_says_so_at_every_door(cast, crowd, kept, go, path):
    for pk in (kept("bo").pk, uuid4(), "inte-ett-id"):
        answer = go("anna", f"{path}?view={pk}")
        assert answer.status_code == 400
    broken = kept("anna")
    SavedView.objects.filter(pk=broken.pk).update(query="kind=nedlagt")
    answer = go("anna", f"/api/v1/organisations/?view={broken.pk}")
    assert answer.status_code == 400
    assert "Vyn går inte att läsa längre" in answer.json()["error"]["fields"]["view"][0]
    assert go("anna", "/organisationer/vyer/").status_code == 200
    alone = go("anna", f"/api/v1/organisations/?view={kept('anna', 'Två').pk}&kind=union")
    assert alone.status_code == 400


def test_page_map_file_and_api_show_the_same_view(cast, crowd, kept, go):
    view = kept("anna")
    ids = {str(row.pk) for row in Organisation.objects.filter(kind="union")}
    listed = go("anna", f"/api/v1/organisations/?view={view.pk}").json()["results"]
    assert {row["id"] for row in listed} == ids
    file = go("anna", f"/organisationer.csv?view={view.pk}").getvalue().decode("utf-8-sig")
    assert {line.rpartition(";")[2].strip() for line in file.splitlines()[1:]} == ids
    for path in ("/organisationer/", "/karta/"):
        answer = go("anna", f"{path}?view={view.pk}")
        there = urlsplit(answer["Location"])
        assert (answer.status_code, there.path) == (302, path)
        assert QueryDict(there.query).dict() == {"kind": "union", "saved": str(view.pk)}
        page = go("anna", answer["Location"]).content.decode()
        assert {pk for pk in ids if pk in page} == ids


def test_the_tabs_count_what_the_reader_sees(cast, crowd, kept, go, norr):
    kept("anna", "Dolda", "q=dold", association=norr)
    text = go("asta", "/organisationer/vyer/?kind=union").content.decode()
    assert 'Dolda <span class="n">2</span>' in text
    assert "hx-get" not in text
    assert 'hx-get="/organisationer/vyer/' in go("asta", "/organisationer/").content.decode()


def test_a_changed_view_says_so_and_offers_the_ways_on(cast, crowd, kept, go, norr):
    view = kept("anna", association=norr)
    address = f"/organisationer/?kind=union&saved={view.pk}"
    assert "Vyn är ändrad" not in go("anna", address).content.decode()
    mine = go("anna", f"{address}&living=1").content.decode()
    assert "Spara ändringen" in mine
    assert "Återställ" in mine
    other = go("asta", f"{address}&living=1").content.decode()
    assert "Spara som egen vy" in other
    assert "Anna äger vyn" in other
    keep = f"/organisationer/vyer/{view.pk}/spara/"
    assert go("asta", keep, {"query": "kind=tenants"}).status_code == 403
    assert go("bo", keep, {"query": "kind=tenants"}).status_code == 404
    assert go("anna", keep, {"query": "kind=union&living=1"}).status_code == 302
    view.refresh_from_db()
    assert view.query == "kind=union&living=1"


def test_a_refused_form_keeps_what_was_typed(cast, kept, go):
    kept("anna")
    answer = go("anna", "/organisationer/vyer/ny/", {"name": "Facken", "query": "kind=union"})
    text = answer.content.decode()
    assert "Du har redan en vy som heter så" in text
    assert 'value="Facken"' in text
    assert 'name="query" value="kind=union"' in text


def test_a_view_without_a_name_is_asked_for_one(go):
    answer = go("anna", "/organisationer/vyer/ny/", {"name": " ", "query": "kind=union"})
    assert "Skriv ett namn på vyn." in answer.content.decode()


def test_machines_keep_views_too(cast, go, client, norr):
    def send(method, path, version="", **data):
        headers = {"If-Match": version} if version else {}
        sent = json.dumps(data)
        answer = client.generic(method, path, sent, "application/json", headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    client.force_login(cast.anna)
    body = {"name": "Facken", "query": "kind=union", "association": str(norr.pk)}
    code, made = send("POST", "/api/v1/views/", **body)
    assert code == 201
    assert made["association"]["name"] == "Norr"
    assert send("POST", "/api/v1/views/", name="Fel", query="kind=klubb")[0] == 400
    path = f"/api/v1/views/{made['id']}/"
    assert send("PATCH", path, association=None)[0] == 428
    changed = send("PATCH", path, made["version"], name="Fackförbunden")[1]
    code, both = send("PATCH", path, made["version"], name="Unionerna")
    assert (code, both["yours"], both["current"]) == (412, {"name": "Unionerna"}, changed)
    assert send("PATCH", path, changed["version"], association=None)[1]["association"] is None
    client.force_login(cast.asta)
    assert send("GET", path)[0] == 404
    client.force_login(cast.anna)
    assert send("DELETE", path)[0] == 204
    assert send("GET", path)[0] == 404
    assert client.get("/api/v1/views/").json() == []
