"""The second factor: what an account must have before anything about a person is shown to it.

Passwords are guessed, reused and fished for; who is active in which union is not to hang on one.
"""

from allauth.mfa.models import Authenticator
from django.conf import settings

# The invented people of the demo (movements/demo). Their password is printed for everybody.
DEMO_DOMAIN = "demo.forankra.example"


def is_protected(user) -> bool:
    """Whether the account may be used at all: it has a second factor, or is the demo's."""
    return user.factor_mark is not None or opens_without(user)


def opens_without(user) -> bool:
    """Whether the password alone is enough: for the demo's people, on somebody's own machine.

    It hangs on DEBUG itself, which no server that people reach has on.
    """
    demo = settings.DEBUG and settings.DEMO_ALLOWED
    return bool(demo) and user.factor_mark is None and user.email.endswith(f"@{DEMO_DOMAIN}")


def has_another(factor: Authenticator) -> bool:
    """Whether the account has a factor beside this one; recovery codes only stand in for one."""
    others = Authenticator.objects.filter(user=factor.user_id).exclude(pk=factor.pk)
    return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def recovery_codes_of(user) -> Authenticator:
    """The row of the account's recovery codes. Raises DoesNotExist when there are none."""
    return Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
