"""What a municipality's register answers with, and the same as a table that an import can read.

The shape is that of Interbook, APIAssociationRegister/GetAssociationsList:
{"TotalNumberOfElements", "Customers": [{"Id", "Name", ...}]}. Contact people and mobile numbers
are left behind here, before anything is compared or stored.
"""

import json

from django.utils.translation import gettext as _

from movements.access.outside import Unreachable
from movements.exchange.spreadsheet import table

MOST = 20_000  # associations; no municipality in Sweden has as many
# Column → our field, so that nothing is guessed about a shape that is known.
COLUMNS = {
    "Id": "source_id",
    "Name": "name",
    "AssociationCategoryName": "kind",
    "CustomerOccupations": "activities",
    "DistrictNames": "areas",
    "Address": "address",
    "ZipCode": "postcode",
    "City": "town",
    "Phone": "phone",
    "Email": "email",
    "WebSite": "homepage",
}


def customers(content: bytes) -> list[dict]:
    """The associations of an answer. Raises Unreachable when it is not the whole of such a list."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise Unreachable(_("The answer is not a register: it cannot be read as JSON.")) from wrong
    found = said.get("Customers") if isinstance(said, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreachable(_("The answer is not a register: it has no list of associations."))
    total = said.get("TotalNumberOfElements", len(found))
    if not found or total != len(found):
        raise Unreachable(_("The answer is not the whole register. Nothing has been changed."))
    if len(found) > MOST:
        raise Unreachable(_("The answer is too large to be right."))
    return found


def as_file(found: list[dict]) -> bytes:
    """The register as a file like any other: the same verb brings it in."""
    return table(COLUMNS, ([_text(one.get(name)) for name in COLUMNS] for one in found))


def guided() -> dict[int, str]:
    """Column number → field, for the guidance of the import."""
    return dict(enumerate(COLUMNS.values()))


def _text(value) -> str:
    """A value of any kind as a cell: lists with commas, things by their name."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return _text(value.get("Name"))
    return " ".join(str(value).split()) if isinstance(value, (str, int)) else ""
