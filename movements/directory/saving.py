"""Deeds with saved views, and what a view asks for."""

from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from movements.access.funnel import (
    NEUTRAL,
    MalformedQuestion,
    NotAllowed,
    get_visible,
    require,
    selection,
    visible,
)
from movements.access.models import Association
from movements.directory.saved import SavedView

MOST = 50  # views of one person: more is a mistake or a machine
LONGEST = 2000
NOT_ASKED = NEUTRAL | {"saved", "view"}  # a place in a list, and the view itself


def views_of(reader):
    """The views that the reader may open, shared ones first, each in the order they were made."""
    rows = visible(SavedView, reader).live().select_related("owner", "association")
    return rows.order_by("association", "created_at", "id")


@transaction.atomic
def save_view(*, by, question, name: str, query: str, association: Association | None = None):
    """Keeps `query` under a name: for oneself, or shared with `association`.

    `question` is the FilterSet that must be able to read it. Raises ValidationError with a message
    per field.
    """
    view = SavedView(district=by.district, owner=by.user)
    return _write(by, view, question, name=name, query=query, association=association)


@transaction.atomic
def change_view(*, by, view: SavedView, question, **fields) -> SavedView:
    """Changes name, query or who it is shared with; what is given. Only its owner may."""
    view = own_view(by=by, view=view)
    known = {"name": view.name, "query": view.query, "association": view.association}
    return _write(by, view, question, **(known | fields))


@transaction.atomic
def archive_view(*, by, view: SavedView) -> SavedView:
    """Takes a view away; `restore_view` undoes it."""
    view = own_view(by=by, view=view)
    view.archived_at = view.archived_at or timezone.now()
    view.save(update_fields=["archived_at"])
    return view


@transaction.atomic
def restore_view(*, by, view: SavedView) -> SavedView:
    view = own_view(by=by, view=view)
    view.archived_at = None
    view.save(update_fields=["archived_at"])
    return view


def asked_by(reader, pk: UUID) -> MultiValueDict:
    """What a view that the reader may open asks for. Hidden and missing answer alike.

    Raises MalformedQuestion.
    """
    try:
        view = get_visible(SavedView, reader, pk)
    except SavedView.DoesNotExist as missing:
        raise MalformedQuestion({"view": [_("There is no such view.")]}) from missing
    if view.is_archived:
        raise MalformedQuestion({"view": [_("There is no such view.")]})
    return question_of(view.query)


def question_of(query: str) -> MultiValueDict:
    """A query string as a question: without empty fields and without a place in a list."""
    said = parse_qs(query.removeprefix("?"), max_num_fields=200)
    return MultiValueDict({name: said[name] for name in said if name not in NOT_ASKED})


def written(question) -> str:
    """A question as the query string that is kept: the same question is written the same."""
    pairs = [(n, v) for n in question if n not in NOT_ASKED for v in question.getlist(n) if v]
    return urlencode(sorted(pairs))


def _write(by, view, question, *, name: str, query: str, association) -> SavedView:
    require(by, "keep_view", by.district)
    if association is not None:
        require(by, "share_view", association)
    view.name, view.association = " ".join(name.split()), association
    view.query = _readable(by, question, query)
    if not view.name:
        raise ValidationError({"name": [_("Give the view a name.")]})
    theirs = visible(SavedView, by).live().filter(owner=by.user).exclude(pk=view.pk)
    if theirs.filter(name=view.name).exists():
        raise ValidationError({"name": [_("You have a view with this name already.")]})
    if theirs.count() >= MOST:
        told = _("You have %(most)s views. Take one away first.") % {"most": MOST}
        raise ValidationError({"name": [told]})
    view.full_clean(exclude=["district", "owner", "association"], validate_constraints=False)
    view.save()
    return view


def _readable(by, question, query: str) -> str:
    """The query as it is kept. ValidationError when it asks for nothing, or cannot be read."""
    try:
        asked = question_of(query)
        selection(question, by, asked)
    except MalformedQuestion as wrong:
        raise ValidationError({"query": wrong.messages}) from wrong
    except ValueError as wrong:
        raise ValidationError({"query": [_("The filters cannot be read.")]}) from wrong
    kept = written(asked)
    if not kept:
        raise ValidationError({"query": [_("Choose at least one filter first.")]})
    if len(kept) > LONGEST:
        raise ValidationError({"query": [_("These are too many filters to keep.")]})
    return kept


def own_view(*, by, view: SavedView) -> SavedView:
    """The view, if it is one's own to change; NotAllowed otherwise."""
    view = get_visible(SavedView, by, view.pk)
    require(by, "keep_view", view)
    if view.owner_id != by.user.pk:
        raise NotAllowed(_("The view belongs to %(name)s.") % {"name": view.owner.name})
    return view
