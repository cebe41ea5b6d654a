"""The aggregates answer what the funnel answers: for every reader, after every kind of change."""

import random
import threading
from datetime import date, timedelta
from functools import partial
from itertools import product
from math import floor

import mapbox_vector_tile
import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection, connections, transaction
from django.http import QueryDict
from django.utils import timezone

from movements.access.funnel import asked, selection
from movements.access.readers import service
from movements.access.sight import PAGE
from movements.access.ways import in_district, own
from movements.directory import aggregates, counting
from movements.directory.aggregates import asked_in, eyes_of, total
from movements.directory.contact import contact_known_to
from movements.directory.counting import StillWriting, rebuild, rebuild_owed
from movements.directory.filters import OrganisationFilter
from movements.mapping import coverage as covering
from movements.mapping import tiles
from movements.models import (
    ActivityArea,
    HeldContact,
    Municipality,
    Organisation,
    Post,
    Relation,
    Role,
)
from movements.places.mercator import lonlat_point
from tests.mapping.conftest import known_again

MEMBERS = ("anna", "asta", "bo", "cia", "dag", "eva", "frid", "hedda", "both", "boss")
QUESTIONS = (
    "",
    "kind=union",
    "kind=union&kind=climate",
    "policy_area=housing",
    "kind=tenants&policy_area=school",
    "quiet_for=3",
    "quiet_for=6&kind=union",
    "quiet_for=24",
    "living=1",
    "living=1&quiet_for=3",
    "municipality=0136",
    "municipality=0136&quiet_for=9",
)
KINDS = ("union", "tenants", "climate", "sports", "womens_shelter")
AREAS = ([], ["housing"], ["housing", "school"], ["school", "peace"])
CODES = ("0136", "0127", "0180", "0188", "0138", "0380")  # the last is in another county


@pytest.fixture
def readers(cast, district, norr, soder):
    """The cast, somebody with posts in both associations, and a board member with one as well."""
    made = {}
    for name, posts in {
        "both": ((Role.STEWARD, norr), (Role.STEWARD, soder)),
        "boss": ((Role.BOARD, None), (Role.STEWARD, norr)),
    }.items():
        user = type(cast.anna).objects.create_user(f"{name}@example.org", name, None)
        for role, association in posts:
            Post.objects.create(
                district=district,
                user=user,
                role=role,
                association=association,
                starts_on=date(2020, 1, 1),
            )
        made[name] = user

    def reader(name):
        if name in made:
            from movements.access.readers import reader_of

            return reader_of(made[name])
        return cast.reader(name)

    return reader


def query(text: str) -> QueryDict:
    return QueryDict(text)


def live(reader, text, today):
    """What the funnel answers: ids, and the coverage counted from the rows."""
    known_again()
    rows = selection(OrganisationFilter, reader, query(text))
    contact = contact_known_to(reader)
    district = reader.district
    return rows, covering.coverage_of_rows(rows, district, contact=contact, on=today)


def agree(reader, today) -> int:
    """Every aggregate answer is the live one; how many of the questions had one."""
    answered = 0
    if reader.district is None:
        assert eyes_of(reader) is None
        return 0
    for text in QUESTIONS:
        put = query(text)
        found = total(reader, asked_in(reader, put))
        rows, coverage = live(reader, text, today)
        if found is None:
            continue
        answered += 1
        assert found == rows.count() == coverage.whole.organisations, text
        kept = covering.kept_coverage(reader, asked_in(reader, put))
        if "municipality" not in text:
            assert kept == coverage, text
        assert covering.kept_whole(reader, asked_in(reader, put)) == coverage.whole
    return answered


def tiles_agree(reader, spots, text="", zooms=range(5, 12)) -> None:
    """The same organisations alone, and the same sums, in the kept tiles as in the counted ones."""
    known_again()
    rows = selection(OrganisationFilter, reader, query(text))
    put = asked_in(reader, query(text))
    contact = contact_known_to(reader)
    for z in zooms:
        sums = {"kept": [0, 0], "live": [0, 0]}
        for x, y in around(spots, z):
            kept = tiles.kept_tile(reader, put, z, x, y)
            assert kept is not None
            for which, drawn in (
                ("kept", kept),
                ("live", tiles.tile(rows, z, x, y, contact=contact)),
            ):
                for layer, features in mapbox_vector_tile.decode(drawn).items() if drawn else ():
                    for told in (feature["properties"] for feature in features["features"]):
                        alone = layer == "organisations"
                        sums[which][0] += 1 if alone else told["n"]
                        sums[which][1] += told["quiet"] if not alone else int(told["quiet"])
        assert sums["kept"] == sums["live"], (z, text)


