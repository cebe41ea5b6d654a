"""What nobody is there to do: the first administrator, and the last one who lost their keys.

No deeds of a reader: whoever may run them holds the database.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.identity import acting_as
from movements.access.leaving import cut_off
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


@transaction.atomic
def empty_account(*, email: str) -> User:
    """Takes away password, second factor and all that is open: for an administrator whom nobody
    else can let begin anew. They choose a password by the letter for a forgotten one.

    Raises User.DoesNotExist.
    """
    user = User.objects.select_for_update().get(email=email.lower(), is_active=True)
    with acting_as(service("upkeep"), why="empty_account"):
        cut_off(user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
