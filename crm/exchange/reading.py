"""How a file is read: what its columns are, and what the words in them mean."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.exchange.forms import ColumnsForm, ValuesForm
from crm.exchange.wizard import (
    add_problems,
    grouped,
    page_words,
    read_words,
    step,
    step_words,
    where_is,
)
from crm.templatetags.words import first_upper
from movements.exchange.actions import map_draft
from movements.exchange.layouts import COLUMN_FIELDS
from movements.exchange.review import layout, meanings

WORDS_PER_PAGE = 50
KNOWN = {
    "guessed": ("in_step", lambda: _("Recognised")),
    "remembered": ("in_step", lambda: _("From last time")),
    "chosen": ("in_step", lambda: _("Chosen by you")),
    "unknown": ("never", lambda: _("Not read")),
}
UNKNOWN_WORD = ("soon", lambda: _("Unknown word"))


@require_http_methods(["GET", "HEAD", "POST"])
@step("columns")
def columns(request, draft):
    """Sheet, header row and columns: found by themselves, corrected here."""
    read = layout(draft)
    form = ColumnsForm(request.POST or None, layout=read, draft=draft, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        try:
            draft, then = _read_as(request, draft, form)
        except ValidationError as problem:
            add_problems(form, problem)
        else:
            return redirect(where_is(draft, then))
    remembered = sum(column.how == "remembered" for column in read.columns)
    context = {
        "draft": draft,
        "form": form,
        "lead": read_words(draft.counts.get("rows", 0), read.sheet),
        "columns": [_column(form, one) for one in read.columns],
        "remembered": remembered,
        "notes": _notes(read, draft),
        "people": read.people_columns,
        "place": [form[name] for name in form.place if name],
        "steps": step_words(),
    }
    return render(request, "exchange/columns.html", context)


def _read_as(request, draft, form):
    """(the draft, which step follows) when the file is read as the form says."""
    if "relook" in request.POST or form.changed_place:
        said = {name: form.cleaned_data[name] for name in form.place if name in form.changed_data}
        if said:
            draft = map_draft(by=request.reader, draft=draft, **said)
        return draft, "columns"
    chosen, people = form.chosen_columns(), form.chosen_people()
    if chosen is not None or people is not None:
        draft = map_draft(by=request.reader, draft=draft, columns=chosen, people=people)
    return draft, "values" if meanings(draft) or draft.is_busy else "review"


def _column(form, column):
    kind, word = KNOWN[column.how if column.field or column.how != "guessed" else "unknown"]
    if column.is_people and not column.field:
        kind, word = "named", lambda: _("About people, left out")
    return {
        "header": column.header or _("Column %(number)s") % {"number": column.index + 1},
        "samples": column.samples,
        "status": kind,
        "word": word(),
        "field": form[f"column_{column.index}"],
        "is_people": column.is_people,
    }


def _notes(read, draft):
    """What was left unread, so that nobody has to wonder."""
    notes = []
    others = [title for title, rows in read.sheets if title != read.sheet and rows]
    if others:
        notes.append(_("Sheets that are not read: %(names)s.") % {"names": ", ".join(others)})
    if read.uncalculated:
        notes.append(_("Some formulas had no saved result. Those cells were read as empty."))
    return notes


@require_http_methods(["GET", "HEAD", "POST"])
@step("values")
def values(request, draft):
    """Kinds, activities and policy areas: each word of the file once, with what it means."""
    paged = Paginator(meanings(draft), WORDS_PER_PAGE).get_page(request.GET.get("page"))
    form = ValuesForm(request.POST or None, meanings=paged.object_list)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            if chosen:
                draft = map_draft(by=request.reader, draft=draft, values=chosen)
        except ValidationError as problem:
            add_problems(form, problem)
        else:
            return redirect(_after_words(draft, paged))
    unknown = sum(one.how == "unknown" for one in meanings(draft))
    context = {
        "draft": draft,
        "form": form,
        "lead": _words_lead(unknown),
        "groups": _groups(form),
        "pages": page_words(paged),
        "more": paged.has_next(),
        "steps": step_words(),
    }
    return render(request, "exchange/values.html", context)


def _after_words(draft, paged):
    """The next page of words while any of them is unknown; else the review."""
    rest = meanings(draft)[paged.end_index() :]
    if not draft.is_busy and any(one.how == "unknown" for one in rest):
        return reverse("import_values", args=[draft.pk]) + f"?page={paged.number + 1}"
    return where_is(draft, "review")


def _words_lead(unknown):
    if not unknown:
        return _("All words in the file are known. Change what is wrong.")
    return ngettext(
        "%(count)s word is not known. Say what it means, once for all its rows.",
        "%(count)s words are not known. Say what they mean, once for all their rows.",
        unknown,
    ) % {"count": grouped(unknown)}


def _groups(form):
    """The words by what they are about: kind, activities, policy areas."""
    groups = {}
    for name, one in form.meanings.items():
        kind, word = UNKNOWN_WORD if one.how == "unknown" else KNOWN[one.how]
        rows = ngettext("%(count)s row", "%(count)s rows", one.count)
        line = {
            "text": one.text,
            "count": rows % {"count": grouped(one.count)},
            "status": kind,
            "word": word(),
            "suggested": one.how == "unknown" and bool(one.suggestion),
            "field": form[name],
        }
        title = first_upper(str(COLUMN_FIELDS[one.field]))
        groups.setdefault(one.field, {"title": title, "lines": []})["lines"].append(line)
    return list(groups.values())
