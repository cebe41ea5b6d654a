"""Passwords that others already know are refused, without asking anybody outside the house."""

import hashlib
import os

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST_SIGNS = 5  # different ones, figures around it not counted: "aaaaaaaaaaaa" is long too
OUR_OWN = frozenset({"förankra", "forankra", "vänsterpartiet", "vansterpartiet", "lösenord"})
SHA1 = 40  # hexadecimal digits at the start of a line of the breach list


class NotCommon(CommonPasswordValidator):
    """Refuses what stands on Django's list of 20,000 common passwords, also when it was only made
    longer: with figures and signs around it, or said twice."""

    def validate(self, password, user=None):
        known, cores = self.passwords | OUR_OWN, _cores(password.lower())
        if min(map(_signs, cores)) < FEWEST_SIGNS or known & cores:
            told = _("This password is easy to guess. Choose three or four words of your own.")
            raise ValidationError(told, code="password_too_common")

    def get_help_text(self):
        return _("Choose three or four words of your own.")


def _cores(password: str) -> set[str]:
    """What a guesser tries of it: itself, without what stands around it, and what it repeats."""
    bare = password.strip('0123456789 !"#%&/()=?+-_.,:;*@$')
    return {password, bare, _repeated(password), _repeated(bare)}


def _signs(text: str) -> int:
    return len(set(text))


def _repeated(text: str) -> str:
    """ "abcabc" → "abc"; what repeats nothing is given back as it is."""
    shift = (text + text).find(text, 1) if text else 0
    return text[:shift] if shift else text


class NotBreached:
    """Refuses what stands in a breach list, when the administrator keeps one on the server.

    `path` is the ordered-by-hash file of Have I Been Pwned: a line for each password, its SHA-1 in
    capitals, a colon, a count; sorted. It is looked up by halves where it lies: 40 reads of 40 GB.
    """

    def __init__(self, path: str = ""):
        self.path = path

    def validate(self, password, user=None):
        if self.path and stands_in(self.path, _sha1(password)):
            told = _("This password has leaked from another service. Choose another one.")
            raise ValidationError(told, code="password_breached")

    def get_help_text(self):
        return _("Use it nowhere else.")


def _sha1(password: str) -> bytes:
    """The list's own way of naming a password; nothing is kept under it."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()


def stands_in(path: str, wanted: bytes) -> bool:
    """Whether a sorted file has a line that begins with `wanted`. OSError when it cannot be read:
    an administrator who asked for the list is not to believe that it is used when it is not."""
    with open(path, "rb") as file:
        low, high = 0, os.fstat(file.fileno()).st_size
        while low < high:
            middle = (low + high) // 2
            start, line = _line_after(file, middle)
            if not line or line[:SHA1].upper() > wanted:
                high = middle
            elif line[:SHA1].upper() == wanted:
                return True
            else:
                low = start + len(line)
        file.seek(low)
        return file.readline()[:SHA1].upper() == wanted


def _line_after(file, place: int) -> tuple[int, bytes]:
    """The first whole line that begins after `place`, and where it begins."""
    file.seek(place)
    file.readline()
    start = file.tell()
    return start, file.readline()


def can_be_read(path: str) -> bool:
    """For the check at start: a list that was asked for is there."""
    return not path or os.access(path, os.R_OK)
