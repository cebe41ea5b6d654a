"""What a dry run found, kept row by row, so that any page of it opens at once."""

from movements.access.rows import DistrictRow
from movements.exchange.copying import as_json, insert_rows, update_from
from movements.exchange.engine import WRITING, judge, silent
from movements.exchange.layouts import describe, guidance_of
from movements.exchange.models import DraftRow, PendingUpload
from movements.exchange.planning import Decision
from movements.exchange.reports import DUPLICATE, ERROR

PLACE_LENGTH = 160
LINE = (
    *("id", "district_id", "created_at", "draft_id", "number", "outcome", "name", "kind"),
    *("place", "values", "changes", "problems", "organisation", "like_row", "cells"),
    *("verdict", "same_as", "take"),
)


def decisions_of(draft):
    """{row number: Decision} of what the reviewer has said."""
    decided = DraftRow.objects.filter(draft=draft).exclude(verdict="")
    return {
        number: Decision(verdict, same_as or organisation, tuple(take))
        for number, verdict, same_as, organisation, take in decided.values_list(
            "number", "verdict", "same_as", "organisation", "take"
        ).iterator(chunk_size=5_000)
    }


def look_through(draft, by, tell=silent):
    """Judge the rows of a draft and keep what was found; decisions stay with their rows."""
    judged = judge(
        by,
        bytes(draft.content),
        draft.municipality,
        draft.association,
        guidance=guidance_of(draft),
        tell=tell,
    )
    tell(WRITING, 0.0)
    decided = {
        number: rest
        for number, *rest in DraftRow.objects.filter(draft=draft)
        .exclude(verdict="")
        .values_list("number", "verdict", "same_as", "take")
    }
    DraftRow.objects.filter(draft=draft).delete()
    cells = _cells_to_keep(judged)
    insert_rows(DraftRow._meta.db_table, LINE, _lines(judged.steps, draft, cells, decided))
    report = judged.report(dry_run=True)
    draft.understood = describe(judged.table, judged.reading, judged.guidance, judged.layout)
    draft.understood["unread"] = report.unread_columns
    draft.counts = report.counts
    draft.state, draft.step, draft.progress = PendingUpload.State.REVIEWING, "", 100
    draft.problem = ""
    draft.save(update_fields=["understood", "counts", "state", "step", "progress", "problem"])
    return draft


def settle_lines(draft, report):
    """After the import: what became of the rows that turned out otherwise than in the review."""
    before = dict(DraftRow.objects.filter(draft=draft).values_list("number", "outcome"))
    ids = dict(DraftRow.objects.filter(draft=draft).values_list("number", "id"))
    update_from(
        DraftRow,
        ["outcome", "organisation", "problems"],
        (
            (
                *(ids[result.row.number], result.outcome, result.organisation_id),
                as_json(_problems(result)),
            )
            for result in report.results
            if result.row.number in before and before[result.row.number] != result.outcome
        ),
    )


def _cells_to_keep(judged):
    """The cells of rows that may have to go back to whoever sent them, as they stood."""
    kept = {s.row.number for s in judged.steps if s.result.outcome in (ERROR, DUPLICATE)}
    return {number: cells for number, cells in judged.table.rows if number in kept}


def _lines(steps, draft, cells, decided):
    now = draft.created_at.isoformat()
    for step in steps:
        result, row = step.result, step.row
        verdict, same_as, take = decided.get(row.number, ("", None, []))
        yield (
            *(DistrictRow.new_id(), draft.district_id, now, draft.pk, row.number),
            *(result.outcome, row.name, row.kind, _place(row)),
            as_json(step.values),
            as_json([[one.field, one.old, one.new] for one in result.changes]),
            as_json(_problems(result)),
            *(result.organisation_id, result.like_row),
            as_json(cells.get(row.number, [])),
            *(verdict, same_as, as_json(take)),
        )


def _problems(result):
    return [[problem.code, problem.value] for problem in result.problems]


def _place(row):
    return (" ".join(filter(None, [row.postcode, row.town])) or row.areas)[:PLACE_LENGTH]
