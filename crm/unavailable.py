"""The page that is shown when the database does not answer; it asks nothing of it.

A view's error comes by the middleware `Unavailable`, that of asking who is there by
`told_in_words`, and what is left (a session that could not be saved) by `handler500`. Machines get
the same in their own shape (api/errors.py).
"""

import logging
import sys
from functools import wraps

from django.db import DatabaseError, InterfaceError
from django.shortcuts import render
from django.views.defaults import server_error

from movements.access.outages import RETRY_AFTER, outage_of, words

log = logging.getLogger(__name__)


class Unavailable:
    """Middleware: an outage in a view is a 503 in words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        return unavailable(request, error)


def told_in_words(call):
    """The same for what a middleware itself asks the database, before and after the view."""

    @wraps(call)
    def inner(self, request):
        try:
            return call(self, request)
        except (DatabaseError, InterfaceError) as error:
            answer = unavailable(request, error)
            if answer is None:
                raise
            return answer

    return inner


def unavailable(request, error):
    """The 503 of an outage; None for any other error."""
    outage = outage_of(error)
    if outage is None:
        return None
    log.error("%s: %s", outage.value, type(error.__cause__ or error).__name__)
    said = {"words": words(outage), "outage": outage.value}
    response = render(None, "503.html", said, status=503)
    response["Retry-After"] = str(RETRY_AFTER[outage])
    response["Cache-Control"] = "no-store"
    return response


def crashed(request):
    """handler500: what no view foresaw. An outage is told as one."""
    return unavailable(request, sys.exc_info()[1]) or server_error(request)
