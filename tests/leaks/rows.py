"""The rows of the world, by hand: each noun at every sensitivity, held by two associations, a body
and another district. A noun that has no row here fails the build (test_world.py)."""

from datetime import date, timedelta

from django.contrib.gis.geos import Point as GeosPoint
from django.utils import timezone
from knox.models import AuthToken

from movements.access.rows import Sensitivity
from movements.access.sessions import Session
from movements.dialogue.actions import count_contacts
from movements.directory.counting import rebuild
from movements.directory.index import rebuild_search
from movements.models import (
    ActivityArea,
    Association,
    Attachment,
    Body,
    Channel,
    ContactPerson,
    ContactRole,
    District,
    LegalBasis,
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Organisation,
    Participant,
    Point,
    Post,
    Promise,
    Relation,
    Role,
    TieMove,
)
from movements.places.models import WEB_MERCATOR
from tests.conftest import municipality
from tests.door import give_factors
from tests.leaks import oracle
from tests.leaks.registers import HERE, THERE, Registers
from tests.leaks.world import World

OPEN, HELD, NAMED = Sensitivity.OPEN, Sensitivity.ASSOCIATION, Sensitivity.NAMED
WORDS = {OPEN: "open", HELD: "association", NAMED: "named"}
FIRST = date(2024, 1, 1)
CORNER = (2_017_000, 8_205_000)  # metres of EPSG:3857: all lie within one tile of zoom 12
# what was open of a meeting, and what was said: what was said is never wider
READERS = [(OPEN, OPEN), (OPEN, HELD), (OPEN, NAMED), (HELD, HELD), (HELD, NAMED), (NAMED, NAMED)]


def bundle(sensitivity: str, holder: str) -> str:
    """The oracle's word for what `holder` keeps at this sensitivity."""
    if holder == "there":
        return f"{WORDS[sensitivity]} there"
    return "open" if sensitivity == OPEN else f"{WORDS[sensitivity]} {holder}"


def build() -> World:
    """The whole world, with its tallies, sums and search words true."""
    world = World()
    builder = _Builder(world)
    builder.everything()
    for district in (builder.here, builder.there):
        kept = [row.pk for row in world.rows if row.model is Organisation]
        count_contacts(district, Organisation.objects.filter(district=district, pk__in=kept))
    rebuild_search()
    for district in (builder.here, builder.there):
        rebuild(district)
    world.adopt_derived()
    return world


