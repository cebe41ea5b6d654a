"""Two who change the same thing: what each wrote is compared field by field, and nothing is lost.

A form that changes what stands carries what its writer saw. When it comes back, the row is held
and read again; what only one of the two has touched is put together, and what both have is shown
side by side, to be chosen.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.templatetags.words import clock, date_text, first_upper, when, whose
from movements.access.traces import Trace
from movements.access.undoing import ChangedSince, PutBack

LONG = 60  # characters from which a text may want to be written together by hand
MINE, THEIRS, BOTH = "mine", "theirs", "both"


class Rewriting(forms.Form):
    """A form that changes what stands. `seen` is what stood in each field when it was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"seen": self.written_down, **(self.initial or {})}

    def stands(self) -> dict:
        """What stands in each field now, as it is sent."""
        asked = {name: one for name, one in self.fields.items() if name != "seen"}
        return {name: plain(self.get_initial_for_field(one, name)) for name, one in asked.items()}

    def sent(self) -> dict:
        return {name: plain(self[name].value()) for name in self.fields if name != "seen"}

    def said(self) -> dict:
        """What was written, for a verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def written_down(self) -> str:
        return json.dumps(
            {"at": timezone.now().isoformat(timespec="seconds"), "fields": self.stands()}
        )


@dataclass(frozen=True)
class Both:
    """A field that both have changed: the values, the words for them, and what differs in each."""

    name: str
    label: str
    mine: list
    theirs: list
    mine_said: tuple[str, str, str]
    theirs_said: tuple[str, str, str]
    long: bool = False


@dataclass
class Conflict:
    """What the two wrote. `kept` are the fields that need no choice, to be sent along."""

    form: Rewriting
    opened: object = None
    both: list[Both] = field(default_factory=list)
    only_mine: list[tuple[str, str]] = field(default_factory=list)
    only_theirs: list[tuple[str, str]] = field(default_factory=list)
    equal: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    back: PutBack | None = None  # what is being undone, where nothing was typed


def plain(value):
    """A value as a form sends it: text, or several texts in order."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list | tuple | set) or hasattr(value, "iterator"):
        return sorted(str(plain(one)) for one in value)
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def rewritten(request, make: Callable[[QueryDict | None], Rewriting], back: PutBack | None = None):
    """(the form, None), or (the form, what must be chosen first).

    `make` gives the form for some data, with what stands now as its initial values: on a POST the
    row must be held. What others alone have changed stands in the form that is given back. `back`
    is a deed of the reader's own that is being undone (crm/undone.py).
    """
    if request.method != "POST":
        return _put_back(request, make, back) if back else (make(None), None)
    form = make(_chosen(request.POST))
    if not form.is_valid():
        return form, None
    base, opened = _seen(form.cleaned_data["seen"])
    if base is None:
        return form, None
    conflict, merged = _compared(form, base, opened)
    if conflict.both:
        return form, conflict
    if conflict.only_theirs:
        form = make(merged)
        form.is_valid()
    return form, None


def _put_back(request, make, back: PutBack):
    """What stood before the deed, as if its doer wrote it anew into what stood after it. Where no
    field is left to choose, or what stood there can be chosen no more, it is said and not done."""
    stands = make(None).stands()
    columns = {one: one if one in back.before else f"{one}_id" for one in stands}
    told = {name: column for name, column in columns.items() if column in back.before}
    before = {name: plain(back.before[column]) for name, column in told.items()}
    after = {name: plain(back.after[column]) for name, column in told.items()}
    gone = before.keys() & make(_to_send(stands | before)).errors.keys()
    before |= {name: stands[name] for name in gone}
    form = make(_to_send(stands | before))
    conflict, _merged = _compared(form, stands | after, back.moment)
    conflict.back = back
    if conflict.both:
        return form, conflict
    messages.error(request, ChangedSince().message)
    return make(None), None


