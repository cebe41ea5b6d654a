"""Meetings, what was said at them, and what we promised."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from api.base import Rows, gathered, lifted
from api.history import Told
from api.shapes import Key, Named, Readers, Shape, Text, choice, several
from movements.access.funnel import visible
from movements.access.models import Association
from movements.access.read_log import ReadLog, has_read
from movements.dialogue.actions import (
    Promised,
    Said,
    keep_promise,
    log_meeting,
    redo_meeting,
    release_promise,
    reopen_promise,
    undo_meeting,
)
from movements.dialogue.choices import Mode, SupportKind
from movements.dialogue.filters import MeetingFilter, PromiseFilter
from movements.dialogue.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Participant,
    Point,
    Promise,
)
from movements.dialogue.record import has_read_said
from movements.directory.actions import colleagues
from movements.directory.models import ContactPerson, Organisation


class PointShape(Shape):
    """One thing that was said."""

    id = serializers.UUIDField()
    kind = choice(Point.Kind)
    text = serializers.CharField()
    support_kinds = several(SupportKind)
    organisation = Named(allow_null=True)


class ParticipantShape(Shape):
    """Who was there: one of us, or one of their contact persons."""

    user = Named(allow_null=True)
    person = Named(allow_null=True)


class ContentShape(Shape):
    """What was said."""

    sensitivity = Readers()
    notes = serializers.CharField()
    author = Named()
    points = PointShape(many=True)
    participants = ParticipantShape(many=True)


class MeetingShape(Shape):
    """The fact that we met, and what was said there as far as you may read it."""

    id = serializers.UUIDField()
    day = serializers.DateField()
    mode = choice(Mode)
    association = Named(allow_null=True)
    body = Named(allow_null=True)
    author = Named()
    sensitivity = Readers()
    organisations = Named(many=True, help_text="Those that you may see")
    content = ContentShape(allow_null=True, help_text="Null when nothing was written or is hidden")
    created_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)


class PromiseNew(serializers.Serializer):
    """What we said we would do, who does it, and by when."""

    text = Text(max_length=1000)
    owner = Key(help_text="Somebody with a post in the association")
    due_on = serializers.DateField()


class MeetingNew(serializers.Serializer):
    """A meeting to log. Everything but the association and the organisations is optional."""

    association = Key(help_text="Where you hold a post")
    organisations = serializers.ListField(
        child=Key(), allow_empty=False, min_length=1, max_length=50
    )
    day = serializers.DateField(required=False, help_text="Today when it is left out")
    mode = choice(Mode, default=Mode.VISIT)
    demands = Text(default="", allow_blank=True, max_length=4000)
    support = Text(default="", allow_blank=True, max_length=4000)
    support_kinds = several(SupportKind, default=list)
    notes = Text(default="", allow_blank=True, max_length=20_000)
    promises = PromiseNew(many=True, default=list)
    readers = Readers(required=False, help_text="Of what was said")
    fact_readers = Readers(required=False, help_text="Of the fact that we met")
    follow_up_on = serializers.DateField(required=False, allow_null=True)


@extend_schema(tags=["meetings"])
class Meetings(Told, Rows):
    """Meetings: the fact that we met is one thing, what was said another, each with its readers."""

    question = MeetingFilter
    record = "meeting"
    serializer_class = MeetingShape
    order = ("-day", "-id")
    columns = (
        *("id", "day", "mode", "sensitivity", "created_at", "archived_at"),
        *("association", "association__name", "body", "body__name", "author", "author__name"),
    )

    def shaped(self, rows):
        ids = [row["id"] for row in rows]
        parties = gathered(
            visible(MeetingOrganisation, self.request.reader)
            .filter(meeting__in=ids)
            .order_by("organisation__name", "organisation")
            .values("meeting", "organisation", "organisation__name"),
            "meeting",
        )
        contents = self.contents(ids)
        for row in rows:
            for name in ("association", "body", "author"):
                row[name] = lifted(row, name)
            row["organisations"] = [
                lifted(one, "organisation") for one in parties.get(row["id"], ())
            ]
            row["content"] = contents.get(row["id"])
        return rows

    def contents(self, meetings) -> dict:
        """meeting → what was said there, for those of them that the reader may read."""
        written = list(
            visible(MeetingContent, self.request.reader)
            .filter(meeting__in=meetings)
            .values("id", "meeting", "sensitivity", "notes", "author", "author__name")
        )
        has_read_said((content["id"], content["sensitivity"]) for content in written)
        ids = [content["id"] for content in written]
        points, participants = self.points(ids), self.participants(ids)
        for content in written:
            pk = content.pop("id")
            content["author"] = lifted(content, "author")
            content["points"] = points.get(pk, [])
            content["participants"] = participants.get(pk, [])
        return {content.pop("meeting"): content for content in written}

    def points(self, contents) -> dict:
        """content → what was said, naming an organisation only where the reader may see it."""
        if not contents:
            return {}
        known = visible(Organisation, self.request.reader).filter(pk=OuterRef("organisation"))
        rows = list(
            visible(Point, self.request.reader)
            .filter(content__in=contents)
            .annotate(known=Exists(known))
            .order_by("id")
            .values(
                *("content", "id", "kind", "text", "support_kinds"),
                *("organisation", "organisation__name", "known"),
            )
        )
        for row in rows:
            organisation = lifted(row, "organisation")
            row["organisation"] = organisation if row.pop("known") else None
        return gathered(rows, "content")

    def participants(self, contents) -> dict:
        """content → who was there; a contact person only where the reader may see that person."""
        if not contents:
            return {}
        known = visible(ContactPerson, self.request.reader)
        rows = list(
            visible(Participant, self.request.reader)
            .filter(Q(person=None) | Q(person__in=known), content__in=contents)
            .order_by("id")
            .values("content", "user", "user__name", "person", "person__name")
        )
        for row in rows:
            row["user"], row["person"] = lifted(row, "user"), lifted(row, "person")
        there = [row["person"]["id"] for row in rows if row["person"]]
        has_read(ReadLog.Deed.PERSON, persons=there)
        return gathered(rows, "content")

    @extend_schema(request=MeetingNew, responses={201: MeetingShape})
    def create(self, request):
        """Logs a meeting. Retry with the same Idempotency-Key when you got no answer."""
        asked = self.read(MeetingNew)
        association = self.chosen(Association, asked.pop("association"), "association")
        promises = _promised(association, asked.pop("promises"))
        words = {name: asked.pop(name) for name in ("demands", "support", "support_kinds", "notes")}
        meeting = log_meeting(
            by=request.reader,
            association=association,
            organisations=[Organisation(pk=pk) for pk in asked.pop("organisations")],
            said=Said(**words, promises=promises),
            **asked,
        )
        return self.answer(meeting.pk, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=MeetingShape)
    @action(detail=True, methods=["post"])
    def undo(self, request, pk):
        """Puts the meeting and its promises away, as if it had not been logged."""
        undo_meeting(by=request.reader, meeting=self.row())
        return self.answer(pk)

    @extend_schema(request=None, responses=MeetingShape)
    @action(detail=True, methods=["post"])
    def redo(self, request, pk):
        """Brings back a meeting that was undone."""
        redo_meeting(by=request.reader, meeting=self.row())
        return self.answer(pk)


def _promised(association: Association, promises: list[dict]) -> list[Promised]:
    """With each owner found among the association's own; an unknown one is refused."""
    if not promises:
        return []
    posts = colleagues(association).filter(user__in=[one["owner"] for one in promises])
    owners = {post.user_id: post.user for post in posts.select_related("user")}
    for number, promise in enumerate(promises):
        if promise["owner"] not in owners:
            told = _("Choose somebody with a post in the association.")
            raise ValidationError({f"promises.{number}.owner": [told]})
    return [Promised(**(promise | {"owner": owners[promise["owner"]]})) for promise in promises]


