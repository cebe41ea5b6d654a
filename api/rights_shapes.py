"""What the rights room answers and takes, for the description of this interface."""

from rest_framework import serializers

from api.shapes import Flag, Named, Shape, Text, choice, several
from movements.access.read_log import ReadLog
from movements.privacy.models import Basis, Informed
from movements.rights.choices import (
    CameBy,
    Cause,
    DataKind,
    Deed,
    Happened,
    Outcome,
    PeopleKind,
    RequestKind,
    Severity,
    Status,
    Telling,
)


class FiguresShape(Shape):
    """How much the deed was of what; what does not apply is left out."""

    rows = serializers.IntegerField(required=False)
    texts = serializers.IntegerField(required=False)
    files = serializers.IntegerField(required=False)
    seconds = serializers.FloatField(required=False)


class RequestShape(Shape):
    """Somebody uses a right (GDPR art. 15-18, 20, 21). By number, never by name."""

    id = serializers.UUIDField()
    code = serializers.CharField(help_text="Such as B-2026-011")
    kind = choice(RequestKind)
    person_number = serializers.IntegerField(allow_null=True, help_text="2291 of P-2291")
    association = Named(allow_null=True)
    came_on = serializers.DateField()
    came_by = choice(CameBy)
    reference = serializers.CharField()
    concerns = serializers.CharField()
    due_on = serializers.DateField()
    extension = serializers.CharField(help_text="Why it takes longer")
    status = choice(Status)
    answer = serializers.CharField(help_text="What the association has done")
    outcome = choice(Outcome, allow_blank=True)
    reason = serializers.CharField()
    deed = choice(Deed, allow_blank=True)
    done_at = serializers.DateTimeField(allow_null=True)
    figures = FiguresShape()
    sealed_at = serializers.DateTimeField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_because = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)


class RequestNew(serializers.Serializer):
    """A request as it came in."""

    kind = choice(RequestKind)
    came_on = serializers.DateField()
    came_by = choice(CameBy)
    person_number = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=10**12
    )
    reference = Text(max_length=80, required=False, allow_blank=True)
    concerns = Text(max_length=200, required=False, allow_blank=True)


class ReasonWrite(serializers.Serializer):
    """Why, without names."""

    reason = Text(max_length=300)


class AnswerWrite(serializers.Serializer):
    """What has been done, without names."""

    answer = Text(max_length=300)


class CloseWrite(serializers.Serializer):
    """What came of it; a refusal has its reason."""

    outcome = choice(Outcome)
    reason = Text(max_length=300, required=False, allow_blank=True, default="")


class EraseWrite(serializers.Serializer):
    """The number of whom it is about, to be sure."""

    typed = Text(max_length=20, help_text="P-2291")
    refuse_hereafter = Flag(default=True)


class GoesShape(Shape):
    """How much an erasure would take. Nothing has been touched."""

    rows = serializers.IntegerField()
    texts = serializers.IntegerField()
    files = serializers.IntegerField()


class IncidentShape(Shape):
    """What went wrong with personal data, in the fields of the authority's form (art. 33)."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()
    discovered_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="72 hours later")
    discovered_how = serializers.CharField()
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    happened = choice(Happened)
    what = serializers.CharField()
    cause = choice(Cause, allow_blank=True)
    cause_more = serializers.CharField()
    people_kinds = several(PeopleKind)
    people_count = serializers.IntegerField(allow_null=True)
    records_count = serializers.IntegerField(allow_null=True)
    data_kinds = several(DataKind)
    associations = serializers.ListField(child=serializers.UUIDField())
    consequences = serializers.CharField()
    severity = choice(Severity, allow_blank=True)
    measures = serializers.CharField()
    telling = choice(Telling, allow_blank=True)
    told_on = serializers.DateField(allow_null=True)
    why_not_told = serializers.CharField()
    across_borders = serializers.BooleanField()
    reported_at = serializers.DateTimeField(allow_null=True)
    authority_number = serializers.CharField()
    late_because = serializers.CharField()
    not_reported_because = serializers.CharField()
    version = serializers.CharField(help_text="Of what can be changed: send it with a change")


class IncidentWrite(serializers.Serializer):
    """The first four are needed when it is written down; the rest can be said later."""

    title = Text(max_length=120)
    discovered_at = serializers.DateTimeField()
    happened = choice(Happened)
    what = Text(max_length=4000)
    discovered_how = Text(max_length=300, required=False, allow_blank=True)
    began_at = serializers.DateTimeField(required=False, allow_null=True)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    cause = choice(Cause, required=False, allow_blank=True)
    cause_more = Text(max_length=2000, required=False, allow_blank=True)
    people_kinds = several(PeopleKind, required=False)
    people_count = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2**31 - 1
    )
    records_count = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2**31 - 1
    )
    data_kinds = several(DataKind, required=False)
    associations = serializers.ListField(child=serializers.UUIDField(), required=False)
    consequences = Text(max_length=4000, required=False, allow_blank=True)
    severity = choice(Severity, required=False, allow_blank=True)
    measures = Text(max_length=4000, required=False, allow_blank=True)
    telling = choice(Telling, required=False, allow_blank=True)
    told_on = serializers.DateField(required=False, allow_null=True)
    why_not_told = Text(max_length=2000, required=False, allow_blank=True)
    across_borders = Flag(required=False)


class ReportWrite(serializers.Serializer):
    """When the authority was told, and its number."""

    at = serializers.DateTimeField()
    number = Text(max_length=40, required=False, allow_blank=True, default="")
    late_because = Text(max_length=2000, required=False, allow_blank=True, default="")


class BecauseWrite(serializers.Serializer):
    """Why the authority need not know."""

    because = Text(max_length=2000)


class InformShape(Shape):
    """Somebody who has not been told that they are here (art. 14), by number."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(help_text="2291 of P-2291")
    association = Named()
    basis = choice(Basis)
    source = serializers.CharField()
    inform_by = serializers.DateField()
    keep_until = serializers.DateField()
    restricted_at = serializers.DateTimeField(allow_null=True)


