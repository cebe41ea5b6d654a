"""Fills the database that the environment names with a district of so many organisations.

python -m benchmarks.filling 10000
"""

import os
import sys

import django

from benchmarks.ground import ASSOCIATIONS, COUNTY, LARGEST, connect


def fill(size: int) -> None:
    """Places, people, rows, then what is derived from them."""
    from django.utils import timezone

    from movements.places.actions import load_places

    load_places()
    us, values = _people()
    values |= {"county": COUNTY, "today": timezone.localdate()}
    from benchmarks.loading import load

    with connect(dict(os.environ)) as owner:
        load(owner, size, us, values)
        owner.execute("ANALYZE")
    derive()
    with connect(dict(os.environ)) as owner:
        owner.execute("VACUUM ANALYZE")


def derive(*, words: bool = True) -> None:
    """Rebuilds what the project derives from its rows: words, and what time alone makes stale."""
    from django.core.management import call_command, get_commands

    from movements.directory.index import rebuild_search

    if words:
        rebuild_search()
    if "rebuild_aggregates" in get_commands():
        call_command("rebuild_aggregates")


def _people() -> tuple[list[tuple], dict]:
    """The district, 30 associations with two users each, a body, and the three readers."""
    from movements.models import Association, Body, County, District, Municipality, Post, Role, User

    Post.objects.all().delete()
    for noun in (Association, Body):
        _emptied(noun)
    district, _made = District.objects.get_or_create(name="Mätdistriktet")
    district.counties.set([County.objects.get(pk=COUNTY)])
    places = list(
        Municipality.objects.current()
        .filter(county=COUNTY)
        .order_by("pk")
        .only("pk", "name", "code")
    )
    us, posts = [], []
    largest = next(at for at, place in enumerate(places) if place.code == LARGEST)
    for at in range(ASSOCIATIONS):
        place = places[at] if at < len(places) else None
        kind = Association.Kind.GEOGRAPHIC if place else Association.Kind.INDUSTRY
        name = place.name if place else f"Branschförening {at}"
        association = Association.objects.create(district=district, name=name, kind=kind)
        association.municipalities.set([place] if place else [])
        emails = [f"s{at}@bench.example", f"t{at}@bench.example"]
        if at == largest:
            emails[0] = "steward@bench.example"
        pair = [_user(User, email) for email in emails]
        posts += [(user, Role.STEWARD, {"association": association}) for user in pair]
        us.append((at, association.pk, pair[0].pk, pair[1].pk))
    body = Body.objects.create(
        district=district, name="Socialnämnden", municipality=places[largest]
    )
    representative = _user(User, "representative@bench.example")
    posts += [
        (_user(User, "board@bench.example"), Role.BOARD, {}),
        (representative, Role.REPRESENTATIVE, {"body": body}),
    ]
    for user, role, where in posts:
        Post.objects.create(
            district=district, user=user, role=role, starts_on="2020-01-01", **where
        )
    values = {"district": district.pk, "body": body.pk, "representative": representative.pk}
    return us, values


def _emptied(noun) -> None:
    """Of a district filled before; what hangs on them is emptied by the loading."""
    table = noun._meta.db_table
    with connect(dict(os.environ)) as owner:
        owner.execute(f"TRUNCATE {table} CASCADE")


def _user(users, email: str):
    """Nobody logs in with a password here: measuring makes its sessions itself."""
    name = email.partition("@")[0].capitalize()
    found = users.objects.filter(email=email).first()
    return found or users.objects.create_user(email, name, None)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
