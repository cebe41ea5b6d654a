"""The funnel: every row that reaches a door comes through here, and every verb asks here first."""

import django_filters
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from movements.access.identity import because
from movements.access.models import Association
from movements.access.rules import IN_ASSOCIATION, IN_DISTRICT, MAY

# What a door may add to a question without asking anything of the rows.
NEUTRAL = frozenset({"after", "before", "cursor", "page_size", "format", "lang"})


class NotAllowed(PermissionDenied):
    """The rules page has no line that lets this reader do this here."""


class MalformedQuestion(ValidationError):
    """A query string that cannot be answered; `message_dict` says which parameter and why."""


class Question(django_filters.FilterSet):
    """A question to the rows of one noun. Its query string means the same at every door."""

    neutral: frozenset[str] = frozenset()

    def __init__(self, data=None, queryset=None, *, reader):
        self.reader = reader
        super().__init__(said(data), queryset=queryset)

    def unknown(self) -> list[str]:
        known = set(self.base_filters) | NEUTRAL | self.neutral
        return [name for name in (self.data or {}) if name not in known]


def said(data):
    """Without the empty fields that a plain form sends along: they ask for nothing."""
    if not hasattr(data, "setlist"):
        return data
    said = data.copy()
    for name in data:
        said.setlist(name, [value for value in data.getlist(name) if value != ""])
        if not said.getlist(name):
            del said[name]
    return said


def selection(question: type[Question], reader, query):
    """The rows that `reader` may see and `query` asks for. Raises MalformedQuestion."""
    return asked(question, reader, query).qs


def asked(question: type[Question], reader, query) -> Question:
    """The question that `query` asks, found valid; its `.qs` is the selection.

    Raises MalformedQuestion on a parameter that is unknown or cannot be read: a filter silently
    dropped would answer an export or a tile with rows that nobody asked for.
    """
    model = question._meta.model
    # No way of sight leaves the district. Said once more outside them all, it lets an index that
    # begins with the district give a page in its order; inside an OR it cannot.
    seen = model.objects.visible_to(reader).filter(district=reader.district_id)
    put = question(query, queryset=seen, reader=reader)
    problems = {name: [_("There is no such filter.")] for name in put.unknown()}
    if not put.is_valid():
        problems |= {name: list(errors) for name, errors in put.errors.items()}
    if problems:
        raise MalformedQuestion(problems)
    return put


def visible(model, reader):
    """All rows of a noun that `reader` may see, for what is not a question from outside."""
    return model.objects.visible_to(reader)


def get_visible(model, reader, pk):
    """One row. Hidden and missing answer alike: both raise `model.DoesNotExist`."""
    try:
        return visible(model, reader).get(pk=pk)
    except (ValidationError, ValueError) as malformed:
        raise model.DoesNotExist from malformed


Missing = ObjectDoesNotExist


def allowed(by, verb: str, place) -> bool:
    """Whether MAY has a line for it. `place` is an association, a district or a row of one."""
    for role, held in MAY[verb].items():
        if by.service and role == f"service:{by.service}" and _in_district(by, place):
            return True
        for post in by.posts:
            if post.role == role and _held_there(post, held, place):
                return True
    return False


def require(by, verb: str, place) -> None:
    """Raises NotAllowed unless `by` may do `verb` at `place`; the history then says the verb."""
    if not allowed(by, verb, place):
        raise NotAllowed(_("You may not do this here."))
    because(verb)


def places_for(by, verb: str) -> list:
    """The associations where `by` may do `verb`, in the order of their posts."""
    found = [
        p.association for p in by.posts if p.association_id and allowed(by, verb, p.association)
    ]
    return list({association.pk: association for association in found}.values())


def _held_there(post, held: str, place) -> bool:
    if held == IN_DISTRICT:
        return post.district_id == _district_of(place)
    if held == IN_ASSOCIATION:
        return post.association_id is not None and post.association_id == _association_of(place)
    raise ValueError(held)


def _in_district(by, place) -> bool:
    return by.district_id == _district_of(place)


def _district_of(place):
    return getattr(place, "district_id", None) or getattr(place, "pk", None)


def _association_of(place):
    if isinstance(place, Association):
        return place.pk
    return getattr(place, "association_id", None)
