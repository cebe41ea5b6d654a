"""Sessions that know whose they are, so that they can be listed, and ended for a person.

Django's own table has no such column. A row is kept under a fingerprint of its key: whoever reads
the table, or a backup of it, holds nobody's session. Of the device and the time no more is kept
than its owner needs to know it again: a word for the browser, and days.
"""

import hashlib

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.models import User

BEGUN, SEEN, DEVICE = "begun_on", "used_on", "device"  # keys of what a session says of itself
NAMED_BY = 12  # characters of the fingerprint that name a session to its owner


class Session(AbstractBaseSession):
    """One browser, logged in or not. `session_key` is the fingerprint of the cookie's key."""

    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,  # a session is nothing without the one who is logged in
        null=True,
        related_name="sessions",
    )
    begun_on = models.DateField(_("since"))
    seen_on = models.DateField(_("last used"))
    device = models.CharField(_("device"), max_length=40, blank=True)

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """What its owner calls it by in addresses; it opens nothing."""
        return self.session_key[:NAMED_BY]


def fingerprint(key: str) -> str:
    """What a session is kept under: 40 characters from which the key cannot be found."""
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


class SessionStore(db.SessionStore):
    """Django's own store, on our table. (Named so, and here, for settings.SESSION_ENGINE.)"""

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        unexpired = self.model.objects.filter(expire_date__gt=timezone.now())
        found = unexpired.filter(session_key=fingerprint(self.session_key)).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key):
        return super().exists(fingerprint(session_key))

    def create_model_instance(self, data):
        today = timezone.localdate().isoformat()
        whose = data.get(SESSION_KEY)
        if whose:
            data.setdefault(BEGUN, today)
            data.setdefault(SEEN, today)
        return self.model(
            session_key=fingerprint(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=whose,
            begun_on=data.get(BEGUN, today),
            seen_on=data.get(SEEN, today),
            device=data.get(DEVICE, ""),
        )

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=fingerprint(key)).delete()
