"""How this interface describes itself (OpenAPI).

Settings name what is here, so this file imports no views.
"""

import django_filters
from django.utils import translation
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from api.retries import IDEMPOTENCY, SAFE, Once
from movements.places.models import County, Municipality

TYPES = {
    django_filters.UUIDFilter: OpenApiTypes.UUID,
    django_filters.DateFilter: OpenApiTypes.DATE,
    django_filters.NumberFilter: OpenApiTypes.NUMBER,
}
THROTTLED = "x-throttled"  # said to the hook below, and taken away there
CODES = {Municipality: "^[0-9]{4}$", County: "^[0-9]{2}$"}  # at Statistics Sweden
ERRORS = {
    "400": "The question or the body cannot be read; `fields` says where.",
    "401": "Who are you? No token or session, or one that is no longer valid.",
    "403": "You hold no post, or your post may not do this here.",
    "404": "There is no such row, or none that you may see.",
    "409": "Somebody else changed the same thing just now.",
    "412": "Somebody has changed it since the version you name; both versions are here.",
    "428": "Say with If-Match which version your change was made from.",
    "422": "The Idempotency-Key has been used for something else.",
    "415": "The body must be of the media type that the operation names.",
    "429": "Too often; `Retry-After` says in how many seconds you may try again.",
}


class Token(KnoxTokenScheme):
    target_class = "api.protocol.TokenAuthentication"
    name = "token"


class Session(SessionScheme):
    target_class = "api.protocol.SessionAuthentication"
    name = "session"


class Described(AutoSchema):
    """Reads the filters of a view from its question, so that they are said in one place."""

    def get_override_parameters(self):
        question = getattr(self.view, "question", None)
        single = getattr(self.view, "action", None) not in ("list", None)
        if isinstance(self.view, Once) and self.method not in SAFE:
            return [IDEMPOTENCY, *super().get_override_parameters()]
        if question is None or self.method != "GET" or single:
            return super().get_override_parameters()
        with translation.override("en"):
            asked = [_parameter(n, f) for n, f in question.base_filters.items()]
        return [*asked, *super().get_override_parameters()]

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation and self.view.throttle_classes and self.method == "POST":
            operation[THROTTLED] = True
        return operation


def _parameter(name: str, asked: django_filters.Filter) -> OpenApiParameter:
    many = isinstance(asked, django_filters.MultipleChoiceFilter)
    choices = asked.extra.get("choices")
    codes = [code for code, _label in getattr(choices, "choices", choices)] if choices else None
    kind = next((t for c, t in TYPES.items() if isinstance(asked, c)), OpenApiTypes.STR)
    of = getattr(asked.extra.get("queryset"), "model", None)
    if codes and all(isinstance(code, int) for code in codes):
        kind = OpenApiTypes.INT
    return OpenApiParameter(
        name,
        kind,
        OpenApiParameter.QUERY,
        description=str(asked.label),
        enum=codes,
        pattern=CODES.get(of),
        many=many,
    )


def say_errors(result, generator, request, public):
    """Hook: every operation names the errors it can answer with, all of one shape."""
    text = {"type": "string"}
    fields = {"type": "object", "additionalProperties": {"type": "array", "items": text}}
    inside = {
        "type": "object",
        "required": ["code", "message", "fields"],
        "properties": {"code": text, "message": text, "fields": fields},
    }
    schemas = result["components"].setdefault("schemas", {})
    schemas["Problem"] = {
        "type": "object",
        "description": "One shape for every error.",
        "required": ["error"],
        "properties": {"error": inside},
    }
    schemas["Overtaken"] = {
        "type": "object",
        "description": "What was sent, and what stands now, beside the error.",
        "required": ["error", "yours", "current"],
        "properties": {
            "error": inside,
            "yours": {"type": "object", "additionalProperties": True},
            "current": {"type": "object", "additionalProperties": True},
        },
    }
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _say_what_is_empty(operation)
            for code in _errors(path, method, operation):
                operation["responses"].setdefault(code, _answer(code))
    return result


def _say_what_is_empty(operation: dict) -> None:
    """A filter left empty asks for nothing, as a plain form sends it (`funnel.said`)."""
    for one in operation.get("parameters", ()):
        if one["in"] == "query" and not one.get("required"):
            one["allowEmptyValue"] = True


def _errors(path: str, method: str, operation: dict) -> list[str]:
    found = ["401", "403"]
    if method == "get" or "requestBody" in operation:
        found.append("400")
    if "{" in path:
        found.append("404")
    if any(one["name"] == "If-Match" for one in operation.get("parameters", ())):
        found += ["412", "428"]
    if any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ())):
        found.append("422")
    if method != "get":
        found += ["409", "415"] if "requestBody" in operation else ["409"]
    if operation.pop(THROTTLED, False):
        found.append("429")
    return sorted(found)


def _answer(code: str) -> dict:
    name = "Overtaken" if code == "412" else "Problem"
    shape = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    return {"description": ERRORS[code], "content": {"application/json": shape}}
