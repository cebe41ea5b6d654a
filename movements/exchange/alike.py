"""Whom may a row of the file be? What the directory's judgement says, as an import needs it.

The judgement is that of "Finns redan?" and of the nightly scan (movements/directory/likeness.py),
asked once for all rows that have not come before. An earlier row of the file counts from when it
comes in as new, and a number is taken from when a row takes it.
"""

from collections import defaultdict
from dataclasses import dataclass

from movements.directory.candidates import like
from movements.directory.likeness import Card, Why
from movements.exchange import problems as p

CODES = {
    Why.SAME_NUMBER: p.SAME_NUMBER,
    Why.SAME_HOMEPAGE: p.SAME_HOMEPAGE,
    Why.SAME_PLACE: p.SAME_PLACE,
    Why.SAME_NAME: p.SAME_ELSEWHERE,
    Why.ALIKE: p.ALIKE,
}
STANDS_HERE = frozenset([p.SAME_HOMEPAGE, p.SAME_PLACE, p.SAME_ROW])


@dataclass(frozen=True, slots=True)
class Known:
    """What a row can be the same as: an organisation we have, or an earlier row of the file."""

    label: str
    organisation_id: object = None
    number: int | None = None  # row number when it is in the file itself
    archived: bool = False
    seat: int | None = None  # id of the municipality of its address

    def is_one_with(self, other):
        return (self.organisation_id, self.number) == (other.organisation_id, other.number)


@dataclass(frozen=True, slots=True)
class Found:
    """One answer for one row. `certain`: its number or its website says so."""

    why: str
    known: Known
    certain: bool = False


def told_of(organisations, rows, placed):
    """{row number: [(verdict, organisation id, number of an earlier row)]}, one of the two None.

    `organisations` are those that the reader may see.
    """
    seats = {pk: frozenset([pk]) for pk in {place.municipality.pk for place in placed}}
    cards = [
        Card(
            row.name,
            row.organisation_number,
            row.homepage,
            row.email,
            row.town,
            seats[place.municipality.pk],
        )
        for row, place in zip(rows, placed, strict=True)
    ]
    told = defaultdict(list)
    for one in like(organisations, cards):
        other = None if one.other is None else rows[one.other].number
        told[rows[one.n].number].append((one.verdict, one.organisation_id, other))
    return told


class Alike:
    """Asked row by row, in the order of the file.

    `told` is what was judged (told_of), `organisations` {id: Known} those it names, `numbers`
    {number: Known} who has which; `apart` pairs of ids that somebody has said are two.
    """

    def __init__(self, told, organisations, numbers, apart):
        self.organisations = organisations
        self._told, self._numbers, self._apart = told, numbers, apart
        self._rows = {}

    def claim(self, organisation_number, known):
        """From this row on the number is taken; a later row of the file may not have it too."""
        if organisation_number:
            self._numbers.setdefault(organisation_number, known)

    def holder_of(self, organisation_number):
        return self._numbers.get(organisation_number)

    def comes_in(self, row):
        """The row becomes an organisation, which later rows may be."""
        known = Known(f"{row.name} ({row.number})", number=row.number)
        self._rows[row.number] = known
        self.claim(row.organisation_number, known)

    def found(self, row):
        """[Found]: the number first, a namesake elsewhere last; not what is said to be another."""
        answers = [answer for one in self._told.get(row.number, ()) if (answer := self._one(*one))]
        holder = self.holder_of(row.organisation_number)
        if holder:
            same = [one for one in answers if one.known.is_one_with(holder)]
            first = Found(p.SAME_NUMBER, holder, any(one.certain for one in same))
            answers = [first, *(one for one in answers if one not in same)]
        answers.sort(key=lambda one: one.why == p.SAME_ELSEWHERE)
        return [one for one in answers if not self._is_another(answers[0], one)]

    def _one(self, verdict, organisation_id, number):
        why = CODES[verdict.why]
        if number is not None:
            known = self._rows.get(number)
            if known is None or why == p.SAME_ELSEWHERE:
                return None  # a register that holds two of a name in two places means two
            why = p.SAME_ROW if why == p.SAME_PLACE else why
        else:
            known = self.organisations.get(organisation_id)
            if known is None or (known.archived and why == p.SAME_ELSEWHERE):
                return None
        return Found(why, known, verdict.certain)

    def _is_another(self, first, one):
        pair = frozenset([first.known.organisation_id, one.known.organisation_id])
        return pair in self._apart
