"""Spreadsheets out: the selection as a file that opens as it should, and never as a formula.

Nothing in it ties an organisation to us: no step, no responsible, no last contact. It may be
passed on, and they have not agreed to that.
"""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from movements.directory.choices import Language, PolicyArea
from movements.directory.listing import with_area_names

BOM = "\ufeff"  # or Excel reads å as Ã¥
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
UNSEEN = "\ufeff\u200b\u200e\u2060"
CONTROL = ("\t", "\r", "\n")


def safe(value) -> str:
    """What a cell may hold: a text that would start a formula is made plain text by an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = "" if value is None else str(value).replace("\0", "")
    bare = text.lstrip(UNSEEN).lstrip().lstrip(UNSEEN)
    return f"'{text}" if text.startswith(CONTROL) or bare.startswith(FORMULA) else text


def table(heads, rows) -> bytes:
    """Semicolons and a byte order mark, as spreadsheets in Swedish expect."""
    out = StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(head) for head in heads])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def organisations_csv(rows, reader) -> bytes:
    """A selection of organisations, in the order that `rows` has. One query.

    Built whole, inside the reader's identity: a stream would run after it and find nothing.
    """
    heads = [
        _("Organisation"),
        _("Kind"),
        _("Policy areas"),
        _("Municipality"),
        _("Active in"),
        _("Street address"),
        _("Postcode"),
        _("Town"),
        _("Common e-mail"),
        _("Switchboard"),
        _("Website"),
        _("Organisation number"),
        _("Languages"),
        _("Id"),
    ]
    found = with_area_names(rows, reader).select_related("municipality")
    found = found.defer("municipality__border", "municipality__centre", "description", "point")
    return table(heads, (_cells(organisation) for organisation in found))


def _cells(organisation) -> list:
    return [
        organisation.name,
        organisation.get_kind_display(),
        _labels(PolicyArea, organisation.policy_areas),
        organisation.municipality.name if organisation.municipality else "",
        ", ".join(organisation.area_names),
        organisation.address,
        organisation.postcode,
        organisation.town,
        organisation.email,
        organisation.phone,
        organisation.homepage,
        organisation.organisation_number,
        _labels(Language, organisation.languages),
        organisation.pk,
    ]


def _labels(choices, codes) -> str:
    return ", ".join(str(choices(code).label) for code in codes)
