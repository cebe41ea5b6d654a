"""Deeds of access: what somebody chooses for their own account, its tokens and its sessions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.factors import is_protected
from movements.access.models import User
from movements.access.sessions import NAMED_BY, Session, fingerprint

MOST_TOKENS = 10  # at a time for one person: more is a mistake or a theft


@transaction.atomic
def change_appearance(*, by, theme: str, language: str) -> User:
    """Light or dark, Swedish or English; everybody may, for themselves."""
    user = by.user
    user.theme, user.language = theme, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["theme", "language"])
    return user


def tokens_of(reader):
    """The reader's own tokens that are still in force, the latest first."""
    in_force = Q(expiry=None) | Q(expiry__gt=timezone.now())
    return reader.user.auth_token_set.filter(in_force).order_by("-created", "digest")


@transaction.atomic
def issue_token(*, by):
    """A token with which a machine asks as `by`: (its row, its secret).

    The secret is kept nowhere but hashed; it expires (setting API_TOKEN_DAYS). Everybody may, for
    themselves; what the token sees and may do is decided by the posts of the day it is used.
    """
    if not is_protected(by.user):
        raise ValidationError(_("Protect your account with a second factor first."))
    # One at a time for each person, or two at once would pass the cap together.
    holder = User.objects.select_for_update().get(pk=by.user.pk)
    if tokens_of(by).count() >= MOST_TOKENS:
        told = _("You have %(most)s tokens. End one that is not used first.")
        raise ValidationError(told % {"most": MOST_TOKENS})
    return holder.auth_token_set.create()


@transaction.atomic
def revoke_token(*, by, key: str) -> bool:
    """Ends one of one's own tokens, named by its first characters. False when there is none."""
    ended, _rows = by.user.auth_token_set.filter(token_key=key).delete()
    return bool(ended)


def sessions_of(reader, key: str | None = None) -> list[Session]:
    """Where the reader is logged in, the latest used first; `current` on the one with `key`."""
    rows = reader.user.sessions.filter(expire_date__gt=timezone.now())
    found = list(rows.order_by("-seen_on", "-begun_on", "session_key"))
    here = fingerprint(key) if key else None
    for session in found:
        session.current = session.session_key == here
    return sorted(found, key=lambda session: not session.current)


@transaction.atomic
def end_session(*, by, name: str) -> bool:
    """Ends one of one's own sessions, by its name. False when there is none."""
    rows = by.user.sessions.filter(session_key__startswith=name)
    return len(name) == NAMED_BY and bool(rows.delete()[0])


@transaction.atomic
def end_other_sessions(*, by, key: str) -> int:
    """Ends all of one's own sessions but the one with `key`. How many."""
    return by.user.sessions.exclude(session_key=fingerprint(key)).delete()[0]
