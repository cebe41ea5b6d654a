"""Says once a request who is reading; a request is one transaction that an error undoes."""

from django.db import transaction
from django.utils import translation

from crm.unavailable import told_in_words
from movements.access.identity import acting_as
from movements.access.readers import NOBODY, Reader, reader_of, service

DOOR = service("door")  # who acts while it is found out who somebody is
AT_THE_DOOR = "/konto/"
UNIT = "unit"  # session key: the post chosen in the unit switcher


class IdentityMiddleware:
    """Sets `request.reader` and runs the view as that reader.

    Every answer of status 400 or more is rolled back, so that half of a failed deed never stays.
    A machine's token is not a session: api.base takes over with the reader of the token.
    """

    unguarded = ("/healthz/", "/readyz/", "/static/")

    def __init__(self, get_response):
        self.get_response = get_response

    @told_in_words
    def __call__(self, request):
        request.reader = NOBODY
        if request.path.startswith(self.unguarded):
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        if user is None:
            return self._stranger(request)
        request.reader = self._reader(request, user)
        with translation.override(user.language), acting_as(request.reader, why=_why(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        # What was shown to one reader belongs in no shared cache, and is asked for again.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _reader(self, request, user) -> Reader:
        """Who has not shown a second factor holds nothing: crm.access.gate says who has."""
        if not getattr(request, "through", False):
            return Reader(user=user)
        return reader_of(user, unit_id=request.session.get(UNIT))

    def _stranger(self, request):
        """Nobody acts; at the door, the service that looks up who knocks."""
        if not request.path.startswith(AT_THE_DOOR):
            return self.get_response(request)
        with acting_as(DOOR, why=_why(request)):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        return response


def _why(request) -> str:
    return f"{request.method} {request.path}"
