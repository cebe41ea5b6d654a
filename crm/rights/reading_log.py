"""Läslogg: who has read about whom, when and why. For the officer: numbers, and never names."""

from django.shortcuts import redirect, render

from crm.menu import has_room
from crm.pages import asked, forbid_unless, page, turned
from movements.access.funnel import MalformedQuestion
from movements.access.keyset import capped_count, keyset
from movements.access.read_log import ReadLog
from movements.rights.filters import ReadingFilter
from movements.rights.readings import numbered

ORDER = ("-created_at", "-id")
SIZE = 50
DEEDS = ReadLog.Deed.choices
FIRST = 6  # persons of one line; a search may have shown a hundred


@page
def reading_list(request):
    """The lines of the log, the latest first."""
    reader, query = request.reader, request.GET
    forbid_unless(has_room(reader, "reading"))
    rows, malformed = asked(ReadingFilter, request)
    place = {name: query.get(name, "") for name in ("after", "before")}
    try:
        piece = keyset(rows.select_related("user"), ORDER, size=SIZE, **place)
    except MalformedQuestion:
        return redirect("reading_list")
    total, more = capped_count(rows)
    context = {
        "malformed": malformed,
        "entries": _entries(reader, piece.rows),
        "total": total,
        "more": more,
        "asks": any(query.get(name) for name in ReadingFilter.base_filters),
        "said": {name: query.get(name, "") for name in ReadingFilter.base_filters},
        "deeds": [(value, word, value in query.getlist("deed")) for value, word in DEEDS],
        "only": _only(query.get("user"), piece.rows),
        "next": turned(request, "after", piece.next),
        "previous": turned(request, "before", piece.previous),
    }
    return render(request, "rights/reading_list.html", context, status=400 if malformed else 200)


def _entries(reader, rows) -> list[dict]:
    told = numbered(reader, {row.pk: row.persons for row in rows})
    return [
        {
            "row": row,
            "lines": told[row.pk][:FIRST],
            "others": max(0, len(told[row.pk]) - FIRST),
            "gone": len(row.persons) - len(told[row.pk]),
            "notes": len(row.contents),
        }
        for row in rows
    ]


def _only(asked: str | None, rows) -> str:
    """Whose readings are shown alone, by name; "" where everybody's are, or there are none."""
    found = next((row.user for row in rows if row.user), None) if asked else None
    return found.name if found else ""