def _to_send(fields: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        _put(data, name, value)
    return data


def _chosen(post: QueryDict) -> QueryDict:
    """What was sent, with the choices of a conflict put into their fields."""
    data = post.copy()
    for key in [key for key in post if key.startswith("choice-")]:
        name = key.removeprefix("choice-")
        if post[key] in (MINE, THEIRS, BOTH):
            data.setlist(name, post.getlist(f"{post[key]}-{name}"))
    return data


def _seen(text: str) -> tuple[dict | None, object]:
    """What the writer saw and when; None when the form does not say."""
    try:
        said = json.loads(text)
        base, opened = said["fields"], parse_datetime(said["at"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None, None
    return (base, opened) if isinstance(base, dict) else (None, None)


def _compared(form: Rewriting, base: dict, opened) -> tuple[Conflict, QueryDict]:
    conflict, merged = Conflict(form, opened), QueryDict(mutable=True)
    sent, stands = form.sent(), form.stands()
    for name, mine in sent.items():
        now = stands[name]
        before = base.get(name, now)
        if mine == now:
            conflict.equal += 1
        elif mine == before:
            conflict.only_theirs.append((name, now))
        elif now == before:
            conflict.only_mine.append((name, mine))
        else:
            conflict.both.append(_both(form, name, mine, now))
            continue
        _put(merged, name, now if mine == before else mine)
    merged["seen"] = form.written_down()
    conflict.kept = [(name, one) for name, several in merged.lists() for one in several]
    return conflict, merged


def _put(data: QueryDict, name: str, value) -> None:
    """An unticked box sends nothing at all."""
    values = value if isinstance(value, list) else [value]
    if values not in ([""], []):
        data.setlist(name, values)


def _both(form: Rewriting, name: str, mine, theirs) -> Both:
    said = said_of(form, name, mine), said_of(form, name, theirs)
    text = isinstance(form.fields[name].widget, forms.Textarea)
    return Both(
        name,
        str(form.fields[name].label),
        *(one if isinstance(one, list) else [one] for one in (mine, theirs)),
        *differing(*said),
        long=text or max(map(len, said)) > LONG and type(form.fields[name]) is forms.CharField,
    )


def said_of(form: forms.Form, name: str, value) -> str:
    """A sent value in words: the labels of choices, yes and no, a date."""
    one = form.fields[name]
    if isinstance(one, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(one, forms.DateField):
        day = parse_date(value) if value else None
        return date_text(day) if day else ""
    if hasattr(one, "choices"):
        words = {str(code): first_upper(word) for code, word in one.choices}
        values = value if isinstance(value, list) else [value]
        return ", ".join(words.get(code, code) for code in values if code)
    return value


def differing(one: str, other: str) -> tuple[tuple, tuple]:
    """Each text in three: as far as they are alike, what differs, and the end that is alike."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return tuple(
        (text[:start], text[start : len(text) - end], text[len(text) - end :])
        for text in (one, other)
    )


def conflict_page(request, conflict: Conflict, trace: Trace, *, back_url: str, lead: str = ""):
    """The conflict table. Nothing is saved; what was typed stands in it."""
    own = trace.user_id == str(request.reader.user.pk)
    name = "" if own else trace.name
    count = len(conflict.both)
    fields = ngettext("One field differs.", "%(count)s fields differ.", count) % {"count": count}
    form, choose = conflict.form, _("Choose what is to stand.")
    context = {
        "conflict": conflict,
        "name": name,
        "title": _title(name, own=own),
        "lead": lead or _("Nothing that you wrote is lost."),
        "mine": _("Your text"),
        "fields": f"{fields} {choose}",
        "theirs": _("%(whose)s text") % {"whose": whose(name)} if name else _("What stands now"),
        "saved": _("saved %(time)s") % {"time": when(trace.moment)} if trace.moment else "",
        "opened": _("not saved, opened %(time)s") % {"time": clock(conflict.opened)}
        if conflict.opened
        else _("not saved"),
        "only_mine": _told(form, conflict.only_mine),
        "only_theirs": _told(form, conflict.only_theirs),
        "back_url": back_url,
    }
    if conflict.back:
        context |= _of_an_undo(conflict.back)
    return render(request, "conflict.html", context, status=200 if conflict.back else 409)


def _of_an_undo(back: PutBack) -> dict:
    """What is said otherwise where nobody has typed anything: an undo that waits for a choice. The
    last to change the row need not be who changed these fields, so that nobody is named."""
    return {
        "name": "",
        "title": _("This has been changed since"),
        "lead": _("Nothing is undone yet, and nothing is lost."),
        "mine": _("Before your change"),
        "opened": _("as it was %(time)s") % {"time": when(back.moment)},
        "theirs": _("What stands now"),
        "saved": "",
    }


def _title(name: str, *, own: bool) -> str:
    if own:
        return _("You have saved this in another window")
    if not name:
        return _("Somebody else saved before you")
    return _("%(name)s saved before you") % {"name": name.split()[0]}


def _told(form, pairs) -> list[dict]:
    return [
        {"label": str(form.fields[name].label), "said": said_of(form, name, value)}
        for name, value in pairs
    ]
