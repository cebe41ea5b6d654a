"""What the steps of an import share: whose draft it is, where it belongs, and its words."""

from dataclasses import dataclass
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.exchange.forms import VERB
from crm.menu import may
from crm.pages import forbid_unless, page
from crm.templatetags.words import number as grouped
from movements.exchange.models import PendingUpload
from movements.exchange.reports import CHANGED, DUPLICATE, ERROR, LEFT_OUT, NEW, UNCHANGED
from movements.exchange.review import draft_of

State = PendingUpload.State
THEN = {"columns": "import_columns", "values": "import_values", "review": "import_review"}


def own_draft(request, pk):
    """The reader's own draft while its day lasts; another's and a missing one answer alike."""
    forbid_unless(may(request.reader, VERB))
    try:
        return draft_of(request.reader, pk)
    except PendingUpload.DoesNotExist as missing:
        raise Http404 from missing


def step(then):
    """A step of a draft that is ready to look through; a busy one shows how far it has come."""

    def decorate(view):
        @page
        @wraps(view)
        def inner(request, pk):
            draft = own_draft(request, pk)
            if draft.state != State.REVIEWING:
                return redirect(where_is(draft, then))
            return view(request, draft)

        return inner

    return decorate


def where_is(draft, then="columns") -> str:
    """The address that a draft is at: its progress, its report, or the step asked for."""
    if draft.state == State.DONE:
        return reverse("import_done", args=[draft.pk])
    if draft.state == State.REVIEWING:
        return reverse(THEN[then], args=[draft.pk])
    return reverse("import_progress", args=[draft.pk]) + f"?then={then}"


def step_words():
    return [_("File"), _("Columns"), _("Values"), _("Review"), _("Done")]


def read_words(rows, sheet) -> str:
    """How much was read, and from where."""
    if sheet:
        words = ngettext(
            "%(count)s row read from the sheet %(sheet)s.",
            "%(count)s rows read from the sheet %(sheet)s.",
            rows,
        )
        return words % {"count": grouped(rows), "sheet": sheet}
    words = ngettext("%(count)s row read.", "%(count)s rows read.", rows)
    return words % {"count": grouped(rows)}


@dataclass(frozen=True)
class Outcome:
    """How an outcome is called, what happens to its rows, and what has happened to them."""

    word: object
    hint: object
    past: object


OUTCOMES = {
    NEW: Outcome(lambda: _("New"), lambda: _("are added"), lambda: _("were added")),
    CHANGED: Outcome(
        lambda: _("Changed"), lambda: _("field by field"), lambda: _("field by field")
    ),
    DUPLICATE: Outcome(
        lambda: _("Possible duplicates"), lambda: _("are held back"), lambda: _("were held back")
    ),
    ERROR: Outcome(lambda: _("Errors"), lambda: _("are left out"), lambda: _("were left out")),
    UNCHANGED: Outcome(
        lambda: _("Unchanged"), lambda: _("are skipped"), lambda: _("were left as they were")
    ),
}


def past_hints():
    """What has happened to the rows of each outcome, for the report."""
    return {name: outcome.past() for name, outcome in OUTCOMES.items()}


def count_items(counts, shown="", hints=None):
    """The five-count card; with `shown` its counts are the tabs of the review."""
    hints = hints or {}
    return [
        {
            "kind": name,
            "word": outcome.word(),
            "count": counts.get(name, 0),
            "hint": hints.get(name) or outcome.hint(),
            **({"url": f"?show={name}", "current": name == shown} if shown else {}),
        }
        for name, outcome in OUTCOMES.items()
    ]


def located_words(counts) -> str:
    return _("%(located)s of %(rows)s rows name a place that is known.") % {
        "located": grouped(counts.get("located", 0)),
        "rows": grouped(counts.get("rows", 0)),
    }


def other_words(counts) -> list[str]:
    """What the five counts do not say: rows that a person left out, and people who came in."""
    left, people = counts.get(LEFT_OUT, 0), counts.get("people", 0)
    said = []
    if left:
        words = ngettext(
            "%(count)s row was left out: you chose so, or it is an earlier row once more.",
            "%(count)s rows were left out: you chose so, or they are earlier rows once more.",
            left,
        )
        said.append(words % {"count": grouped(left)})
    if people:
        words = ngettext(
            "%(count)s contact person came in.", "%(count)s contact persons came in.", people
        )
        said.append(words % {"count": grouped(people)})
    return said


def add_problems(form, problem) -> None:
    """What a verb refused, at the field it is about where the form has that field."""
    said = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    for name, texts in said.items():
        form.add_error(name if name in form.fields else None, texts)


def page_words(paged):
    """The way between the pages of a Paginator; None when there is only one."""
    if paged.paginator.num_pages < 2:
        return None
    return {
        "text": _("%(first)s–%(last)s of %(total)s")
        % {
            "first": paged.start_index(),
            "last": paged.end_index(),
            "total": grouped(paged.paginator.count),
        },
        "previous": f"?page={paged.number - 1}" if paged.has_previous() else "",
        "next": f"?page={paged.number + 1}" if paged.has_next() else "",
    }