class _Builder(Registers):
    def __init__(self, world: World):
        self.world, self.keep = world, world.keep
        self.spot = 0

    def everything(self) -> None:
        self.districts()
        self.people_of_ours()
        self.organisations()
        for holder in ("norr", "söder", "body", "there"):
            self.meetings(holder)
            if holder != "body":
                self.ties(holder)
                self.contact_persons(holder)
        self.hanging_on_the_hidden()
        self.doubles()
        self.views()
        self.imports()
        self.read_log()
        self.registers_of_the_law()
        self.what_leaves()
        self.who_is_asked()
        self.settings()

    def districts(self) -> None:
        self.here = District.objects.create(name="Provdistriktet")
        self.there = District.objects.create(name="Grannen")
        self.home = municipality("0136")
        for district in (self.here, self.there):
            district.counties.add(self.home.county)
        keep = self.keep
        self.holders = {
            "norr": keep(Association, HERE, district=self.here, told=oracle.HELD_ONCE),
            "söder": keep(Association, HERE, district=self.here),
            "there": keep(Association, THERE, district=self.there),
        }
        for association in self.holders.values():
            association.municipalities.add(self.home)
        self.world.holders = {one.pk: name for name, one in self.holders.items()}
        self.world.districts = {
            self.here.pk: frozenset(oracle.IN_THE_DISTRICT), self.there.pk: frozenset(oracle.THERE)
        }  # fmt: skip
        self.body = keep(Body, HERE, district=self.here, municipality=self.home)
        self.other_body = keep(Body, HERE, district=self.here, municipality=municipality("0127"))
        keep(Body, THERE, district=self.there, municipality=self.home)
        self.world.named |= {"norr": self.holders["norr"], "söder": self.holders["söder"]}

    def people_of_ours(self) -> None:
        norr, soder = ({"association": self.holders[one]} for one in ("norr", "söder"))
        posts = {
            "anna": (Role.STEWARD, norr),
            "nora": (Role.STEWARD, norr),
            "asta": (Role.ASSOCIATION_ADMIN, norr),
            "bo": (Role.STEWARD, soder),
            "nils": (Role.STEWARD, soder),
            "cia": (Role.BOARD, {}),
            "dag": (Role.REPRESENTATIVE, {"body": self.body}),
            "disa": (Role.REPRESENTATIVE, {"body": self.other_body}),
            "frid": (Role.PRIVACY_OFFICER, {}),
            "glenn": (Role.ADMINISTRATOR, {}),
            "ivar": (Role.STEWARD, norr | {"ends_on": date(2025, 1, 1)}),
            "doris": (Role.STEWARD, norr),
            "lena": (Role.STEWARD, norr),
            "hedda": (Role.BOARD, {}),
            "hans": (Role.STEWARD, {"association": self.holders["there"]}),
        }
        for name, (role, where) in posts.items():
            away = name in oracle.THERE
            word, district = (THERE, self.there) if away else (HERE, self.here)
            user = self.world.person(name, word)
            post = {"district": district, "user": user, "role": role, "starts_on": FIRST}
            self.keep(Post, word, told={name} & oracle.HELD_ONCE, **post, **where)
        self.world.person("eva", HERE)
        users = self.world.users
        give_factors(*(user for name, user in users.items() if name != oracle.LENA))
        users["doris"].is_active = False
        users["doris"].save(update_fields=["is_active"])
        for name in ("anna", "bo", "hans"):
            AuthToken.objects.create(users[name])
            Session.objects.create(
                user=users[name], session_key=f"{name:0<40}", session_data="", device="Firefox",
                begun_on=FIRST, seen_on=FIRST, expire_date=timezone.now() + timedelta(days=9),
            )  # fmt: skip
        _row, self.world.token = AuthToken.objects.create(users["nora"])

    def organisations(self) -> None:
        hidden = {"existence_protected": True, "address": "", "postcode": "", "town": ""}
        norr, soder, away = (self.holders[one] for one in ("norr", "söder", "there"))
        self.open_one = self.organisation("organisation", norr, kind="tenants")
        self.open_other = self.organisation("organisation", soder, kind="union")
        self.archived = self.organisation("organisation", norr, archived_at=timezone.now())
        self.hidden = {
            "norr": self.organisation("organisation hidden in norr", norr, **hidden),
            "söder": self.organisation("organisation hidden in söder", soder, **hidden),
            "both": self.organisation("organisation hidden in both", norr, **hidden),
            "there": self.organisation("organisation hidden there", away, **hidden),
        }
        self.organisation(
            "organisation", norr, address_protected=True, address="", town="", point=None
        )
        self.open_there = self.organisation("organisation there", away)
        # An open one under a hidden one, and a hidden one under an open one.
        self.open_one.parent = self.hidden["söder"]
        self.hidden["norr"].parent = self.open_other
        for row in (self.open_one, self.hidden["norr"]):
            row.save(update_fields=["parent"])
        self.world.named |= {"organisation": self.open_one, "other": self.open_other}

    def organisation(self, word: str, association, **more) -> Organisation:
        self.spot += 1
        x, y = CORNER[0] + 130 * self.spot, CORNER[1] - 170 * (self.spot % 5)
        given = {"point": GeosPoint(x, y, srid=WEB_MERCATOR), "postcode": "", **more}
        district = association.district
        row = self.keep(
            Organisation,
            word,
            district=district,
            municipality=self.home,
            registered_by=association,
            policy_areas=["housing"],
            sectors=[],
            languages=[],
            **given,
        )
        self.keep(ActivityArea, word, district=district, organisation=row, municipality=self.home)
        return row

    def author(self, holder: str):
        return self.world.users[{"norr": "anna", "söder": "bo", "body": "dag"}.get(holder, "hans")]

    def readers(self, sensitivity: str, holder: str) -> dict:
        """The columns that say who reads: Anna names Nils beside herself."""
        named = [self.author(holder).pk] if sensitivity == NAMED else []
        if named and holder == "norr":
            named.append(self.world.users["nils"].pk)
        return {"sensitivity": sensitivity, "named": named}

    def held(self, holder: str) -> dict:
        if holder == "body":
            return {"district": self.here, "body": self.body, "association_ids": []}
        association = self.holders[holder]
        return {
            "district": association.district,
            "association": association,
            "association_ids": [association.pk],
        }

    def met(self, holder: str) -> tuple[Organisation, str]:
        return {
            "norr": (self.open_one, "organisation"),
            "söder": (self.open_other, "organisation"),
            "body": (self.open_other, "organisation"),
            "there": (self.open_there, "organisation there"),
        }[holder]

    def meetings(self, holder: str) -> None:
        organisation, word = self.met(holder)
        for fact, content in READERS:
            self.meeting(holder, fact, content, organisation, word)
        self.meeting(holder, OPEN, OPEN, organisation, word, archived_at=timezone.now())

    def meeting(self, holder, fact, content, organisation, of_it, **more) -> Meeting:
        """A meeting with what was said there, who was there and what was promised."""
        self.spot += 1
        held, author = self.held(holder), self.author(holder)
        days = {OPEN: 3, HELD: 2, NAMED: 1}[fact]  # the strictest is the latest, and must not show
        day = timezone.localdate() - timedelta(days=40 * days + self.spot)
        known, said = bundle(fact, holder), bundle(content, holder)
        meeting = self.keep(
            Meeting,
            known,
            **held,
            **self.readers(fact, holder),
            day=day,
            author=author,
            follow_up_on=timezone.localdate() + timedelta(days=self.spot % 7),
            **more,
        )
        district = held["district"]
        self.keep(
            MeetingOrganisation,
            known,
            of_it,
            district=district,
            meeting=meeting,
            organisation=organisation,
        )
        written = self.keep(
            MeetingContent,
            said,
            **held,
            **self.readers(content, holder),
            meeting=meeting,
            author=author,
        )
        inside = {"district": district, "content": written}
        self.keep(Participant, said, **inside, user=author)
        self.keep(Point, said, **inside, organisation=organisation, kind="demand", support_kinds=[])
        self.promise(holder, content, organisation, of_it, written)
        theirs = {**held, **self.readers(content, holder), "meeting": meeting, "author": author}
        self.keep(Attachment, said, **theirs, kind="text/plain", size=9)
        if content == HELD:
            away = {"archived_at": timezone.now()}
            self.keep(Attachment, said, **theirs, **away, kind="text/plain", size=9)
        return meeting

    def promise(self, holder, content, organisation, of_it, written) -> None:
        # The board's line has no "within": it sees all organisations of its district anyhow.
        self.keep(
            Promise,
            bundle(content, holder),
            of_it,
            **self.held(holder),
            **self.readers(content, holder),
            organisation=organisation,
            content=written,
            owner=self.author(holder),
            due_on=timezone.localdate() + timedelta(days=self.spot % 9 - 4),
        )

    def ties(self, holder: str) -> None:
        organisation, of_it = self.met(holder)
        for sensitivity in Sensitivity.values:
            other = {OPEN: organisation, HELD: self.open_other, NAMED: organisation}[sensitivity]
            target = organisation if holder == "there" else other
            ended = FIRST if sensitivity == HELD and target == organisation else None
            self.tie(holder, sensitivity, target, of_it, ended_on=ended)

    def tie(self, holder, sensitivity, organisation, of_it, **more) -> Relation:
        return self.keep(
            Relation,
            bundle(sensitivity, holder),
            of_it,
            district=self.holders[holder].district,
            association=self.holders[holder],
            organisation=organisation,
            **self.readers(sensitivity, holder),
            lead=self.author(holder),
            started_on=FIRST,
            cadence_months=6,
            next_contact_on=timezone.localdate() + timedelta(days=self.spot % 11),
            **more,
        )

    def contact_persons(self, holder: str) -> None:
        organisation, of_it = self.met(holder)
        for sensitivity in Sensitivity.values:
            self.contact_person(holder, sensitivity, organisation, of_it)
        away = {"archived_at": timezone.now()}
        self.contact_person(holder, HELD, organisation, of_it, **away)

    def contact_person(self, holder, sensitivity, organisation, of_it, **more) -> ContactPerson:
        district, known = self.holders[holder].district, bundle(sensitivity, holder)
        # "A LegalBasis row per person: existence, basis, source, dates"; never the name.
        officer = {oracle.FRID} if district == self.here else set()
        person = self.keep(
            ContactPerson,
            known,
            district=district,
            association=self.holders[holder],
            **self.readers(sensitivity, holder),
            basis="official",
            keep_until=timezone.localdate() + timedelta(days=365),
            told={"id": officer, "source": officer},
            **more,
        )
        kept = "named" if sensitivity == NAMED else "kept"
        self.world.also_as(LegalBasis, person, f"basis of {kept} {holder}")
        self.world.belongs.setdefault(organisation.pk, []).append(person.pk)
        for kind in ("phone", "email"):
            self.keep(Channel, known, district=district, person=person, kind=kind)
        self.keep(
            ContactRole,
            known,
            of_it,
            district=district,
            person=person,
            organisation=organisation,
        )
        return person

    def hanging_on_the_hidden(self) -> None:
        """What is open of itself, on organisations that are not everybody's to know of."""
        for place, holder in (("norr", "norr"), ("söder", "söder"), ("there", "there")):
            organisation, of_it = self.hidden[place], f"organisation hidden in {place}"
            of_it = "organisation hidden there" if place == "there" else of_it
            self.meeting(holder, OPEN, OPEN, organisation, of_it)
            self.meeting(holder, HELD, HELD, organisation, of_it)
            self.tie(holder, OPEN, organisation, of_it)
            self.contact_person(holder, OPEN, organisation, of_it)
            self.contact_person(holder, HELD, organisation, of_it)
        self.tie("söder", HELD, self.hidden["both"], "organisation hidden in both")
        tie = next(row for row in self.world.rows if row.model is Relation)
        meeting = next(row for row in self.world.rows if row.model is Meeting)
        self.keep(
            TieMove, *tie.bundles, *meeting.bundles,
            district=self.here, meeting_id=meeting.pk, relation_id=tie.pk,
        )  # fmt: skip
