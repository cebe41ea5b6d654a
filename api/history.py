"""What happened to a row: its deeds, the latest first, as far as you may read them."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from api.shapes import Named, Shape
from movements.briefing.changes import Change, Deed, history_of


class FieldShape(Shape):
    """A field, before and after. What it points at is an id."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class ChangeShape(Shape):
    """One row of the record."""

    noun = serializers.CharField(help_text="Such as Organisation or Channel")
    id = serializers.UUIDField()
    deed = serializers.ChoiceField(["insert", "update", "delete"])
    fields = FieldShape(many=True)


class DeedShape(Shape):
    """What somebody did in one go."""

    id = serializers.CharField()
    moment = serializers.DateTimeField()
    user = Named(allow_null=True)
    service = serializers.CharField(help_text="Empty when a user did it")
    why = serializers.CharField(help_text="The verb")
    undone = serializers.BooleanField(help_text="Whether it was taken back since")
    changes = ChangeShape(many=True)


class HistoryShape(Shape):
    """One page; `next` is the `after` of the next one."""

    next = serializers.CharField(allow_null=True)
    results = DeedShape(many=True)


class Told:
    """Mixin of the rows that have a history."""

    record = ""

    @extend_schema(
        responses=HistoryShape,
        parameters=[
            OpenApiParameter(
                "after", OpenApiTypes.STR, description="Where the page begins, from `next`"
            ),
            OpenApiParameter(
                "by", OpenApiTypes.STR, description="The deeds of this user alone, or of `system`"
            ),
            OpenApiParameter(
                "noun",
                OpenApiTypes.STR,
                description="The deeds alone that changed this noun, such as Relation",
            ),
        ],
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def history(self, request, pk):
        """Who changed what, when and why: versions that you may read, then and now."""
        row = self.row()
        asked = {name: request.GET.get(name, "") for name in ("after", "by", "noun")}
        told = history_of(request.reader, self.record, row, **asked)
        deeds = [_deed(deed) for deed in told.deeds]
        return Response({"next": told.next or None, "results": deeds})


def _deed(deed: Deed) -> dict:
    return {
        "id": deed.key,
        "moment": deed.moment,
        "user": {"id": deed.user, "name": deed.who} if deed.who else None,
        "service": deed.service,
        "why": deed.why,
        "undone": deed.undone,
        "changes": [_change(change) for change in deed.changes],
    }


def _change(change: Change) -> dict:
    return {
        "noun": change.model.__name__,
        "id": change.row,
        "deed": change.label,
        "fields": [
            {"field": name, "before": before, "after": after}
            for name, before, after in change.fields
        ],
    }
