"""What words find: beginnings, stems, parts of compounds, abbreviations, misspelt names; for each
reader only what they may see, and never a correction that tells of the rest."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from movements.access.funnel import selection, visible
from movements.briefing.search import search
from movements.directory.filters import OrganisationFilter
from movements.directory.index import rebuild_search
from movements.directory.ranking import best
from movements.directory.search import meaning, without_one
from movements.models import (
    ActivityArea,
    NameWord,
    Organisation,
    Relation,
    SearchDocument,
)
from movements.places.folding import folded, folded_words
from tests import crowd as crowded
from tests.conftest import municipality


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    return crowded.build(cast, district, norr, soder, socialnamnden)


@pytest.fixture
def known(district, norr):
    """`known("Namn", town="Ort")`: an organisation that all in the district may see."""

    def register(name, code="0136", **facts):
        return Organisation.objects.create(
            district=district, name=name, municipality=municipality(code), **facts
        )

    return register


@pytest.fixture
def found(cast):
    """`found("anna", "ord")`: the names that Anna finds, the best first."""

    def names(who: str, text: str) -> list[str]:
        reader = cast.reader(who)
        seen = visible(Organisation, reader).live()
        hits = best(seen, reader, meaning(seen, reader, text), 20)
        called = dict(Organisation.objects.values_list("pk", "name"))
        listed = selection(OrganisationFilter, reader, QueryDict(f"q={text}"))
        assert {hit.pk for hit in hits} == {row.pk for row in listed}
        return [called[hit.pk] for hit in hits]

    return names


def words() -> set[str]:
    return set(NameWord.objects.values_list("word", flat=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hyresgäst", "Jordbrohyresgästerna"),
        ("hyresgästerna", "Jordbrohyresgästerna"),
        ("jordbrohyresgästerna", "Jordbrohyresgästerna"),
        ("hyresgast jordbro", "Jordbrohyresgästerna"),
        ("bostad", "Nätverket för bostadspolitiken"),
        ("BOSTADSPOLITIKEN", "Nätverket för bostadspolitiken"),
        ("bostadspolitik nätverk", "Nätverket för bostadspolitiken"),
        ("angens odlare", "Ängens odlare"),
        ("Ängens Ödlare", "Ängens odlare"),
        ("pro handen", "Pensionärernas riksorganisation Handen"),
        ("pensionärernas riksorganisation", "PRO Västerhaninge"),
        ("prohanden", None),
        ("ikviking", "IK Viking"),
        ("ik vikingg", "IK Viking"),
        ("kooperativet", "Kooperativet Åkern"),
        ("koperativet åkern", "Kooperativet Åkern"),
        ("vikign", "IK Viking"),
        ("tungelsta", "Föreningen Byn"),
        ("nynäshamn", "Föreningen Kusten"),
        ("802000-1234", "Föreningen Byn"),
    ],
)
def test_words_find(cast, known, found, text, name):
    known("Jordbrohyresgästerna")
    known("Nätverket för bostadspolitiken")
    known("Ängens odlare")
    known("Pensionärernas riksorganisation Handen")
    known("PRO Västerhaninge")
    known("IK Viking")
    known("Kooperativet Åkern")
    known("Föreningen Byn", town="Tungelsta", organisation_number="8020001234")
    coast = known("Föreningen Kusten")
    ActivityArea.objects.create(
        district=coast.district, organisation=coast, municipality=municipality("0192")
    )
    shown = found("anna", text)
    assert (name in shown) if name else not shown


def test_a_short_part_inside_a_word_finds_nothing(cast, known, found):
    known("Sundsvalls kammarkör")
    assert found("anna", "sva") == []
    assert found("anna", "vall") == ["Sundsvalls kammarkör"]


def test_every_word_must_be_met(cast, known, found):
    known("Hyresgästföreningen Handen")
    assert found("anna", "hyresgäst visby") == []
    assert found("anna", "!!!") == []


def test_names_come_before_places_and_ones_own_before_others(cast, norr, known, found):
    known("Byalaget i Handen")
    known("Scouterna", town="Handen")
    own = known("Idrottsklubben Handen")
    known("Handen")
    Relation.objects.create(
        district=own.district, organisation=own, association=norr, started_on="2026-01-01"
    )
    assert found("anna", "handen") == [
        "Handen",
        "Idrottsklubben Handen",
        "Byalaget i Handen",
        "Scouterna",
    ]


def test_what_is_right_comes_before_what_was_corrected(cast, known, found):
    known("Föreningen Solna")
    known("Föreningen Solnoberg")
    assert found("anna", "solno") == ["Föreningen Solnoberg", "Föreningen Solna"]
    assert found("anna", "solna") == ["Föreningen Solna"]


def test_nobody_is_corrected_who_finds_enough(cast, known):
    for number in range(20):
        known(f"Klubben Sola {number}")
    known("Klubben Solo")
    reader = cast.reader("anna")
    seen = visible(Organisation, reader).live()
    assert not meaning(seen, reader, "sola").wide
    answer = search(reader, "solaq")
    assert answer.also == ["sola"]
    assert search(reader, "solaq", exact=True).total == 0


# ---- what nobody may be told


def test_a_protected_name_corrects_nobodys_spelling_but_theirs(cast, crowd, found):
    """Misspelt, the hidden name is found by those who may see it, and for others there is no such
    word: neither a hit nor a suggestion."""
    hidden = "Dold förening i Söder"
    assert hidden in found("bo", "dold forenign sodre")
    assert hidden in found("cia", "dold forenign sodre")
    for who in ("anna", "dag"):
        reader = cast.reader(who)
        seen = visible(Organisation, reader).live()
        assert hidden not in found(who, "dold forenign sodre")
        meant = meaning(seen, reader, "sodre")
        assert "soder" not in {near for word in meant.words for near in word.near}
    assert "soder" in words()  # it stands in the list, as a word of that organisation alone


def test_the_words_of_a_protected_organisation_are_seen_by_those_who_see_it(cast, crowd):
    for who in ("anna", "bo", "cia", "dag", "frid", "hedda"):
        reader = cast.reader(who)
        seen = visible(Organisation, reader)
        kept = visible(NameWord, reader).exclude(organisation=None)
        hidden = kept.exclude(organisation__in=seen.values("pk"))
        assert not hidden.exists()
        assert not visible(SearchDocument, reader).exists()
    assert not visible(NameWord, cast.reader("frid")).exists()


def test_the_list_follows_what_happens_to_an_organisation(cast, known):
    row = known("Xylofonisterna")
    twin = known("Xylofonisterna Ystad")
    assert "xylofonisterna" in words()
    assert not NameWord.objects.exclude(organisation=None).exists()
    Organisation.objects.filter(pk=twin.pk).update(existence_protected=True)
    theirs = NameWord.objects.filter(organisation=twin)
    assert set(theirs.values_list("word", flat=True)) >= {"xylofonisterna", "ystad"}
    assert not NameWord.objects.filter(organisation=None, word="ystad").exists()
    assert NameWord.objects.filter(organisation=None, word="xylofonisterna").count() == 1
    Organisation.objects.filter(pk=row.pk).update(archived_at=timezone.now())
    assert not NameWord.objects.filter(organisation=None, word="xylofonisterna").exists()
    Organisation.objects.filter(pk=row.pk).update(archived_at=None, name="Ysterbågen")
    assert {"ysterbagen"} <= words()
    twin.delete()
    assert words() == {"ysterbagen", "haninge"}


def test_a_rebuild_changes_nothing_that_triggers_kept_and_mends_what_they_did_not(cast, crowd):
    def everything():
        documents = SearchDocument.objects.values_list(
            "organisation", "name", "words", "live", "protected"
        )
        listed = NameWord.objects.values_list("district", "word", "organisation")
        return {(*row[:2], tuple(row[2]), *row[3:]) for row in documents}, sorted(map(str, listed))

    before = everything()
    assert len(before[1]) > 30
    rebuild_search()
    assert everything() == before
    SearchDocument.objects.all().delete()
    assert not words()
    rebuild_search()
    assert everything() == before


def test_many_at_once_are_found_at_once(cast, district, found):
    Organisation.objects.bulk_create(
        Organisation(district=district, name=f"Massföreningen {n}") for n in range(5)
    )
    assert len(found("anna", "massförening")) == 5
    Organisation.objects.filter(name__startswith="Mass").update(town="Nyort")
    assert len(found("anna", "nyrot")) == 5


def test_history_says_nothing_of_what_search_reads(cast, known):
    row = known("Xylofonisterna")
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=row.pk)
    assert events.count() == 1
    assert "vector" not in {field.name for field in events.model._meta.get_fields()}


# ---- what was said, and people


@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag", "frid", "hedda"])
def test_meetings_and_people_come_through_the_funnel(cast, crowd, who):
    from movements.models import ContactPerson, Meeting, MeetingContent, Point

    reader = cast.reader(who)
    seen = {row.pk for row in Meeting.objects.visible_to(reader).live()}
    read = MeetingContent.objects.visible_to(reader)
    for text in ("krav", "anteckning", "noor", "disa", "olle", "nina", "sam", "kommunal", "dold"):
        answer = search(reader, text)
        assert {row.pk for row in answer.meetings.rows} <= seen
        points = {row.pk for row in answer.points.rows}
        assert points <= {row.pk for row in Point.objects.visible_to(reader)}
        people = ContactPerson.objects.visible_to(reader)
        assert {row.pk for row in answer.people.rows} <= {row.pk for row in people}
        for row in answer.meetings.rows:
            notes = read.filter(meeting=row.pk).values_list("notes", flat=True).first()
            assert row.notes in (None, notes)
    if who == "anna":
        assert [row.name for row in search(reader, "namngivna noor").people.rows] == [
            "Namngivna Noor"
        ]
        assert search(reader, "anteckning").meetings.total == read.exclude(notes="").count()


def test_the_count_of_queries_is_the_same_however_much_is_found(cast, crowd, known):
    def asked(text) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search(cast.reader("anna"), text)
        return len(queries)

    few = asked("kommunal haninge")
    for number in range(30):
        known(f"Kommunal Haninge {number}")
    assert asked("kommunal haninge") <= few <= 11
    assert asked("komunal haninge") <= 11


# ---- folding


def test_python_and_the_database_fold_alike(db):
    texts = [
        "Åkersberga Ängby ÖSTERMALM",
        "S:t Erik – Café Ærø, Łódź; Žižkov",
        "E\u0301clair I.F. 1912",
        'Föreningen "Vi" & de_andra',
        "Друзья عربي ελληνικά",
    ]
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(
                "SELECT forankra_fold(%s), forankra_words(%s), forankra_deletions('abba')",
                [text, text],
            )
            fold, split, gone = cursor.fetchone()
            assert fold == folded(text)
            assert split == folded_words(text)
            assert set(gone) == without_one("abba")
