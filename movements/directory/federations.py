"""Which organisation is a part of which: federations above, branches below, never in a circle."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.directory.facts import save_row
from movements.directory.models import Organisation

MOST_BRANCHES = 100  # shown on a page; the filter has them all

ABOVE = """
WITH RECURSIVE above (id) AS (
  SELECT %s::uuid
  UNION
  SELECT o.parent_id FROM movements_organisation o JOIN above a ON o.id = a.id
  WHERE o.parent_id IS NOT NULL)
SELECT 1 FROM above WHERE id = %s
"""


@transaction.atomic
def place_under(*, by, organisation: Organisation, parent: Organisation | None) -> Organisation:
    """Makes it a part of `parent`, or of nothing. Raises ValidationError under "parent".

    One federation of a district is changed at a time, so that two who each put one under the
    other cannot both be let through; the database refuses a circle by itself too.
    """
    require(by, "correct_organisation", organisation)
    rows = visible(Organisation, by).select_for_update(no_key=True)
    organisation = rows.get(pk=organisation.pk)
    if parent is not None:
        parent = get_visible(Organisation, by, parent.pk)
        _refuse_circle(organisation, parent)
        if parent.archived_at and parent.pk != organisation.parent_id:
            raise ValidationError({"parent": [_("It is archived. Bring it back first.")]})
    organisation.parent = parent
    save_row(organisation, update_fields=["parent"])
    return organisation


def _refuse_circle(organisation: Organisation, parent: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"parents:{organisation.district_id}"],
        )
        cursor.execute(ABOVE, [parent.pk, organisation.pk])
        circle = cursor.fetchone()
    if circle:
        said = _("%(name)s cannot be a part of %(parent)s: it would then be above itself.")
        names = {"name": organisation.name, "parent": parent.name}
        raise ValidationError({"parent": [said % names]})


def parent_of(reader, organisation) -> Organisation | None:
    """What it is a part of, when the reader may know that."""
    if organisation.parent_id is None:
        return None
    return visible(Organisation, reader).filter(pk=organisation.parent_id).first()


def branches_of(reader, organisation) -> list[Organisation]:
    """Its living parts that the reader may see, by name."""
    rows = visible(Organisation, reader).live().filter(parent=organisation)
    return list(rows.only("id", "name").order_by("name", "id")[:MOST_BRANCHES])


def called(reader, text: str) -> Organisation | None:
    """The organisation of exactly that name, perhaps with its municipality: "PRO (Haninge)".

    Among those that the reader may see; raises ValidationError when there is none or several.
    Hidden and missing are said alike.
    """
    text = " ".join(text.split())
    if not text:
        return None
    rows = visible(Organisation, reader).live().select_related("municipality")
    rows = rows.defer("municipality__border", "municipality__centre", "description")
    found = list(rows.filter(name__iexact=text)[:2])
    if not found and text.endswith(")"):
        name, _open, place = text[:-1].rpartition(" (")
        found = list(rows.filter(name__iexact=name, municipality__name__iexact=place)[:2])
    if not found:
        raise ValidationError(_("There is no organisation with that name."))
    if len(found) > 1:
        raise ValidationError(_("There are several with that name. Choose one from the list."))
    return found[0]


def full_name(organisation) -> str:
    """As `called` reads it."""
    place = organisation.municipality
    return f"{organisation.name} ({place.name})" if place else organisation.name
