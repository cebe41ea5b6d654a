"""What the map page says: one question, and every figure, colour and line that follows from it."""

from functools import cached_property
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.directory.downloads import files
from crm.mapping.bar import FilterBar
from crm.mapping.picture import Picture
from crm.mapping.words import coverage_sentence, tightest_word, within
from crm.menu import may
from crm.templatetags.contact_words import contact_words
from movements.access.base_maps import base_map_of
from movements.access.funnel import MalformedQuestion, asked
from movements.directory.choices import PolicyArea
from movements.directory.filters import OrganisationFilter
from movements.directory.listing import ORDERS, main_tie, page_of, rung, tightest
from movements.directory.saving import written
from movements.mapping.borders import box_of, outlines
from movements.mapping.coverage import Tally, coverage, silent_areas, step_of, whole
from movements.places.mercator import from_mercator

LIVING = "living"
MEASURES = {
    LIVING: (_("Living contacts"), _("Organisations we have met in the last six months")),
    "organisations": (_("Organisations"), _("Organisations that are active in the municipality")),
    "quiet": (_("Quiet"), _("Organisations without contact for six months, or ever")),
}
# What the colours follow. Words, silence and place choose points and lines, never colours: a
# municipality does not turn white because somebody searches for a name.
COLOURS_FOLLOW = ("kind", "policy_area")
PAGE_SIZE = 50


