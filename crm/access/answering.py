"""The page behind the link of an invitation. Whoever only guesses is told nothing."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crm.access.forms import SignUpForm
from crm.directory.forms import put_errors
from movements.access.invitations import Invitation
from movements.access.inviting import (
    accept_invitation,
    account_of,
    begun_anew,
    invitation_of,
    sign_up,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, secret):
    """Sign up, or take the post with the account that one has."""
    asked = invitation_of(secret)
    if asked is None or asked.has_expired:
        return _over(request, asked)
    try:
        if request.user.is_authenticated:
            return _with_account(request, asked, secret)
        with translation.override(asked.language):
            request.LANGUAGE_CODE = asked.language
            return _as_stranger(request, asked, secret)
    except Invitation.DoesNotExist:  # used or revoked between the page and the button
        return _over(request, None)


def _over(request, asked):
    """Used, revoked, expired and wrong look the same; the holder of an expired one is told whom to
    ask."""
    context = {"inviter": asked.invited_by.name if asked else ""}
    return render(request, "access/invitation_over.html", context, status=404)


def _with_account(request, asked, secret):
    theirs = request.user.email == asked.email
    if request.method == "POST" and "log_out" in request.POST:
        logout(request)
        return redirect(request.path)
    if request.method == "POST" and theirs:
        accept_invitation(by=request.reader, secret=secret)
        told = _("You are now %(role)s, %(place)s.") % _said(asked)
        messages.success(request, told)
        return redirect("today")
    context = {"asked": asked, "said": _said(asked), "theirs": theirs}
    return render(request, "access/invitation_account.html", context)


def _as_stranger(request, asked, secret):
    if account_of(asked) is not None:
        way = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        context = {"asked": asked, "said": _said(asked), "login_url": way}
        return render(request, "access/invitation_login.html", context)
    anew = begun_anew(asked)
    form = SignUpForm(request.POST or None, initial={"name": anew.name if anew else ""})
    if request.method == "POST" and form.is_valid() and (user := _signed_up(form, secret)):
        return perform_login(request, user, email_verification="none", signup=True)
    context = {"asked": asked, "said": _said(asked), "form": form, "anew": anew is not None}
    return render(request, "access/sign_up.html", context)


def _signed_up(form, secret):
    try:
        with transaction.atomic():
            return sign_up(secret=secret, **form.cleaned_data)
    except ValidationError as wrong:
        put_errors(form, wrong)
        return None


def _said(asked) -> dict:
    return {
        "name": asked.invited_by.name,
        "role": str(asked.get_role_display()).lower(),
        "place": str(asked.place),
    }
