"""Erasure: afterwards no table, no version, no file and no dump holds the person."""

import os
import subprocess

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connections, transaction

from movements.access.funnel import NotAllowed
from movements.access.identity import acting_as
from movements.directory.unwanted import DoNotRegister
from movements.models import (
    Attachment,
    Channel,
    ContactPerson,
    Meeting,
    MeetingContent,
    Organisation,
    PendingUpload,
)
from movements.rights.erasure import erase_person
from movements.rights.tombstones import as_lines, lay_again, replay
from movements.rights.tombstones_laid import Tombstone
from movements.rights.wording import MASK, Words, finder, masked, patterns
from tests.rights.canary import CANARIES, EMAIL, NAME, PHONE, TOLD, as_service

COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
 AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'bytea',
  'tsvector', 'USER-DEFINED')"""


def hits(words=CANARIES, alias="default") -> list[str]:
    """Every column of every table where one of the words stands, read as the tables' owner."""
    found = []
    with connections[alias].cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            wanted = [word for one in words for word in (one, one.encode().hex())]
            tests = " OR ".join("strpos(lower(said), lower(%s)) > 0" for _word in wanted)
            told = f'SELECT "{column}"::text AS said FROM "{table}"'  # noqa: S608
            cursor.execute(f"SELECT count(*) FROM ({told}) t WHERE {tests}", wanted)  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def erase(cast, person, who="asta", **more):
    with acting_as(cast.reader(who), why="test") as by:
        return erase_person(by=by, person=person, **{"why": "Begäran B-1"} | more)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_after_erasure_no_table_and_no_fresh_dump_holds_the_person(cast, planted, tmp_path):
    before = hits(alias="owner")
    assert {
        *("movements_contactperson.name", "movements_contactpersonevent.name"),
        *("movements_channel.value", "movements_meetingcontent.notes", "movements_point.text"),
        *("movements_meetingcontentevent.notes", "movements_promise.text"),
        *("movements_relation.wishes", "movements_organisation.description"),
        *("movements_pendingupload.content", "movements_draftrow.cells"),
        *("movements_attachment.words", "movements_attachment.content"),
        *("movements_attachment.name", "movements_attachmentevent.name"),
        *("procrastinate_jobs.args", "pghistory_context.metadata"),
    } <= set(before)
    erased = erase(cast, planted.person)
    assert hits(alias="owner") == []
    assert (erased.rows > 5, erased.texts > 5, erased.files) == (True, True, 3)
    settings = connections["owner"].settings_dict
    where = {"host": settings["HOST"], "user": settings["USER"], "dbname": settings["NAME"]}
    where |= {"port": settings["PORT"]} if settings["PORT"] else {}
    dump = tmp_path / "dump.sql"
    known = os.environ | {"PGPASSWORD": settings["PASSWORD"] or ""}
    asked = " ".join(f"{key}='{value}'" for key, value in where.items())
    subprocess.run(["pg_dump", "-f", str(dump), asked], check=True, env=known)  # noqa: S603, S607
    text = dump.read_text(encoding="utf-8").lower()
    assert "fågelvännerna" in text
    for word in CANARIES:
        assert word.lower() not in text, word
        assert word.encode().hex() not in text, word


pytestmark = pytest.mark.django_db


def test_what_was_decided_stays_and_only_the_name_goes(cast, planted):
    erase(cast, planted.person)
    content = MeetingContent.objects.get()
    assert content.notes == masked(f"{TOLD}\nMejla {EMAIL}.", WORDS)
    assert content.notes.startswith(f"Vi ringde {MASK} om saken, och {MASK} svarade från {MASK}.")
    assert Meeting.objects.count() == 1
    organisation = Organisation.objects.get(pk=planted.organisation.pk)
    assert organisation.description == f"Frågor till {MASK}."


def test_files_that_name_the_person_go_with_their_history_and_others_stay(cast, planted):
    assert Attachment.objects.count() == 3
    erase(cast, planted.person)
    assert Attachment.objects.get().name == "Karta.txt"
    assert set(Attachment.pgh_event_model.objects.values_list("name", flat=True)) == {"Karta.txt"}


def test_a_namesake_and_others_at_the_same_address_are_left_alone(cast, planted, person_of):
    with acting_as(cast.reader("asta"), why="test") as asta:
        other = person_of(asta, planted.organisation)
    erase(cast, planted.person)
    assert ContactPerson.objects.get() == other
    assert other.name == NAME
    assert set(other.channels.values_list("value", flat=True)) == {EMAIL, PHONE}


@pytest.mark.parametrize("who", ["bo", "cia", "dag", "frid", "glenn", "hedda"])
def test_only_those_who_keep_somebody_erase_them(cast, planted, who):
    with pytest.raises((NotAllowed, ContactPerson.DoesNotExist)):  # the officer, by number alone
        erase(cast, planted.person, who)
    assert ContactPerson.objects.exists()


