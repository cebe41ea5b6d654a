"""Search: one question in words to everything that you may know of; and the bin."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, views
from rest_framework.response import Response

from api.base import Door
from api.retries import Once
from api.shapes import MunicipalityName, Named, Shape, choice
from movements.access.funnel import NEUTRAL, MalformedQuestion
from movements.briefing.bin import KINDS, Entry, bring_back, in_the_bin
from movements.briefing.search import MOST, Group, search
from movements.dialogue.models import Point
from movements.directory.choices import OrganisationKind

KNOWN = NEUTRAL | {"q", "exact"}
LONGEST = 200  # letters of a question
WORDS = {"type": "string", "minLength": 1, "maxLength": LONGEST}


class FoundOrganisation(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = choice(OrganisationKind)
    town = serializers.CharField()
    municipality = MunicipalityName(allow_null=True)


class FoundOrganisations(Shape):
    """How many were found, at most 200, and the best of them."""

    total = serializers.IntegerField()
    more = serializers.BooleanField(help_text="There are still more than `total`")
    results = FoundOrganisation(many=True)


class FoundPerson(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    title = serializers.CharField(help_text="What they are at the organisation, or empty")
    organisation = Named(allow_null=True)


class FoundPeople(FoundOrganisations):
    results = FoundPerson(many=True)


class FoundMeeting(Shape):
    id = serializers.UUIDField()
    day = serializers.DateField()
    organisations = serializers.ListField(child=serializers.CharField())


class FoundMeetings(FoundOrganisations):
    results = FoundMeeting(many=True)


class FoundPoint(Shape):
    id = serializers.UUIDField()
    kind = choice(Point.Kind)
    text = serializers.CharField()
    meeting = serializers.UUIDField()
    day = serializers.DateField()
    organisation = serializers.CharField(allow_null=True)


class FoundPoints(FoundOrganisations):
    results = FoundPoint(many=True)


class FoundMunicipalities(FoundOrganisations):
    results = MunicipalityName(many=True)


class SearchAnswer(Shape):
    """What the words found, each kind the best first."""

    q = serializers.CharField()
    also = serializers.ListField(
        child=serializers.CharField(), help_text="Words that a misspelt one was widened by"
    )
    organisations = FoundOrganisations()
    people = FoundPeople()
    meetings = FoundMeetings()
    points = FoundPoints()
    municipalities = FoundMunicipalities()


@extend_schema(tags=["search"])
class Search(Door, views.APIView):
    """The same search as the pages: words, beginnings, parts of compounds, misspelt names."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", WORDS, required=True, description="Words; each must be met"),
            OpenApiParameter("exact", enum=["1"], description="As written: nothing is widened"),
        ],
        responses=SearchAnswer,
    )
    def get(self, request):
        """Up to twenty of each kind."""
        text, exact = _asked(request.GET)
        answer = search(request.reader, text, exact=exact)
        if answer is None:
            raise MalformedQuestion({"q": [_("Write at least one word.")]})
        return Response(
            {
                "q": text,
                "also": answer.also,
                "organisations": _told(answer.organisations, _organisation),
                "people": _told(answer.people, _person),
                "meetings": _told(answer.meetings, _meeting),
                "points": _told(answer.points, _point),
                "municipalities": _told(answer.municipalities, _municipality),
            }
        )


def _asked(query) -> tuple[str, bool]:
    """The words, and whether only they. Raises MalformedQuestion, as every question does."""
    problems = {name: [_("There is no such filter.")] for name in query.keys() - KNOWN}
    exact = query.get("exact", "")
    if exact not in ("", "1"):
        problems["exact"] = [_("Write 1, or leave it out.")]
    text = query.get("q", "").strip()
    if "\0" in text or len(text) > LONGEST:
        problems["q"] = [_("Write at most %(most)s letters.") % {"most": LONGEST}]
    if problems:
        raise MalformedQuestion(problems)
    return text, exact == "1"


def _told(group: Group, shape) -> dict:
    rows = [shape(row) for row in group.rows[:MOST]]
    return {"total": group.total, "more": group.more, "results": rows}


def _organisation(row) -> dict:
    place = row.municipality
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "town": row.town,
        "municipality": {"code": place.code, "name": place.name} if place else None,
    }


def _person(row) -> dict:
    role = next(iter(row.told), None)
    return {
        "id": row.pk,
        "name": row.name,
        "title": role["title"] if role else "",
        "organisation": {"id": role["pk"], "name": role["organisation"]} if role else None,
    }


def _meeting(row) -> dict:
    return {"id": row.pk, "day": row.day, "organisations": row.parties_seen}


def _point(row) -> dict:
    return {
        "id": row.pk,
        "kind": row.kind,
        "text": str(row),
        "meeting": row.meeting,
        "day": row.day,
        "organisation": row.of,
    }


def _municipality(row) -> dict:
    return {"code": row.code, "name": row.name}


class ThrownShape(Shape):
    """Something in the bin. A meeting is called by its day, and has its organisations."""

    kind = serializers.ChoiceField(list(KINDS))
    id = serializers.UUIDField()
    name = serializers.CharField()
    organisations = serializers.ListField(child=serializers.CharField())
    archived_at = serializers.DateTimeField()
    archived_by = Named(allow_null=True)
    until = serializers.DateTimeField(help_text="When it is shown here no more")


class BinShape(Shape):
    """One page; `next` is the `after` of the next one."""

    next = serializers.CharField(allow_null=True)
    results = ThrownShape(many=True)


@extend_schema(tags=["bin"])
class Bin(Door, views.APIView):
    """What has been put away in the last thirty days, and is yours to bring back."""

    @extend_schema(
        parameters=[OpenApiParameter("after", description="Where the page begins, from `next`")],
        responses=BinShape,
    )
    def get(self, request):
        """The latest first."""
        problems = {n: [_("There is no such filter.")] for n in request.GET.keys() - NEUTRAL}
        if problems:
            raise MalformedQuestion(problems)
        found = in_the_bin(request.reader, after=request.GET.get("after", ""))
        results = [_thrown(entry) for entry in found.entries]
        return Response({"next": found.next or None, "results": results})


@extend_schema(tags=["bin"])
class BringBack(Once, Door, views.APIView):
    """The way out of the bin."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, kind, pk):
        """Brings it back to where it was. What does not lie in your bin is 404."""
        bring_back(by=request.reader, kind=kind, pk=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _thrown(entry: Entry) -> dict:
    row, who = entry.row, entry.who
    return {
        "kind": entry.kind,
        "id": row.pk,
        "name": row.day.isoformat() if entry.kind == "meeting" else str(row),
        "organisations": entry.parties,
        "archived_at": entry.at,
        "archived_by": {"id": who.pk, "name": who.name} if who else None,
        "until": entry.until,
    }
