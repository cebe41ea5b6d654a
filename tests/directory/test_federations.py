"""Federations: an organisation is part of another, never of itself, and never seen by it alone."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.http import QueryDict
from django.test import Client

from movements.access.funnel import NotAllowed, selection
from movements.access.identity import acting_as
from movements.access.readers import reader_of
from movements.directory.actions import archive_organisation, register_organisation, tie_relation
from movements.directory.federations import branches_of, called, parent_of, place_under
from movements.directory.filters import OrganisationFilter
from movements.models import Organisation, Relation


@pytest.fixture
def make(acting, norr):
    def _make(name, **more) -> Organisation:
        with acting("anna") as anna:
            return register_organisation(by=anna, association=norr, name=name, **more)

    return _make


@pytest.fixture
def under(acting):
    def _under(organisation, parent, who="anna") -> Organisation:
        with acting(who) as by:
            return place_under(by=by, organisation=organisation, parent=parent)

    return _under


def asked(cast, who, query) -> set[str]:
    rows = selection(OrganisationFilter, cast.reader(who), QueryDict(query))
    return {row.name for row in rows}


@pytest.fixture
def page(cast):
    def _page(who, path) -> str:
        client = Client()
        client.force_login(getattr(cast, who))
        return client.get(path).content.decode()

    return _page


# ---- the verb


def test_a_branch_is_placed_under_its_federation_and_leaves_a_trace(make, under, cast):
    federation, branch = make("PRO Stockholm"), make("PRO Haninge")
    under(branch, federation)
    branch.refresh_from_db()
    assert branch.parent == federation
    assert parent_of(cast.reader("bo"), branch) == federation
    assert branches_of(cast.reader("bo"), federation) == [branch]
    latest = Organisation.pgh_event_model.objects.filter(pgh_obj=branch).latest("pgh_id")
    assert latest.parent_id == federation.pk
    under(branch, None)
    branch.refresh_from_db()
    assert branch.parent is None


@pytest.mark.parametrize("length", [1, 2, 4])
def test_nothing_is_ever_above_itself(make, under, length):
    chain = [make(f"Led {number}") for number in range(length)]
    for above, below in zip(chain, chain[1:], strict=False):
        under(below, above)
    with pytest.raises(ValidationError) as wrong:
        under(chain[0], chain[-1])
    assert "parent" in wrong.value.message_dict
    chain[0].refresh_from_db()
    assert chain[0].parent is None


def test_the_database_refuses_a_circle_by_itself(make, under):
    one, other = make("Ena"), make("Andra")
    under(other, one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=one.pk).update(parent=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=one.pk).update(parent=one)


@pytest.mark.parametrize("who", ["dag", "frid", "glenn"])
def test_it_is_refused_to_those_who_may_not_correct(make, under, who):
    one, other = make("Ena"), make("Andra")
    with pytest.raises(NotAllowed):
        under(one, other, who)


def test_an_archived_federation_takes_no_new_branches_but_keeps_its_own(make, under, acting, page):
    federation, branch, late = make("Förbundet"), make("Avdelningen"), make("Sen")
    under(branch, federation)
    with acting("anna") as anna:
        archive_organisation(by=anna, organisation=federation)
    with pytest.raises(ValidationError):
        under(late, federation)
    under(branch, federation)
    text = page("anna", f"/organisationer/{branch.pk}/?tab=facts")
    assert "Förbundet" in text
    assert "arkiverad" in text


# ---- what is hidden


@pytest.fixture
def hidden(make, under):
    """(a branch that all see, under a federation that only Norr and the board know of)."""
    federation = make("Hemliga förbundet", existence_protected=True)
    branch = make("Öppna avdelningen")
    under(branch, federation)
    return branch, federation


def test_a_hidden_federation_is_nowhere_not_even_as_a_gap(hidden, page, cast):
    branch, federation = hidden
    path = f"/organisationer/{branch.pk}/?tab=facts"
    assert "Hemliga förbundet" in page("anna", path)
    for who in ("bo", "dag"):
        text = page(who, path)
        assert "Hemliga" not in text
        assert "Del av" not in text
        assert asked(cast, who, f"parent={federation.pk}") == set()
        for ending in ("csv", "geojson"):
            assert "Hemliga" not in page(who, f"/organisationer.{ending}")
    assert asked(cast, "anna", f"parent={federation.pk}") == {"Öppna avdelningen"}
    assert "Hemliga" in page("anna", "/organisationer.csv")


def test_a_hidden_branch_is_not_shown_or_counted(make, under, page, cast):
    federation = make("Förbundet")
    under(make("Hemliga avdelningen", existence_protected=True), federation)
    assert "Hemliga" in page("cia", f"/organisationer/{federation.pk}/?tab=facts")
    text = page("bo", f"/organisationer/{federation.pk}/?tab=facts")
    assert "Hemliga" not in text
    assert "Delar" not in text
    assert asked(cast, "bo", f"parent={federation.pk}") == set()


def test_whoever_does_not_see_the_federation_does_not_take_it_away_by_saving(hidden, cast):
    branch, federation = hidden
    client = Client()
    client.force_login(cast.bo)
    path = f"/organisationer/{branch.pk}/andra/"
    form = client.get(path).context["form"]
    assert form["parent"].value() == ""
    sent = {"name": "Öppna avdelningen", "kind": "other", "reach": "local", "parent": ""}
    assert client.post(path, {**sent, "seen": form["seen"].value()}).status_code == 302
    branch.refresh_from_db()
    assert branch.parent == federation


def test_a_hidden_name_and_a_missing_one_are_said_alike(hidden, cast, page):
    said = set()
    for name in ("Hemliga förbundet", "Finns inte alls"):
        with pytest.raises(ValidationError) as wrong:
            called(cast.reader("bo"), name)
        said.add(wrong.value.message)
    assert len(said) == 1
    assert "Hemliga" not in page("bo", "/organisationer/overordnade/?parent=hemliga")
    assert "Hemliga" in page("anna", "/organisationer/overordnade/?parent=hemliga")


def test_the_api_says_and_sets_it_and_answers_alike_for_hidden_and_missing(hidden, make, cast):
    branch, federation = hidden
    other = make("Annan")
    client = Client()
    client.force_login(cast.bo)
    told = client.get(f"/api/v1/organisations/{branch.pk}/").json()
    assert told["parent"] is None

    def place(one, above):
        path = f"/api/v1/organisations/{one.pk}/"
        version = {"If-Match": client.get(path).json()["version"]}
        return client.patch(path, {"parent": str(above)}, "application/json", headers=version)

    nowhere = "01900000-0000-7000-8000-000000000000"
    answers = [place(other, pk) for pk in (federation.pk, nowhere)]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
    done = place(other, branch.pk)
    assert done.json()["parent"] == {"id": str(branch.pk), "name": branch.name}
    assert place(branch, other.pk).status_code == 400


def test_it_is_written_by_name_in_the_form(make, cast):
    federation, branch = make("Förbundet", town="Jordbro"), make("Avdelningen")
    client = Client()
    client.force_login(cast.anna)
    path = f"/organisationer/{branch.pk}/andra/"
    seen = client.get(path).context["form"]["seen"].value()
    sent = {"name": "Avdelningen", "kind": "other", "reach": "local", "seen": seen}
    wrong = client.post(path, {**sent, "parent": "Förbundett"})
    assert "Det finns ingen organisation med det namnet." in wrong.content.decode()
    assert client.post(path, {**sent, "parent": "förbundet (Haninge)"}).status_code == 302
    branch.refresh_from_db()
    assert branch.parent == federation


# ---- step and association


def test_step_and_association_are_of_one_relation_that_the_reader_may_see(
    make, acting, cast, norr, soder
):
    ours, closed = make("Vår"), make("Stängd")
    with acting("bo") as bo:
        tie_relation(by=bo, association=soder, organisation=ours, step="dialogue")
        tie_relation(
            by=bo,
            association=soder,
            organisation=closed,
            step="dialogue",
            sensitivity="association",
        )
    assert asked(cast, "bo", "step=dialogue") == {"Vår", "Stängd"}
    assert asked(cast, "anna", "step=dialogue") == {"Vår"}
    assert asked(cast, "anna", f"association={soder.pk}") == {"Vår"}
    assert asked(cast, "anna", f"association={norr.pk}&step=dialogue") == set()
    assert asked(cast, "anna", f"association={norr.pk}&step=mapped") == {"Vår", "Stängd"}
    Relation.objects.filter(association=soder, organisation=ours).update(ended_on="2026-01-01")
    assert asked(cast, "anna", "step=dialogue") == set()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_put_each_under_the_other_at_once_are_not_both_let_through(make, cast, norr):
    one, other = make("Ena"), make("Andra")
    ready, outcomes = threading.Barrier(2), []

    def go(user, organisation, parent):
        try:
            with acting_as(reader_of(user), why="test") as by:
                ready.wait(10)
                place_under(by=by, organisation=organisation, parent=parent)
            outcomes.append("placed")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    pairs = ((cast.anna, one, other), (cast.asta, other, one))
    threads = [threading.Thread(target=go, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["placed", "refused"]
