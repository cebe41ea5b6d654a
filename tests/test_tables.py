"""What the tables promise: their districts, their history, and why a person is in them."""

import pytest
from django.apps import apps
from django.db import connection, models

from movements.access import sight
from movements.access.checks import rules_page_is_whole
from movements.access.rows import DistrictRow, SameDistrict
from movements.access.rules import SEES
from movements.models import ContactPerson, Meeting, Organisation
from movements.privacy.models import PersonalData

NOUNS = [
    model
    for model in apps.get_app_config("movements").get_models()
    if not hasattr(model, "pgh_tracked_model")
]
# What is read of other tables, and is laid by the database: the promises are theirs.
VIEWS = [model for model in NOUNS if not model._meta.managed]
ROWS = [model for model in NOUNS if issubclass(model, DistrictRow) and model not in VIEWS]

# District rows without a history of their own, and why that is no hole in the trace.
UNTRACKED = {
    "Association": "made by an administrator; deeds on it come with the invitations",
    "Body": "public matters, made by an administrator",
    "HeldContact": "derived: rebuilt from the meetings, which are tracked",
    "SearchDocument": "derived: rebuilt from the organisations, which are tracked",
    "NameWord": "derived: rebuilt from the organisations, which are tracked",
    "SavedView": "a bookmark of its owner's; it holds nothing of the district",
    "MeetingOrganisation": "written once with its meeting and never changed",
    "TieMove": "is itself a trace: what a meeting did to a tie",
    "Participant": "written once with its content and never changed",
    "PossibleDuplicate": "derived: the nightly scan finds it again",
    "Reminder": "is itself a trace: who asked an association, and when",
    "DoneOnce": "lives for a day and holds a fingerprint and an id, so that a retry is found",
    "Merge": "is itself a trace: who made two into one, and who undid it",
    "Import": "is itself a trace: which file, by whom, with what outcome",
    "ReadLog": "is itself a trace: written once, and nobody may change it",
    "Tombstone": "a hash, laid once: that somebody is gone is all it tells",
    "DoNotRegister": "a hash, added once: a history of it would tell when somebody asked",
    "Readmission": "is itself a trace: who was let off the list, by whom and why, without a name",
    "RetentionRule": "says itself who confirmed it and when",
    "RetentionRun": "is itself a trace: what the nightly rules did",
    "Review": "says itself who decided what and when, and goes when they have been met",
    "SealedExtract": "lives for a day, sealed; who asked and who fetched is in the read log",
    "Unnamed": "is itself a trace: that names were taken out, and when",
    "SourceRow": "is itself a trace: what a register said",
    "ImportedRow": "is itself a trace: what an import wrote",
    "ImportLayout": "how a file is read, which every import shows before anything is written",
    "PendingUpload": "lives for a day, for the one who uploaded it",
    "DraftRow": "lives for a day, for the one who uploaded it",
}


def names(found) -> set[str]:
    return {model.__name__ for model in found}


def keys_between(rows):
    """(model, field) of every key from a district row to a district row."""
    for model in rows:
        for field in model._meta.local_fields:
            if field.is_relation and issubclass(field.related_model, DistrictRow):
                yield model, field


def unguarded(rows) -> list[str]:
    """Keys between district rows without the constraint that keeps both in one district."""
    return [
        f"{model.__name__}.{field.name}"
        for model, field in keys_between(rows)
        if not any(
            isinstance(one, SameDistrict)
            and one.field == field.name
            and one.to == field.related_model._meta.db_table
            for one in model._meta.constraints
        )
    ]


# ---- districts


def test_every_key_between_district_rows_is_told_to_stay_in_its_district():
    assert len(list(keys_between(ROWS))) > 25
    assert unguarded(ROWS) == []


def test_a_key_without_its_constraint_is_found(monkeypatch):
    kept = [one for one in Meeting._meta.constraints if not isinstance(one, SameDistrict)]
    monkeypatch.setattr(Meeting._meta, "constraints", kept)
    assert unguarded([Meeting]) == ["Meeting.association", "Meeting.body"]


