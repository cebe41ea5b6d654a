"""An undo that somebody stands in the way of: both texts are shown, and one is chosen."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from movements.directory.actions import (
    correct_contact_person,
    correct_organisation,
    keep_contact_person,
    register_organisation,
    tie_relation,
)
from movements.directory.federations import place_under
from movements.models import (
    Post,
    Relation,
)
from tests.access.presser import (
    KEPT,
    SINCE,
    an_hour_passes,
    edited,
    offered,
    open_as,
    page_of,
    tenants,
)

__all__ = ["open_as", "tenants"]


def chosen_first(browser, way: str):
    """The page that a way back leads to when somebody has been there since."""
    leads = browser.post(way)
    assert leads.status_code == 302
    assert browser.toasts() == []
    return leads["Location"], browser.get(leads["Location"])


def test_what_somebody_has_changed_since_is_chosen_first(open_as, tenants, acting):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö", phone="08-123 456 78")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Dalarö")
    address, page = chosen_first(anna, way)
    assert page.status_code == 200
    assert "This has been changed since" in page.text
    conflict = page.context["conflict"]
    assert [(one.name, one.mine, one.theirs) for one in conflict.both] == [
        ("town", ["Handen"], ["Dalarö"])
    ]
    assert conflict.only_mine == [("phone", "")]
    tenants.refresh_from_db()
    assert (tenants.town, tenants.phone) == ("Dalarö", "08-123 456 78")
    sent = {**dict(conflict.kept), "choice-town": "mine", "mine-town": "Handen"}
    assert anna.post(address, sent | {"theirs-town": "Dalarö"}).status_code == 302
    tenants.refresh_from_db()
    assert (tenants.town, tenants.phone) == ("Handen", "")


def test_choosing_what_stands_leaves_it(open_as, tenants, acting):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Dalarö")
    address, page = chosen_first(anna, way)
    sent = {**dict(page.context["conflict"].kept), "choice-town": "theirs"}
    anna.post(address, sent | {"mine-town": "Handen", "theirs-town": "Dalarö"})
    tenants.refresh_from_db()
    assert tenants.town == "Dalarö"


def test_a_tie_and_a_person_are_chosen_in_their_forms(open_as, tenants, acting, norr, cast):
    anna = open_as("anna")
    with acting("anna") as by:
        tie = tie_relation(by=by, association=norr, organisation=tenants, wishes="Inga")
        person = keep_contact_person(
            by=by, association=norr, organisation=tenants, name="Karin", **KEPT
        )
    tie_form = reverse("organisation_tie", args=[tenants.pk])
    person_form = reverse("organisation_person_edit", args=[tenants.pk, person.pk])
    for path, field, theirs in (
        (
            tie_form,
            "wishes",
            lambda by: tie_relation(by=by, association=norr, organisation=tenants, wishes="Andra"),
        ),
        (
            person_form,
            "source",
            lambda by: correct_contact_person(
                by=by, person=person, organisation=tenants, source="Andra"
            ),
        ),
    ):
        assert anna.post(path, page_of(anna, path) | {field: "Annas"}).status_code == 302
        way = anna.way_back()
        with acting("asta") as asta:
            theirs(asta)
        address, page = chosen_first(anna, way)
        assert address.startswith(path)
        assert [one.name for one in page.context["conflict"].both] == [field]
    assert tie.pk


def test_what_may_be_read_no_more_is_no_choice(open_as, tenants, acting):
    """The place of an organisation is nobody's to see once it is protected, nor where it was."""
    anna = open_as("anna")
    way = edited(anna, tenants, address="Hemliga gatan 1", town="Utö")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, address="Torget 1")
    address, _page = chosen_first(anna, way)
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, address_protected=True)
    for page in (anna.get(address), anna.get(anna.post(way)["Location"])):
        assert "Handen" not in page.text
        assert "Hemliga" not in page.text
    assert SINCE in anna.pressed(way)


def test_a_place_that_was_taken_away_is_not_filled_in_once_it_is_protected(
    open_as, tenants, acting
):
    anna = open_as("anna")
    way = edited(anna, tenants, town="")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, address_protected=True)
    assert SINCE in anna.pressed(way)
    form = reverse("organisation_edit", args=[tenants.pk])
    token = way.removeprefix("/angra/").rstrip("/")
    assert "Handen" not in anna.get(f"{form}?back={token}").text


def test_where_a_form_would_put_back_a_half_it_is_said(open_as, tenants, acting, norr):
    anna = open_as("anna")
    with acting("anna") as by:
        place_under(
            by=by,
            organisation=tenants,
            parent=register_organisation(by=by, association=norr, name="LO"),
        )
    way = edited(anna, tenants, town="Utö", parent="")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Dalarö")
    assert SINCE in anna.pressed(way)


def test_what_is_not_there_to_be_changed_has_no_form(open_as, tenants, acting, norr):
    anna = open_as("anna")
    path = reverse("organisation_tie", args=[tenants.pk])
    anna.post(path, page_of(anna, path) | {"wishes": "Annas"})
    way = anna.way_back()
    Relation.objects.update(wishes="Andras", ended_on=timezone.localdate())
    assert SINCE in anna.pressed(way)


def test_what_can_be_chosen_no_more_is_left_out(open_as, tenants, acting, cast):
    """The one who was responsible has left: there is nothing to choose, and it is said."""
    anna = open_as("anna")
    path = reverse("organisation_tie", args=[tenants.pk])
    anna.post(path, page_of(anna, path) | {"lead": str(cast.asta.pk)})
    anna.post(path, page_of(anna, path) | {"lead": str(cast.anna.pk)})
    way = anna.way_back()
    Relation.objects.update(lead=None)
    Post.objects.filter(user=cast.asta).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert SINCE in anna.pressed(way)


def test_a_choice_about_another_row_is_a_form_as_any_other(open_as, tenants, acting, norr):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Dalarö")
    with acting("anna") as by:
        other = register_organisation(by=by, association=norr, name="Kören")
    address, _page = chosen_first(anna, way)
    page = anna.get(address.replace(str(tenants.pk), str(other.pk)))
    assert page.status_code == 200
    assert "conflict" not in page.context
    assert anna.get(reverse("organisation_edit", args=[other.pk]) + "?back=x").status_code == 200


def test_the_way_to_a_choice_is_of_no_use_to_anybody_else(open_as, tenants, acting):
    anna = open_as("anna")
    way = edited(anna, tenants, town="Utö")
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Dalarö")
    address, _page = chosen_first(anna, way)
    form = open_as("asta").get(address)
    assert form.status_code == 200
    assert "conflict" not in form.context
    assert open_as("hedda").get(address).status_code == 404


def test_the_history_leads_to_the_choice_where_somebody_has_changed_it_since(
    open_as, tenants, acting
):
    anna = open_as("anna")
    an_hour_passes(tenants)
    edited(anna, tenants, town="Utö")
    assert len(offered(anna, tenants)) == 1
    an_hour_passes(tenants)
    with acting("bo") as bo:
        correct_organisation(by=bo, organisation=tenants, town="Dalarö")
    (way,) = offered(anna, tenants)
    _address, page = chosen_first(anna, way)
    assert [one.name for one in page.context["conflict"].both] == ["town"]