@pytest.mark.parametrize("why", ["", "  ", f"{NAME} bad om det"])
def test_a_reason_is_given_and_names_nobody(cast, planted, why):
    with pytest.raises(ValidationError) as refused:
        erase(cast, planted.person, why=why)
    assert list(refused.value.message_dict) == ["why"]


def test_the_functions_of_the_owner_serve_erasure_alone(cast, planted):
    calls = {
        "SELECT erase_rows_of(%s)": [planted.person.pk],
        "SELECT mask_words('{movements_point}', '{}', '{krav}', 'x', NULL)": [],
        "SELECT empty_contents('{}')": [],
    }
    for sql, values in calls.items():
        with (
            acting_as(cast.reader("cia"), why="test"),
            connections["default"].cursor() as cursor,
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            cursor.execute(sql, values)


def test_a_file_that_tells_of_nobody_erased_is_left(cast, planted):
    upload = PendingUpload.objects.get()
    upload.pk, upload.content = None, b"Namn;Ort\nByalaget;Haninge\n"
    upload.save()
    erase(cast, planted.person)
    assert PendingUpload.objects.get() == upload


# ---- tombstones


def test_a_tombstone_names_nobody(cast, planted, district):
    erase(cast, planted.person)
    with as_service("erasure", district):
        stone = Tombstone.objects.get()
    assert str(planted.person.pk) not in stone.mark
    assert len(stone.mark) == 64


def test_whoever_a_restore_brings_back_is_erased_again(cast, planted, norr, person_of):
    person = planted.person
    erase(cast, person)
    with acting_as(cast.reader("asta"), why="test"):
        ContactPerson(
            pk=person.pk,
            district=norr.district,
            association=norr,
            name=NAME,
            basis="consent",
            source="Säkerhetskopian",
            keep_until=person.keep_until,
        ).save(force_insert=True)
        known = {"district": norr.district, "person_id": person.pk}
        Channel.objects.create(**known, kind="phone", value=PHONE)
        MeetingContent.objects.update(notes=TOLD)
    assert hits() != []
    assert replay() == 1
    assert hits() == []
    assert replay() == 0


def test_stones_laid_after_the_backup_are_kept_beside_it(cast, planted, district):
    erase(cast, planted.person)
    lines = as_lines()
    with as_service("erasure", district):
        Tombstone.objects.all().delete()
    assert lay_again([*lines, ""]) == 1
    assert lay_again(lines) == 0
    assert as_lines() == lines
    assert NAME not in str(lines)


# ---- do not register


def test_who_asked_not_to_be_here_is_refused_with_words(cast, planted, person_of, district):
    erase(cast, planted.person, refuse_hereafter=True)
    with as_service("erasure", district):
        told = str(list(DoNotRegister.objects.values_list("mark", flat=True)))
    assert "Gulf" not in told
    same = [("email", EMAIL.upper())], [("phone", "+46 70 1740635")]
    for channels in same:
        with (
            acting_as(cast.reader("asta"), why="test") as asta,
            pytest.raises(ValidationError) as refused,
        ):
            person_of(asta, planted.organisation, name="kanarie  GULFJÄDER", channels=channels)
        assert "har bett att inte finnas här" in str(refused.value.message_dict["name"])
    assert not ContactPerson.objects.exists()


@pytest.mark.parametrize(
    ("name", "channels"),
    [(NAME, [("email", "annan@example.org")]), ("Någon Annan", [("email", EMAIL)])],
)
def test_a_namesake_and_whoever_takes_over_the_address_are_let_in(
    cast, planted, person_of, name, channels
):
    erase(cast, planted.person, refuse_hereafter=True)
    with acting_as(cast.reader("asta"), why="test") as asta:
        assert person_of(asta, planted.organisation, name=name, channels=channels)


# ---- words

WORDS = Words((NAME,), (("phone", PHONE), ("email", EMAIL)))


@pytest.mark.parametrize(
    "text",
    [
        *(NAME, NAME.upper(), f"{NAME}s bil", "Kanarie\n Gulfjäder", "Gulfjäder, Kanarie"),
        *("0701740635", "070 174 06 35", "+46701740635", "0046 70-174 06 35", EMAIL.upper()),
    ],
)
def test_a_person_is_known_however_they_are_written(text):
    assert finder(WORDS)(f"Hej ({text}) där")
    assert masked(f"x {text} y", WORDS).count(MASK) == 1


@pytest.mark.parametrize("text", ["Kanarie Gulfjädersson", "Kanarie", "0701740636", "10701740635"])
def test_and_not_where_it_is_somebody_else(text):
    assert masked(f"Hej {text} där", WORDS) == f"Hej {text} där"


def test_a_short_single_name_is_not_looked_for_in_words():
    assert patterns(Words(("Bo",), ())) == []
    assert masked("Bosse vill bo här", Words(("Bosse",), ())) == f"{MASK} vill bo här"