class MapAnswer:
    """The answer to one query string. `problem` is the malformed question, else None.

    Queries whatever the counts: the ground, the base map, the coverage, the whole (and once more
    when the colours follow another question), the lines and their ties.
    """

    nobody = UUID(int=0)  # stands in the pattern of an organisation's address

    def __init__(self, reader, query):
        self.reader, self.query = reader, query
        self.measure = query.get("measure") or LIVING
        self.question = without(query, "measure")
        self.problem = None
        try:
            if self.measure not in MEASURES:
                raise MalformedQuestion({"measure": [_("There is no such filter.")]})
            self.put = asked(OrganisationFilter, reader, self.question)
            self.slice = self._slice(self.question.get("after", ""))
        except MalformedQuestion as malformed:
            self.problem = malformed
            self.measure, self.question = LIVING, QueryDict("")
            self.put = asked(OrganisationFilter, reader, self.question)
            self.slice = self._slice("")

    def _slice(self, after: str):
        return page_of(self.put.qs, ORDERS["last"], self.reader, size=PAGE_SIZE, after=after)

    # --- The ground and its colours ---------------------------------------------------------

    @cached_property
    def outlines(self):
        return outlines(self.reader.district)

    @cached_property
    def base_map(self):
        """What the district has chosen to lie under its borders, or None."""
        return base_map_of(self.reader)

    @cached_property
    def _follows(self) -> QueryDict:
        kept = QueryDict(mutable=True)
        for name in COLOURS_FOLLOW:
            if self.question.getlist(name):
                kept.setlist(name, self.question.getlist(name))
        return kept

    @cached_property
    def _base(self):
        return asked(OrganisationFilter, self.reader, self._follows)

    @cached_property
    def _coverage(self):
        return coverage(self._base)

    @cached_property
    def coverage(self) -> dict[str, Tally]:
        """Code → tally, for every municipality of the district."""
        return {outline.code: self._coverage.of(outline.code) for outline in self.outlines}

    @cached_property
    def municipalities(self) -> list[dict]:
        """Each municipality with its figure and class, in Swedish order."""
        chosen = set(self.question.getlist("municipality"))
        return [
            {
                "outline": outline,
                "code": outline.code,
                "name": outline.name,
                "tally": self.coverage[outline.code],
                "figure": self.coverage[outline.code].of(self.measure),
                "step": self._step(outline.code),
                "current": outline.code in chosen,
                "url": self.address(municipality=outline.code),
            }
            for outline in self.outlines
        ]

    def _step(self, code: str) -> str:
        """The class as the style sheet names it: 0 to 5, or white."""
        tally = self.coverage[code]
        if self.measure == LIVING and tally.is_white:
            return "white"
        return str(step_of(tally.of(self.measure)))

    @property
    def is_narrowed(self) -> bool:
        """Whether the colours are about some kinds or policy areas alone."""
        return bool(self._follows)

    @property
    def white_spots(self) -> list[dict]:
        return [place for place in self.municipalities if place["tally"].is_white]

    @cached_property
    def picture(self) -> Picture:
        return Picture(self.municipalities)

    # --- The selection ------------------------------------------------------------------------

    @cached_property
    def whole(self) -> Tally:
        """What the list and the points hold."""
        narrowed = without(self.question, "after", "lang")
        if narrowed.urlencode() == self._follows.urlencode():
            return self._coverage.whole
        return whole(self.put)

    @cached_property
    def chosen(self) -> dict | None:
        """The municipality of the panel, when the question names exactly one of the district's."""
        codes = self.question.getlist("municipality")
        if len(codes) != 1:
            return None
        return next((place for place in self.municipalities if place["current"]), None)

    @property
    def tally(self) -> Tally:
        """What the panel's sentence counts: the municipality, or the whole county."""
        return self.chosen["tally"] if self.chosen else self._coverage.whole

    @cached_property
    def silent_areas(self) -> list[dict]:
        """Of the chosen municipality: what nobody there has been met about, the most first."""
        if not (self.chosen and self.slice.rows):
            return []
        return [
            {"word": within(PolicyArea(code).label), "url": self.address(policy_area=code)}
            for code in silent_areas(self._base, self.chosen["outline"].id)
        ]

    @property
    def sentence(self) -> str:
        return coverage_sentence(self.tally)

    @cached_property
    def lines(self) -> list[dict]:
        return [self._line(row) for row in self.slice.rows]

    def _line(self, row) -> dict:
        tie = main_tie(row, self.reader.association)
        kind, words = contact_words(row.last_contact, tie.next_contact_on if tie else None)
        return {
            "row": row,
            "rung": rung(tie),
            "kind": kind,
            "words": words,
            "place": row.town or ", ".join(row.area_names[:2]),
            "at": "{:.6f},{:.6f}".format(*from_mercator(*row.point)) if row.point else "",
        }

    @cached_property
    def too_tight(self) -> dict | None:
        """When nothing fits: which filter to take away, and the address without it."""
        found = None if self.whole.organisations else tightest(self.reader, self.question)
        if not found:
            return None
        name, number = found
        return {
            "word": tightest_word(name, self.question),
            "number": number,
            "url": self.address(**{name: None}),
        }

    # --- Addresses ------------------------------------------------------------------------------

    @cached_property
    def bar(self) -> FilterBar:
        return FilterBar(self.question, self.outlines)

    @property
    def measures(self) -> list[dict]:
        return [
            {"code": code, "word": word, "sentence": sentence, "current": code == self.measure}
            for code, (word, sentence) in MEASURES.items()
        ]

    @property
    def measure_sentence(self):
        return MEASURES[self.measure][1]

    def address(self, **changes) -> str:
        """This page with these parameters set, or taken away when None."""
        query = without(self.query if not self.problem else QueryDict(""), "after", *changes)
        for name, value in changes.items():
            if value is not None:
                query[name] = value
        return f"{reverse('map')}?{query.urlencode()}" if query else reverse("map")

    @property
    def county_url(self) -> str:
        return self.address(municipality=None)

    @property
    def white_url(self) -> str:
        return self.address(white_spots="1", municipality=None)

    @property
    def more_url(self) -> str:
        return self.address(after=self.slice.next) if self.slice.next else ""

    @property
    def first_url(self) -> str:
        return self.address() if self.question.get("after") else ""

    @property
    def files(self) -> list[dict]:
        return files(with_query("", without(self.question, "after")))

    @property
    def save_url(self) -> str:
        """Where these filters become a saved view; "" while there are none, or for who may not."""
        asked = written(without(self.question, "after"))
        if not asked or not may(self.reader, "keep_view"):
            return ""
        return f"{reverse('organisation_view_create')}?{asked}"

    @property
    def list_url(self) -> str:
        return with_query(reverse("organisation_list"), without(self.question, "after"))

    @property
    def data(self) -> dict:
        """What the script draws from: addresses, classes, and the boxes to look at (WGS 84)."""
        tiles = reverse("map_tile", args=[987, 654, 321])
        tiles = tiles.replace("987/654/321", "{z}/{x}/{y}")
        everything = box_of(self.outlines)
        return {
            "tiles": with_query(tiles, without(self.question, "after")),
            "ground": f"{reverse('map_ground')}?district={self.reader.district_id}",
            "base": self.base_map.base_map_url if self.base_map else None,
            "steps": {place["code"]: place["step"] for place in self.municipalities},
            "names": {place["code"]: place["name"] for place in self.municipalities},
            "urls": {place["code"]: place["url"] for place in self.municipalities},
            "boxes": {outline.code: lonlat_box(outline.box) for outline in self.outlines},
            "box": lonlat_box(everything) if everything else None,
            "chosen": self.chosen["code"] if self.chosen else None,
            "count": self.whole.organisations,
        }


def without(query, *names) -> QueryDict:
    """A copy of the query string without these parameters and without empty ones."""
    copy = QueryDict(mutable=True)
    for name, values in query.lists():
        given = [value for value in values if value]
        if given and name not in names:
            copy.setlist(name, given)
    return copy


def with_query(path: str, query: QueryDict) -> str:
    return f"{path}?{query.urlencode()}" if query else path


def lonlat_box(box) -> list[float]:
    west, south, east, north = box
    return [round(at, 5) for at in (*from_mercator(west, south), *from_mercator(east, north))]
