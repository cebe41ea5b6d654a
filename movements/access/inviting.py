"""The deeds by which somebody is asked to hold a post, and comes to hold it.

The secret of a link is made when the letter is written and stands nowhere else: here is its
fingerprint. Whoever holds no secret is told the same whatever they try.
"""

import hashlib
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from movements.access.funnel import NotAllowed, allowed, get_visible, require, visible
from movements.access.identity import acting_as, actor, because, lent_to
from movements.access.invitations import Invitation, week_from_now
from movements.access.jobs import name_of
from movements.access.leaving import cut_off
from movements.access.models import IN_ASSOCIATION, IN_BODY, Association, Body, Post, User
from movements.access.readers import reader_of, service

KEPT = timedelta(days=30)  # after the last day of its link
SECRET_LENGTH = 43  # characters of 62: 256 bits
MOST_WAITING = 50  # unanswered at a time in one place: more is a mistake or a theft
HERE = "the-secret-of-the-letter"  # stands for the secret in the address that a door hands over


def invitations_of(reader):
    """The unanswered invitations that the reader may see, the latest first."""
    rows = visible(Invitation, reader).unanswered()
    return rows.select_related("association", "body", "district", "invited_by").order_by("-id")


@transaction.atomic
def invite(*, by, email: str, role: str, place, address: str, language: str = "sv") -> Invitation:
    """Asks somebody to hold `role` at `place` (an association, a body or the district).

    `address` is where the link leads, with HERE for its secret. To ask the same once more sends the
    letter again. Raises NotAllowed, and ValidationError with a message per field.
    """
    require(by, "invite", place)
    asked = Invitation(district=by.district, invited_by=by.user, role=role, language=language)
    asked.email = _address_of_a_person(email)
    asked.association = place if isinstance(place, Association) else None
    asked.body = place if isinstance(place, Body) else None
    _check(asked)
    return _ask(by, asked, address)


