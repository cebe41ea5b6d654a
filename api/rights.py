"""What the law asks: requests, incidents, who is told, who is looked over, how long, who read.

The same rows and deeds as under *Dataskydd*; the officer is told numbers, never names.
"""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from api import rights_shapes as shapes
from api.base import Door, Rows, lifted
from api.retries import IDEMPOTENCY, Once
from api.versions import IF_MATCH, version_of
from movements.access.funnel import MalformedQuestion, get_visible, require
from movements.access.read_log import ReadLog, has_read
from movements.directory.models import ContactPerson
from movements.rights import deeds, incidents, requests, reviewing
from movements.rights.filters import (
    IncidentFilter,
    InformFilter,
    ReadingFilter,
    RequestFilter,
    ReviewFilter,
)
from movements.rights.informing import mark_informed, remind
from movements.rights.readings import LONGEST, numbered, who_has_seen
from movements.rights.readmitting import Readmission, readmissions, readmit
from movements.rights.registers import Incident, RightsRequest
from movements.rights.retention import rules_of
from movements.rights.retention_runs import dry_run


@extend_schema(tags=["rights"])
class Requests(Rows):
    """What people ask about themselves, and what is done about it."""

    question = RequestFilter
    serializer_class = shapes.RequestShape
    order = ("due_on", "id")
    columns = (
        *("id", "year", "serial", "kind", "person_number", "association", "association__name"),
        *("came_on", "came_by", "reference", "concerns", "due_on", "extension", "status"),
        *("answer", "outcome", "reason", "deed", "done_at", "figures", "sealed_at"),
        *("lifted_at", "lifted_because", "closed_on"),
    )

    def shaped(self, rows):
        for row in rows:
            said = RightsRequest(year=row.pop("year"), serial=row.pop("serial"))
            row["code"], row["association"] = said.code, lifted(row, "association")
        return rows

    @extend_schema(request=shapes.RequestNew, responses={201: shapes.RequestShape})
    def create(self, request):
        """Takes in a request. Whoever objects, or asks for it, is restricted at once."""
        self.must("handle_requests", request.reader.district)
        made = requests.receive_request(by=request.reader, **self.read(shapes.RequestNew))
        return self.answer(made.pk, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def send(self, request, pk):
        """Asks the association that keeps the person to act."""
        return self.done(requests.send_to_association)

    @extend_schema(request=None, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def remind(self, request, pk):
        """Asks the association again."""
        return self.done(requests.remind_of_request)

    @extend_schema(request=shapes.AnswerWrite, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def respond(self, request, pk):
        """The association says what it has done."""
        return self.done(requests.answer_request, shapes.AnswerWrite)

    @extend_schema(request=shapes.ReasonWrite, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def extend(self, request, pk):
        """Two further months, for a reason that the person is told."""
        return self.done(requests.extend_request, shapes.ReasonWrite)

    @extend_schema(request=shapes.CloseWrite, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def close(self, request, pk):
        """The person has been answered."""
        return self.done(requests.close_request, shapes.CloseWrite)

    @extend_schema(request=None, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def gather(self, request, pk):
        """Gathers and seals the register extract. The file is handed out from the page alone."""
        return self.done(deeds.gather)

    @extend_schema(responses=shapes.GoesShape)
    @action(detail=True, methods=["get"], url_path="erasure", pagination_class=None)
    def erasure(self, request, pk):
        """What an erasure would take, by trying it: nothing is touched."""
        goes = deeds.what_goes(by=request.reader, request=self.row())
        return Response({"rows": goes.rows, "texts": goes.texts, "files": goes.files})

    @extend_schema(request=shapes.EraseWrite, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def erase(self, request, pk):
        """Erases the person and closes the request. It cannot be undone."""
        return self.done(deeds.erase_for, shapes.EraseWrite)

    @extend_schema(request=None, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def restrict(self, request, pk):
        """The person stays a name alone; the request is closed."""
        return self.done(deeds.restrict_for)

    @extend_schema(request=shapes.ReasonWrite, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def lift(self, request, pk):
        """The restriction is over; the person has been told."""
        return self.done(deeds.lift_for, shapes.ReasonWrite)

    @extend_schema(request=shapes.ReasonWrite, responses=shapes.RequestShape)
    @action(detail=True, methods=["post"])
    def dismiss(self, request, pk):
        """Dismisses an objection, for reasons that weigh more."""
        return self.done(deeds.dismiss, shapes.ReasonWrite)

    def done(self, deed, shape=None):
        row = self.row()
        deed(by=self.request.reader, request=row, **(self.read(shape) if shape else {}))
        return self.answer(row.pk)


@extend_schema(tags=["rights"])
class Incidents(Rows):
    """What went wrong with personal data; told to the authority within 72 hours."""

    question = IncidentFilter
    serializer_class = shapes.IncidentShape
    order = ("-discovered_at", "id")
    columns = (
        *("id", "year", "serial", *incidents.SAID),
        *("reported_at", "authority_number", "late_because", "not_reported_because"),
    )

    def shaped(self, rows):
        for row in rows:
            row["version"] = version_of(row, incidents.SAID)
            said = Incident(year=row.pop("year"), serial=row.pop("serial"))
            said.discovered_at = row["discovered_at"]
            row["code"], row["due_at"] = said.code, said.due_at
        return rows

    @extend_schema(request=shapes.IncidentWrite, responses={201: shapes.IncidentShape})
    def create(self, request):
        """Writes an incident down: the clock runs from when it was discovered."""
        self.must("handle_incidents", request.reader.district)
        made = incidents.note_incident(by=request.reader, **self.read(shapes.IncidentWrite))
        return self.answer(made.pk, status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.IncidentWrite,
        responses=shapes.IncidentShape,
        parameters=[IF_MATCH, IDEMPOTENCY],
    )
    def partial_update(self, request, pk):
        """Says more, or puts right what was said."""
        self.must("handle_incidents", self.row())
        said = self.read(shapes.IncidentWrite, partial=True)
        incident = self.held(request.data)
        incidents.correct_incident(by=request.reader, incident=incident, **said)
        return self.answer(pk)

    @extend_schema(request=shapes.ReportWrite, responses=shapes.IncidentShape)
    @action(detail=True, methods=["post"])
    def report(self, request, pk):
        """The authority has been told."""
        row, said = self.row(), self.read(shapes.ReportWrite)
        incidents.report_incident(by=request.reader, incident=row, **said)
        return self.answer(pk)

    @extend_schema(request=shapes.BecauseWrite, responses=shapes.IncidentShape)
    @action(detail=True, methods=["post"])
    def leave(self, request, pk):
        """The authority need not know, and why."""
        row, said = self.row(), self.read(shapes.BecauseWrite)
        incidents.leave_unreported(by=request.reader, incident=row, **said)
        return self.answer(pk)


@extend_schema(tags=["rights"])
class Inform(Rows):
    """Who has not been told that they are here: your association's, or the district's."""

    question = InformFilter
    serializer_class = shapes.InformShape
    order = ("inform_by", "id")
    columns = (
        *("id", "number", "association", "association__name", "basis", "source"),
        *("inform_by", "keep_until", "restricted_at"),
    )

    def shaped(self, rows):
        for row in rows:
            row["association"] = lifted(row, "association")
        return rows

    @extend_schema(request=shapes.InformedWrite, responses={204: None})
    @action(detail=True, methods=["post"])
    def informed(self, request, pk):
        """They have been told; they are on this list no longer."""
        line, said = self.row(), self.read(shapes.InformedWrite)
        person = get_visible(ContactPerson, request.reader, line.pk)
        mark_informed(by=request.reader, person=person, **said)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=shapes.InformShape)
    @action(detail=True, methods=["post"])
    def remind(self, request, pk):
        """Asks the association to tell them: at most once a day."""
        remind(by=request.reader, line=self.row())
        return self.answer(pk)


@extend_schema(tags=["rights"])
class Reviews(Rows):
    """Contact persons of your association whom nobody has met for long."""

    question = ReviewFilter
    serializer_class = shapes.ReviewShape
    order = ("created_at", "id")
    columns = (
        *("id", "person", "person__name", "person__association", "person__association__name"),
        *("created_at", "kept_until", "reason", "asked_at"),
    )

    def shaped(self, rows):
        for row in rows:
            row["since"] = row.pop("created_at")
            row["association"] = lifted(row, "person__association")
            row["person"] = lifted(row, "person")
        has_read(ReadLog.Deed.PERSON, persons=[row["person"]["id"] for row in rows])
        return rows

    @extend_schema(request=shapes.KeepWrite, responses=shapes.ReviewShape)
    @action(detail=True, methods=["post"])
    def keep(self, request, pk):
        """They stay for a year, for a reason."""
        row, said = self.row(), self.read(shapes.KeepWrite)
        reviewing.keep_longer(by=request.reader, review=row, **said)
        return self.answer(pk)

    @extend_schema(request=None, responses=shapes.ReviewShape)
    @action(detail=True, methods=["post"])
    def ask(self, request, pk):
        """You have asked for their consent."""
        reviewing.ask_for_consent(by=request.reader, review=self.row())
        return self.answer(pk)

    @extend_schema(request=shapes.ConsentWrite, responses={204: None})
    @action(detail=True, methods=["post"])
    def consent(self, request, pk):
        """They have said yes."""
        row, said = self.row(), self.read(shapes.ConsentWrite)
        reviewing.note_consent(by=request.reader, review=row, **said)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.RemoveWrite, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request, pk):
        """They leave for good. It cannot be undone."""
        row, said = self.row(), self.read(shapes.RemoveWrite)
        reviewing.remove_reviewed(by=request.reader, review=row, **said)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["rights"])
class Readmissions(Once, Door, viewsets.GenericViewSet):
    """Those let off the list of people not to be registered: when, by whom and why, never whom."""

    serializer_class = shapes.ReadmissionShape
    pagination_class = None

    @extend_schema(responses=shapes.ReadmissionShape(many=True))
    def list(self, request):
        """The latest first; for the privacy officer."""
        require(request.reader, "readmit", request.reader.district)
        return Response([_readmission(one) for one in readmissions(request.reader)])

    @extend_schema(request=shapes.ReadmitWrite, responses={201: shapes.ReadmissionShape})
    def create(self, request):
        """They may be registered again, by this name with this address and number."""
        require(request.reader, "readmit", request.reader.district)
        asked = shapes.ReadmitWrite(data=request.data)
        asked.is_valid(raise_exception=True)
        made = readmit(by=request.reader, **asked.validated_data)
        return Response(_readmission(made), status=status.HTTP_201_CREATED)

    def again(self, pk, code: int) -> Response:
        """The answer to a write that had been done already."""
        row = get_visible(Readmission, self.request.reader, pk)
        return Response(_readmission(row), status=code)


def _readmission(one: Readmission) -> dict:
    named = {"id": one.by_id, "name": one.by.name}
    return {"id": one.pk, "created_at": one.created_at, "by": named, "reason": one.reason}


class Retention(Door, APIView):
    """How long things are kept here."""

    @extend_schema(
        tags=["rights"],
        operation_id="retention_list",
        responses=shapes.RuleShape(many=True),
        parameters=[
            OpenApiParameter("try", enum=["1"], description="Count what each would reach now")
        ],
    )
    def get(self, request):
        """The rules; with `try=1` a dry run of them. Nothing is touched."""
        require(request.reader, "run_retention", request.reader.district)
        tries = _only(request.GET, "try").get("try", "")
        if tries not in ("", "1"):
            raise MalformedQuestion({"try": [_("Write 1, or leave it out.")]})
        counts = dry_run(by=request.reader) if tries else {}
        return Response([_rule(line, counts) for line in rules_of(request.reader)])


class Readings(Door, APIView):
    """Who has read about somebody."""

    @extend_schema(
        tags=["rights"],
        operation_id="readings_list",
        responses=shapes.SeenShape(many=True),
        parameters=[
            OpenApiParameter("who", str, required=True, description="P-2291, a name or an address")
        ],
    )
    def get(self, request):
        """For the privacy officer alone. The question is written to the read log too."""
        require(request.reader, "ask_who_read", request.reader.district)
        asked = _only(request.GET, "who").get("who", "").strip()
        if not asked or len(asked) > LONGEST or "\0" in asked:
            raise MalformedQuestion({"who": [_("Write a name, an address or a number.")]})
        return Response([_seen(one) for one in who_has_seen(request.reader, asked)])


@extend_schema(tags=["rights"])
class ReadingLog(Rows):
    """The read log: who has read about whom, for the privacy officer. To ask about somebody with
    `who` is itself written to it."""

    question = ReadingFilter
    serializer_class = shapes.LogLineShape
    http_method_names = ("get", "head", "options")
    order = ("-created_at", "-id")
    columns = (
        *("id", "created_at", "user", "user__name", "service", "deed"),
        *("persons", "contents", "why"),
    )

    def shaped(self, rows):
        about = numbered(self.request.reader, {row["id"]: row["persons"] for row in rows})
        for row in rows:
            row["at"], row["who"] = row.pop("created_at"), lifted(row, "user")
            row["numbers"] = [line.number for line in about[row["id"]]]
            row["gone"] = len(row.pop("persons")) - len(row["numbers"])
            row["notes"] = len(row.pop("contents"))
        return rows


def _only(query, name: str):
    """The query, with nothing else in it than what is known."""
    unknown = query.keys() - {name, "format"}
    if unknown:
        raise MalformedQuestion({one: [_("There is no such filter.")] for one in unknown})
    return query


def _rule(line, counts: dict) -> dict:
    rule, by = line.rule, line.confirmed
    return {
        "code": rule.code,
        "what": str(rule.what),
        "period": line.period,
        "unit": rule.unit,
        "then": str(rule.then),
        "fixed": rule.fixed,
        "confirmed_at": by.confirmed_at if by else None,
        "confirmed_by": by.confirmed_by.name if by else None,
        "now": counts.get(rule.code),
    }


def _seen(one) -> dict:
    readings = [{"who": r.who, "deed": str(r.deed), "at": r.at, "why": r.why} for r in one.readings]
    return {"number": one.number, "people": one.people, "more": one.more, "readings": readings}
