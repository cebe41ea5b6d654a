"""Gallring: how long things are kept, what would go now, and what went."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.pages import forbid_unless, page
from movements.access.funnel import allowed
from movements.rights.retention import last_runs, rules_of, set_retention
from movements.rights.retention_runs import dry_run


@page
@require_http_methods(["GET", "POST"])
def retention(request):
    """The table with its form; with `?prov=1` also how many each rule would reach now."""
    reader = request.reader
    forbid_unless(allowed(reader, "set_retention", reader.district))
    typed, wrong = {}, {}
    if request.method == "POST":
        typed = {line.rule.code: request.POST.get(line.rule.code, "") for line in rules_of(reader)}
        wrong = _confirm(reader, typed)
        if not wrong:
            messages.success(request, _("The times are confirmed."))
            return redirect("retention")
    counts = dry_run(by=reader) if request.GET.get("prov") == "1" else None
    runs = last_runs(reader)
    context = {
        "lines": [_line(line, typed, wrong, counts) for line in rules_of(reader)],
        "problems": [problem for problems in wrong.values() for problem in problems],
        "tried": counts is not None,
        "total": sum(counts.values()) if counts else 0,
        "runs": runs,
        "failed": runs[0] if runs and runs[0].problem else None,
    }
    return render(request, "rights/retention.html", context, status=400 if wrong else 200)


def _confirm(reader, typed: dict[str, str]) -> dict:
    """What was wrong, by rule; nothing when the table is confirmed."""
    said = {code: text.strip() for code, text in typed.items() if text.strip()}
    wrong = {
        code: [_("Write a whole number.")]
        for code, text in said.items()
        if not (text.isascii() and text.isdecimal() and len(text) < 5)
    }
    if wrong:
        return wrong
    try:
        set_retention(by=reader, periods={code: int(text) for code, text in said.items()})
    except ValidationError as refused:
        return refused.message_dict
    return {}


def _line(line, typed, wrong, counts) -> dict:
    code = line.rule.code
    return {
        "rule": line.rule,
        "unit": _("days") if line.rule.unit == "days" else _("months"),
        "value": typed.get(code) or line.period,
        "wrong": " ".join(wrong.get(code, [])),
        "confirmed": line.confirmed,
        "count": counts[code] if counts else 0,
    }
