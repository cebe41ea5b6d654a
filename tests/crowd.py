"""A crowded district for the tests: every protection, every sensitivity, a neighbour's rows too.

Made straight in the database, so that what the doors show is compared with what is there and not
with what a verb made of it.
"""

from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace

from django.contrib.gis.geos import Point as GeosPoint
from django.utils import timezone

from movements.access.rows import Sensitivity
from movements.dialogue.actions import count_contacts
from movements.models import (
    ActivityArea,
    Association,
    Attachment,
    Channel,
    ContactPerson,
    ContactRole,
    District,
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Municipality,
    Organisation,
    Participant,
    Point,
    Promise,
    Relation,
)
from movements.places.models import WEB_MERCATOR

OPEN, HELD, NAMED = Sensitivity.OPEN, Sensitivity.ASSOCIATION, Sensitivity.NAMED
HANINGE, BOTKYRKA, NYNASHAMN = "0136", "0127", "0192"

# name: (kind, policy areas, seat, active in, where the point lies or None, protections)
ORGANISATIONS = {
    "Hyresgästföreningen Tungelsta": ("tenants", ["housing"], HANINGE, [HANINGE], (0, 0), ""),
    "Hyresgästföreningen Alby": (
        "tenants", ["housing", "safety"], BOTKYRKA, [BOTKYRKA], (9, 1), "",
    ),
    "Hyresgästföreningen Västerhaninge": ("tenants", ["housing"], HANINGE, [HANINGE], None, ""),
    "Kommunal Haninge": ("union", ["working_conditions"], HANINGE, [HANINGE], (0, 0), ""),
    "Kommunal Botkyrka": (
        "union", ["working_conditions"], BOTKYRKA, [BOTKYRKA, HANINGE], (9, 2), "",
    ),
    "Vision Haninge": ("union", ["social_services"], HANINGE, [HANINGE], (1, 3), ""),
    "Ösmo byalag": ("village", ["rural_archipelago"], NYNASHAMN, [NYNASHAMN], (2, 30), ""),
    "Ängens odlare": ("nature", ["climate_energy"], NYNASHAMN, [HANINGE, NYNASHAMN], (3, 28), ""),
    "Åkerbo scouter": ("scouts", [], HANINGE, [HANINGE], (2, 2), ""),
    "Nätverket mot vräkningar": ("action_group", ["housing"], None, [BOTKYRKA], None, ""),
    "Kvinnojouren Nord": (
        "womens_shelter", ["violence_against_women"], HANINGE, [HANINGE], None, "address",
    ),
    "Tjejjouren Syd": (
        "girls_shelter", ["violence_against_women"], BOTKYRKA, [BOTKYRKA], None, "address",
    ),
    "Dold förening i Norr": ("other", ["migration"], HANINGE, [HANINGE], (1, 1), "existence"),
    "Dold förening i Söder": ("other", ["migration"], BOTKYRKA, [BOTKYRKA], (8, 1), "existence"),
    "Dold jour": (
        "womens_shelter", ["violence_against_women"], HANINGE, [HANINGE], None, "address existence",
    ),
    "Nedlagd förening": ("sports", ["sports"], HANINGE, [HANINGE], (4, 4), "archived"),
}  # fmt: skip

# organisations, months ago, of Norr or Söder (or the body), fact, content (None: nothing written)
MEETINGS = (
    (["Hyresgästföreningen Tungelsta"], 1, "norr", OPEN, OPEN),
    (["Hyresgästföreningen Tungelsta", "Kommunal Haninge"], 8, "norr", OPEN, HELD),
    (["Hyresgästföreningen Alby"], 2, "soder", HELD, HELD),
    (["Hyresgästföreningen Alby", "Dold förening i Söder"], 14, "soder", HELD, NAMED),
    (["Kommunal Botkyrka"], 4, "soder", OPEN, NAMED),
    (["Vision Haninge"], 1, "norr", NAMED, NAMED),
    (["Ösmo byalag"], 30, "norr", OPEN, None),
    (["Dold förening i Norr", "Åkerbo scouter"], 3, "norr", HELD, HELD),
    (["Kvinnojouren Nord"], 2, "norr", HELD, HELD),
    (["Vision Haninge"], 7, "namnden", HELD, HELD),
    (["Ängens odlare", "Dold förening i Norr"], 9, "norr", OPEN, OPEN),
)


