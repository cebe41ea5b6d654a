"""Files of meetings: which there are, sending one, downloading it, taking it away."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import parsers, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from api.base import Door
from api.shapes import Named, Readers, Shape
from movements.access.funnel import get_visible
from movements.dialogue.attaching import (
    attach_file,
    detach_file,
    file_to_send,
    files_of,
    restore_file,
)
from movements.dialogue.attachments import Attachment
from movements.dialogue.files import KINDS, MOST_BYTES, SEALED, too_large
from movements.dialogue.models import Meeting


class AttachmentShape(Shape):
    """A file of a meeting. Its readers are those of what was said there."""

    id = serializers.UUIDField()
    meeting = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(list(KINDS), help_text="What it is, by what is in it")
    size = serializers.IntegerField(help_text="In bytes")
    author = Named()
    sensitivity = Readers()
    created_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)


class AttachmentNew(serializers.Serializer):
    """A file. What it is, is settled by what is in it."""

    file = serializers.FileField(
        max_length=250,
        help_text="PDF, JPEG, PNG, WebP, plain text, docx, xlsx, odt or ods; at most 10 MB",
    )


def _shaped(row: Attachment) -> dict:
    plain = ("id", "name", "kind", "size", "sensitivity", "created_at", "archived_at")
    author = {"id": row.author_id, "name": row.author.name}
    told = {name: getattr(row, name) for name in plain}
    return told | {"meeting": row.meeting_id, "author": author}


class _Rows(Door, viewsets.GenericViewSet):
    serializer_class = AttachmentShape
    pagination_class = None
    lookup_value_converter = "uuid"

    def one(self, model, pk: UUID):
        """Hidden and missing answer alike: 404."""
        try:
            return get_visible(model, self.request.reader, pk)
        except model.DoesNotExist as missing:
            raise Http404 from missing


@extend_schema(tags=["attachments"])
class MeetingFiles(_Rows):
    """The files of one meeting that you may open."""

    parser_classes = [parsers.MultiPartParser]

    @extend_schema(responses=AttachmentShape(many=True))
    def list(self, request, pk):
        """The files, oldest first, without what is in them."""
        meeting = self.one(Meeting, pk)
        return Response([_shaped(row) for row in files_of(request.reader, meeting)])

    @extend_schema(request={"multipart/form-data": AttachmentNew}, responses={201: AttachmentShape})
    def create(self, request, pk):
        """Keeps a file with the meeting. Pictures are drawn anew, without where they were taken."""
        meeting = self.one(Meeting, pk)
        asked = AttachmentNew(data=request.data)
        asked.is_valid(raise_exception=True)
        sent = asked.validated_data["file"]
        if sent.size > MOST_BYTES:  # before it is read into the memory
            raise too_large()
        kept = attach_file(by=request.reader, meeting=meeting, name=sent.name, content=sent.read())
        return Response(_shaped(kept), status=status.HTTP_201_CREATED)


@extend_schema(tags=["attachments"])
class Attachments(_Rows):
    """One file: what it is, what is in it, taking it away and bringing it back."""

    @extend_schema(responses=AttachmentShape)
    def retrieve(self, request, pk):
        """What the file is; `file/` gives what is in it."""
        return Response(_shaped(self.one(Attachment, pk)))

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Takes the file away; `restore/` brings it back."""
        detach_file(by=request.reader, attachment=self.one(Attachment, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=AttachmentShape)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk):
        """Brings back a file that was taken away."""
        return Response(
            _shaped(restore_file(by=request.reader, attachment=self.one(Attachment, pk)))
        )

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in KINDS})
    @action(detail=True, methods=["get"])
    def file(self, request, pk):
        """What is in the file, as a download."""
        try:
            found = file_to_send(request.reader, pk)
        except Attachment.DoesNotExist as missing:
            raise Http404 from missing
        return HttpResponse(
            bytes(found.content),
            content_type=found.kind,
            headers={
                "Content-Disposition": content_disposition_header(True, found.name),
                "Content-Security-Policy": SEALED,
            },
        )