@transaction.atomic
def invite_anew(*, by, post: Post, address: str) -> Invitation:
    """For whoever has lost both phone and codes: they begin anew, and keep their posts.

    It takes two. The one who asks takes away password, second factor and all that is open, at once;
    the way in goes by a letter to the account's own address, which they do not read. Raises
    NotAllowed, also for oneself: whoever has found an open browser must not get past the rest.
    """
    post = get_visible(Post, by, post.pk)
    if not may_invite_anew(by, post.user):
        raise NotAllowed(_("You may not do this here."))
    user = User.objects.select_for_update().get(pk=post.user_id)
    cut_off(user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    asked = Invitation(district=by.district, invited_by=by.user, role=post.role)
    asked.association, asked.body = post.association, post.body
    asked.email, asked.language = user.email, user.language
    return _ask(by, asked, address)


def may_invite_anew(by, user: User) -> bool:
    """Whether `by` administers every place where somebody else holds a post. What they hold in
    other districts only an administrator may empty as well: nobody else could let them in."""
    if by.user is None or user == by.user or not user.is_active:
        return False
    held = Post.objects.active(timezone.localdate()).filter(user=user)
    here = list(visible(Post, by).filter(pk__in=held).select_related("association", "body"))
    theirs = reader_of(user)
    elsewhere = len(theirs.posts) + len(theirs.elsewhere) > len(here)
    return (
        bool(here)
        and all(allowed(by, "invite_anew", post.place) for post in here)
        and (not elsewhere or allowed(by, "invite_anew", by.district))
    )


def _ask(by, asked: Invitation, address: str) -> Invitation:
    """Sends the letter; to ask the same once more sends it again."""
    waiting = visible(Invitation, by).unanswered()
    waiting = waiting.filter(association=asked.association, body=asked.body)
    again = waiting.filter(email=asked.email, role=asked.role).first()
    if again is not None:
        return invite_again(by=by, invitation=again, address=address)
    if waiting.count() >= MOST_WAITING:
        told = _("%(most)s invitations wait for an answer here. Take back those that are not used.")
        raise ValidationError(told % {"most": MOST_WAITING})
    asked.full_clean(exclude=["district", "invited_by", "fingerprint"], validate_constraints=False)
    asked.save()
    _have_it_written(asked, address)
    return asked


@transaction.atomic
def invite_again(*, by, invitation: Invitation, address: str) -> Invitation:
    """A new letter with a new link, good for another week; the old link ends."""
    invitation = _waiting(by, invitation)
    invitation.fingerprint, invitation.sent_at = None, None
    invitation.expires_at, invitation.invited_by = week_from_now(), by.user
    invitation.save(update_fields=["fingerprint", "sent_at", "expires_at", "invited_by"])
    _have_it_written(invitation, address)
    return invitation


@transaction.atomic
def revoke_invitation(*, by, invitation: Invitation) -> Invitation:
    """Takes it back: its link ends at once."""
    invitation = _waiting(by, invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


@transaction.atomic
def write_link(*, by, invitation_id, address: str) -> tuple[Invitation, str] | None:
    """For the letter: (the invitation, its link with a new secret); None when nobody waits for it.

    Only the service that writes letters may.
    """
    if by.service != "invitation":
        raise NotAllowed(_("You may not do this here."))
    rows = visible(Invitation, by).unanswered().select_for_update(of=("self",))
    rows = rows.select_related("association", "body", "district", "invited_by")
    invitation = rows.filter(pk=invitation_id).first()
    if invitation is None:
        return None
    secret = get_random_string(SECRET_LENGTH)
    invitation.fingerprint, invitation.sent_at = fingerprint(secret), timezone.now()
    invitation.save(update_fields=["fingerprint", "sent_at"])
    return invitation, address.replace(HERE, secret)


def invitation_of(secret: str) -> Invitation | None:
    """The unanswered invitation that the link names, expired or not. None tells nothing of why."""
    with _answering():
        return _named_by(secret).first()


def account_of(invitation: Invitation) -> User | None:
    """The account of the address that was invited, with which somebody can log in. For whoever
    holds the secret."""
    found = User.objects.filter(email=invitation.email).first()
    return found if found and _can_log_in(found) else None


def begun_anew(invitation: Invitation) -> User | None:
    """The account that its holder begins anew by this letter: open, but emptied."""
    found = User.objects.filter(email=invitation.email, is_active=True).first()
    return None if found is None or _can_log_in(found) else found


def _can_log_in(user: User) -> bool:
    """A closed account cannot be come in with, nor one whose keys were taken away."""
    return user.is_active and (user.has_usable_password() or user.factor_mark is not None)


def sign_up(*, secret: str, name: str, password: str) -> User:
    """Makes the account and its post, in one transaction. For whoever holds the secret.

    Raises Invitation.DoesNotExist when the link is good no longer, and ValidationError with a
    message per field. An account that was closed or emptied is opened, with nothing that it had.
    """
    with _answering():
        invitation = _answered(secret)
        closed = User.objects.filter(email=invitation.email).first()
        if closed and _can_log_in(closed):
            raise ValidationError(_("There is an account with this address. Log in first."))
        user = closed or User(email=invitation.email)
        user.name, user.language = " ".join(name.split()), invitation.language
        _check_person(user, password)
        if closed:
            cut_off(user)
        user.is_active = True
        user.set_password(password)
        user.save()
        _give_post(invitation, user)
        return user


def accept_invitation(*, by, secret: str) -> Post:
    """Whoever has an account already gets the post. The address must be the one invited.

    Raises Invitation.DoesNotExist, and NotAllowed for another's account.
    """
    with _answering():
        invitation = _answered(secret)
        if invitation.email != by.user.email:
            raise NotAllowed(_("The invitation is for another address."))
        return _give_post(invitation, by.user)


def fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@contextmanager
def _answering():
    """Whoever answers a letter may hold no post anywhere: the service sees the invitation."""
    if actor() is not None:
        with lent_to("invitation"):
            yield
        return
    with acting_as(service("invitation"), why="accept_invitation"):
        yield


def _named_by(secret: str):
    rows = Invitation.objects.unanswered().filter(fingerprint=fingerprint(secret))
    return rows.select_related("association", "body", "district", "invited_by")


def _answered(secret: str) -> Invitation:
    """The invitation, held while it is answered. One letter, one post."""
    still_good = _named_by(secret).filter(expires_at__gt=timezone.now())
    return still_good.select_for_update(of=("self",)).get()


def _give_post(invitation: Invitation, user: User) -> Post:
    because("accept_invitation")
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.fingerprint = None
    invitation.save(update_fields=["accepted_at", "accepted_by", "fingerprint"])
    today = timezone.localdate()
    where = {"role": invitation.role, "association": invitation.association_id}
    where |= {"district": invitation.district_id, "body": invitation.body_id}
    held = Post.objects.active(today).filter(user=user, **where).first()
    if held is not None:
        return held
    post = Post(
        district=invitation.district,
        user=user,
        role=invitation.role,
        association=invitation.association,
        body=invitation.body,
        starts_on=today,
    )
    post.save(force_insert=True)
    return post


def _waiting(by, invitation: Invitation) -> Invitation:
    """The invitation, found anew and held. ValidationError when it has been answered meanwhile."""
    invitation = get_visible(Invitation, by, invitation.pk)
    require(by, "invite", invitation.place)
    found = visible(Invitation, by).unanswered().select_for_update(of=("self",))
    held = found.filter(pk=invitation.pk).first()
    if held is None:
        raise ValidationError(_("The invitation has been answered or taken back already."))
    return held


def _check(asked: Invitation) -> None:
    """The role is held in such a place, and not already by them."""
    fits = (asked.association is not None) == (asked.role in IN_ASSOCIATION) and (
        asked.body is not None
    ) == (asked.role in IN_BODY)
    if not fits:
        raise ValidationError({"role": [_("This role is held somewhere else.")]})
    held = Post.objects.active(timezone.localdate()).filter(
        district=asked.district_id,
        user__email=asked.email,
        role=asked.role,
        association=asked.association,
        body=asked.body,
    )
    if held.exists():
        raise ValidationError({"email": [_("This person holds that post already.")]})


def _check_person(user: User, password: str) -> None:
    problems = {}
    if not user.name:
        problems["name"] = [_("Write your name.")]
    try:
        validate_password(password, user)
    except ValidationError as weak:
        problems["password"] = weak.messages
    if problems:
        raise ValidationError(problems)
    user.clean_fields(exclude=["password"])


def _address_of_a_person(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise ValidationError({"email": [_("Write an e-mail address.")]}) from wrong
    return email


def _have_it_written(invitation: Invitation, address: str) -> None:
    """Committed with what is being done now. The job carries neither the address nor a secret."""
    job = app.configure_task("access.send_invitation", lock=f"invitation {invitation.pk}")
    writer = name_of(service("invitation", invitation.district))
    job.defer(invitation=str(invitation.pk), address=address, reader=writer)


@transaction.atomic
def forget_invitations(*, by) -> int:
    """Removes those that have been over for a month, however they ended. How many went.

    The history still says who asked for which post to be held; the address goes with the row.
    """
    over = timezone.now() - KEPT
    old = visible(Invitation, by).filter(expires_at__lt=over)
    return old.delete()[0]
