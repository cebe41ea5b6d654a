"""How machines speak with us: tokens, who may come in, and pages.

Settings name these classes, so this file imports no views (they would import the settings).
"""

import re
from secrets import compare_digest

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework import authentication, exceptions, parsers, permissions
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from movements.access.before import tokens_named
from movements.access.factors import is_protected
from movements.access.funnel import MalformedQuestion
from movements.access.keyset import keyset

PAGE_SIZE = 50
LARGEST_PAGE = 500
WITHOUT_FACTOR = gettext_lazy("Protect your account with a second factor first.")

_TOKEN = re.compile(rb"[0-9a-f]{64}")
_SIZE = re.compile(r"[1-9][0-9]{0,2}")


class JSONParser(parsers.JSONParser):
    """JSON; nested deeper than anything we ask for is malformed, not a crash."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as deep:
            raise exceptions.ParseError from deep


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token …`; tokens are hashed and expire."""

    def authenticate_credentials(self, token):
        # What cannot be a token is not asked for; some of it (a zero byte) could not be.
        if not _TOKEN.fullmatch(token):
            raise exceptions.AuthenticationFailed(_("This token is not valid."))
        said = token.decode()
        for one in tokens_named(said[: CONSTANTS.TOKEN_KEY_LENGTH]):
            # Knox would also clear the expired ones away, and read a table that is policed.
            in_force = one.expiry is None or one.expiry >= timezone.now()
            if in_force and compare_digest(hash_token(said), one.digest):
                return self.validate_user(one)
        raise exceptions.AuthenticationFailed(_("This token is not valid."))

    def validate_user(self, auth_token):
        user, auth_token = super().validate_user(auth_token)
        if not is_protected(user):
            raise exceptions.PermissionDenied(WITHOUT_FACTOR, code="second_factor")
        return user, auth_token


class SessionAuthentication(authentication.SessionAuthentication):
    """A logged-in page may ask too; unsafe methods need the CSRF token.

    A session that has not shown a second factor is told so (crm.access.gate says which has).
    """

    def authenticate(self, request):
        known = super().authenticate(request)
        if known and not getattr(request._request, "through", False):
            raise exceptions.PermissionDenied(WITHOUT_FACTOR, code="second_factor")
        return known


class LoggedIn(permissions.BasePermission):
    """Anybody with an account, for what says nothing about the district's rows."""

    def has_permission(self, request, view):
        return bool(request.user and request.user.is_authenticated)


class HasPost(permissions.BasePermission):
    """No post, no rows: not even empty lists."""

    def has_permission(self, request, view):
        return bool(request.user and request.user.is_authenticated and request.reader.posts)


class Pages(BasePagination):
    """Pages by keyset: `next` and `previous` are addresses; `page_size` up to 500."""

    def paginate_queryset(self, rows, request, view=None):
        """The rows of the page asked for. Raises MalformedQuestion on a size or token unread."""
        self.request = request
        asked = request.query_params
        self.slice = keyset(
            rows,
            view.order,
            size=_page_size(asked.get("page_size", "")),
            after=asked.get("after", ""),
            before=asked.get("before", ""),
            told=view.told,
        )
        return self.slice.rows

    def get_paginated_response(self, data):
        return Response(
            {
                "next": self._link("after", "before", self.slice.next),
                "previous": self._link("before", "after", self.slice.previous),
                "results": data,
            }
        )

    def _link(self, name, other, token):
        if not token:
            return None
        address = remove_query_param(self.request.build_absolute_uri(), other)
        return replace_query_param(address, name, token)

    def get_paginated_response_schema(self, schema):
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        return [
            _parameter("after", {"type": "string"}, "Token of the next page, from `next`."),
            _parameter("before", {"type": "string"}, "Token of the previous page."),
            _parameter("page_size", size, f"Rows a page, at most {LARGEST_PAGE}."),
        ]


def _parameter(name: str, schema: dict, text: str) -> dict:
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


def _page_size(value: str) -> int:
    if not value:
        return PAGE_SIZE
    if not _SIZE.fullmatch(value) or int(value) > LARGEST_PAGE:
        wrong = _("Write a number between 1 and %(most)s.") % {"most": LARGEST_PAGE}
        raise MalformedQuestion({"page_size": [wrong]})
    return int(value)