def around(spots, z):
    side = 2 * tiles.HALF / 2**z
    found = set()
    for spot in spots:
        xs = {floor((spot.x + d + tiles.HALF) / side) for d in (-1, 1)}
        ys = {floor((tiles.HALF - spot.y + d) / side) for d in (-1, 1)}
        found |= {(x, y) for x in xs for y in ys}
    return sorted(found)


class Life:
    """A district where anything may happen next, always the same for the same seed."""

    def __init__(self, seed, district, associations, today):
        self.chance = random.Random(seed)
        self.district, self.associations, self.today = district, associations, today
        self.places = list(Municipality.objects.current().filter(code__in=CODES).only("pk"))
        self.spots = [
            lonlat_point(self.chance.uniform(17.3, 19.2), self.chance.uniform(58.8, 60.1))
            for _ in range(12)
        ]

    def pick(self, things):
        return self.chance.choice(list(things))

    def day(self):
        return self.pick(
            [None, *(self.today - timedelta(days=self.chance.randint(0, 900)) for _ in range(4))]
        )

    def anyone(self):
        return self.pick(Organisation.objects.filter(district=self.district).order_by("pk"))

    def facts(self):
        bare = self.chance.random() < 0.2
        return {
            "kind": self.pick(KINDS),
            "policy_areas": self.pick(AREAS),
            "address_protected": bare,
            "point": None if bare or self.chance.random() < 0.2 else self.pick(self.spots),
            "existence_protected": self.chance.random() < 0.25,
            "last_open_contact": self.day(),
            "archived_at": timezone.now() if self.chance.random() < 0.15 else None,
        }

    def born(self, many=1):
        rows = Organisation.objects.bulk_create(
            Organisation(
                district=self.district,
                name=f"Förening {self.chance.random()}",
                registered_by=self.pick(self.associations),
                **self.facts(),
            )
            for _ in range(many)
        )
        ActivityArea.objects.bulk_create(
            ActivityArea(district=self.district, organisation=row, municipality=place)
            for row in rows
            for place in self.chance.sample(self.places, self.chance.randint(0, 3))
        )

    def changed(self):
        facts = self.facts()
        names = self.chance.sample(sorted(facts.keys() - {"address_protected", "point"}), 2)
        Organisation.objects.filter(pk=self.anyone().pk).update(**{n: facts[n] for n in names})

    def moved(self):
        facts = self.facts()
        Organisation.objects.filter(pk=self.anyone().pk).update(
            address_protected=facts["address_protected"], point=facts["point"]
        )

    def several_changed(self):
        ids = [self.anyone().pk for _ in range(4)]
        Organisation.objects.filter(pk__in=ids).update(kind=self.pick(KINDS), name="Nytt namn")

    def areas_changed(self):
        row = self.anyone()
        row.activity_areas.filter(municipality=self.pick(self.places)).delete()
        ActivityArea.objects.get_or_create(
            organisation=row,
            municipality=self.pick(self.places),
            defaults={"district": self.district},
        )

    def area_becomes_another(self):
        area = ActivityArea.objects.filter(district=self.district).order_by("pk").first()
        taken = ActivityArea.objects.filter(organisation=area.organisation_id).values(
            "municipality"
        )
        free = [p for p in self.places if p.pk not in {t["municipality"] for t in taken}]
        ActivityArea.objects.filter(pk=area.pk).update(municipality=self.pick(free))

    def held(self):
        HeldContact.objects.update_or_create(
            organisation=self.anyone(),
            association=self.pick([*self.associations, None]),
            defaults={"district": self.district, "last_contact": self.day() or self.today},
        )

    def forgotten(self):
        row = HeldContact.objects.filter(district=self.district).order_by("?").first()
        if row:
            HeldContact.objects.filter(organisation=row.organisation_id).delete()

    def tied(self):
        Relation.objects.get_or_create(
            organisation=self.anyone(),
            association=self.pick(self.associations),
            ended_on=self.pick([None, self.today]),
            defaults={"district": self.district, "started_on": self.today},
        )

    def gone(self):
        row = self.anyone()
        row.relations.all().delete()
        row.delete()

    def taken_back(self):
        """Something is done, found wrong, and undone."""
        with transaction.atomic():
            self.changed()
            self.born(2)
            transaction.set_rollback(True)

    def goes_on(self):
        deeds = (
            *(self.changed, self.moved, self.several_changed, self.areas_changed, self.held),
            *(self.held, self.area_becomes_another, self.forgotten, self.tied, self.gone),
            *(self.born, self.taken_back),
        )
        self.pick(deeds)()


@pytest.fixture
def life(district, norr, soder, today):
    return lambda seed: Life(seed, district, (norr, soder), today)


