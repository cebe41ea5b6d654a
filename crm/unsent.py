"""What somebody had typed in any form when their login ran out is there when they are back.

The form carries a mark of its writer (the tag csrf_token, crm/templatetags/sending.py). Sent
without a login, its fields wait in the session of the browser that sent them, an hour at most, and
are shown to their writer alone, once, on a page that saves them with one tap. Sent after a new
login by a tab that was drawn before it, they are shown at once. Files and passwords never wait.

The meeting log has a phone that keeps its draft, and its own way (crm/dialogue/unsent.py).
"""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.views.csrf import csrf_failure

from crm.pages import on_this_site
from crm.writer import MOST, SECONDS, writer_of

KEY = "unsent_form"
OWN_WAY = ("meeting_log", "account_", "mfa_")
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "writer", "seen", "form_token", "next", "query"})


class KeepsUnsent:
    """Middleware: keeps what is sent without a login, and shows it when its writer is back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        stranger = not request.user.is_authenticated
        response = self.get_response(request)
        if stranger and request.method == "POST" and _asks_to_log_in(response):
            return _kept(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method != "GET" or not request.user.is_authenticated:
            return None
        kept = request.session.get(KEY)
        if not kept or kept["path"] != request.get_full_path():
            return None
        del request.session[KEY]
        if kept["writer"] != str(request.user.pk):
            return None
        return shown(request, kept["path"], kept["fields"])


def too_old(request, reason=""):
    """settings.CSRF_FAILURE_VIEW: the page was drawn before a new login. Its writer, and nobody
    else, is shown what they wrote; another site cannot know the mark."""
    own = request.user.is_authenticated and writer_of(request) == str(request.user.pk)
    if not own or not _may_wait(request):
        return csrf_failure(request, reason)
    return shown(request, request.get_full_path(), _fields(request), status=403)


def shown(request, path: str, fields: dict[str, list[str]], *, status: int = 200):
    """The page that saves them with one tap. Nothing is saved before it."""
    context = {
        "path": path,
        "pairs": [(name, value) for name, values in fields.items() for value in values],
        "typed": [value for name, values in fields.items() for value in _words(name, values)],
    }
    return render(request, "unsent.html", context, status=status)


def _words(name: str, values: list[str]) -> list[str]:
    """What reads as words: codes and dates are sent along, and say nothing to anybody."""
    return [value for value in values if name not in NOT_TYPED and " " in value.strip()]


def _asks_to_log_in(response) -> bool:
    login = resolve_url(settings.LOGIN_URL)
    return response.status_code == 302 and response["Location"].startswith(f"{login}?")


def _kept(request, response):
    """The login leads back to the form, or, where nothing waits, to the page that it stood on."""
    if _named(request).startswith("meeting_log"):
        return response
    if writer_of(request) and _may_wait(request):
        path, fields = request.get_full_path(), _fields(request)
        request.session[KEY] = {"path": path, "writer": writer_of(request), "fields": fields}
        request.session.set_expiry(SECONDS)
        return response
    back = urlsplit(on_this_site(request, request.headers.get("referer"))).path
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def _may_wait(request) -> bool:
    size = sum(len(value) for _name, values in request.POST.lists() for value in values)
    secret = any("password" in name for name in request.POST)
    return size <= MOST and not secret and not _named(request).startswith(OWN_WAY)


def _named(request) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""


def _fields(request) -> dict[str, list[str]]:
    sent: QueryDict = request.POST
    own = ("csrfmiddlewaretoken", "writer")
    return {name: values for name, values in sent.lists() if name not in own}
