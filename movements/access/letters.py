"""The letter of an invitation: who asks, for what, and the link. Nothing more about anybody."""

from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from movements.access.invitations import Invitation


def letter(invitation: Invitation, link: str, *, anew: bool = False) -> EmailMessage:
    """In the language it was asked for in. `anew`: the account is there, and was emptied."""
    with translation.override(invitation.language):
        said = {
            "name": " ".join(invitation.invited_by.name.split()),
            "role": str(invitation.get_role_display()).lower(),
            "place": str(invitation.place),
            "day": date_format(timezone.localtime(invitation.expires_at), "j F"),
            "link": link,
        }
        subject, *lines = _begin_anew() if anew else _come()
        body = "\n\n".join(line % said for line in lines) + "\n"
    return EmailMessage(subject % said, body, to=[invitation.email])


def _come() -> tuple[str, ...]:
    return (
        _("%(name)s invites you to Förankra"),
        _("%(name)s asks you to be %(role)s, %(place)s."),
        _("Open the link and choose a password. It is yours alone and is valid until %(day)s:"),
        "%(link)s",
        _("Did you not expect this? Then you need do nothing."),
    )


def _begin_anew() -> tuple[str, ...]:
    return (
        _("Begin anew in Förankra"),
        _("%(name)s lets you begin anew: %(role)s, %(place)s."),
        _("Your old password and your old second step no longer work."),
        _("Open the link and choose a password. It is yours alone and is valid until %(day)s:"),
        "%(link)s",
        _("Did you not ask for this? Then tell your association at once."),
    )
