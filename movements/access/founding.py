"""The first of all: a district with an administrator, who then invites the others.

Nobody is there to ask, so this is no deed of a reader: whoever may run it holds the database.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.identity import acting_as
from movements.access.models import District, Post, Role, User
from movements.access.readers import service
from movements.places.models import County


@transaction.atomic
def first_administrator(*, district: str, counties: list[str], email: str, name: str) -> User:
    """Makes the district, where it is not there, and its first administrator; once.

    They choose their password by the letter for a forgotten one.
    """
    validate_email(email)
    held, made = District.objects.get_or_create(name=district)
    if made:
        found = list(County.objects.filter(code__in=counties))
        if len(found) != len(set(counties)) or not found:
            raise ValidationError(_("There is no such county: give its two figures, such as 01."))
        held.counties.set(found)
    with acting_as(service("upkeep", held), why="first_administrator"):
        if Post.objects.filter(district=held, role=Role.ADMINISTRATOR).exists():
            raise ValidationError(_("The district has had an administrator: they invite others."))
        user = User.objects.filter(email=email.lower()).first()
        user = user or User.objects.create_user(email, name)
        Post.objects.create(
            district=held, user=user, role=Role.ADMINISTRATOR, starts_on=timezone.localdate()
        )
    return user
