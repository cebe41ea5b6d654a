"""The read log: every reading of a person, of a confidential note and every export leaves a row.

The walk below asks every address there is (the list of tests/test_endpoints.py) as each of the
cast, looks in what came back for planted names, channels and notes, and fails where the log does
not name whose they are.
"""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from movements.access.identity import acting_as
from movements.access.read_log import ReadLog, has_read
from movements.access.readers import service
from movements.dialogue.record import record_of
from movements.directory.portrait import people
from movements.models import Channel, ContactPerson, MeetingContent, Organisation
from tests import crowd as crowded
from tests import test_endpoints as doors

pytestmark = pytest.mark.django_db
Deed = ReadLog.Deed


@pytest.fixture
def crowd(cast, district, norr, soder, socialnamnden):
    made = crowded.build(cast, district, norr, soder, socialnamnden)
    for number, person in enumerate(ContactPerson.objects.order_by("id")):
        known = {"district_id": person.district_id, "person": person}
        Channel.objects.create(**known, kind="email", value=f"kanal{number:02}@example.org")
    return made


@pytest.fixture
def log(cast, district):
    """The log itself, as what throws old lines away sees it: `rows()` and `clear()`."""
    districts = [district, cast.reader("hedda").district]

    def rows():
        found = []
        for one in districts:
            with acting_as(service("retention", one), why="test"):
                found += ReadLog.objects.select_related("user")
        return found

    def clear():
        for one in districts:
            with acting_as(service("retention", one), why="test"):
                ReadLog.objects.all().delete()

    return SimpleNamespace(rows=rows, clear=clear)


@pytest.fixture
def planted(crowd) -> SimpleNamespace:
    """text → id, of persons (names, channels) and of confidential notes (notes, points)."""
    persons = dict(ContactPerson.objects.values_list("name", "pk"))
    persons |= dict(Channel.objects.filter(kind="email").values_list("value", "person"))
    kept = MeetingContent.objects.exclude(sensitivity="open")
    notes = dict(kept.values_list("notes", "pk"))
    notes |= dict(kept.exclude(points__text=None).values_list("points__text", "pk"))
    assert len(persons) > 8
    assert len(notes) > 8
    return SimpleNamespace(persons=persons, notes=notes)


def unlogged(answer, planted, rows) -> list[str]:
    """What the answer tells that the log knows nothing of."""
    text = doors.said(answer)
    named = {pk for row in rows for pk in row.persons}
    noted = {pk for row in rows for pk in row.contents}
    told = [name for name, pk in planted.persons.items() if name in text and pk not in named]
    return told + [note for note, pk in planted.notes.items() if note in text and pk not in noted]


def every_address(reader) -> list[tuple[str, str]]:
    """(method, address) of all that a reader may ask for."""
    hidden = uuid4()
    found = []
    for name in sorted(doors.WITH_A_POST | doors.LOGGED_IN):
        probes = [*doors.PROBES.get(name, [""]), *MORE.get(name, [])]
        found += [("GET", f"{doors.address(name)}?{p.format(hidden=hidden)}") for p in probes]
    for model, names in doors.OF_A_ROW.items():
        rows = model.objects.visible_to(reader).values_list("pk", flat=True) if model else []
        for name in sorted(names):
            found += [("GET", doors.address(name, pk)) for pk in rows]
            if name.startswith("api_"):
                found += [("POST", doors.address(name, pk)) for pk in rows]
    return found


MORE = {
    "organisation_list": ["q=Noor"],
    "search": ["q=Holm", "q=Noor&group=people", "q=kanal00"],
    "api_search": ["q=kanal00", "q=Anteckning&exact=1"],
    "search_options": ["q=Anteckning"],
    "api_contactperson-list": ["page_size=2"],
    "api_meeting-list": ["page_size=3"],
}


@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_whatever_tells_of_a_person_or_a_confidence_is_in_the_log(crowd, cast, planted, log, who):
    client, told = Client(), 0
    client.force_login(getattr(cast, who))
    for method, path in every_address(cast.reader(who)):
        log.clear()
        answer = doors.ask(client, method, path)
        if answer.status_code >= 400:
            continue
        rows = log.rows()
        assert unlogged(answer, planted, rows) == [], (method, path)
        assert {row.user for row in rows} <= {getattr(cast, who)}, path
        text = doors.said(answer)
        told += any(one in text for one in {**planted.persons, **planted.notes})
    assert told > (20 if who in ("anna", "bo", "cia") else 5 if who == "dag" else -1), who


def test_a_page_that_forgot_the_log_is_found(crowd, cast, planted, log, monkeypatch):
    """The walk can fail: with nothing noted for persons, the page of an organisation is found."""
    monkeypatch.setattr("movements.directory.portrait.has_read", lambda *a, **k: None)
    client = Client()
    client.force_login(cast.cia)
    person = ContactPerson.objects.exclude(sensitivity="named").filter(archived_at=None)
    role = person.filter(roles__ends_on=None, district=crowd.district).values("roles__organisation")
    page = client.get(f"/organisationer/{role.first()['roles__organisation']}/")
    assert unlogged(page, planted, log.rows()) != []


