"""What somebody had typed when their login ran out is kept until they have logged in again.

With script the text never leaves the phone (static/js/draft.js). Without it, it waits in the
session of the browser that sent it: an hour at most, only for the person whose form it was, and
it is gone from there as soon as the form is shown again.
"""

from django.http import HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils.http import urlencode

from crm.writer import MOST, SECONDS, writer_of

KEY = "unsent"


def by_script(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def is_stale(request) -> bool:
    """Whether the form's token is not this session's: it was drawn before a new login.

    The check is Django's own; here it decides what is shown instead of what is refused.
    """
    return _Check(lambda _request: None).process_view(request, None, (), {}) is not None


def is_own(request) -> bool:
    """Whether the form was drawn for whoever sends it; another site cannot know the mark."""
    return writer_of(request) == str(request.user.pk)


def ask_to_log_in(request, login_url: str):
    """The answer to a form sent without login: nothing is saved, and nothing is lost."""
    if by_script(request):
        return HttpResponse(status=401)
    keep(request)
    return redirect(f"{login_url}?{urlencode({'next': request.path})}")


def keep(request) -> None:
    """Remembers the fields of a form that carries a true mark of its writer."""
    fields = {name: values for name, values in request.POST.lists() if name != "writer"}
    fields.pop("csrfmiddlewaretoken", None)
    size = sum(len(value) for values in fields.values() for value in values)
    writer = writer_of(request)
    if writer and size <= MOST:
        request.session[KEY] = {"writer": writer, "fields": fields}
        request.session.set_expiry(SECONDS)


def take(request) -> QueryDict | None:
    """The fields that were kept for this user; anybody else's are thrown away."""
    kept = request.session.pop(KEY, None)
    if not kept or kept["writer"] != str(request.user.pk):
        return None
    fields = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        fields.setlist(name, values)
    return fields


class _Check(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


class ForgetDrafts:
    """Middleware: whoever logs out leaves nothing of theirs on the device.

    The browser empties what this site has stored there (https://www.w3.org/TR/clear-site-data/).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        was_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response