@pytest.mark.parametrize("seed", range(6))
def test_every_answer_is_the_funnels_whatever_happens(life, readers, district, today, seed):
    story = life(seed)
    story.born(40)
    for _ in range(20):
        story.goes_on()
    rebuild(district)
    for turn in range(30):
        story.goes_on()
        if turn % 10 == 9:
            for name in MEMBERS:
                answered = agree(readers(name), today)
                expected = name in ("anna", "asta", "bo", "cia", "dag", "boss")
                assert (answered == len(QUESTIONS)) == expected, name
    for name, text in (("anna", ""), ("bo", "quiet_for=6"), ("cia", "kind=union"), ("dag", "")):
        tiles_agree(readers(name), story.spots, text, zooms=(5, 8, 11))
    rebuild(district)
    for name in MEMBERS:
        agree(readers(name), today)
    assert total(readers("cia"), asked_in(readers("cia"), query(""))) is not None


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "dag", "boss"])
def test_every_far_tile_is_the_funnels(life, readers, district, name):
    story = life(99)
    story.born(60)
    for _ in range(20):
        story.held()
        story.tied()
    rebuild(district)
    for _ in range(20):
        story.goes_on()
    for text in ("", "quiet_for=6", "living=1", "kind=union&kind=climate"):
        tiles_agree(readers(name), story.spots, text)


def kept_rows() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM movements_tallycount),"
            " (SELECT count(*) FROM movements_tallytile),"
            " (SELECT count(*) FROM movements_tallymark)"
        )
        return cursor.fetchone()


def test_what_changes_nothing_relevant_writes_nothing(life, district):
    story = life(1)
    story.born(30)
    rebuild(district)
    before = kept_rows()
    Organisation.objects.update(description="Ny text", homepage="https://exempel.se")
    row = Organisation.objects.filter(archived_at=None).first()
    row.save()
    HeldContact.objects.filter(organisation=row).update(last_contact="2026-01-01")
    assert kept_rows() == before


def test_many_at_once_are_left_to_the_rebuild_and_counted_live_until_then(life, readers, district):
    story = life(2)
    story.born(20)
    rebuild(district)
    cia = readers("cia")
    nothing = asked_in(cia, query(""))
    assert total(cia, nothing) is not None
    story.born(600)
    assert total(cia, nothing) is None
    assert tiles.kept_tile(cia, nothing, 8, 140, 75) is None
    assert covering.kept_coverage(cia, nothing) is None
    assert rebuild_owed() >= 1
    assert total(cia, nothing) == selection(OrganisationFilter, cia, query("")).count()


def test_another_day_counts_the_rows_until_it_has_been_rebuilt(life, readers, district, today):
    """Midnight moves *within six months*: an old sum must not answer for a new day."""
    story = life(3)
    story.born(30)
    edge = today - relativedelta(months=6)
    Organisation.objects.update(last_open_contact=edge)
    rebuild(district)
    cia = readers("cia")
    living = asked_in(cia, query("living=1"))
    everybody = total(cia, asked_in(cia, query("")))
    assert total(cia, living) == everybody
    tomorrow = today + timedelta(days=1)
    parts = aggregates.parts_of(cia, living, on=tomorrow)
    assert aggregates.run(parts, aggregates.TOTAL) == []
    rebuild(district, on=tomorrow)
    parts = aggregates.parts_of(cia, living, on=tomorrow)
    assert aggregates.run(parts, aggregates.TOTAL) == [(0,)]
    assert total(cia, living) is None, "today is not that day"


def test_the_edges_in_the_database_are_those_of_the_filter(today):
    days = [today - timedelta(days=n) for n in range(0, 800, 1)]
    from movements.directory.organisations import QUIET_MONTHS, months_before

    with connection.cursor() as cursor:
        for on in (today, date(2024, 2, 29), date(2025, 8, 31), date(2026, 3, 30)):
            cursor.execute(
                "SELECT d, tally_bucket(d, %s) FROM unnest(%s::date[]) d",
                [on, [on - timedelta(days=n) for n in range(len(days))]],
            )
            for day, bucket in cursor.fetchall():
                edges = [months_before(on, months) for months in QUIET_MONTHS]
                assert bucket == sum(day < edge for edge in edges), (on, day)
        cursor.execute("SELECT tally_bucket(NULL, %s)", [today])
        assert cursor.fetchone() == (aggregates.NEVER,)


@pytest.mark.parametrize(
    "text",
    [
        *("q=hyres", "white_spots=1", "policy_area=housing&policy_area=school"),
        "municipality=0136&municipality=0127",
    ],
)
def test_what_sums_cannot_answer_is_counted(readers, text):
    assert asked_in(readers("cia"), query(text)) is None


