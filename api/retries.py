"""`Idempotency-Key`: a write that is sent again because no answer came is done once."""

from hashlib import sha256

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.response import Response

from movements.access.retries import AnotherBody, DoneOnce, begin, finish

HEADER = "Idempotency-Key"
SAFE = ("GET", "HEAD", "OPTIONS")
IDEMPOTENCY = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Yours to choose, best a UUID; at most 255 characters, kept for 24 hours. The same "
    "key from you with the same request is done once: the second answer gives the row as it is. "
    "With another request it is 422.",
)


class KeyUsed(exceptions.APIException):
    """The key has been used for something else."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_used"


class Answered(Exception):
    """Done already; `once` says what came of it."""

    def __init__(self, once: DoneOnce):
        self.once = once
        super().__init__()


class Once:
    """Mixin of the views whose writes may be sent again. `again` answers the second time."""

    once: DoneOnce | None = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER, "")
        if not key or request.method in SAFE or not request.reader.district:
            return
        try:
            self.once = begin(request.reader, key, _fingerprint(request))
        except AnotherBody as used:
            raise KeyUsed(" ".join(used.messages)) from used
        if self.once.status:
            raise Answered(self.once)

    def handle_exception(self, error):
        if isinstance(error, Answered):
            once, self.once = error.once, None
            if once.status == status.HTTP_204_NO_CONTENT:
                return Response(status=once.status)
            try:
                return self.again(once.made, once.status)
            except Exception as hidden:  # noqa: BLE001  (hidden since: as any other answer)
                return super().handle_exception(hidden)
        return super().handle_exception(error)

    def finalize_response(self, request, response, *args, **kwargs):
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.once and not self.once.status and answer.status_code < 400:
            finish(self.once, made=self.made(answer), status=answer.status_code)
        return answer

    def made(self, answer: Response):
        """The row that the answer is about."""
        said = answer.data if isinstance(answer.data, dict) else {}
        return said.get("id") or self.kwargs.get("pk")


def _fingerprint(request) -> str:
    """Of the method, the whole address and the body as it was sent."""
    said = f"{request.method} {request.get_full_path()}\n".encode()
    return sha256(said + request._request.body).hexdigest()
