"""What an import did, or would do: one result a row, and the counts that always add up."""

from collections import Counter
from dataclasses import dataclass, field

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
DUPLICATE, ERROR = "duplicate", "error"
LEFT_OUT = "left_out"  # by whoever looked through the file
OUTCOMES = (NEW, CHANGED, DUPLICATE, ERROR, UNCHANGED, LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an organisation that a row changes."""

    field: str
    old: object
    new: object


@dataclass(slots=True)
class Result:
    """What became of one row. `organisation_id` is the one it made, changed or resembles."""

    row: object
    outcome: str
    placed: bool = False
    located: bool = False
    organisation_id: object = None
    like_row: int | None = None  # of a possible duplicate: the earlier row that it resembles
    changes: list[Change] = field(default_factory=list)

    @property
    def problems(self):
        return self.row.problems


@dataclass
class Report:
    """The whole import. rows = new + changed + unchanged + duplicate + error + left_out.

    `people` are the contact persons that came in.
    """

    results: list[Result]
    dry_run: bool
    unread_columns: list[str] = field(default_factory=list)
    people_columns: int = 0
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    batch: object = None
    people: int = 0

    @property
    def counts(self):
        outcomes = Counter(result.outcome for result in self.results)
        return {
            "rows": len(self.results),
            **{name: outcomes[name] for name in (NEW, CHANGED, UNCHANGED, DUPLICATE, ERROR)},
            **({LEFT_OUT: outcomes[LEFT_OUT]} if outcomes[LEFT_OUT] else {}),
            **({"people": self.people} if self.people else {}),
            "placed": sum(result.placed for result in self.results),
            "located": sum(result.located for result in self.results),
        }

    @property
    def notices(self):
        """How many rows each problem was noted on."""
        return dict(Counter(problem.code for r in self.results for problem in r.problems))

    def of(self, outcome):
        return [result for result in self.results if result.outcome == outcome]

    def as_json(self):
        """Plain values: the counts first, then what was left out and which rows say why."""
        return {
            **self.counts,
            "dry_run": self.dry_run,
            "sheet": self.sheet,
            "other_sheets": self.other_sheets,
            "unread_columns": self.unread_columns,
            "people_columns": self.people_columns,
            "notices": self.notices,
            "problems": [
                {
                    "row": r.row.number,
                    "outcome": r.outcome,
                    "problems": [str(p) for p in r.problems],
                }
                for r in self.results
                if r.problems
            ],
        }
