"""A small district to write in, and somebody who may: prints what a client must know, as JSON.

Run as the owner (tests/drills/ground.py does), since nobody is there yet to act as.
"""

import json
from datetime import date, timedelta

import django

NAME = "Övningsdistriktet"
ORGANISATIONS = 12


def found() -> dict:
    """District, association, steward, organisations, the steward's token; and the tombstone that
    one person there would have who had been erased."""
    from movements.models import (
        Association,
        ContactPerson,
        ContactRole,
        District,
        Municipality,
        Organisation,
        Post,
        Role,
        User,
    )
    from movements.rights.tombstones_laid import mark_of
    from tests.door import give_factors

    haninge = Municipality.objects.defer("border").get(code="0136", valid_to=None)
    district = District.objects.create(name=NAME)
    district.counties.add(haninge.county)
    association = Association.objects.create(district=district, name="Övningen")
    association.municipalities.add(haninge)
    user = User.objects.create_user("ovning@example.org", "Öva Övning", None)
    give_factors(user)  # without a second factor they write nothing
    Post.objects.create(
        district=district,
        user=user,
        role=Role.STEWARD,
        association=association,
        starts_on=date.today() - timedelta(days=30),  # noqa: DTZ011  any day before this one
    )
    made = [
        Organisation.objects.create(
            district=district, name=f"Byalag {n}", kind="village", municipality=haninge
        )
        for n in range(ORGANISATIONS)
    ]
    person = ContactPerson.objects.create(
        district=district,
        association=association,
        name="Glömda Gerd",
        basis="official",
        source="föreningens webbplats",
        keep_until=date.today() + timedelta(days=365),  # noqa: DTZ011  any day after this one
    )
    ContactRole.objects.create(district=district, person=person, organisation=made[0])
    _row, token = user.auth_token_set.create()
    return {
        "district": str(district.pk),
        "association": str(association.pk),
        "organisations": [str(one.pk) for one in made],
        "token": token,
        "tombstone": mark_of(person.pk),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(found()))
