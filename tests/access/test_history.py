"""History: every change with who and why; deletes, bulk and raw SQL as well."""

import pytest
from django.db import connection

from movements.access.identity import because
from movements.models import Channel, ContactPerson, Organisation, Post, Relation


def told(row_or_model, pk=None):
    """[(label, who, why)] of a row, oldest first."""
    model = row_or_model if pk else type(row_or_model)
    events = model.pgh_event_model.objects.filter(pgh_obj=pk or row_or_model.pk).order_by("pgh_id")
    return [
        (
            event.pgh_label,
            (event.pgh_context.metadata if event.pgh_context else {}).get("user"),
            (event.pgh_context.metadata if event.pgh_context else {}).get("why"),
        )
        for event in events.select_related("pgh_context")
    ]


@pytest.fixture
def row(cast, acting, district):
    with acting("anna", why="begin"):
        return Organisation.objects.create(district=district, name="Utö byalag")


def test_an_insert_says_who_and_why(cast, row):
    assert told(row) == [("insert", str(cast.anna.pk), "begin")]


def test_an_update_says_who_and_why_and_keeps_what_was(cast, acting, row):
    with acting("bo", why="mend"):
        row.name = "Utö byalag och vänner"
        row.save()
    assert told(row)[-1] == ("update", str(cast.bo.pk), "mend")
    kept = Organisation.pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id")
    names = list(kept.values_list("name", flat=True))
    assert names == ["Utö byalag", "Utö byalag och vänner"]


def test_a_delete_leaves_its_trace(cast, acting, row):
    pk = row.pk
    with acting("cia", why="tidy"):
        row.delete()
    assert told(Organisation, pk)[-1] == ("delete", str(cast.cia.pk), "tidy")


def test_changes_in_bulk_leave_their_traces(cast, acting, district):
    with acting("anna", why="many"):
        rows = Organisation.objects.bulk_create(
            Organisation(district=district, name=f"Nr {n}") for n in range(3)
        )
        Organisation.objects.filter(district=district).update(reach="regional")
        Organisation.objects.filter(district=district).delete()
    for one in rows:
        assert [label for label, *_who in told(one)] == ["insert", "update", "delete"]
        assert {tuple(who) for _label, *who in told(one)} == {(str(cast.anna.pk), "many")}


def test_raw_sql_leaves_its_trace(cast, acting, row):
    with acting("anna", why="by hand"), connection.cursor() as cursor:
        cursor.execute("UPDATE movements_organisation SET town = 'Utö' WHERE id = %s", [row.pk])
    assert told(row)[-1] == ("update", str(cast.anna.pk), "by hand")


def test_two_deeds_in_one_transaction_each_keep_their_why(acting, row):
    with acting("anna", why="first"):
        Organisation.objects.filter(pk=row.pk).update(town="Utö")
        because("second")
        Organisation.objects.filter(pk=row.pk).update(town="Ornö")
    assert [why for _label, _who, why in told(row)] == ["begin", "first", "second"]


def test_what_changes_nothing_leaves_no_trace(acting, row):
    with acting("anna"):
        row.save()
    assert len(told(row)) == 1


@pytest.mark.parametrize("noun", [Organisation, Relation, ContactPerson, Channel, Post])
def test_what_says_something_of_people_or_rights_is_tracked(db, noun):
    labels = {tracker.label for tracker in noun.pgh_event_model.pgh_trackers}
    assert labels == {"insert", "update", "delete"}
