"""Loads the demo district: organisations registered, met and promised things, by the same verbs."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F
from django.db.models.functions import Cast
from django.utils import timezone

from movements.access.identity import acting_as
from movements.access.models import Association, District
from movements.access.readers import Reader, reader_of, service
from movements.access.rows import Sensitivity
from movements.demo.district import found, municipalities
from movements.demo.movement import NOTES, PATTERNS, PROMISES, SUPPORT, Pattern
from movements.demo.people import CONTACT_NAMES, DISTRICT, TITLES
from movements.dialogue.actions import Promised, Said, keep_promise, log_meeting
from movements.dialogue.choices import Mode
from movements.dialogue.models import Meeting, Promise
from movements.directory.actions import keep_contact_person, register_organisation, tie_relation
from movements.directory.choices import OrganisationKind
from movements.directory.models import Channel, Organisation, Relation
from movements.places.models import Place
from movements.privacy.models import Basis

SEED = 2026
BUSIEST = {"0136": 3, "0127": 2}  # where the demo's own people work: more rounds of organisations
WHITE_SPOTS = {"0140", "0162", "0187"}  # nobody has met anybody here for six months
SHELTERS = (OrganisationKind.WOMENS_SHELTER, OrganisationKind.GIRLS_SHELTER)


class NoPlaces(Exception):
    """The municipalities must be loaded before the demo."""


@transaction.atomic
def load_demo() -> bool:
    """Loads the demo district once. False when it was there already."""
    if District.objects.filter(name=DISTRICT).exists():
        return False
    places = municipalities()
    if not places:
        raise NoPlaces("Run manage.py load_places first.")
    district, associations = found()
    dice = random.Random(SEED)  # noqa: S311  invented data, the same every time
    for association in associations.values():
        covered = list(association.municipalities.only("code", "name", "id"))
        if association.kind == Association.Kind.GEOGRAPHIC and covered:
            _fill(association, places[covered[0].code], dice)
    _log_in_the_evening(district)
    return True


def _log_in_the_evening(district: District) -> None:
    """As if all had been noted when it happened, not everything when this ran."""
    noted = Cast(F("day"), DateTimeField()) + timedelta(hours=19, minutes=30)
    with acting_as(service("upkeep", district), why="load_demo"):
        Meeting.objects.filter(district=district).update(created_at=noted)
        kept = Promise.objects.filter(district=district, status=Promise.Status.KEPT)
        kept.update(closed_on=F("due_on"))


def _fill(association: Association, place, dice) -> None:
    with acting_as(service("upkeep", association.district), why="load_demo"):
        posts = list(association.posts.order_by("id").select_related("user"))
    stewards = list({post.user_id: reader_of(post.user) for post in posts}.values())
    towns = _towns(place)
    for pattern in PATTERNS * BUSIEST.get(place.code, 1):
        if dice.random() > pattern.share:
            continue
        reader = dice.choice(stewards)
        with acting_as(reader, why="load_demo"):
            organisation = _register(association, place, pattern, towns, reader, dice)
            if organisation:
                _live_on(association, organisation, pattern, place, reader, dice)


def _towns(place) -> list[str]:
    rows = Place.objects.filter(municipality=place).order_by("-population", "key")
    return list(dict.fromkeys(rows.values_list("name", flat=True)))[:9] or [place.name]


def _register(association, place, pattern: Pattern, towns, reader, dice) -> Organisation | None:
    town = dice.choice(towns)
    name = pattern.name.format(town=town, municipality=place.name)
    if association.name not in (place.name,) and "{municipality}" in pattern.name:
        name = f"{name} {association.name}"
    if Organisation.objects.filter(district=association.district, name=name).exists():
        return None
    sheltered = pattern.kind in SHELTERS
    return register_organisation(
        by=reader,
        association=association,
        name=name,
        kind=pattern.kind,
        policy_areas=list(pattern.areas),
        sectors=list(pattern.sectors),
        is_informal=pattern.informal,
        municipality=place,
        town="" if sheltered else town,
        address_protected=sheltered,
        existence_protected=pattern.kind == OrganisationKind.GIRLS_SHELTER,
    )


def _live_on(association, organisation, pattern, place, reader, dice) -> None:
    """Some are met often, some have gone quiet, some nobody has ever met."""
    today = timezone.localdate()
    luck = dice.random()
    if place.code in WHITE_SPOTS:
        luck = 0.5 + luck / 2  # quiet at best
    if luck > 0.85:
        return
    rounds = 3 if place.code in BUSIEST else dice.choice((1, 1, 2))
    latest = dice.randint(1, 150) if luck < 0.5 else dice.randint(190, 600)
    days = [
        today - timedelta(days=latest + back) for back in (0, 160, 330)[: dice.randint(1, rounds)]
    ]
    for day in reversed(days):
        _meet(association, organisation, pattern, reader, day, dice)
    if dice.random() < 0.5:
        _know_somebody(association, organisation, reader, days[0], dice)
    _agree(association, organisation, reader, latest, dice)


def _meet(association, organisation, pattern, reader: Reader, day: date, dice) -> None:
    promised = []
    if dice.random() < 0.35:
        due = day + timedelta(days=dice.choice((14, 21, 40)))
        promised = [Promised(dice.choice(PROMISES), reader.user, due)]
    asked = dice.random() < 0.4
    support = dice.choice(list(SUPPORT))
    log_meeting(
        by=reader,
        association=association,
        organisations=[organisation],
        day=day,
        mode=dice.choice((Mode.VISIT, Mode.VISIT, Mode.PHONE, Mode.DIGITAL, Mode.ANNUAL_MEETING)),
        said=Said(
            demands=dice.choice(pattern.demands) if pattern.demands else "",
            support=SUPPORT[support] if asked else "",
            support_kinds=[support] if asked else [],
            notes=dice.choice(NOTES),
            promises=promised,
        ),
        fact_readers=dice.choices(list(Sensitivity), weights=(90, 8, 2))[0],
    )
    late = timezone.localdate() - timedelta(days=20)
    given = Promise.objects.filter(organisation=organisation, due_on__lt=late)
    for promise in given.filter(status=Promise.Status.OPEN, owner=reader.user):
        keep_promise(by=reader, promise=promise)


def _know_somebody(association, organisation, reader, since: date, dice) -> None:
    name = dice.choice(CONTACT_NAMES)
    keep_contact_person(
        by=reader,
        association=association,
        organisation=organisation,
        name=name,
        title=dice.choice(TITLES),
        basis=dice.choice((Basis.CONSENT, Basis.OFFICIAL, Basis.REGULAR_CONTACT)),
        source="Avstämning",
        informed_at=since,
        keep_until=timezone.localdate() + timedelta(days=dice.randint(200, 700)),
        # 070-174 06 05 … 06 99 are numbers kept free for fiction (PTS).
        channels=[(Channel.Kind.PHONE, f"070-174 06 {dice.randint(5, 99):02}")],
    )


def _agree(association, organisation, reader, days_since: int, dice) -> None:
    """Those in touch have a next check-in: some soon, a few overdue."""
    if days_since > 180 or dice.random() < 0.3:
        return
    tie_relation(
        by=reader,
        association=association,
        organisation=organisation,
        step=dice.choice(
            (Relation.Step.DEMANDS_HEARD, Relation.Step.SUPPORT_OFFERED, Relation.Step.DIALOGUE)
        ),
        cadence_months=dice.choice((3, 6)),
        next_contact_on=timezone.localdate() + timedelta(days=dice.randint(-40, 120)),
    )
