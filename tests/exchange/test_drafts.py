"""A draft: how a file is read is shown, corrected and remembered; its rows are decided."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from movements.access.funnel import NotAllowed
from movements.exchange.actions import (
    decide,
    discard_upload,
    import_draft,
    keep_upload,
    map_draft,
    purge_drafts,
    start_import,
)
from movements.exchange.review import (
    draft_of,
    drafts,
    error_file,
    layout,
    lines,
    meanings,
    pair,
    tally,
    verdicts,
)
from movements.models import (
    Channel,
    ContactPerson,
    DraftRow,
    Import,
    ImportLayout,
    Organisation,
    PendingUpload,
)
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db

FILE = [
    line("Åby IF", "802002-9347", "Idrott", "Fotboll", postcode="145 52", town="Norsborg"),
    line("Väsbykören", kind="Körsång och dylikt", town="Upplands Väsby"),
    line("Tumba byalag", email="info@tumba.example", homepage="www.tumba.example"),
]


@pytest.fixture
def draft(acting):
    """draft(rows) keeps a file as Cia's draft, or as somebody else's."""

    def draft(rows=FILE, who="cia", code="0127", **more):
        data = rows if isinstance(rows, bytes) else csv_bytes(rows)
        with acting(who) as reader:
            return keep_upload(by=reader, data=data, municipality=municipality(code), **more)

    return draft


@pytest.fixture
def done(acting):
    """done(draft) brings a draft in as its job does."""

    def done(draft, who="cia"):
        with acting(who) as reader:
            return import_draft(by=reader, draft_id=draft.pk)

    return done


def test_a_small_file_is_looked_through_at_once(draft, acting):
    kept = draft()
    assert (kept.state, kept.counts["new"], kept.counts["rows"]) == ("reviewing", 3, 3)
    with acting("cia") as cia:
        page = lines(cia, kept, "new")
        assert [one.name for one in page.lines] == ["Åby IF", "Väsbykören", "Tumba byalag"]
        assert tally(kept, verdicts(cia, kept))["undecided"] == 0
    assert not Organisation.objects.exists()


def test_a_draft_becomes_the_import_of_the_same_address_and_only_once(draft, done):
    kept = draft()
    batch = done(kept)
    assert batch.pk == kept.pk
    assert done(kept) == batch
    assert Organisation.objects.count() == 3
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content)) == ("done", b"")


def test_a_draft_is_seen_by_nobody_else(draft, acting, norr):
    kept = draft()
    for who in ("asta", "anna", "eva", "hedda"):
        with acting(who) as reader:
            assert not drafts(reader).exists()
            assert not lines(reader, kept, "new").total
            with pytest.raises(PendingUpload.DoesNotExist):
                draft_of(reader, kept.pk)


def test_columns_are_guessed_corrected_and_remembered_for_the_layout(draft, acting, done):
    text = "Namn;Märkning;Ort\nÅby IF;Fotboll;Tumba\nKören;Sång;Alby\n".encode()
    kept = draft(text)
    with acting("cia") as cia:
        kept = map_draft(by=cia, draft=kept, columns={1: "activities"})
    assert [c.field for c in layout(kept).columns] == ["name", "activities", "town"]
    assert layout(kept).columns[1].how == "chosen"
    done(kept)
    again = draft(text.replace(b"Tumba", b"Vagnh"))
    assert [(c.field, c.how) for c in layout(again).columns][1] == ("activities", "remembered")


def test_a_column_that_is_not_to_be_read_is_not_read(draft, acting, done):
    kept = draft()
    with acting("cia") as cia:
        kept = map_draft(by=cia, draft=kept, columns={1: "", 8: ""})
    done(kept)
    assert set(Organisation.objects.values_list("organisation_number", "email")) == {("", "")}


@pytest.mark.parametrize(
    "columns",
    [{1: "name"}, {99: "town"}, {1: "shoe_size"}, {0: ""}, {1: "town", 2: "town"}],
    ids=["two names", "no such column", "no such field", "no name", "two towns"],
)
def test_columns_that_cannot_be_meant_are_refused_and_nothing_is_changed(draft, acting, columns):
    if columns == {1: "name"}:
        columns = {0: "name", 1: "name"}
    kept = draft()
    with acting("cia") as cia, pytest.raises(ValidationError):
        map_draft(by=cia, draft=kept, columns=columns)
    kept.refresh_from_db()
    assert (kept.columns, kept.counts["new"]) == ({}, 3)


def test_words_that_are_not_known_are_shown_once_with_a_count_and_what_is_said_wins(
    draft, acting, done
):
    rows = [line(f"Grupp {n}", kind="Odontologi") for n in range(3)]
    rows += [line("Rött", kind="Idrottsföreningar"), line("Grönt", kind="idrott")]
    rows += [line("Blått", kind="Kulturföreningg")]
    kept = draft(rows)
    words = {m.text: m for m in meanings(kept)}
    assert (words["Odontologi"].how, words["Odontologi"].count) == ("unknown", 3)
    assert words["Idrottsföreningar"].code == words["idrott"].code == "sports"
    with acting("cia") as cia:
        kept = map_draft(by=cia, draft=kept, values={"kind": {"ODONTOLOGI": "patient"}})
    done(kept)
    assert Organisation.objects.filter(kind="patient").count() == 3
    again = draft([line("Grupp 9", kind="Odontologi")])
    assert [(m.code, m.how) for m in meanings(again)] == [("patient", "remembered")]


def test_a_slip_of_the_pen_gets_a_suggestion(draft):
    kept = draft([line("Rött", kind="Pensonärer"), line("Grönt", kind="Xyzzyq")])
    suggested = {m.text: m.suggestion for m in meanings(kept) if m.how == "unknown"}
    assert suggested == {"Pensonärer": "pensioners", "Xyzzyq": ""}


def test_a_meaning_that_does_not_exist_is_refused(draft, acting):
    kept = draft()
    for said in ({"kind": {"x": "wizard"}}, {"name": {"x": "sports"}}):
        with acting("cia") as cia, pytest.raises(ValidationError):
            map_draft(by=cia, draft=kept, values=said)


def test_another_associations_memory_is_its_own(draft, acting, done, norr):
    text = "Namn;Märkning;Ort\nÅby IF;Fotboll;Tumba\n".encode()
    kept = draft(text)
    with acting("cia") as cia:
        kept = map_draft(by=cia, draft=kept, columns={1: "activities"})
    done(kept)
    assert ImportLayout.objects.get().association is None
    theirs = draft(text, who="asta", association=norr)
    assert layout(theirs).columns[1].how == "unknown"


# --- decisions -----------------------------------------------------------------------------------


@pytest.fixture
def held(draft, done):
    """A draft with one possible duplicate of Åby IF, which is in already."""
    done(draft(FILE))
    return draft([line("Åby fotboll", "802002-9347", postcode="147 30", town="Norsborg")])


def test_a_possible_duplicate_is_shown_side_by_side(held, acting):
    with acting("cia") as cia:
        (one,) = lines(cia, held, "duplicate").lines
        found = pair(cia, held, one.number)
    assert found.organisation.name == "Åby IF"
    fields = {f.code: f for f in found.fields}
    assert (fields["name"].in_file, fields["name"].in_register) == ("Åby fotboll", "Åby IF")
    assert fields["town"].equal
    assert not fields["postcode"].equal


def test_the_same_takes_what_was_chosen_and_comes_again_unchanged(held, acting, done, draft):
    with acting("cia") as cia:
        assert decide(by=cia, draft=held, verdict="same", take=["postcode"]) == 1
        assert tally(held, verdicts(cia, held))["same"] == 1
    batch = done(held)
    club = Organisation.objects.get(organisation_number="8020029347")
    assert (club.name, club.postcode) == ("Åby IF", "14730")
    assert batch.counts["changed"] == 1
    again = draft([line("Åby fotboll", "802002-9347", postcode="147 30", town="Norsborg")])
    assert again.counts["unchanged"] == 1


def test_another_one_becomes_a_new_organisation(held, acting, done):
    with acting("cia") as cia:
        decide(by=cia, draft=held, verdict="other")
    assert done(held).counts["new"] == 1
    assert Organisation.objects.filter(name__startswith="Åby").count() == 2


def test_what_is_left_out_or_undecided_stays_out(held, acting, done, draft):
    assert done(held).counts["duplicate"] == 1
    kept = draft([line("Nya kören"), line("Nya laget")])
    with acting("cia") as cia:
        (first, _second) = lines(cia, kept, "new").lines
        decide(by=cia, draft=kept, numbers=[first.number], verdict="skip")
    counts = done(kept).counts
    assert (counts["new"], counts["left_out"], counts["rows"]) == (1, 1, 2)
    assert not Organisation.objects.filter(name="Nya kören").exists()


def test_a_decision_can_be_taken_back(held, acting):
    with acting("cia") as cia:
        decide(by=cia, draft=held, verdict="other")
        decide(by=cia, draft=held, numbers=[2], verdict="")
        assert tally(held, verdicts(cia, held))["undecided"] == 1


def test_an_organisation_that_the_reader_may_not_see_cannot_be_chosen(
    draft, acting, done, norr, soder, district
):
    hidden = Organisation.objects.create(
        district=district, name="Gömd", existence_protected=True, registered_by=soder
    )
    kept = draft([line("Öppen")], who="asta", association=norr)
    with acting("asta") as asta:
        decide(by=asta, draft=kept, numbers=[2], verdict="same", organisation=hidden, take=["town"])
        assert lines(asta, kept, "new").lines[0].organisation is None
    batch = done(kept, who="asta")
    assert batch.counts["duplicate"] == 1
    assert not hidden.source_rows.exists()


def test_number_or_website_in_another_municipality_is_one_more_area_and_no_question(draft, done):
    done(draft(FILE))
    kept = draft(
        [
            line("Åby IF fotboll", "802002-9347"),
            line("Tumba byalag", homepage="http://tumba.example/", town="Haninge"),
        ],
        code="0136",
    )
    assert kept.counts["changed"] == 2
    done(kept)
    club = Organisation.objects.get(organisation_number="8020029347")
    assert sorted(area.code for area in club.areas.all()) == ["0127", "0136"]
    assert Organisation.objects.count() == 3


# --- people --------------------------------------------------------------------------------------

PEOPLE = (
    "Namn;Ordförande;Mobil;E-post ordförande;Kassör;Personnummer\n"
    "Åby IF;Anna Ek;070-174 06 35;anna@ek.example;Bo Al;811228-9874\n"
).encode()


def until():
    return (timezone.localdate() + timedelta(days=300)).isoformat()


def test_people_are_left_out_unless_basis_and_source_are_given(draft, done):
    kept = draft(PEOPLE)
    assert "Anna" not in str(DraftRow.objects.values_list("values", "problems", "name"))
    assert [c.samples for c in layout(kept).columns if c.is_people] == [[], [], [], [], []]
    done(kept)
    assert not ContactPerson.objects.exists()


def test_people_come_in_with_basis_source_and_end(draft, acting, done, norr):
    kept = draft(PEOPLE, who="asta", association=norr, code="0136")
    with acting("asta") as asta:
        kept = map_draft(
            by=asta,
            draft=kept,
            people={"basis": "official", "source": "Kommunens register", "keep_until": until()},
        )
    assert done(kept, who="asta").counts["people"] == 2
    anna = ContactPerson.objects.get(name="Anna Ek")
    assert (anna.sensitivity, anna.basis, anna.association) == ("association", "official", norr)
    assert [role.title for role in anna.roles.all()] == ["Ordförande"]
    assert {c.value for c in anna.channels.all()} == {"070-174 06 35", "anna@ek.example"}
    assert not Channel.objects.filter(value__contains="811228").exists()
    assert "811228" not in str(list(ContactPerson.objects.values()))


def test_people_without_a_basis_a_source_or_an_end_are_refused(draft, acting, norr):
    kept = draft(PEOPLE, who="asta", association=norr, code="0136")
    with acting("asta") as asta, pytest.raises(ValidationError) as refused:
        map_draft(by=asta, draft=kept, people={"basis": "because", "keep_until": "2020-01-01"})
    assert set(refused.value.message_dict) == {"basis", "source", "keep_until"}


def test_people_belong_to_an_association_never_to_the_district(draft, acting):
    kept = draft(PEOPLE)
    said = {"basis": "official", "source": "Registret", "keep_until": until()}
    with acting("cia") as cia, pytest.raises(ValidationError):
        map_draft(by=cia, draft=kept, people=said)


# --- the rest of a draft's life -------------------------------------------------------------------


def test_the_error_file_can_be_corrected_and_imported_again(draft, acting):
    kept = draft([*FILE, line("", kind="=1+1", town="Tumba")])
    with acting("cia") as cia:
        content = error_file(cia, kept).decode("utf-8-sig")
    head, row, *rest = content.splitlines()
    assert head.startswith("Förening;Organisationsnummer;")
    assert "Raden saknar namn" in row
    assert "'=1+1" in row
    assert not rest
    corrected = content.replace(";;'=1+1", "Rättade kören;;Kultur", 1).encode()
    assert draft(corrected).counts["new"] == 1


def test_the_sheet_and_the_header_row_can_be_chosen(draft, acting):
    text = "Register;2026\nNamn;Ort\nÅby IF;Tumba\n".encode()
    kept = draft(text)
    assert layout(kept).header_row == 2
    with acting("cia") as cia:
        kept = map_draft(by=cia, draft=kept, header_row=0)
        assert (layout(kept).header_row, kept.counts["rows"]) == (0, 3)
        with pytest.raises(ValidationError):
            map_draft(by=cia, draft=kept, header_row=77)


def test_a_draft_that_is_queued_is_not_changed_meanwhile(draft, acting):
    kept = draft()
    with acting("cia") as cia:
        assert start_import(by=cia, draft=kept).state == "queued"
        for deed in (
            lambda: map_draft(by=cia, draft=kept, columns={1: ""}),
            lambda: decide(by=cia, draft=kept, verdict="other"),
            lambda: start_import(by=cia, draft=kept),
        ):
            with pytest.raises(ValidationError):
                deed()


def test_a_draft_can_be_thrown_away_and_goes_by_itself_after_its_day(draft, acting, district):
    from movements.access.identity import acting_as
    from movements.access.readers import service

    first, second = draft(), draft()
    with acting("cia") as cia:
        discard_upload(by=cia, upload=first)
    PendingUpload.objects.update(expires_at=timezone.now())
    with acting_as(service("import", district), why="test") as clock:
        assert purge_drafts(by=clock) == 1
    assert not DraftRow.objects.exists()
    assert second.pk


def test_only_three_drafts_are_kept_for_each_reader(draft):
    for _n in range(5):
        draft()
    assert PendingUpload.objects.count() == 3


@pytest.mark.parametrize("who", ["anna", "bo", "dag", "eva", "frid", "glenn", "hedda", "ivar"])
def test_a_draft_is_refused_to_every_other_post(draft, who, norr):
    with pytest.raises(NotAllowed):
        draft(who=who, association=norr)


def test_somebody_elses_draft_can_not_be_imported(draft, done):
    kept = draft()
    assert done(kept, who="asta") is None
    assert not Import.objects.exists()
