"""The people of an association, or of the district: who holds a post, who is asked, who leaves."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.forms import HandOverForm, InviteForm
from crm.directory.forms import put_errors
from crm.menu import may
from crm.pages import forbid_unless, one_or_404, page
from movements.access.funnel import allowed, get_visible
from movements.access.invitations import Invitation
from movements.access.inviting import (
    HERE,
    invitations_of,
    invite,
    invite_again,
    invite_anew,
    may_invite_anew,
    revoke_invitation,
)
from movements.access.leaving import end_post, offboard, reactivate, sealed
from movements.access.models import Post, Role
from movements.access.people import held_now, over, places_to_invite, posts_answered_for
from movements.dialogue.handing_over import hand_over, led_by, takers

LEFT = 50  # of those who have left, the latest


def link_for_letters(request) -> str:
    """Where the link of a letter leads, on this host."""
    return request.build_absolute_uri(reverse("invitation", args=[HERE]))


@page
@require_safe
def people(request):
    """By place: who holds which post; who is asked; who has left."""
    reader = request.reader
    officer = reader.holds(Role.PRIVACY_OFFICER)
    forbid_unless(may(reader, "invite") or officer)
    if not may(reader, "invite"):
        return render(request, "access/sealed.html", {"sealed": sealed(reader)})
    posts = posts_answered_for(reader)
    context = {
        "places": [
            (place, list(held)) for place, held in groupby(held_now(posts), key=lambda p: p.place)
        ],
        "waiting": invitations_of(reader),
        "left": over(posts).order_by("-ends_on", "user__name", "id")[:LEFT],
        "whole_district": allowed(reader, "invite", reader.district),
        "sealed": sealed(reader) if officer else None,
    }
    return render(request, "access/people.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Invite somebody to a post."""
    places = places_to_invite(request.reader)
    forbid_unless(places)
    start = {"language": request.user.language, "place": _home(request.reader, places)}
    form = InviteForm(request.POST or None, places=places, initial=start)
    if request.method == "POST" and form.is_valid() and (sent := _invited(request, form)):
        messages.success(request, _("A letter is on its way to %(email)s.") % {"email": sent.email})
        return redirect("people_list")
    return render(request, "access/invite.html", {"form": form, "several": len(places) > 1})


def _home(reader, places) -> str:
    """The chosen unit's place where one may invite there, else the first."""
    keys = [place.key for place in places]
    home = str(reader.unit.place.pk)
    return home if home in keys else keys[0]


def _invited(request, form):
    try:
        return invite(by=request.reader, address=link_for_letters(request), **form.asked())
    except ValidationError as wrong:
        put_errors(form, wrong)
        return None


@page
@require_POST
def ask_again(request, pk):
    invitation = one_or_404(Invitation, request.reader, pk)
    sent = invite_again(by=request.reader, invitation=invitation, address=link_for_letters(request))
    messages.success(request, _("A letter is on its way to %(email)s.") % {"email": sent.email})
    return redirect("people_list")


@page
@require_POST
def take_back(request, pk):
    invitation = one_or_404(Invitation, request.reader, pk)
    revoke_invitation(by=request.reader, invitation=invitation)
    messages.success(request, _("The invitation is taken back. Its link ends now."))
    return redirect("people_list")


@page
@require_safe
def person(request, pk):
    """One post: what goes with it, and the ways to end it."""
    post = _answered_for(request, pk)
    return render(request, "access/post.html", _about(request, post))


def _answered_for(request, pk) -> Post:
    """The post, of those the reader answers for. Hidden, another's and missing answer alike."""
    post = one_or_404(Post, request.reader, pk)
    forbid_unless(allowed(request.reader, "end_post", post.place))
    return posts_answered_for(request.reader).get(pk=post.pk)


def _about(request, post: Post, form=None) -> dict:
    reader = request.reader
    mine = posts_answered_for(reader).filter(user=post.user)
    held = list(held_now(mine))
    led, given_to = None, []
    if post.association_id and allowed(reader, "hand_over", post.association):
        led = led_by(reader, post.user, post.association)
        given_to = takers(post.association, post.user)
    return {
        "post": post,
        "held": post in held,
        "others": [other for other in held if other != post],
        "led": led,
        "form": form or HandOverForm(takers=given_to),
        "takers": given_to,
        "may_offboard": len(held) > 1 and all(allowed(reader, "offboard", p.place) for p in held),
        "may_reactivate": not post.user.is_active and allowed(reader, "reactivate", post),
        "may_begin_anew": post in held and may_invite_anew(reader, post.user),
        "oneself": post.user == reader.user,
    }


@page
@require_POST
def give(request, pk):
    """What somebody leads is taken over by another."""
    post = _answered_for(request, pk)
    forbid_unless(post.association_id)
    given_to = takers(post.association, post.user)
    form = HandOverForm(request.POST, takers=given_to)
    if not form.is_valid():
        return render(request, "access/post.html", _about(request, post, form))
    taker = next(user for user in given_to if str(user.pk) == form.cleaned_data["taker"])
    hand_over(by=request.reader, giver=post.user, association=post.association, taker=taker)
    messages.success(request, _("%(name)s has taken it over.") % {"name": taker.name})
    return redirect("people_post", pk)


@page
@require_POST
def begin_anew(request, pk):
    """Somebody has lost their phone and their codes: a letter lets them begin anew."""
    post = _answered_for(request, pk)
    sent = invite_anew(by=request.reader, post=post, address=link_for_letters(request))
    messages.success(request, _("A letter is on its way to %(email)s.") % {"email": sent.email})
    return redirect("people_post", pk)


@page
@require_POST
def end(request, pk):
    """Ends one post."""
    post = end_post(by=request.reader, post=_answered_for(request, pk))
    return _gone(
        request, post.user, _("The post has ended, and %(name)s is logged out everywhere.")
    )


@page
@require_POST
def leave(request, pk):
    """Ends all posts of the one who holds this."""
    user = offboard(by=request.reader, user=_answered_for(request, pk).user)
    return _gone(request, user, _("%(name)s has left, and is logged out everywhere."))


def _gone(request, user, told: str):
    if user == request.reader.user:
        logout(request)
        return redirect("account_login")
    messages.success(request, told % {"name": user.name})
    return redirect("people_list")


@page
@require_POST
def reopen(request, pk):
    """Opens a closed account again."""
    user = reactivate(by=request.reader, user=get_visible(Post, request.reader, pk).user)
    told = _("The account is open again. %(name)s chooses a new password and needs a post.")
    messages.success(request, told % {"name": user.name})
    return redirect("people_post", pk)