# ---- what is written


@pytest.fixture
def page(client, cast):
    def get(who, path):
        client.force_login(getattr(cast, who))
        return client.get(path)

    return get


def met(crowd, number: int) -> str:
    return f"/moten/{crowd.meetings[number].pk}/"


def test_one_statement_a_request_and_none_when_nothing_was_read(page, crowd):
    for path, most in ((f"/organisationer/{_with_people(crowd)}/", 1), ("/organisationer/", 0)):
        with CaptureQueriesContext(connection) as asked:
            assert page("cia", path).status_code == 200
        written = [one for one in asked if 'INSERT INTO "movements_readlog"' in one["sql"]]
        assert len(written) == most, path


def _with_people(crowd):
    seen = ContactPerson.objects.filter(district=crowd.district, archived_at=None)
    return seen.exclude(sensitivity="named").first().roles.first().organisation_id


def test_the_log_holds_no_words(page, crowd, planted, log):
    page("cia", "/sok/?q=Anteckning")
    page("cia", f"/organisationer/{_with_people(crowd)}/")
    rows = [vars(row) for row in log.rows()]
    assert rows
    assert [one for one in {**planted.persons, **planted.notes} if one in str(rows)] == []


def test_a_search_that_hits_nobody_leaves_nothing(page, crowd, log):
    page("cia", "/sok/?q=zzzzzz")
    assert log.rows() == []


def test_a_file_is_an_export_with_its_reason(page, crowd, cast, log):
    for ending in ("csv", "xlsx", "geojson"):
        page("anna", f"/organisationer.{ending}")
    rows = log.rows()
    assert [(row.deed, row.user) for row in rows] == [(Deed.EXPORT, cast.anna)] * 3
    assert all(row.why for row in rows)


def test_an_open_note_is_no_confidence(page, crowd, log):
    page("anna", met(crowd, 0))
    assert Deed.NOTE not in {row.deed for row in log.rows()}


def test_a_request_that_is_refused_showed_nothing(page, crowd, log):
    assert page("bo", met(crowd, 5)).status_code == 404
    assert log.rows() == []


def test_an_identity_that_fails_leaves_nothing(crowd, cast, log):
    organisation = Organisation.objects.get(pk=_with_people(crowd))

    def fails():
        with acting_as(cast.reader("anna"), why="test") as anna:
            assert people(anna, organisation)
            raise ZeroDivisionError

    pytest.raises(ZeroDivisionError, fails)
    assert log.rows() == []


def test_without_an_identity_nothing_is_noted(crowd, cast, log):
    record_of(cast.reader("anna"), crowd.meetings[1])
    assert log.rows() == []


def test_the_same_person_twice_in_a_request_is_one_row(cast, log):
    person = uuid4()
    with acting_as(cast.reader("anna"), why="test"):
        has_read(Deed.PERSON, persons=[person])
        has_read(Deed.PERSON, persons=[person])
    (row,) = log.rows()
    assert row.persons == [person]


def test_an_export_without_a_reason_cannot_be_written(cast, district):
    with pytest.raises(IntegrityError), acting_as(cast.reader("anna"), why="test"):
        has_read(Deed.EXPORT)


@pytest.mark.parametrize("field", ["user", "district"])
def test_nobody_writes_what_another_has_read(cast, district, field):
    whose = {"district": district, "user": cast.anna, "deed": Deed.PERSON}
    other = {"user": cast.bo, "district": cast.reader("hedda").district}[field]
    with pytest.raises(ProgrammingError), acting_as(cast.reader("anna"), why="test"):
        ReadLog.objects.bulk_create([ReadLog(**whose | {field: other})])


def test_nobody_changes_a_line_and_only_its_time_takes_one_away(cast, log):
    with acting_as(cast.reader("anna"), why="test"):
        has_read(Deed.QUESTION)
    for who in ("anna", "frid", "cia"):
        with acting_as(cast.reader(who), why="test"):
            assert ReadLog.objects.update(why="") == 0
            assert ReadLog.objects.all().delete()[0] == 0
    assert len(log.rows()) == 1


@pytest.mark.parametrize(
    ("who", "seen"), [("frid", 1), ("cia", 0), ("anna", 0), ("glenn", 0), ("hedda", 0)]
)
def test_the_log_is_the_privacy_officers_alone(cast, district, who, seen):
    person = uuid4()
    with acting_as(cast.reader("anna"), why="test"):
        has_read(Deed.PERSON, persons=[person])
    with acting_as(cast.reader(who), why="test") as reader:
        assert ReadLog.objects.visible_to(reader).count() == seen
        assert ReadLog.objects.count() == seen
        assert ReadLog.objects.naming([person]).count() == seen
