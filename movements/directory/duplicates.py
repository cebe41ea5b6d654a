"""Is it here already? Asked before somebody registers an organisation a second time."""

from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Lower

from movements.access.funnel import visible
from movements.directory.models import Organisation
from movements.directory.validators import plain_digits
from movements.places.names import squeezed

MOST = 5  # more than this is no hint


class Squeezed(Func):
    """A name as names.squeezed writes it, in the database: small letters and digits alone."""

    template = (
        "regexp_replace(translate(%(expressions)s, 'æøéèëáàüÿ', 'äöeeeaauy'),"
        " '[^0-9a-zåäö]+', '', 'g')"
    )
    output_field = TextField()


def already_here(by, name: str, municipality=None, organisation_number: str = ""):
    """Visible, living organisations with the same number, or the same name in the same place.

    An organisation that `by` may not see is never matched: that would tell that it exists.
    """
    same = Q()
    if squeezed(name):
        here = Q(municipality=None)
        if municipality:
            here |= Q(municipality=municipality) | Q(activity_areas__municipality=municipality)
        same |= Q(written=Value(squeezed(name))) & (here if municipality else Q())
    if plain_digits(organisation_number):
        same |= Q(organisation_number=plain_digits(organisation_number))
    if not same:
        return []
    rows = visible(Organisation, by).live().annotate(written=Squeezed(Lower("name")))
    found = rows.filter(pk__in=rows.filter(same).values("pk"))
    return list(
        found.select_related("municipality")
        .defer("municipality__border", "municipality__centre", "description")
        .order_by("name", "id")[:MOST]
    )
