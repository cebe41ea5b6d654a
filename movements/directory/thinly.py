"""People thinly: what may be written about a contact person, and what is refused, in words."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from movements.access.models import User
from movements.directory.models import Channel, ContactPerson
from movements.directory.validators import phone_number
from movements.privacy.numbers import refuse_personal_numbers

CHECKS = {Channel.Kind.EMAIL: validate_email, Channel.Kind.PHONE: phone_number}


def check_title(person: ContactPerson, title: str) -> None:
    """A role in words, where somebody may write about the person at all."""
    refuse_personal_numbers({"title": title})
    if person.awaits_contact and title.strip():
        raise ValidationError(
            {"title": _("Nothing is written about somebody whom nobody has spoken to. Leave it.")}
        )


def check_channels(person: ContactPerson, ways: set[tuple[str, str]]) -> None:
    """Raises ValidationError under the kind of the way that cannot be used."""
    for kind, value in ways:
        try:
            if check := CHECKS.get(kind):
                check(value)
        except ValidationError as wrong:
            raise ValidationError({kind: wrong.messages}) from wrong
        if kind != Channel.Kind.PHONE:
            refuse_personal_numbers({kind: value})
    if person.awaits_contact and any(kind == Channel.Kind.OTHER for kind, _value in ways):
        raise ValidationError(
            {"other": _("Nothing is written about somebody whom nobody has spoken to. Leave it.")}
        )
    addresses = [value for kind, value in ways if kind == Channel.Kind.EMAIL]
    if own_members(person.district_id, addresses):
        raise ValidationError(
            {
                "email": _(
                    "This is one of your own. Members belong in the member register, not here."
                )
            }
        )


def own_members(district_id, addresses) -> set[str]:
    """Those of the e-mail addresses, in small letters, that belong to somebody with a post in the
    district: whoever that is, is in the member register and knows it."""
    wanted = {address.lower() for address in addresses}
    if not wanted:
        return set()
    ours = User.objects.filter(email__in=wanted, posts__district=district_id)
    return set(ours.values_list("email", flat=True))


def settle_deadlines(person: ContactPerson) -> None:
    """Whoever has not been spoken to leaves within the month, whatever was asked for."""
    if person.awaits_contact and person.keep_until:
        person.keep_until = min(person.keep_until, person.inform_by)
    if person.informed_at is None:
        person.informed_how = ""


def refuse_restricted(person: ContactPerson) -> None:
    """Nothing is done with somebody who is restricted, but telling them and letting them go."""
    if person.is_restricted:
        raise ValidationError(
            _("This person is restricted. Nothing is written until they have been informed.")
        )
