"""A form that is sent twice is done once: two taps, a slow line, *back* and *save* again.

Every form of a page carries a token that is drawn anew with the page: Django's own, against
forgery. Whoever sends the same fields with the same token to the same address sends the same form
again, and is taken to where the first one led. So no form and no view needs to think of it.

Where a machine repeats itself it says so by a header (api/retries.py); both write in one table.
"""

import json
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.contrib.messages import constants
from django.db import transaction
from django.http import HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from crm.undone import offer, say
from movements.access.retries import FORM, DoneOnce, begin, finish, forget, forget_forms

FIELD = "csrfmiddlewaretoken"
# Forms that set what they set, and may be sent as often as one likes; and allauth's, which write
# nothing of the district.
AS_OFTEN = ("unit_switch", "appearance", "language", "account_", "mfa_")
# Each of these takes another back. A page that the browser kept from before may be sent again after
# it, and is then meant: what was sent before the latest of them is new when it comes again.
TOGGLES = frozenset(
    {
        *("organisation_archive", "organisation_restore"),
        *("organisation_person_archive", "organisation_person_restore"),
        *("organisation_view_archive", "organisation_view_restore"),
        *("meeting_undo", "meeting_redo", "promise_keep", "promise_reopen", "promise_release"),
        *("organisation_dismiss", "organisation_dismissal_undo"),
        *("organisation_merge_undo", "import_undo", "undo", "bin_restore"),
        *("attachment_detach", "attachment_restore"),
    }
)


class SentOnce:
    """Middleware, inside the identity: what it notes is undone with a deed that failed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.once, request.shown_once_at, request.asked_for_a_deed = None, "", False
        response = self.get_response(request)
        if _was_done(request, response):
            undo = offer(request, response)
            if request.once:
                _close(request, response, undo)
            if request.resolver_match.url_name in TOGGLES:
                forget_forms(request.reader, but=request.once)
        elif request.once and response.status_code < 400 and not transaction.get_rollback():
            forget(request.once)
        return response

    def process_view(self, request, view, args, kwargs):
        """After the check of the token, which is Django's."""
        request.asked_for_a_deed = _asks_for_a_deed(request)
        if not request.asked_for_a_deed or not _has_a_token(request):
            return None
        mark = fingerprint(request)
        once = begin(request.reader, f"{FORM}{mark}", mark)
        if once.status:
            request.asked_for_a_deed = False
            return _again(request, once)
        request.once = once
        return None


def shown_once_at(request, address: str) -> None:
    """The view's answer shows a secret that is shown only once; a second tap is led here."""
    request.shown_once_at = address


def fingerprint(request) -> str:
    """Of the address, the fields with the token, and the files by what is in them."""
    said = [request.get_full_path(), sorted(request.POST.lists())]
    for name, file in sorted(request.FILES.items()):
        content = sha256()
        for chunk in file.chunks():
            content.update(chunk)
        file.seek(0)
        said.append([name, file.name, content.hexdigest()])
    return sha256(json.dumps(said).encode()).hexdigest()


def _asks_for_a_deed(request) -> bool:
    if request.method != "POST" or request.path.startswith("/api/"):
        return False
    name = request.resolver_match.url_name or ""
    return request.reader.district is not None and not name.startswith(AS_OFTEN)


def _has_a_token(request) -> bool:
    return len(request.POST.get(FIELD, "")) == CSRF_TOKEN_LENGTH


def _was_done(request, response) -> bool:
    """Whether a form did what it was for: it was not shown again, and the deed was not refused."""
    if not request.asked_for_a_deed or transaction.get_rollback() or _complains(request):
        return False
    led = response.status_code < 400 and response.get("Location")
    return bool(led or request.shown_once_at)


def _close(request, response, undo: str) -> None:
    """Notes where a deed led."""
    went_to = _without_words(request.shown_once_at or response["Location"])
    status = 200 if request.shown_once_at else response.status_code
    finish(request.once, status=status, went_to=went_to, undo=undo)


def _complains(request) -> bool:
    said = messages.get_messages(request)._queued_messages
    return any(one.level >= constants.ERROR for one in said)


def _without_words(address: str) -> str:
    """What was searched for may be somebody's name, and is kept nowhere."""
    parts = urlsplit(address)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "q"]
    return parts._replace(query=urlencode(query)).geturl()


def _again(request, once: DoneOnce):
    if once.status == 201:  # for a script, which asks for the page itself
        return HttpResponse(status=201, headers={"Location": once.went_to})
    if once.status == 200:
        messages.info(request, _("That is done already. What was shown is shown only once."))
    else:
        messages.success(request, _("Saved."))
        if once.undo:
            say(request, once.undo)
    return redirect(once.went_to)
