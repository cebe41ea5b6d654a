"""Where an organisation sits: its municipality, and a point when its own words name a place."""

from dataclasses import dataclass
from functools import lru_cache

from movements.directory.choices import SHELTER_KINDS
from movements.exchange import problems as p
from movements.places.gazetteer import locate, resolve


@dataclass(frozen=True, slots=True)
class Placed:
    """`point` is a GEOS point in web mercator, or None: a municipality's middle is no place."""

    municipality: object
    point: object = None


class Placer:
    """Places the rows of one register. Registers repeat their towns, so answers are remembered."""

    def __init__(self, municipality):
        self.municipality = municipality
        self._found = lru_cache(maxsize=50_000)(self._look_up)
        self._named = lru_cache(maxsize=1_000)(self._municipality_named)

    def place(self, row):
        """The row's place; what its words contradict is noted on the row."""
        if row.is_error:
            return Placed(None)
        found = self._found(row.town, row.postcode, row.areas)
        seat, point = self._settle(row, found)
        if row.kind in SHELTER_KINDS:
            if row.address or row.postcode or row.town:
                row.note(p.PROTECTED_PLACE)
            row.address = row.postcode = row.town = ""
            point = None
        return Placed(seat, point)

    def _settle(self, row, found):
        if found is None:
            unknown = row.town or row.areas
            if unknown:
                row.note(p.UNKNOWN_PLACE, unknown[:60])
            seat, point = self._named(row.municipality_text) or self.municipality, None
        else:
            seat, point = found.municipality, found.point if found.is_located else None
            self._check_postcode(row, found)
        if seat.pk != self.municipality.pk:
            said = row.town or row.areas or row.municipality_text
            value = seat.name if not said or said == seat.name else f"{said} ({seat.name})"
            row.note(p.OTHER_MUNICIPALITY, value[:80])
        return seat, point

    def _check_postcode(self, row, found):
        """A postcode in another county than the town: some registers hold a printer's address."""
        if not (row.postcode and row.town):
            return
        by_code = self._found("", row.postcode, "")
        if by_code and by_code.municipality.county_id != found.municipality.county_id:
            row.note(p.POSTCODE_ELSEWHERE, by_code.municipality.name)

    def _look_up(self, town, postcode, areas):
        return locate(town=town, postcode=postcode, area=areas, hint=self.municipality)

    def _municipality_named(self, text):
        if not text:
            return None
        found = resolve(text, hint=self.municipality)
        return found.municipality if found else None
