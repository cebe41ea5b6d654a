"""Leaving: what somebody could open is closed, at once, whatever browser or machine it is in.

Rights follow the posts of the day, so an ended post acts on the next request by itself. What is
done here beside that is about what would outlive it: sessions, tokens, files under review, letters
on their way, jobs in the queue, and lists that name its readers.

**A row that nobody is left to read is sealed.** Its author had kept it from the association and the
board alike; to pass it on to the administrator would tell what was said in trust, and that anything
was. So the leaver is taken off the list, and where the list is then empty a mark that is nobody's
stands in their place: the row keeps to its rules of retention, and only its number is told, to the
privacy officer. To pass something on, its author names somebody else before leaving.
"""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Func, Q, UUIDField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.belongings import CLOSED, CUT, lists_of_readers, rows_of
from movements.access.funnel import NotAllowed, allowed, get_visible, require, visible
from movements.access.identity import lent_to
from movements.access.invitations import Invitation
from movements.access.models import Post, Role, User
from movements.access.readers import Reader, reader_of
from movements.access.rows import Sensitivity

SEALED = UUID(int=0)  # stands in a list of readers where nobody is left


@transaction.atomic
def end_post(*, by, post: Post) -> Post:
    """Ends it today, and whatever would outlive it. The last post anywhere closes the account."""
    post = _held(by, post)
    require(by, "end_post", post.place)
    _somebody_administers(post.district_id, without=[post])
    _end([post])
    _let_go(post.user, post)
    return post


@transaction.atomic
def offboard(*, by, user: User) -> User:
    """Ends all posts in the district; without a post anywhere the account is closed."""
    posts = list(_unended(by).filter(user=user).select_related("association", "body", "district"))
    for place in [post.place for post in posts] or [by.district]:
        require(by, "offboard", place)
    if not posts and not visible(Post, by).filter(user=user).exists():
        raise User.DoesNotExist
    _somebody_administers(by.district_id, without=posts)
    _end(posts)
    _let_go(user, by.district)
    return user


@transaction.atomic
def reactivate(*, by, user: User) -> User:
    """Opens a closed account again, with nothing of what it had: not even its password."""
    require(by, "reactivate", by.district)
    if not visible(Post, by).filter(user=user).exists():
        raise User.DoesNotExist
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise ValidationError(_("The account is open already."))
    cut_off(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


def cut_off(user: User) -> None:
    """Removes all that opens something, and all by which they prove who they are."""
    with lent_to("leaving"):
        for rows in rows_of(user, CUT, CLOSED):
            rows.delete()


def sealed(reader) -> int:
    """How many rows of the district nobody is left to read. For the privacy officer alone."""
    if not reader.holds(Role.PRIVACY_OFFICER):
        raise NotAllowed(_("You may not do this here."))
    with lent_to("leaving"):
        return sum(
            model.objects.filter(district=reader.district_id, named=[SEALED]).count()
            for model in lists_of_readers()
            if not hasattr(model, "pgh_tracked_model")
        )


def may_leave(by, posts) -> bool:
    """Whether `by` may end every one of these posts."""
    return all(allowed(by, "offboard", post.place) for post in posts)


def _unended(reader):
    return visible(Post, reader).filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()))


def _held(by, post: Post) -> Post:
    """The post, found anew and held; ValidationError when it has ended meanwhile."""
    seen = get_visible(Post, by, post.pk)
    held = _unended(by).select_for_update(of=("self",)).filter(pk=seen.pk)
    found = held.select_related("user", "association", "body", "district").first()
    if found is None:
        raise ValidationError(_("The post has ended already."))
    return found


def _somebody_administers(district, *, without) -> None:
    """Without an administrator nobody could appoint one."""
    if not any(post.role == Role.ADMINISTRATOR for post in without):
        return
    left = Post.objects.active(timezone.localdate()).filter(district=district)
    left = left.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if not left.exclude(pk__in=[post.pk for post in without]).exists():
        raise ValidationError(_("Somebody must be administrator. Invite another one first."))


def _end(posts) -> None:
    today = timezone.localdate()
    for post in posts:
        post.ends_on = max(post.starts_on, today)  # one that has not begun never does
        post.save(update_fields=["ends_on"])


def _let_go(user: User, left) -> None:
    """What follows when `left`, a post or a whole district, is theirs no more."""
    user = User.objects.select_for_update().get(pk=user.pk)
    now = reader_of(user)
    held = [*now.posts, *now.elsewhere]
    with lent_to("leaving"):
        for rows in rows_of(user, CUT):
            rows.delete()
        _take_back_invitations(user, left, held)
        _leave_lists(user, left, held)
        _forget_jobs(user)
    if not held:
        _close(user)


def _close(user: User) -> None:
    cut_off(user)
    user.is_active = False
    user.set_unusable_password()  # links for a new password, which build on the old one, end here
    user.save(update_fields=["is_active", "password"])


def _take_back_invitations(user: User, left, held) -> None:
    """Those that they sent and may send no more, and those to themselves for what they left."""
    district = getattr(left, "district_id", left.pk)
    here = [post for post in held if post.district_id == district]
    waiting = Invitation.objects.unanswered().filter(district=district)
    still = Reader(posts=tuple(here))
    gone = [
        one.pk
        for one in waiting.filter(Q(invited_by=user) | Q(email=user.email))
        if (one.invited_by_id == user.pk and not allowed(still, "invite", one.place))
        or (one.email == user.email and (not here or one.place == getattr(left, "place", None)))
    ]
    waiting.filter(pk__in=gone).update(revoked_at=timezone.now(), fingerprint=None)


def _leave_lists(user: User, left, held) -> None:
    """Takes them off the lists of readers: of the district, or of the association or body where
    they hold nothing more."""
    district = getattr(left, "district_id", left.pk)
    here = [post for post in held if post.district_id == district]
    place = getattr(left, "place", None)
    if here and (place is None or any(post.place == place for post in here)):
        return
    off = Func(
        F("named"),
        Value(user.pk, UUIDField()),
        function="array_remove",
        output_field=ArrayField(UUIDField()),
    )
    for model in lists_of_readers():
        rows = model._base_manager.filter(district=district, named__contains=[user.pk])
        if here:
            rows = rows.filter(_held_at(model, left))
        alone = rows.filter(named__contained_by=[user.pk], sensitivity=Sensitivity.NAMED)
        alone.update(named=[SEALED])
        rows.update(named=off)


def _held_at(model, post: Post) -> Q:
    """The rows that belong to the place of the post; a district is no single row's holder."""
    names = {field.name for field in model._meta.local_fields}
    if post.association_id and "association_ids" in names:
        return Q(association_ids__contains=[post.association_id])
    if post.association_id:
        return Q(association=post.association_id)
    if post.body_id and "body" in names:
        return Q(body=post.body_id)
    return Q(pk__in=[])


def _forget_jobs(user: User) -> None:
    """Jobs in the queue that carry their name are cancelled. (One that runs finds no post.)"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_cancel_job_v1(id, false, false) FROM procrastinate_jobs"
            " WHERE status = 'todo' AND args::text LIKE %s",
            [f"%{user.pk}%"],
        )
