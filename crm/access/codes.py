"""Recovery codes that can be written down and read again: ten, of signs that look like no other."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.utils.crypto import get_random_string

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # not l, 1, o, 0, i
HOW_MANY, LENGTH = 10, 8  # 31^8: 8.5e11 of each, and five tries in a quarter of an hour


def make_readable(codes: Authenticator) -> None:
    """Gives a new row of recovery codes ones of ours. allauth keeps such a list, of which each is
    taken away when it is used, beside the figures that it would make itself."""
    lock = get_adapter().encrypt
    made = [lock(get_random_string(LENGTH, SIGNS)) for _each in range(HOW_MANY)]
    codes.data = {"migrated_codes": made}
    codes.save(update_fields=["data"])


def in_halves(code: str) -> str:
    """ "7kqm2vta" → "7kqm 2vta" """
    return f"{code[:4]} {code[4:]}"


def in_fours(secret: str) -> str:
    """ "JBSWY3DPEHPK" → "JBSW Y3DP EHPK": so that it can be read off and written."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
