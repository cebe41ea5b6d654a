"""Mitt konto: where I am logged in, my keys, my posts, and what I see because of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.sending import shown_once_at
from movements.access.actions import (
    end_other_sessions,
    end_session,
    issue_token,
    revoke_token,
    sessions_of,
    tokens_of,
)
from movements.access.explained import explained
from movements.access.people import posts_of


@login_required
@require_safe
def own(request):
    """Open also to whoever holds no post: their account is theirs."""
    return _page(request)


def _page(request, secret: str = "", problem: str = ""):
    reader = request.reader
    context = {
        "account": reader.user,
        "sessions": sessions_of(reader, request.session.session_key),
        "tokens": tokens_of(reader),
        "posts": posts_of(reader),
        "seen": explained(reader, get_language()),
        "secret": secret,
        "problem": problem,
    }
    return render(request, "access/account.html", context)


@login_required
@require_POST
def session_end(request, name):
    """The one in use ends by logging out."""
    if end_session(by=request.reader, name=name):
        messages.success(request, _("That device is logged out."))
    return redirect("own_account")


@login_required
@require_POST
def sessions_end(request):
    ended = end_other_sessions(by=request.reader, key=request.session.session_key)
    told = ngettext("%(number)s other is logged out.", "%(number)s others are logged out.", ended)
    messages.success(request, told % {"number": ended})
    return redirect("own_account")


@login_required
@require_POST
def token_make(request):
    """The answer shows the secret, once; it is on no page after this one."""
    try:
        _row, secret = issue_token(by=request.reader)
    except ValidationError as full:
        return _page(request, problem=" ".join(full.messages))
    shown_once_at(request, reverse("own_account"))
    response = _page(request, secret=secret)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def token_end(request, key):
    if revoke_token(by=request.reader, key=key):
        messages.success(request, _("The token has ended."))
    return redirect("own_account")
