"""The floor in the database and the funnel above it say the same, each by itself.

The rules page is turned into SQL by `visible_to`; the policies are written by hand in a migration.
For every reader and every row of a crowded district the two must agree, with one exception that is
told: what an organisation's own protection hides is the funnel's alone.
"""

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.utils import ProgrammingError

from movements.access import rules
from movements.access.identity import acting_as, lent_to
from movements.access.readers import NOBODY, service
from movements.access.rows import DistrictRow
from movements.models import ContactPerson, Meeting, Organisation, Post, Promise, Relation
from tests import crowd as crowded
from tests.policies import as_in_earnest, lifted_floor, policed

NOUNS = [
    model
    for model in apps.get_app_config("movements").get_models()
    if issubclass(model, DistrictRow) and not hasattr(model, "pgh_tracked_model")
]
HISTORIES = [m for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
# Scoped tables that no policy holds, and why that shows nobody a person.
WHY = {"basis": "consent", "source": "Avstämning", "keep_until": "2099-01-01"}
UNPOLICED = {
    "Association": "a place where posts are held; it says nothing of who holds them",
    "Body": "public council matters",
    "Organisation": "organisations: a policy there costs the map its indexes (docs/trust.md)",
    "ActivityArea": "organisations: where they are active",
    "SearchDocument": "organisations: their words; nobody is shown a row of it",
    "NameWord": "organisations: the words of their names",
    "PossibleDuplicate": "organisations: two that may be one",
    "NotTheSame": "organisations: two that are two",
    "Merge": "organisations: which became which; `moved` holds ids alone and is shown to nobody",
    "Import": "organisations: which register was brought in",
    "ImportedRow": "organisations: what a row of a register wrote",
    "SourceRow": "organisations: what a register said; people are left out where it is read",
    "ImportLayout": "how a file is read",
    "RegisterSource": "where a public register is fetched",
    "Integrations": "which servers are asked",
    "RetentionRule": "for how long rows are kept; it says nothing of whom",
    "RetentionRun": "how many rows had had their time, and by which rule; ids of nobody",
    "LegalBasis": "a view of its owner's, whose own condition says who sees which of its rows",
}
WHO = ("anna", "asta", "bo", "cia", "dag", "eva", "frid", "glenn", "hedda", "ivar")


def is_policed(model) -> bool:
    return model._meta.db_table in policed()


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.mark.django_db
def test_every_table_is_policed_or_says_why_not():
    held = set(policed())
    without = {model.__name__ for model in NOUNS if model._meta.db_table not in held}
    assert without == set(UNPOLICED)
    open_histories = {
        model.pgh_tracked_model.__name__
        for model in HISTORIES
        if model._meta.db_table not in held and model.pgh_tracked_model in NOUNS
    }
    assert open_histories <= set(UNPOLICED)


@pytest.mark.django_db
def test_every_policed_table_holds_all_four_ways_to_a_row():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, array_agg(DISTINCT cmd) FROM pg_policies"
            " WHERE policyname NOT IN ('ground', 'lifted') GROUP BY 1"
        )
        found = dict(cursor.fetchall())
    for table in policed():
        ways = set(found.get(table, ()))
        assert ways & {"SELECT", "ALL"}, table
        assert ways & {"INSERT", "ALL"}, table