class Shelf:
    """Rows that go into their tables together: a statement for each kind, in the order in which
    the kinds came. One by one they took a third of a second of hundreds of tests."""

    def __init__(self) -> None:
        self.rows: dict[type, list] = {}
        self.municipality = cache(municipality)

    def put(self, row):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def save(self) -> None:
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows)


def build(cast, district, norr, soder, body) -> SimpleNamespace:
    """Fills the district of the cast and its neighbour. `organisations` is by name."""
    shelf = Shelf()
    made = {
        name: _organisation(shelf, district, name, norr, soder, *facts)
        for name, facts in ORGANISATIONS.items()
    }
    holders = {"norr": (norr, None, cast.anna), "soder": (soder, None, cast.bo)}
    holders["namnden"] = (None, body, cast.dag)
    meetings = [
        _meeting(
            shelf,
            district,
            [made[one] for one in names],
            months,
            *holders[held],
            fact,
            content,
            number,
        )
        for number, (names, months, held, fact, content) in enumerate(MEETINGS)
    ]
    people = _people(shelf, district, made, norr, soder, cast)
    _participants(shelf, meetings, people, cast)
    _relations(shelf, district, made, norr, soder, cast)
    neighbour = _neighbour(shelf, cast)
    shelf.save()
    count_contacts(district, made.values())
    count_contacts(neighbour.organisation.district, [neighbour.organisation])
    return SimpleNamespace(
        district=district,
        organisations=made,
        meetings=meetings,
        people=people,
        neighbour=neighbour,
    )


def municipality(code: str) -> Municipality:
    return Municipality.objects.defer("border").get(code=code, valid_to=None)


def _organisation(
    shelf, district, name, norr, soder, kind, areas, seat, active, place, protections
):
    """`place` is kilometres east and south of a point in Haninge."""
    home = shelf.municipality(seat) if seat else None
    point = None
    if place:
        east, south = place
        point = GeosPoint(2_017_000 - east * 2000, 8_205_000 - south * 2000, srid=WEB_MERCATOR)
    row = shelf.put(
        Organisation(
            district=district,
            name=name,
            kind=kind,
            policy_areas=areas,
            municipality=home,
            point=point,
            address="" if "address" in protections else "Torget 1",
            description=f"{name} finns till för sina medlemmar.",
            address_protected="address" in protections,
            existence_protected="existence" in protections,
            archived_at=timezone.now() if "archived" in protections else None,
            registered_by=soder if "Söder" in name else norr,
        )
    )
    for code in active:
        shelf.put(
            ActivityArea(district=district, organisation=row, municipality=shelf.municipality(code))
        )
    return row


def _meeting(
    shelf, district, organisations, months, association, body, author, fact, content, number
):
    day = timezone.localdate() - timedelta(days=30 * months + 3)
    held = {
        "district": district,
        "association": association,
        "body": body,
        "association_ids": [association.pk] if association else [],
        "author": author,
    }

    def readers(sensitivity):
        named = [author.pk] if sensitivity == NAMED else []
        return {"sensitivity": sensitivity, "named": named}

    meeting = shelf.put(Meeting(**held, **readers(fact), day=day))
    for organisation in organisations:
        shelf.put(
            MeetingOrganisation(district=district, meeting=meeting, organisation=organisation)
        )
    if content is None:
        return meeting
    said = shelf.put(
        MeetingContent(**held, **readers(content), meeting=meeting, notes=f"Anteckning {number}.")
    )
    for organisation in organisations:
        shelf.put(
            Point(
                district=district,
                content=said,
                organisation=organisation,
                kind=Point.Kind.DEMAND,
                text=f"Krav {number}.",
            )
        )
    shelf.put(
        Attachment(
            **held,
            **readers(content),
            meeting=meeting,
            name=f"Protokoll {number}.txt",
            kind="text/plain",
            content=b"Hej",
            words="Hej",
            size=3,
        )
    )
    del held["author"]
    shelf.put(
        Promise(
            **held,
            **readers(content),
            organisation=organisations[0],
            content=said,
            text=f"Löfte {number}.",
            owner=author,
            due_on=day + timedelta(days=60),
        )
    )
    return meeting


