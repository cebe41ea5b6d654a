"""What hangs on a visible row is asked for without asking the rule twice, and is the same rows."""

from django.db.models import Exists

from movements.access import sight
from movements.access.funnel import visible
from movements.access.rules import SEES
from movements.access.ways import in_district
from movements.models import ActivityArea, Organisation
from tests import crowd as crowded

READERS = ("anna", "asta", "bo", "cia", "dag", "eva", "frid", "hedda")


def areas_of(organisations, reader) -> set:
    hanging = Exists(sight.hanging_on(ActivityArea, "organisation", reader))
    return set(organisations.filter(hanging).values_list("pk", flat=True))


def test_it_is_what_the_rule_says(cast, district, norr, soder, socialnamnden):
    crowded.build(cast, district, norr, soder, socialnamnden)
    for who in READERS:
        reader = cast.reader(who)
        seen = visible(ActivityArea, reader).values_list("organisation", flat=True)
        assert areas_of(visible(Organisation, reader), reader) == set(seen)


def test_a_rule_that_says_more_is_asked(cast, district, norr, soder, socialnamnden, monkeypatch):
    crowded.build(cast, district, norr, soder, socialnamnden)
    anna = cast.reader("anna")
    assert areas_of(visible(Organisation, anna), anna)
    closer = SEES["ActivityArea"] | {
        "steward": (in_district(within=["organisation"], municipality__code="0000"),)
    }
    monkeypatch.setitem(sight.PAGE, "ActivityArea", closer)
    assert not areas_of(visible(Organisation, anna), anna)
    monkeypatch.setitem(sight.PAGE, "ActivityArea", {})
    assert not areas_of(visible(Organisation, anna), anna)
