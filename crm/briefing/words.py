"""How Idag says it: the sentence with the count, and each thing with its reason and next step."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.templatetags.contact_words import contact_words, months_between, promise_words
from crm.templatetags.words import date_text, day, first_upper, number
from movements.briefing.today import Task, Today
from movements.directory.choices import Sector

NUMBERS = [
    gettext_lazy("zero"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
]


@dataclass(frozen=True)
class Line:
    """A row of Idag: the thing, the reason, the state, and one next action.

    `posts` says that the action is a deed, not a page.
    """

    title: str
    href: str
    meta: str
    icon: str
    state: str
    words: str
    action: str
    url: str
    posts: bool = False
    about: str = ""


def in_words(count: int) -> str:
    """*sju*; from thirteen on in figures."""
    return str(NUMBERS[count]) if count < len(NUMBERS) else number(count)


def sentence(told: Today, *, mine: bool):
    """*Söndag 22 november. **Sju saker väntar på er**, tre av dem redan nu.*"""
    date = first_upper(day(timezone.localdate()))
    total, now = told.total, told.now.total
    if not total:
        return format_html("{}. <b>{}</b>", date, _nothing(told))
    if mine:
        waiting = ngettext(
            "%(count)s thing is waiting for you", "%(count)s things are waiting for you", total
        )
    else:
        waiting = ngettext(
            "%(count)s thing is waiting for all of you",
            "%(count)s things are waiting for all of you",
            total,
        )
    waiting = first_upper(waiting % {"count": in_words(total)})
    if not now:
        return format_html("{}. <b>{}</b>.", date, waiting)
    if now == total:
        already = _("already now")
    else:
        already = _("%(count)s of them already now") % {"count": in_words(now)}
    return format_html("{}. <b>{}</b>, {}.", date, waiting, already)


def _nothing(told: Today) -> str:
    if told.figures.next_on:
        return _("Nothing is waiting. Next meeting: %(day)s.") % {"day": day(told.figures.next_on)}
    return _("Nothing is waiting.")


def lines_of(tasks: list[Task]) -> list[Line]:
    return [_WAYS[task.kind](task) for task in tasks]


def _log(organisation) -> str:
    return f"{reverse('meeting_log')}?organisation={organisation.pk}"


def _page(organisation) -> str:
    return reverse("organisation_detail", args=[organisation.pk])


def _meta(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _last(task: Task) -> str:
    return _("last met %(day)s") % {"day": date_text(task.last)} if task.last else ""


def _who(task: Task) -> str:
    return _("responsible %(name)s") % {"name": task.who} if task.who else ""


def _check_in(task: Task) -> Line:
    late = task.due < timezone.localdate()
    due = _("Meeting was due %(day)s") if late else _("Meeting %(day)s")
    return Line(
        task.organisation.name,
        _page(task.organisation),
        _meta(due % {"day": day(task.due)}, _last(task), _who(task)),
        "messages-square",
        *contact_words(task.last, task.due),
        _("Log meeting"),
        _log(task.organisation),
        about=task.organisation.name,
    )


def _promise(task: Task) -> Line:
    said_on = getattr(task.promise, "said_on", None)
    said = _("Promise from %(day)s") % {"day": day(said_on)} if said_on else _("Promise")
    return Line(
        task.promise.text,
        _page(task.organisation),
        _meta(said, task.organisation.name, _who(task)),
        "handshake",
        *promise_words(task.due),
        _("Mark as kept"),
        reverse("promise_keep", args=[task.promise.pk]),
        posts=True,
        about=task.promise.text,
    )


def _quiet(task: Task) -> Line:
    return Line(
        task.organisation.name,
        _page(task.organisation),
        _meta(first_upper(_last(task)), _("nothing agreed"), _who(task)),
        "messages-square",
        *contact_words(task.last, None),
        _("Log meeting"),
        _log(task.organisation),
        about=task.organisation.name,
    )


def _stale(task: Task) -> Line:
    state, words = "quiet", _("Not confirmed")
    if task.last and months_between(task.last, timezone.localdate()) >= 6:
        state, words = contact_words(task.last, None)
    return Line(
        _("Are the facts about %(name)s right?") % {"name": task.organisation.name},
        _page(task.organisation),
        _("Not confirmed for 12 months"),
        "refresh-cw",
        state,
        words,
        _("Confirm"),
        reverse("today_confirm", args=[task.organisation.pk]),
        posts=True,
        about=task.organisation.name,
    )


_WAYS = {"check_in": _check_in, "promise": _promise, "quiet": _quiet, "stale": _stale}


def district_sentence(total: int, *, capped: bool = False):
    """*Söndag 22 november. **Tolv saker väntar i distriktet**.* `capped`: nobody counted on."""
    date = first_upper(day(timezone.localdate()))
    if not total:
        return format_html("{}. <b>{}</b>", date, _("Nothing is waiting."))
    waiting = ngettext(
        "%(count)s thing is waiting in the district",
        "%(count)s things are waiting in the district",
        total,
    )
    said = f"{number(total)}+" if capped else in_words(total)
    return format_html("{}. <b>{}</b>.", date, first_upper(waiting % {"count": said}))


def body_sentence(body):
    """*Söndag 22 november. Du sitter i Socialnämnden.*"""
    date = first_upper(day(timezone.localdate()))
    return format_html("{}. {}", date, _("You sit in %(body)s.") % {"body": body})


def told_quiet(organisation) -> str:
    """When they were met last, and by whom they are kept in touch with."""
    last = _("Last met %(day)s") % {"day": date_text(organisation.last_contact)}
    holders = ", ".join(str(tie.association) for tie in organisation.ties)
    leads = ", ".join(dict.fromkeys(tie.lead.name for tie in organisation.ties if tie.lead))
    return _meta(last, holders, leads)


def told_union(union) -> str:
    """Whose work it organises, and since when nobody has met them."""
    sectors = ", ".join(str(Sector(code).label) for code in union.sectors)
    last = union.last_contact
    met = _("Last met %(day)s") % {"day": date_text(last)} if last else ""
    return _meta(sectors or str(union.get_kind_display()), met)
