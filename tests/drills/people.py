"""A small district to write in, and somebody who may: prints what a client must know, as JSON.

Run as the owner (tests/drills/ground.py does), since nobody is there yet to act as.
"""

import json
from datetime import date, timedelta

import django

NAME = "Övningsdistriktet"
ORGANISATIONS = 12


def found() -> dict:
    """District, association, steward, organisations, and the steward's token."""
    from movements.models import Association, District, Municipality, Organisation, Post, Role, User

    haninge = Municipality.objects.defer("border").get(code="0136", valid_to=None)
    district = District.objects.create(name=NAME)
    district.counties.add(haninge.county)
    association = Association.objects.create(district=district, name="Övningen")
    association.municipalities.add(haninge)
    user = User.objects.create_user("ovning@example.org", "Öva Övning", None)
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
    _row, token = user.auth_token_set.create()
    return {
        "district": str(district.pk),
        "association": str(association.pk),
        "organisations": [str(one.pk) for one in made],
        "token": token,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(found()))
