"""Who may come in: invitations, posts and how they end, one's own tokens and sessions."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from api.base import Door
from api.protocol import HasPost, SessionAuthentication
from api.shapes import Named, Shape, choice
from movements.access.actions import (
    end_session,
    issue_token,
    revoke_token,
    sessions_of,
    tokens_of,
)
from movements.access.funnel import get_visible
from movements.access.invitations import Invitation
from movements.access.inviting import (
    HERE,
    invitations_of,
    invite,
    invite_again,
    invite_anew,
    revoke_invitation,
)
from movements.access.leaving import end_post, offboard
from movements.access.models import Association, Body, Post, Role
from movements.access.people import posts_answered_for
from movements.dialogue.handing_over import hand_over, takers


class MakingTokens(UserRateThrottle):
    """Nobody needs many tokens; a stolen session should not make them either."""

    scope = "tokens"
    rate = "20/hour"

    def allow_request(self, request, view):
        return request.method != "POST" or super().allow_request(request, view)


class TokenShape(Shape):
    """A token of yours. Its secret was shown once, when it was made."""

    key = serializers.CharField(help_text="The first characters of the token: its name here")
    created = serializers.DateTimeField()
    expires = serializers.DateTimeField()


class TokenMade(TokenShape):
    """A new token, with its secret: write it down, it is kept nowhere."""

    token = serializers.CharField()


@extend_schema(tags=["tokens"])
class Tokens(Door, viewsets.GenericViewSet):
    """Your own tokens. `Authorization: Token …` sees, and may do, what you do that day."""

    authentication_classes = [SessionAuthentication]  # a token never makes another
    permission_classes = [HasPost]
    throttle_classes = [MakingTokens]
    serializer_class = TokenShape
    pagination_class = None
    lookup_url_kwarg = lookup_field = "key"

    @extend_schema(responses=TokenShape(many=True))
    def list(self, request):
        """Tokens in force, the latest first."""
        return Response([_shaped(one) for one in tokens_of(request.reader)])

    @extend_schema(request=None, responses={201: TokenMade})
    def create(self, request):
        """Makes a token. From a logged-in session only."""
        row, secret = issue_token(by=request.reader)
        return Response(_shaped(row) | {"token": secret}, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request, key):
        """Ends a token at once."""
        if not (key.isalnum() and revoke_token(by=request.reader, key=key)):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shaped(token) -> dict:
    return {"key": token.token_key, "created": token.created, "expires": token.expiry}


class SessionShape(Shape):
    """Somewhere you are logged in."""

    name = serializers.CharField(help_text="Its name here; it opens nothing")
    device = serializers.CharField(allow_blank=True)
    begun_on = serializers.DateField()
    seen_on = serializers.DateField(help_text="The day it was last used")
    current = serializers.BooleanField(help_text="The one that asks")


@extend_schema(tags=["sessions"])
class Sessions(Door, viewsets.GenericViewSet):
    """Where you are logged in."""

    authentication_classes = [SessionAuthentication]  # a token ends no session
    permission_classes = [HasPost]
    serializer_class = SessionShape
    pagination_class = None
    lookup_url_kwarg = lookup_field = "name"

    @extend_schema(responses=SessionShape(many=True))
    def list(self, request):
        """The one that asks first, then the latest used."""
        here = request._request.session.session_key
        return Response([SessionShape(one).data for one in sessions_of(request.reader, here)])

    @extend_schema(responses={204: None})
    def destroy(self, request, name):
        """Logs it out at once."""
        if not (name.isalnum() and end_session(by=request.reader, name=name)):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationShape(Shape):
    """Somebody who is asked to hold a post, and has not answered."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    role = choice(Role)
    association = Named(allow_null=True)
    body = Named(allow_null=True, help_text="Both null: held in the whole district")
    invited_by = Named()
    expires_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True, help_text="null: the letter is on its way")


class InvitationWrite(serializers.Serializer):
    """Whom, to which role, where. Without a place: the whole district."""

    email = serializers.CharField(max_length=254)
    role = choice(Role)
    association = serializers.UUIDField(required=False, allow_null=True)
    body = serializers.UUIDField(required=False, allow_null=True)
    language = serializers.ChoiceField(["sv", "en"], default="sv")


