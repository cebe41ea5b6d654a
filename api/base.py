"""One viewset kind: the rows of a question, read by whoever the request comes from.

A list is flat rows: `.values()` of the selection, and one query for each kind of row that stands
inside them, whatever the number of rows. Serializers describe the answers and read the writes; they
do not make the answers, for that would be where nearly all the time goes (measured in
benchmarks/README.md).
"""

from collections.abc import Iterable
from contextlib import ExitStack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status, viewsets
from rest_framework.response import Response

from api.retries import Once
from api.versions import made_from
from movements.access.funnel import NotAllowed, allowed, get_visible, selection, visible
from movements.access.holding import hold
from movements.access.identity import acting_as, actor
from movements.access.readers import NOBODY, reader_of


class Door:
    """Mixin of every API view: settles the reader and acts as that reader, also by token.

    A session has been settled by crm.middleware already, which also undoes what failed.
    """

    acting = False

    def dispatch(self, request, *args, **kwargs):
        with ExitStack() as self.identity:
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= status.HTTP_400_BAD_REQUEST and self.acting:
                transaction.set_rollback(True)
        # Rows of a district belong in nobody's cache; a view that says otherwise has its reason.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def initial(self, request, *args, **kwargs):
        self.perform_authentication(request)
        if request.user and request.user.is_authenticated:
            self.settle(request)
        else:
            request._request.reader = NOBODY
        super().initial(request, *args, **kwargs)

    def settle(self, request) -> None:
        """Finds the reader of a token and acts as it until the answer is made."""
        if request._request.reader.user == request.user:
            return
        if actor() is not None:
            raise exceptions.AuthenticationFailed(
                _("The session and the token belong to two people. Send only one of them.")
            )
        reader = request._request.reader = reader_of(request.user)
        self.identity.enter_context(acting_as(reader, why=f"{request.method} {request.path}"))
        self.acting = True


class Rows(Once, Door, viewsets.GenericViewSet):
    """List and retrieve the rows of one question. Writes are each a verb, in the subclasses."""

    question: type  # the FilterSet; its model is the noun
    order: tuple[str, ...] = ("id",)
    columns: tuple[str, ...] = ("id",)  # what is read of each row
    lookup_value_converter = "uuid"

    @property
    def model(self):
        return self.question._meta.model

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return visible(self.model, NOBODY)
        return selection(self.question, self.request.reader, self.request.GET)

    def order_of(self, query) -> tuple[str, ...]:
        """The order that the address asks for; most lists have one."""
        return self.order

    def orderly(self, rows):
        """The selection as `keyset` reads it in the order asked for; `prepare` adds to the rows of
        a page what else the order is read off."""
        return rows

    def prepare(self, rows):
        """Adds to the query what the columns need beside the noun's own."""
        return rows

    def flat(self, rows):
        return self.prepare(rows).values(*self.columns)

    def shaped(self, rows: list[dict]) -> list[dict]:
        """The rows as they are answered. What stands inside them is asked for once for them all."""
        return rows

    def told(self, rows):
        """The rows of one page, flat, with what the order needs to be read off them."""
        keys = (name.lstrip("-") for name in self.order)
        more = [key for key in keys if key not in self.columns]
        return self.prepare(rows).values(*self.columns, *more)

    def list(self, request, *args, **kwargs):
        """One page. Which rows it has is settled by the order's own columns; the others are worked
        out for those rows alone, and not for all of the selection before it is sorted."""
        self.order = self.order_of(request.GET)
        rows = self.paginate_queryset(self.orderly(self.get_queryset()))
        for key in {name.lstrip("-") for name in self.order}.difference(self.columns):
            for row in rows:
                del row[key]
        return self.get_paginated_response(self.shaped(rows))

    def retrieve(self, request, *args, **kwargs):
        return self.answer(kwargs["pk"])

    def answer(self, pk, code: int = status.HTTP_200_OK) -> Response:
        """One row as it is now. Hidden and missing answer alike: 404."""
        found = self.flat(visible(self.model, self.request.reader).filter(pk=pk))[:1]
        rows = self.shaped(list(found))
        if not rows:
            raise Http404
        return Response(rows[0], status=code)

    def must(self, verb: str, place) -> None:
        """Refuses who may not do it before anything of what was sent is read."""
        if not allowed(self.request.reader, verb, place):
            raise NotAllowed(_("You may not do this here."))

    def again(self, pk, code: int) -> Response:
        """The answer to a write that had been done already."""
        return self.answer(pk, code)

    def row(self):
        """The noun that the address names, for a verb. Hidden and missing answer alike: 404."""
        try:
            return get_visible(self.model, self.request.reader, self.kwargs["pk"])
        except self.model.DoesNotExist as missing:
            raise Http404 from missing

    def held(self, yours: dict):
        """The noun that the address names, kept from others until the answer is made. Raises
        Overtaken when it is not as the change was made from, with what was sent beside it."""
        row = hold(self.request.reader, self.row())
        found = self.flat(visible(self.model, self.request.reader).filter(pk=row.pk))[:1]
        (current,) = self.shaped(list(found))
        made_from(self.request, current, yours)
        return row

    def read(self, serializer: type, **options) -> dict:
        """What the request says, checked for form; a verb checks it for sense."""
        asked = serializer(data=self.request.data, **options)
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)

    def chosen(self, model, pk: UUID, field: str):
        """A visible row that the request names. Hidden and missing answer alike: 400 on `field`."""
        try:
            return get_visible(model, self.request.reader, pk)
        except model.DoesNotExist as missing:
            raise ValidationError({field: [_("There is no such row.")]}) from missing

    def names(self, model, ids: Iterable[UUID | None]) -> dict[UUID, dict]:
        """id → {"id", "name"} of those that the reader may see, in one query."""
        wanted = {pk for pk in ids if pk}
        if not wanted:
            return {}
        seen = visible(model, self.request.reader).filter(pk__in=wanted)
        return {row["id"]: row for row in seen.values("id", "name")}


def lifted(row: dict, name: str) -> dict | None:
    """Takes the columns `name` and `name__name` out of a flat row as {"id", "name"}, or None."""
    pk, called = row.pop(name), row.pop(f"{name}__name")
    return {"id": pk, "name": called} if pk else None


def gathered(rows, key: str) -> dict:
    """Flat rows by the value of `key`, which is taken out of them."""
    found: dict = {}
    for row in rows:
        found.setdefault(row.pop(key), []).append(row)
    return found
