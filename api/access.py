"""Tokens for machines: made by somebody who is logged in, shown once, and they expire."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from api.base import Door
from api.protocol import HasPost, SessionAuthentication
from api.shapes import Shape
from movements.access.actions import issue_token, revoke_token, tokens_of


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