@pytest.mark.django_db
def test_the_suite_serves_as_the_application_role():
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls,"
            " (SELECT bool_or(pg_has_role(current_user, c.relowner, 'MEMBER')) FROM pg_class c"
            "  WHERE c.relname LIKE 'movements%%') FROM pg_roles WHERE rolname = current_user"
        )
        role, superuser, bypasses, owns = cursor.fetchone()
    assert role.startswith("forankra_app")
    assert (superuser, bypasses, owns) == (False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("name", WHO)
def test_floor_and_funnel_agree(name, cast, crowd):
    reader = cast.reader(name)
    shielded = set(
        Organisation.objects.filter(existence_protected=True).values_list("pk", flat=True)
    )
    with acting_as(reader, why="test"):
        for model in (model for model in NOUNS if is_policed(model)):
            with lifted_floor():
                funnel = set(model.objects.visible_to(reader).values_list("pk", flat=True))
            floor = set(model.objects.values_list("pk", flat=True))
            assert funnel <= floor, f"{model.__name__}: the floor hides what {name} may see"
            wider = floor - funnel
            if model is Post:  # one's own, ended ones too: the account page says which
                wider -= {post.pk for post in Post.objects.filter(user=reader.user)}
            if wider and hasattr(model, "organisation_id"):
                rows = model.objects.filter(pk__in=wider)
                wider -= set(rows.filter(organisation__in=shielded).values_list("pk", flat=True))
            assert wider == set(), f"{model.__name__}: the floor shows {name} more than the funnel"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    sorted(
        {
            role.removeprefix("service:")
            for lines in rules.SEES.values()
            for role in lines
            if role.startswith("service:")
        }
    ),
)
def test_floor_and_funnel_agree_on_services(name, cast, crowd, district):
    reader = service(name, district)
    with acting_as(reader, why="test"):
        for model in (model for model in NOUNS if is_policed(model)):
            with lifted_floor():
                funnel = set(model.objects.visible_to(reader).values_list("pk", flat=True))
            floor = set(model.objects.values_list("pk", flat=True))
            assert funnel <= floor, model.__name__


@pytest.mark.django_db
def test_nobody_sees_no_policed_row(cast, crowd):
    with as_in_earnest():
        for table in policed():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
                assert cursor.fetchone() == (0,), table
        with acting_as(NOBODY, why="test"):
            assert not ContactPerson.objects.exists()


@pytest.mark.django_db
def test_nobody_writes_either(cast, district, norr):
    with as_in_earnest(), pytest.raises(ProgrammingError, match="row-level security"):
        Post.objects.create(
            district=district, user=cast.eva, role="steward", association=norr,
            starts_on="2026-01-01",
        )  # fmt: skip


@pytest.mark.django_db
def test_nobody_writes_what_they_may_not_see(cast, crowd, acting):
    with acting("bo"):
        hidden = Promise.objects.exclude(pk__in=Promise.objects.values("pk"))
        assert not hidden.exists()
        assert Meeting.objects.filter(sensitivity="named").update(mode="phone") == 0


@pytest.mark.django_db
def test_a_row_cannot_be_handed_to_readers_of_whom_the_doer_is_none(cast, crowd, acting):
    with acting("anna"):
        mine = Relation.objects.filter(association__name="Norr").first()
        with pytest.raises(ProgrammingError, match="row-level security"):
            Relation.objects.filter(pk=mine.pk).update(sensitivity="named", named=[cast.bo.pk])


@pytest.mark.django_db
def test_what_is_lent_is_lent_no_longer_than_the_deed(cast, crowd, acting):
    with acting("bo"):
        before = Meeting.objects.count()
        with lent_to("upkeep"):
            assert Meeting.objects.count() > before
            with lent_to("tally"):
                pass
            assert Meeting.objects.count() > before
        assert Meeting.objects.count() == before
        with pytest.raises(ZeroDivisionError), lent_to("upkeep"):
            raise ZeroDivisionError
        assert Meeting.objects.count() == before


@pytest.mark.django_db
def test_history_is_held_as_the_row_was_and_as_it_is(cast, acting, district, norr):
    row = ContactPerson.objects.create(
        district=district, association=norr, name="Noor", sensitivity="named",
        named=[cast.anna.pk], **WHY,
    )  # fmt: skip
    events = ContactPerson.pgh_event_model.objects.filter(pgh_obj_id=row.pk)
    with acting("anna"):
        ContactPerson.objects.filter(pk=row.pk).update(sensitivity="open", name="Noor A")
    with acting("bo"):  # sees her now, but not what stood there before
        assert [one.name for one in events.all()] == ["Noor A"]
    with acting("anna"):
        assert [one.name for one in events.order_by("pgh_id")] == ["Noor", "Noor A"]
        ContactPerson.objects.filter(pk=row.pk).update(sensitivity="named")
    with acting("bo"):  # and now nothing: the row has gone from him
        assert not events.all().exists()
    with acting("anna"):
        ContactPerson.objects.get(pk=row.pk).delete()
    for name in ("anna", "bo"):  # what is gone is nobody's
        with acting(name):
            assert not events.all().exists()
