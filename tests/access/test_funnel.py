"""One funnel: a question that cannot be answered is refused, never answered with everything."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.http import QueryDict

from movements.access.funnel import MalformedQuestion, selection
from movements.directory.filters import OrganisationFilter
from movements.models import Organisation, Relation


@pytest.fixture
def organisations(district, norr):
    kinds = {"Utö byalag": "village", "Kommunal": "union", "Klimat i Haninge": "climate"}
    return {
        name: Organisation.objects.create(
            district=district, name=name, kind=kind, registered_by=norr
        )
        for name, kind in kinds.items()
    }


def names(reader, query: str) -> set[str]:
    rows = selection(OrganisationFilter, reader, QueryDict(query))
    return set(rows.values_list("name", flat=True))


def test_no_question_gives_all_that_one_may_see(cast, organisations):
    assert names(cast.reader("anna"), "") == set(organisations)


def test_several_values_of_one_filter_widen_and_several_filters_narrow(cast, organisations):
    anna = cast.reader("anna")
    assert names(anna, "kind=union&kind=climate") == {"Kommunal", "Klimat i Haninge"}
    assert names(anna, "kind=union&kind=climate&q=klimat") == {"Klimat i Haninge"}


def test_empty_fields_of_a_plain_form_ask_for_nothing(cast, organisations):
    empty = "q=&kind=&policy_area=&municipality=&quiet_for=&living=&white_spots="
    assert names(cast.reader("anna"), empty) == set(organisations)
    assert names(cast.reader("anna"), "kind=&kind=union") == {"Kommunal"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=unoin", "kind"),
        ("kind=union&kind=unoin", "kind"),
        ("policy_area=1", "policy_area"),
        ("municipality=9999", "municipality"),
        ("municipality=0136%00", "municipality"),
        ("quiet_for=5", "quiet_for"),
        ("quiet_for=six", "quiet_for"),
        ("living=yes", "living"),
        ("white_spots=2", "white_spots"),
        ("knid=union", "knid"),
        ("district=1", "district"),
        ("name__startswith=U", "name__startswith"),
    ],
)
def test_a_malformed_question_raises_and_names_the_parameter(cast, organisations, query, field):
    with pytest.raises(MalformedQuestion) as malformed:
        names(cast.reader("anna"), query)
    assert list(malformed.value.message_dict) == [field]


def test_a_malformed_question_is_a_validation_error_for_both_doors():
    assert issubclass(MalformedQuestion, ValidationError)


def test_the_place_in_a_list_and_its_order_are_no_filters(cast, organisations):
    everything = names(cast.reader("anna"), "after=x&before=y&page_size=5&order=last")
    assert everything == set(organisations)


def test_archived_rows_are_in_no_selection(cast, organisations, today):
    Organisation.objects.filter(name="Kommunal").update(archived_at="2026-01-01T00:00Z")
    assert "Kommunal" not in names(cast.reader("anna"), "")


@pytest.mark.parametrize("name", ["eva", "frid", "glenn", "ivar"])
def test_without_a_line_on_the_page_no_question_gives_rows(cast, organisations, name):
    assert names(cast.reader(name), "q=o") == set()


@pytest.fixture
def at_once():
    """Constraints between districts are asked when the transaction ends; here at each statement."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_row_cannot_point_into_another_district(cast, organisations, district, at_once):
    foreign = next(post.association for post in cast.reader("hedda").posts)
    tie = Relation(
        district=district,
        organisation=organisations["Kommunal"],
        association=foreign,
        started_on="2026-01-01",
    )
    with pytest.raises(IntegrityError, match="relation_association"):
        tie.save()


def test_a_row_that_others_point_at_cannot_move_to_another_district(
    cast, organisations, norr, at_once
):
    rows = Organisation.objects.filter(name="Kommunal")
    with pytest.raises(
        IntegrityError, match="organisation_registered_by|searchdocument_organisation"
    ):
        rows.update(district=cast.reader("hedda").district)


def test_full_clean_says_the_same_in_words(cast, organisations):
    foreign = next(post.association for post in cast.reader("hedda").posts)
    tie = Relation(
        district=organisations["Kommunal"].district,
        organisation=organisations["Kommunal"],
        association=foreign,
        started_on="2026-01-01",
    )
    with pytest.raises(ValidationError):
        tie.validate_constraints()
