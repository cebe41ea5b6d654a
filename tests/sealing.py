"""Files sealed for a test that is about something else."""

from contextlib import contextmanager
from unittest import mock

import pyrage

from movements.rights import sealing


def _sealed(packed: bytes, passphrase: str) -> bytes:
    """As unreadable as with the passphrase, without the seconds that guessing one should take."""
    return pyrage.encrypt(packed, [pyrage.x25519.Identity.generate().to_public()])


@contextmanager
def sealed_quickly(*, typeset=True):
    """While it lasts, nobody waits for a seal; nor, if not `typeset`, for the pages of an extract
    that nobody in the test opens. tests/rights tries both as they are."""
    with mock.patch.object(pyrage.passphrase, "encrypt", _sealed):
        if typeset:
            yield
        else:
            with mock.patch.object(sealing, "as_pdf", return_value=b"%PDF-1.7"):
                yield