def test_a_rule_that_is_not_understood_is_never_answered_by_a_sum(readers, monkeypatch, district):
    rebuild(district)
    anna, dag = readers("anna"), readers("dag")
    assert eyes_of(anna) is not None
    for noun, way in (
        ("HeldContact", own("owner")),
        ("HeldContact", in_district(within=["organisation"])),
    ):
        changed = {role: (*ways, way) for role, ways in PAGE[noun].items()}
        monkeypatch.setitem(PAGE, noun, changed)
        assert eyes_of(anna) is None
        monkeypatch.undo()
    fewer = {role: (in_district(kind="union"),) for role in PAGE["Organisation"]}
    monkeypatch.setitem(PAGE, "Organisation", fewer)
    assert eyes_of(dag) is None


def test_a_service_reads_what_its_line_says(life, district):
    story = life(4)
    story.born(40)
    for _ in range(10):
        story.held()
    known_again()
    rebuild(district)
    reader = service("tally", district)
    rows = selection(OrganisationFilter, reader, query("quiet_for=6"))
    assert total(reader, asked_in(reader, query("quiet_for=6"))) == rows.count()


def test_silent_areas_are_the_same_from_the_sums(life, readers, district, today):
    story = life(5)
    story.born(60)
    known_again()
    rebuild(district)
    for name in ("anna", "cia", "dag"):
        reader = readers(name)
        put = query("municipality=0136")
        (place,) = asked(OrganisationFilter, reader, put).form.cleaned_data["municipality"]
        rows = selection(OrganisationFilter, reader, put)
        expected = covering.silent_areas_of_rows(rows, contact=contact_known_to(reader))
        everywhere = asked(OrganisationFilter, reader, query(""))
        assert covering.silent_areas(everywhere, place.pk) == expected
        assert covering.kept_silent_areas(reader, asked_in(reader, put)) == expected


def test_the_command_counts_every_district(life, readers, district):
    from django.core.management import call_command

    life(6).born(10)
    call_command("rebuild_aggregates", verbosity=0)
    cia = readers("cia")
    assert (
        total(cia, asked_in(cia, query("")))
        == selection(OrganisationFilter, cia, query("")).count()
    )


# ---- several at once


def at_once(*deeds) -> list:
    start, problems = threading.Barrier(len(deeds)), []

    def work(deed):
        try:
            start.wait()
            deed()
        except Exception as problem:  # noqa: BLE001  (told to the test)
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_those_who_write_at_once_and_a_rebuild_among_them_end_in_true_sums(
    life, readers, district, norr, soder, today
):
    story = life(7)
    story.born(30)
    rebuild(district)
    rows = list(Organisation.objects.order_by("pk")[:4])
    place = story.places[0]
    ActivityArea.objects.filter(organisation__in=rows).delete()

    def kinds():
        for kind, row in product(KINDS * 2, rows):
            Organisation.objects.filter(pk=row.pk).update(kind=kind, last_open_contact=today)

    def held(row, association, turn):
        day = today - timedelta(days=60 * turn)
        values = {"district": district, "last_contact": day}
        found = {"organisation": row, "association": association}
        HeldContact.objects.update_or_create(**found, defaults=values)

    def beside(association):
        for turn, row in product(range(5), rows):
            with transaction.atomic():
                held(row, association, turn)
                if association == norr:
                    row.activity_areas.filter(municipality=place).delete()
                    row.activity_areas.create(district=district, municipality=place)

    def again():
        for _ in range(4):
            rebuild(district)

    assert at_once(kinds, partial(beside, norr), partial(beside, soder), again) == []
    for name in ("anna", "bo", "cia", "dag"):
        assert agree(readers(name), today) == len(QUESTIONS)
    tiles_agree(readers("cia"), story.spots, zooms=(7, 11))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_new_day_does_not_begin_while_somebody_writes_under_the_old_one(
    life, readers, district, today, monkeypatch
):
    monkeypatch.setattr(counting, "PATIENCE", "200ms")
    story = life(8)
    story.born(10)
    rebuild(district)
    row = Organisation.objects.filter(archived_at=None).first()
    with transaction.atomic():
        Organisation.objects.filter(pk=row.pk).update(kind="union", last_open_contact=today)

        def tomorrow():
            rebuild(district, on=today + timedelta(days=1))

        (refused,) = at_once(tomorrow)
        assert isinstance(refused, StillWriting)
    assert agree(readers("cia"), today) == len(QUESTIONS)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_was_marked_while_a_rebuild_ran_is_owed_another(life, readers, district):
    story = life(9)
    story.born(10)
    rebuild(district)
    cia = readers("cia")
    nothing = asked_in(cia, query(""))
    with transaction.atomic():
        story.born(600)
        assert at_once(lambda: rebuild(district)) == []
    assert total(cia, nothing) is None
    rebuild_owed()
    assert total(cia, nothing) == selection(OrganisationFilter, cia, query("")).count()
