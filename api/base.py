"""One viewset kind: the rows of a question, read by whoever the request comes from."""

from contextlib import ExitStack

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import Http404
from rest_framework import status, viewsets
from rest_framework.response import Response

from movements.access.funnel import selection, visible
from movements.access.identity import acting_as
from movements.access.readers import NOBODY, reader_of


class Door:
    """Mixin of every API view: settles the reader and acts as that reader, also by token.

    A session has been settled by crm.middleware already; nesting the same identity is fine.
    """

    def dispatch(self, request, *args, **kwargs):
        with ExitStack() as self.identity:
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= status.HTTP_400_BAD_REQUEST and self.acting:
                transaction.set_rollback(True)
        return response

    acting = False

    def initial(self, request, *args, **kwargs):
        self.perform_authentication(request)
        user = request.user if request.user.is_authenticated else None
        reader = getattr(request._request, "reader", None)
        if user is not None:
            if reader is None or reader.user != user:
                reader = reader_of(user)
            request._request.reader = request.reader = reader
            self.identity.enter_context(acting_as(reader, why=f"{request.method} {request.path}"))
            self.acting = True
        else:
            request.reader = reader
        super().initial(request, *args, **kwargs)


class Rows(Door, viewsets.GenericViewSet):
    """List and retrieve the rows of one question. Writes are each a verb, in the subclasses."""

    question: type  # the FilterSet; its model is the noun
    order: tuple[str, ...] = ("id",)

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return visible(self.question._meta.model, NOBODY)
        return self.prepare(selection(self.question, self.request.reader, self.request.GET))

    def prepare(self, rows):
        """Adds what the serializer needs, so that no row costs a query of its own."""
        return rows

    def get_object(self):
        try:
            rows = visible(self.question._meta.model, self.request.reader)
            return self.prepare(rows).get(pk=self.kwargs["pk"])
        except (ObjectDoesNotExist, ValidationError, ValueError) as missing:
            raise Http404 from missing

    def list(self, request, *args, **kwargs):
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def retrieve(self, request, *args, **kwargs):
        return Response(self.get_serializer(self.get_object()).data)