@extend_schema(tags=["people"])
class Invitations(Door, viewsets.GenericViewSet):
    """Unanswered invitations of those you answer for. The link is in the letter alone."""

    serializer_class = InvitationShape
    pagination_class = None
    lookup_value_converter = "uuid"

    @extend_schema(responses=InvitationShape(many=True))
    def list(self, request):
        """The latest first."""
        return Response([_invitation(one) for one in invitations_of(request.reader)])

    @extend_schema(request=InvitationWrite, responses={201: InvitationShape})
    def create(self, request):
        """Sends a letter; to ask the same again sends it again."""
        asked = InvitationWrite(data=request.data)
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        places = {Association: said.pop("association", None), Body: said.pop("body", None)}
        place = _place(request.reader, places)
        made = invite(by=request.reader, place=place, address=_link(request), **said)
        return Response(_invitation(made), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=InvitationShape)
    @action(detail=True, methods=["post"])
    def again(self, request, pk):
        """A new letter with a new link; the old link ends."""
        made = invite_again(by=request.reader, invitation=self.row(), address=_link(request))
        return Response(_invitation(made))

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Takes the invitation back: its link ends at once."""
        revoke_invitation(by=request.reader, invitation=self.row())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def row(self) -> Invitation:
        return get_visible(Invitation, self.request.reader, self.kwargs["pk"])


class PostShape(Shape):
    """A role that somebody holds somewhere."""

    id = serializers.UUIDField()
    user = Named()
    role = choice(Role)
    association = Named(allow_null=True)
    body = Named(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="The first day without the post")


class HandOverWrite(serializers.Serializer):
    taker = serializers.UUIDField(help_text="The user who takes over")


class HandedOver(Shape):
    number = serializers.IntegerField(help_text="Relations and promises that changed hands")


@extend_schema(tags=["people"])
class Posts(Door, viewsets.GenericViewSet):
    """The posts that you answer for: you may end them."""

    serializer_class = PostShape
    pagination_class = None
    lookup_value_converter = "uuid"

    @extend_schema(responses=PostShape(many=True))
    def list(self, request):
        """By place and name; ended ones too."""
        return Response([_post(post) for post in posts_answered_for(request.reader)])

    @extend_schema(request=None, responses=PostShape)
    @action(detail=True, methods=["post"])
    def end(self, request, pk):
        """Ends it today. Its holder is logged out everywhere."""
        return Response(_post(end_post(by=request.reader, post=self.row())))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def offboard(self, request, pk):
        """Ends all posts of its holder in the district."""
        offboard(by=request.reader, user=self.row().user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={201: InvitationShape})
    @action(detail=True, methods=["post"], url_path="begin-anew")
    def begin_anew(self, request, pk):
        """For whoever has lost phone and recovery codes: a letter lets its holder begin anew.

        Their password, second factor, tokens and sessions end at once; the posts are kept.
        """
        made = invite_anew(by=request.reader, post=self.row(), address=_link(request))
        return Response(_invitation(made), status=status.HTTP_201_CREATED)

    @extend_schema(request=HandOverWrite, responses=HandedOver)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request, pk):
        """Gives what its holder leads in the association to another who holds a post there."""
        post = self.row()
        if post.association is None:
            raise Http404
        asked = HandOverWrite(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data["taker"]
        found = [user for user in takers(post.association, post.user) if user.pk == wanted]
        if not found:
            raise ValidationError({"taker": [_("There is no such row.")]})
        number = hand_over(
            by=request.reader, giver=post.user, association=post.association, taker=found[0]
        )
        return Response({"number": number})

    def row(self) -> Post:
        return get_visible(Post, self.request.reader, self.kwargs["pk"])


def _link(request) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[HERE]))


def _place(reader, places: dict):
    """The one that is named, else the district. Hidden and missing answer alike."""
    for model, pk in places.items():
        if pk is not None:
            field = model._meta.model_name
            try:
                return get_visible(model, reader, pk)
            except model.DoesNotExist as missing:
                raise ValidationError({field: [_("There is no such row.")]}) from missing
    return reader.district


def _named(row) -> dict | None:
    return {"id": row.pk, "name": row.name} if row else None


def _invitation(one: Invitation) -> dict:
    kept = ("id", "email", "role", "expires_at", "sent_at")
    named = ("association", "body", "invited_by")
    return {name: getattr(one, name) for name in kept} | {
        name: _named(getattr(one, name)) for name in named
    }


def _post(post: Post) -> dict:
    kept = ("id", "role", "starts_on", "ends_on")
    named = ("user", "association", "body")
    return {name: getattr(post, name) for name in kept} | {
        name: _named(getattr(post, name)) for name in named
    }
