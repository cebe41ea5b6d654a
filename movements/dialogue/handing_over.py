"""What somebody leads, and how another takes it over: nobody is left waiting when they leave."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from movements.access.funnel import require, visible
from movements.access.models import Association, User
from movements.access.rows import Sensitivity
from movements.dialogue.models import Promise
from movements.directory.models import Relation
from movements.directory.portrait import possible_leads


@dataclass(frozen=True)
class Led:
    """Relations that they answer for and promises that they have given, as far as seen."""

    relations: list[Relation]
    promises: list[Promise]

    @property
    def number(self) -> int:
        return len(self.relations) + len(self.promises)

    def __bool__(self):
        return self.number > 0


def led_by(reader, user: User, association: Association) -> Led:
    """What `user` leads in the association, of what the reader may see.

    Rows kept for named people stay with them: another would not see what was handed over.
    """
    relations = visible(Relation, reader).filter(
        lead=user, association=association, ended_on=None, organisation__archived_at=None
    )
    promises = visible(Promise, reader).live().open().filter(owner=user, association=association)
    return Led(*(list(_unnamed(rows)) for rows in (relations, promises)))


def takers(association: Association, giver: User) -> list[User]:
    """Those with a post there, by name."""
    return [user for user in possible_leads(association) if user.pk != giver.pk]


@transaction.atomic
def hand_over(*, by, giver: User, association: Association, taker: User) -> int:
    """Gives `taker` all that `giver` leads in the association, of what `by` may see. How many."""
    require(by, "hand_over", association)
    if taker not in takers(association, giver):
        raise ValidationError({"taker": [_("Choose somebody with a post in the association.")]})
    led = led_by(by, giver, association)
    for relation in led.relations:
        relation.lead = taker
        relation.save(update_fields=["lead"])
    for promise in led.promises:
        promise.owner = taker
        promise.save(update_fields=["owner"])
    return led.number


def _unnamed(rows):
    rows = rows.exclude(sensitivity=Sensitivity.NAMED).select_related("organisation")
    return rows.order_by("organisation__name", "id")
