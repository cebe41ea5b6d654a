"""One shape for every error: `{"error": {"code", "message", "fields"}}`.

`code` is for programs, `message` for people, `fields` says per field what to change.
"""

import json
from http import HTTPStatus

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from movements.access.funnel import MalformedQuestion, NotAllowed
from movements.access.outages import RETRY_AFTER, Outage, outage_of, words

API = "/api/"


def body(code: str, message: str, fields: dict | None = None) -> dict:
    """The shape itself. `fields` maps a field's name to a list of messages."""
    return {"error": {"code": code, "message": str(message), "fields": fields or {}}}


def problem(error, context) -> Response | None:
    """What a view raised, as an answer; None for what nobody foresaw (the answer is then a 500)."""
    if outage := outage_of(error):
        answer = Response(body(outage.value, words(outage)), status=503)
        answer["Retry-After"] = str(RETRY_AFTER[outage])
        return answer
    if isinstance(error, MalformedQuestion):
        return _invalid("malformed_question", *_of_django(error))
    if isinstance(error, ValidationError):
        return _invalid("invalid", *_of_django(error))
    if isinstance(error, exceptions.ValidationError):
        return _invalid("invalid", *_of_rest(error.detail))
    if isinstance(error, NotAllowed):
        return Response(body("not_allowed", error), status=403)
    if isinstance(error, IntegrityError):
        message = _("Somebody else changed the same thing just now. Read it again and retry.")
        return Response(body("conflict", message), status=409)
    return _of_protocol(error)


def _of_protocol(error) -> Response | None:
    """What the protocol itself refuses: no such row, method, media type, token, or too often."""
    if isinstance(error, Http404 | ObjectDoesNotExist):  # gone between the door and the verb
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    told = body(_code(error), _detail(error)) | getattr(error, "more", {})
    answer = Response(told, status=error.status_code)
    if challenge := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        answer["Retry-After"] = str(int(wait))
    return answer


def _invalid(code: str, message: str, fields: dict) -> Response:
    return Response(body(code, message or _("Some fields need another value."), fields), status=400)


def _of_django(error: ValidationError) -> tuple[str, dict]:
    """(message about the whole, messages per field)."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages), {}
    fields = dict(error.message_dict)
    return " ".join(fields.pop("__all__", [])), fields


def _of_rest(detail) -> tuple[str, dict]:
    """The same of a serializer's nested errors: `{"promises": [{}, {"text": …}]}` becomes
    `{"promises.1.text": […]}`."""
    fields = _flat(detail)
    whole = [*fields.pop("", []), *fields.pop("non_field_errors", [])]
    return " ".join(whole), fields


def _flat(detail, path: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        inside = detail.items()
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        inside = enumerate(detail)
    else:
        messages = detail if isinstance(detail, list) else [detail]
        return {path: [str(one) for one in messages]}
    found: dict[str, list[str]] = {}
    for name, one in inside:
        found |= _flat(one, f"{path}.{name}" if path else str(name))
    return found


def _code(error: exceptions.APIException) -> str:
    return getattr(error.detail, "code", None) or error.default_code


def _detail(error: exceptions.APIException) -> str:
    return str(error.detail) if isinstance(error.detail, str) else str(error.default_detail)


class OneShape:
    """Middleware, outermost: what Django itself refuses under /api/ is said in the shape as well.

    An unknown address, a host that is not ours, a body too large, a crash: they never reach a view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(API) and response.status_code >= HTTPStatus.BAD_REQUEST:
            _say_in_json(response)
        return response


def _say_in_json(response) -> None:
    if response.streaming or response.get("Content-Type", "").startswith("application/json"):
        return
    status = HTTPStatus(response.status_code)
    said = {
        HTTPStatus.NOT_FOUND: _("There is nothing at this address."),
        HTTPStatus.SERVICE_UNAVAILABLE: words(Outage.AWAY),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong here. It is not your fault."),
    }
    text = body(status.name.lower(), said.get(status, _("The request could not be answered.")))
    response.content = json.dumps(text, ensure_ascii=False).encode()
    response["Content-Type"] = "application/json"
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
