"""Saved views: questions about organisations with a name, one's own and those shared with one."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.response import Response

from api.base import Door
from api.retries import IDEMPOTENCY, Once
from api.shapes import Key, Named, Shape, Text
from api.versions import IF_MATCH, made_from, version_of
from movements.access.funnel import get_visible
from movements.access.holding import hold
from movements.access.models import Association
from movements.directory.filters import OrganisationFilter
from movements.directory.saved import SavedView
from movements.directory.saving import (
    archive_view,
    change_view,
    own_view,
    save_view,
    views_of,
)


class ViewShape(Shape):
    """A saved view. `/api/v1/organisations/?view=<id>` asks what it asks, and so does a file."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="The query string of the lists of organisations")
    owner = Named()
    association = Named(allow_null=True, help_text="Shared with; null: only you")
    created_at = serializers.DateTimeField()
    version = serializers.CharField(help_text="Of what can be changed: send it with a change")


class ViewWrite(serializers.Serializer):
    """A name and filters. What is left out of a change stays as it is."""

    name = Text(max_length=60)
    query = Text(max_length=2000)
    association = Key(
        required=False, allow_null=True, help_text="Where you hold a post, to share the view there"
    )


@extend_schema(tags=["views"])
class Views(Once, Door, viewsets.GenericViewSet):
    """Saved views that you may open. Only its owner changes a view or takes it away."""

    serializer_class = ViewShape
    pagination_class = None
    lookup_value_converter = "uuid"

    @extend_schema(responses=ViewShape(many=True))
    def list(self, request):
        """Shared ones first, each in the order they were made."""
        return Response([_shaped(view) for view in views_of(request.reader)])

    def retrieve(self, request, pk):
        """One view."""
        return Response(_shaped(self.row()))

    @extend_schema(request=ViewWrite, responses={201: ViewShape})
    def create(self, request):
        """Keeps filters under a name."""
        made = save_view(by=request.reader, question=OrganisationFilter, **self.read())
        return Response(_shaped(made), status=status.HTTP_201_CREATED)

    @extend_schema(request=ViewWrite, responses=ViewShape, parameters=[IF_MATCH, IDEMPOTENCY])
    def partial_update(self, request, pk):
        """Changes name, filters or readers."""
        view = own_view(by=request.reader, view=self.row())
        fields = self.read(partial=True)
        view = hold(request.reader, view)
        made_from(request, _shaped(view), request.data)
        changed = change_view(by=request.reader, view=view, question=OrganisationFilter, **fields)
        return Response(_shaped(changed))

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Takes a view away."""
        archive_view(by=request.reader, view=self.row())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def again(self, pk, code: int) -> Response:
        """The answer to a write that had been done already."""
        return Response(_shaped(self.row(pk)), status=code)

    def row(self, pk=None) -> SavedView:
        """Hidden, missing and taken away answer alike: 404."""
        views = views_of(self.request.reader).filter(pk=pk or self.kwargs["pk"])
        if (view := views.first()) is None:
            raise Http404
        return view

    def read(self, **options) -> dict:
        asked = ViewWrite(data=self.request.data, **options)
        asked.is_valid(raise_exception=True)
        fields = dict(asked.validated_data)
        if fields.get("association"):
            fields["association"] = self.association(fields["association"])
        return fields

    def association(self, pk) -> Association:
        try:
            return get_visible(Association, self.request.reader, pk)
        except Association.DoesNotExist as missing:
            raise ValidationError({"association": [_("There is no such row.")]}) from missing


def _shaped(view: SavedView) -> dict:
    shared = view.association
    shaped = {
        "id": view.pk,
        "name": view.name,
        "query": view.query,
        "owner": {"id": view.owner_id, "name": view.owner.name},
        "association": {"id": shared.pk, "name": shared.name} if shared else None,
        "created_at": view.created_at,
    }
    return shaped | {"version": version_of(shaped, ("name", "query", "association"))}