class PromiseShape(Shape):
    """What we said we would do."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    organisation = Named(allow_null=True, help_text="Null when you may not see it")
    meeting = serializers.UUIDField(allow_null=True, help_text="Where it was given, if you see it")
    association = Named(allow_null=True)
    body = Named(allow_null=True)
    owner = Named()
    due_on = serializers.DateField()
    days_late = serializers.IntegerField(help_text="0 when in time or closed")
    status = choice(Promise.Status)
    reason = serializers.CharField(help_text="Why it was released")
    closed_on = serializers.DateField(allow_null=True)
    sensitivity = Readers()
    created_at = serializers.DateTimeField()


class Release(serializers.Serializer):
    """Why we will not do it after all."""

    reason = Text(max_length=1000)


@extend_schema(tags=["promises"])
class Promises(Told, Rows):
    """What we have promised, to whom, and by when."""

    question = PromiseFilter
    record = "promise"
    serializer_class = PromiseShape
    order = ("due_on", "id")
    columns = (
        *("id", "text", "organisation", "content__meeting", "association", "association__name"),
        *("body", "body__name", "owner", "owner__name", "due_on", "status", "reason", "closed_on"),
        *("sensitivity", "created_at"),
    )

    def shaped(self, rows):
        organisations = self.names(Organisation, (row["organisation"] for row in rows))
        given = {row["content__meeting"] for row in rows} - {None}
        meetings = visible(Meeting, self.request.reader).filter(pk__in=given)
        seen = set(meetings.values_list("pk", flat=True)) if given else set()
        today = timezone.localdate()
        for row in rows:
            for name in ("association", "body", "owner"):
                row[name] = lifted(row, name)
            row["organisation"] = organisations.get(row["organisation"])
            meeting = row.pop("content__meeting")
            row["meeting"] = meeting if meeting in seen else None
            late = Promise(status=row["status"], due_on=row["due_on"]).days_late(today)
            row["days_late"] = late
        return rows

    @extend_schema(request=None, responses=PromiseShape)
    @action(detail=True, methods=["post"])
    def keep(self, request, pk):
        """The promise is kept."""
        keep_promise(by=request.reader, promise=self.row())
        return self.answer(pk)

    @extend_schema(request=Release, responses=PromiseShape)
    @action(detail=True, methods=["post"])
    def release(self, request, pk):
        """We will not do it after all; the reason is owed to those it was given to."""
        promise = self.row()
        asked = self.read(Release)
        release_promise(by=request.reader, promise=promise, reason=asked["reason"])
        return self.answer(pk)

    @extend_schema(request=None, responses=PromiseShape)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk):
        """Undoes keeping or releasing."""
        reopen_promise(by=request.reader, promise=self.row())
        return self.answer(pk)
