"""The demo district: its places, people and posts."""

from datetime import date

from movements.access.identity import acting_as
from movements.access.models import Association, Body, District, Post, Role, User
from movements.access.readers import service
from movements.demo.people import (
    BODIES,
    CITY,
    DISTRICT,
    DOMAIN,
    GROUPS,
    INDUSTRY,
    PASSWORD,
    PEOPLE,
    STEWARD_NAMES,
)
from movements.places.models import County, Municipality

SINCE = date(2023, 1, 1)
STOCKHOLM = "0180"


def municipalities():
    """Those of the county, by code."""
    rows = Municipality.objects.current().in_county("01").defer("border").order_by("code")
    return {place.code: place for place in rows}


def found() -> tuple[District, dict[str, Association]]:
    """Creates the district, its associations (by name), bodies, people and posts."""
    district = District.objects.create(name=DISTRICT)
    district.counties.add(County.objects.get(code="01"))
    places = municipalities()
    associations = _associations(district, places)
    bodies = {}
    for name, code in BODIES:
        place = places[code] if code else None
        body = Body.objects.create(district=district, name=name, municipality=place)
        bodies[f"{name}, {place}" if place else name] = body
    with acting_as(service("upkeep", district), why="load_demo"):
        _people(district, associations, bodies)
    return district, associations


def _associations(district, places) -> dict[str, Association]:
    kinds = Association.Kind
    wanted = [(p.name, kinds.GEOGRAPHIC, p) for code, p in places.items() if code != STOCKHOLM]
    wanted += [(name, kinds.GEOGRAPHIC, places[STOCKHOLM]) for name in CITY]
    wanted += [(name, kinds.INDUSTRY, None) for name in INDUSTRY]
    wanted += [(name, kinds.PARLIAMENTARY, places.get(code)) for name, code in GROUPS]
    made = {}
    for name, kind, place in wanted:
        made[name] = Association.objects.create(district=district, name=name, kind=kind)
        if place:
            made[name].municipalities.add(place)
    return made


def _people(district, associations, bodies) -> None:
    for person in PEOPLE:
        user = User.objects.create_user(person.email, person.name, PASSWORD)
        for role, place in person.posts:
            _post(district, user, role, associations.get(place), bodies.get(place))
    without = [a for a in associations.values() if not a.posts.exists()]
    for number, (association, name) in enumerate(zip(without, STEWARD_NAMES, strict=False)):
        user = User(email=f"steward{number}@{DOMAIN}", name=name)
        user.set_unusable_password()
        user.save()
        _post(district, user, Role.STEWARD, association, None)


def _post(district, user, role, association, body) -> None:
    Post.objects.create(
        district=district,
        user=user,
        role=role,
        association=association,
        body=body,
        starts_on=SINCE,
    )
