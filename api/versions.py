"""Nobody's work is overwritten unseen: a change says which version it was made from.

The version is a fingerprint of what can be changed in the row, as its reader sees it. It costs no
column and no query, follows bulk changes and raw SQL, and tells nothing that the row does not.
"""

from hashlib import blake2b

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(W/)?"?[0-9a-f]{16}"?$'},
    OpenApiParameter.HEADER,
    required=True,
    description="The `version` of the row that your change was made from. Without it the answer is "
    "428; when somebody has changed the row since it is 412, with both versions.",
)


def version_of(row: dict, names) -> str:
    """Sixteen characters that change when any of these columns of a shaped row does."""
    said = repr([row[name] for name in names])
    return blake2b(said.encode(), digest_size=8).hexdigest()


class VersionNeeded(exceptions.APIException):
    """A change that does not say what it was made from."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_required"


class Overtaken(exceptions.APIException):
    """Somebody has changed the row since it was read. Holds both versions."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "conflict"

    def __init__(self, yours: dict, current: dict):
        super().__init__(_("Somebody else has changed this since you read it. Look at both."))
        self.more = {"yours": yours, "current": current}


def made_from(request, current: dict, yours: dict) -> None:
    """Raises VersionNeeded, or Overtaken when `current` is not what the change was made from."""
    asked = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not asked:
        raise VersionNeeded(_("Say with If-Match which version your change was made from."))
    if asked != current["version"]:
        raise Overtaken(yours, current)