def _people(shelf, district, made, norr, soder, cast) -> dict[str, ContactPerson]:
    wanted = (
        ("Öppna Olle", "Hyresgästföreningen Tungelsta", norr, OPEN, []),
        ("Norrs Nina", "Kommunal Haninge", norr, HELD, []),
        ("Söders Sam", "Hyresgästföreningen Alby", soder, HELD, []),
        ("Namngivna Noor", "Vision Haninge", norr, NAMED, [cast.anna.pk]),
        ("Dolda Disa", "Dold förening i Norr", norr, HELD, []),
    )
    people = {}
    for name, organisation, association, sensitivity, named in wanted:
        person = shelf.put(
            ContactPerson(
                district=district,
                association=association,
                name=name,
                sensitivity=sensitivity,
                named=named,
                basis="official",
                source="föreningens webbplats",
                keep_until=timezone.localdate() + timedelta(days=365),
            )
        )
        shelf.put(
            ContactRole(
                district=district,
                person=person,
                organisation=made[organisation],
                title="ordförande",
            )
        )
        shelf.put(
            Channel(district=district, person=person, kind="phone", value=f"070-{len(people)}")
        )
        people[name] = person
    # The open one also stands in an organisation that is not everybody's to know of.
    shelf.put(
        ContactRole(
            district=district,
            person=people["Öppna Olle"],
            organisation=made["Dold förening i Norr"],
        )
    )
    return people


def _participants(shelf, meetings, people, cast) -> None:
    """At an open meeting: one of us, somebody everybody may know, and somebody of Söder's."""
    content = meetings[0].content
    shelf.put(Participant(district=content.district, content=content, user=cast.anna))
    for name in ("Öppna Olle", "Söders Sam"):
        shelf.put(Participant(district=content.district, content=content, person=people[name]))


def _relations(shelf, district, made, norr, soder, cast) -> None:
    wanted = (
        ("Hyresgästföreningen Tungelsta", norr, OPEN, []),
        ("Hyresgästföreningen Alby", soder, OPEN, []),
        ("Hyresgästföreningen Alby", norr, HELD, []),
        ("Kommunal Botkyrka", soder, HELD, []),
        ("Vision Haninge", norr, NAMED, [cast.anna.pk]),
        ("Dold förening i Norr", norr, HELD, []),
        # Dag is named on a tie to something that he may not know exists.
        ("Dold förening i Söder", soder, NAMED, [cast.bo.pk, cast.dag.pk]),
        ("Dold jour", soder, HELD, []),
    )
    for name, association, sensitivity, named in wanted:
        shelf.put(
            Relation(
                district=district,
                organisation=made[name],
                association=association,
                sensitivity=sensitivity,
                named=named,
                lead=cast.anna if association == norr else cast.bo,
                started_on=date(2024, 1, 1),
            )
        )


def _neighbour(shelf, cast) -> SimpleNamespace:
    """The next district: Hedda's. Nothing of it is anybody else's to see."""
    association = Association.objects.get(name="Grannföreningen")
    district = District.objects.get(name="Grannen")
    facts = ("tenants", ["housing"], HANINGE, [HANINGE], (0, 0), "")
    organisation = _organisation(
        shelf, district, "Hyresgästföreningen i grannen", association, association, *facts
    )
    meeting = _meeting(
        shelf, district, [organisation], 1, association, None, cast.hedda, OPEN, OPEN, 99
    )
    shelf.put(
        Relation(
            district=district,
            organisation=organisation,
            association=association,
            sensitivity=OPEN,
            started_on=date(2024, 1, 1),
        )
    )
    return SimpleNamespace(organisation=organisation, meeting=meeting)