class InformedWrite(serializers.Serializer):
    """When and how they were told."""

    on = serializers.DateField()
    how = choice(Informed)


class ReviewShape(Shape):
    """A contact person of yours whom nobody has met for long."""

    id = serializers.UUIDField()
    person = Named()
    association = Named()
    since = serializers.DateTimeField(help_text="When the nightly rules put them here")
    kept_until = serializers.DateField(allow_null=True)
    reason = serializers.CharField(help_text="Why they are kept")
    asked_at = serializers.DateTimeField(allow_null=True, help_text="Asked for their consent")


class KeepWrite(serializers.Serializer):
    """Why they are kept for a year, without names."""

    reason = Text(max_length=200)


class ConsentWrite(serializers.Serializer):
    """When they said yes."""

    on = serializers.DateField()


class RemoveWrite(serializers.Serializer):
    """Why they leave, without names, and whether they have asked not to come back."""

    why = Text(max_length=200)
    refuse_hereafter = Flag(default=False)


class RuleShape(Shape):
    """How long one kind of thing is kept. `now` is how many the rule would reach now."""

    code = serializers.CharField()
    what = serializers.CharField()
    period = serializers.IntegerField()
    unit = serializers.ChoiceField(["days", "months"])
    then = serializers.CharField()
    fixed = serializers.BooleanField()
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="null: a proposal")
    confirmed_by = serializers.CharField(allow_null=True)
    now = serializers.IntegerField(allow_null=True, help_text="null where nothing was tried")


class ReadingShape(Shape):
    """Who, what they did, when, and why where a reason is asked for."""

    who = serializers.CharField()
    deed = serializers.CharField()
    at = serializers.DateTimeField()
    why = serializers.CharField()


class SeenShape(Shape):
    """Who has read about one person, the latest first."""

    number = serializers.IntegerField()
    people = serializers.IntegerField(help_text="How many different readers")
    more = serializers.BooleanField(help_text="There are older ones than are shown")
    readings = ReadingShape(many=True)


class LogLineShape(Shape):
    """One deed of reading: by a user or a service, about whom by number, and why."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    who = Named(allow_null=True, help_text="null: a service of the system")
    service = serializers.CharField()
    deed = choice(ReadLog.Deed)
    numbers = serializers.ListField(child=serializers.IntegerField(), help_text="2291 of P-2291")
    gone = serializers.IntegerField(help_text="How many of them are no longer here")
    notes = serializers.IntegerField(help_text="How many confidential notes")
    why = serializers.CharField()


class ReadmissionShape(Shape):
    """Somebody was let off the list, for a reason."""

    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    by = Named()
    reason = serializers.CharField()


class ReadmitWrite(serializers.Serializer):
    """The name with an address, a number or both: the list knows nobody by name alone."""

    name = Text(max_length=120)
    email = Text(max_length=200, required=False, allow_blank=True, default="")
    phone = Text(max_length=32, required=False, allow_blank=True, default="")
    reason = Text(max_length=200, help_text="Without names")
