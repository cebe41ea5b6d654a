"""Names are written the same in the database, those that were there before it learnt to as well."""

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from movements.models import Organisation

OWNER = "owner"
LEARNS = ("movements", "0020_abbreviations_in_names")


def run_sql(name):
    """The statements of one migration, as its owner."""
    loader = MigrationLoader(connections[OWNER])
    with connections[OWNER].cursor() as cursor:
        for operation in loader.disk_migrations[name].operations:
            cursor.execute(operation.sql)


@pytest.fixture
def before(district):
    """The keys as they were before: by a function that leaves every word as it stands."""
    old = (
        "CREATE OR REPLACE FUNCTION movements_name_key(name text, in_order boolean) RETURNS text"
        " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT lower(name) $$"
    )
    with connections[OWNER].cursor() as cursor:
        cursor.execute(old)
    yield
    run_sql(LEARNS)


def names_told():
    history = next(iter(Organisation.pgh_event_models.values()))
    return sorted(history.objects.values_list("pgh_obj_id", "pgh_label", "name"))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_organisations_that_were_there_get_the_keys_of_today_and_no_history(before, register):
    names = ("Hyresgästför. Jordbro", "Hyresgästföreningen Jordbro", "jordbro")
    short, whole, same = (register(name) for name in names)
    assert short.name_key == "hyresgästför. jordbro"
    told = names_told()
    run_sql(LEARNS)
    for one in (short, whole, same):
        one.refresh_from_db()
    assert (short.name_key, short.name_words) == ("hyresgastjordbro", "hyresgast jordbro")
    assert (whole.name_key, whole.name_words) == (short.name_key, short.name_words)
    assert (same.name_key, same.name_words) == ("jordbro", "jordbro")
    assert names_told() == told
    assert len(told) == len(names)
