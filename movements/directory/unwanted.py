"""Those who asked not to be registered. Nothing of them is kept but a keyed hash.

The hash is of a name together with an address or a number: a name alone would shut out everybody
who is called the same, and an address alone whoever takes it over.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from movements.access.identity import lent_to
from movements.access.rows import DistrictRow
from movements.privacy.keyed import keyed, plain_name, plain_way

HASHED = ("email", "phone")  # kinds of channels


class DoNotRegister(DistrictRow):
    """Somebody who is not to be registered here again."""

    mark = models.CharField(max_length=64)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district", "mark"], name="donotregister_once"),
        ]

    def __str__(self):
        return self.mark[:8]


def marks_of(name: str, ways) -> set[str]:
    """The hashes by which somebody with this name and these (kind, value) ways is known again."""
    called = plain_name(name)
    return {
        keyed("unwanted", called, plain_way(kind, value))
        for kind, value in ways
        if kind in HASHED and value.strip()
    }


def unwanted(district_id, marks: set[str]) -> set[str]:
    """Those of the hashes that are on the list."""
    if not marks:
        return set()
    with lent_to("erasure"):  # whoever registers reads no list: they are told of this one
        listed = DoNotRegister.objects.filter(district=district_id, mark__in=marks)
        return set(listed.values_list("mark", flat=True))


def refuse_unwanted(district_id, name: str, ways) -> None:
    """Raises ValidationError when it is somebody who asked not to be registered."""
    if unwanted(district_id, marks_of(name, ways)):
        raise ValidationError(
            {
                "name": [
                    _(
                        "This person has asked not to be registered here. Do not add them."
                        " If they have changed their mind, the privacy officer can lift it."
                    )
                ]
            }
        )


def add_unwanted(district, names, ways) -> int:
    """Puts somebody on the list under every name and way; gives how many hashes that is."""
    marks = set().union(*(marks_of(name, ways) for name in names))
    rows = [DoNotRegister(district=district, mark=mark) for mark in sorted(marks)]
    DoNotRegister.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def lift_unwanted(district_id, marks: set[str]) -> int:
    """Takes hashes off the list; gives how many were on it. Inside `lent_to("erasure")`."""
    if not marks:
        return 0
    listed = DoNotRegister.objects.filter(district=district_id, mark__in=marks)
    return listed.delete()[0]
