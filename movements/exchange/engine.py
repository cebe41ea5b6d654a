"""From the bytes of a file to what each row would do: what dry run and commit share."""

from dataclasses import dataclass

from movements.exchange.layouts import Guidance, remembered
from movements.exchange.placing import Placer
from movements.exchange.planning import Plan
from movements.exchange.reading import Table, read_table
from movements.exchange.reports import Report
from movements.exchange.rows import Reading, understand

READING, PLACING, COMPARING, WRITING = "reading", "placing", "comparing", "writing"


def silent(step, done):
    """Where nobody waits to see how far it has come."""


@dataclass
class Judged:
    """A file that was read and compared: what was understood, and one step a row."""

    table: Table
    reading: Reading
    guidance: Guidance  # as it was used: what was said over what was remembered
    layout: object
    steps: list

    def report(self, **more):
        return Report(
            results=[step.result for step in self.steps],
            unread_columns=self.reading.unread_columns,
            people_columns=self.reading.people_columns,
            sheet=self.reading.sheet,
            other_sheets=self.reading.other_sheets,
            **more,
        )


def judge(
    by, data, municipality, association, *, guidance=None, decisions=None, lock=False, tell=silent
):
    """Read `data` and judge every row. Raises ValidationError when it cannot be read."""
    guidance = guidance or Guidance()
    tell(READING, 0.0)
    table = read_table(data, sheet=guidance.sheet, header_row=guidance.header_row)
    tell(READING, 0.4)
    layout = remembered(by, association, table.header)
    used = guidance.over(layout)
    reading = understand(
        table, columns=used.columns, meanings=used.values, people=bool(used.people)
    )
    tell(PLACING, 0.0)
    placer = Placer(municipality)
    placed = [placer.place(row) for row in reading.rows]
    tell(COMPARING, 0.0)
    plan = Plan(by, municipality, decisions, lock=lock)
    return Judged(table, reading, used, layout, plan.judge(reading.rows, placed))
