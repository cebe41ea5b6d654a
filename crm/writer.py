"""Whose a form is: a mark in it that nobody can forge, for words that must wait for a login."""

from django.core import signing

SALT = "crm.writer"
MOST = 64_000  # characters; more than the longest form that can be saved
SECONDS = 60 * 60  # how long words wait in a session


def mark(user) -> str:
    """Says in the form whose it is."""
    return signing.dumps(str(user.pk), salt=SALT)


def writer_of(request) -> str:
    """The id of whoever the form was drawn for; "" without a true mark."""
    try:
        return signing.loads(request.POST.get("writer", ""), salt=SALT)
    except signing.BadSignature:
        return ""
