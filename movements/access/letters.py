"""The letter of an invitation: who asks, for what, and the link. Nothing more about anybody."""

from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from movements.access.invitations import Invitation


def letter(invitation: Invitation, link: str) -> EmailMessage:
    """In the language it was asked for in."""
    with translation.override(invitation.language):
        said = {
            "name": " ".join(invitation.invited_by.name.split()),
            "role": str(invitation.get_role_display()).lower(),
            "place": str(invitation.place),
            "day": date_format(timezone.localtime(invitation.expires_at), "j F"),
            "link": link,
        }
        subject = _("%(name)s invites you to Förankra") % said
        lines = (
            _("%(name)s asks you to be %(role)s, %(place)s."),
            _("Open the link and choose a password. It is yours alone and is valid until %(day)s:"),
            "%(link)s",
            _("Did you not expect this? Then you need do nothing."),
        )
        body = "\n\n".join(line % said for line in lines) + "\n"
    return EmailMessage(subject, body, to=[invitation.email])
