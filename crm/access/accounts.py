"""Accounts come by invitation; nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend

from movements.access.readers import user_with_posts


class ClosedSignup(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False


class WithPosts(AuthenticationBackend):
    """The user of a session comes with their posts: one query where every page would ask two."""

    def get_user(self, user_id):
        user = user_with_posts(user_id)
        if user is None:
            return super().get_user(user_id)
        return user if self.user_can_authenticate(user) else None