@pytest.mark.django_db
def test_the_database_really_keeps_them_there():
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
              (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey)
                WITH ORDINALITY k(num, n) JOIN pg_attribute a
                ON a.attrelid = c.conrelid AND a.attnum = k.num),
              (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey)
                WITH ORDINALITY k(num, n) JOIN pg_attribute a
                ON a.attrelid = c.confrelid AND a.attnum = k.num)
            FROM pg_constraint c WHERE c.contype = 'f' AND cardinality(c.conkey) = 2
              AND c.convalidated""")
        kept = {(one, two, tuple(here), tuple(there)) for one, two, here, there in cursor}
    wanted = {
        (
            model._meta.db_table,
            field.related_model._meta.db_table,
            ("district_id", field.column),
            ("district_id", "id"),
        )
        for model, field in keys_between(ROWS)
    }
    assert wanted - kept == set()


def test_every_table_of_the_district_says_whose_it_is():
    for model in ROWS:
        district = model._meta.get_field("district")
        assert not district.null, model
        assert model._meta.pk.get_internal_type() == "UUIDField", model
    free = names(NOUNS) - names(ROWS) - names(VIEWS)
    assert free == {
        *("User", "District", "Session"),
        *("County", "Municipality", "MunicipalityBorder", "CountyBorder", "CityDistrict"),
        *("Place", "PostalCode"),
    }


# ---- who sees them


def test_every_row_has_its_line_on_the_rules_page():
    assert names(ROWS) | names(VIEWS) == set(SEES)


def test_the_system_check_finds_what_is_not_on_the_page(monkeypatch):
    page = {name: line for name, line in SEES.items() if name != "Promise"} | {"Spoke": {}}
    for name in ("movements.access.sight.PAGE", "movements.access.checks.SEES"):
        monkeypatch.setattr(name, page)
    found = {problem.id for problem in rules_page_is_whole()}
    assert {"access.E001", "access.E002"} <= found


def test_nobody_and_no_post_see_nothing():
    from movements.access.readers import NOBODY

    for model in ROWS:
        condition = sight.sees(model, NOBODY)
        assert str(condition) == str(models.Q(pk__in=[])), model


# ---- history


def tracked(rows) -> list:
    return [model for model in rows if getattr(model, "pgh_event_models", None)]


def test_every_row_is_tracked_or_says_why_not():
    assert names(ROWS) - names(tracked(ROWS)) == set(UNTRACKED)
    assert all(len(why.split()) > 3 for why in UNTRACKED.values())


@pytest.mark.django_db
def test_the_database_really_has_the_triggers():
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT tgrelid::regclass::text, tgtype, tgenabled FROM pg_trigger
            WHERE NOT tgisinternal""")
        found: dict[str, set[str]] = {}
        for table, kind, enabled in cursor:
            assert enabled == "O", table
            for bit, operation in ((4, "INSERT"), (8, "DELETE"), (16, "UPDATE")):
                if kind & bit:
                    found.setdefault(table, set()).add(operation)
    for model in tracked(ROWS):
        assert found.get(model._meta.db_table) == {"INSERT", "UPDATE", "DELETE"}, model


# ---- people


def about_people(found) -> list:
    """Nouns that are a person's own, or that point at one."""
    return [
        model
        for model in found
        if issubclass(model, PersonalData)
        or any(
            field.is_relation and issubclass(field.related_model, PersonalData)
            for field in model._meta.local_fields
        )
    ]


def silent(found) -> list[str]:
    """Nouns about people that do not say what a subject access hands out, or not rightly."""
    wrong = []
    for model in about_people(found):
        said = getattr(model, "export_fields", ())
        known = {field.name for field in model._meta.get_fields()}
        if not said or not set(said) <= known:
            wrong.append(model.__name__)
    return wrong


def test_every_row_about_a_person_says_what_they_may_have():
    assert {"ContactPerson", "Channel", "ContactRole", "Participant"} <= names(about_people(NOUNS))
    assert silent(NOUNS) == []


def test_a_row_about_a_person_that_says_nothing_is_found(monkeypatch):
    monkeypatch.setattr(ContactPerson, "export_fields", ())
    assert silent([ContactPerson, Organisation]) == ["ContactPerson"]
    monkeypatch.setattr(ContactPerson, "export_fields", ("name", "shoe_size"))
    assert silent([ContactPerson]) == ["ContactPerson"]


def test_every_personal_table_says_why_it_holds_a_row_and_until_when():
    for model in NOUNS:
        if issubclass(model, PersonalData):
            for name in ("basis", "source", "keep_until"):
                field = model._meta.get_field(name)
                assert not field.null, (model, name)
                assert not field.blank, (model, name)
            assert any("says_why" in one.name for one in model._meta.constraints), model


def test_organisation_rows_point_at_no_person():
    assert "Organisation" not in names(about_people(NOUNS))
    assert "ActivityArea" not in names(about_people(NOUNS))
