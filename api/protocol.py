"""How machines speak with us: tokens, pages, and one shape for every error.

Settings name these classes, so this file imports no views (they would import the settings).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework import authentication, exceptions, permissions
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from movements.access.funnel import NotAllowed
from movements.access.keyset import keyset

LARGEST_PAGE = 500


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token …`; tokens are hashed and expire."""


class SessionAuthentication(authentication.SessionAuthentication):
    """A logged-in page may ask too; unsafe methods need the CSRF token."""


class HasPost(permissions.BasePermission):
    """No post, no rows: not even empty lists."""

    def has_permission(self, request, view):
        return bool(request.user and request.user.is_authenticated and request.reader.posts)


class Pages(BasePagination):
    """Pages by keyset: `next` and `previous` are addresses; `page_size` up to 500."""

    def paginate_queryset(self, rows, request, view=None):
        self.request = request
        size = _page_size(request.query_params.get("page_size"), 50)
        self.slice = keyset(
            rows,
            view.order,
            size=size,
            after=request.query_params.get("after", ""),
            before=request.query_params.get("before", ""),
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
        def parameter(name, kind, text):
            return {
                "name": name,
                "in": "query",
                "required": False,
                "description": text,
                "schema": {"type": kind},
            }

        return [
            parameter("after", "string", "Token of the next page, from `next`."),
            parameter("before", "string", "Token of the previous page, from `previous`."),
            parameter("page_size", "integer", f"Rows a page, at most {LARGEST_PAGE}."),
        ]


def _page_size(value, default: int) -> int:
    try:
        return max(1, min(int(value), LARGEST_PAGE))
    except (TypeError, ValueError):
        return default


def problem(error, context):
    """One shape for every error: `{"error": {"code", "message", "fields"}}`."""
    from rest_framework.views import exception_handler, set_rollback

    if isinstance(error, ValidationError):
        set_rollback()
        fields = error.message_dict if hasattr(error, "error_dict") else {}
        message = "" if fields else " ".join(error.messages)
        return _answer(400, "invalid", message, fields)
    if isinstance(error, NotAllowed):
        set_rollback()
        return _answer(403, "not_allowed", str(error), {})
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = response.data if isinstance(response.data, dict) else {"body": response.data}
        response.data = _body("invalid", "", fields)
    else:
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
        response.data = _body(getattr(detail, "code", "error"), str(detail), {})
    return response


def _answer(code: int, name: str, message: str, fields: dict) -> Response:
    return Response(_body(name, message, fields), status=code)


def _body(code: str, message: str, fields: dict) -> dict:
    return {"error": {"code": code, "message": message, "fields": fields}}
