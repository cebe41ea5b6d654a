"""The parts that pages are composed of. /delar/ shows them all; templates/parts holds the markup.

Each tag takes all it needs as arguments, so that no part depends on what a page happens to have.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.templatetags import fields
from crm.templatetags.contact_words import contact_words, promise_words
from crm.templatetags.words import as_date
from crm.vocabulary import ICONS, LADDER, LIGHTS, READERS, STATUS

register = template.Library()
register.tags.update(fields.register.tags)

SPRITE = "vendor/lucide/icons.svg"
SILENT = mark_safe('aria-hidden="true"')


def part(template_name: str, /, **context):
    return render_to_string(f"parts/{template_name}.html", context)


# --- Small ---------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "", css: str = ""):
    """One icon from the sprite: silent beside a word, named when it stands alone."""
    if name not in ICONS:
        raise ValueError(f"No icon named {name!r}: add it to deploy/icons.txt")
    classes = " ".join(filter(None, ["icon", "" if size == 18 else f"icon-{size}", css]))
    spoken = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"/></svg>',
        classes,
        spoken,
        static(SPRITE),
        name,
    )


@register.simple_tag
def status(kind: str, word, plain: bool = False, icon: str = "", tone: str = ""):
    """Icon, word and colour, in that order of importance."""
    own_icon, own_tone = STATUS[kind]
    word = word if isinstance(word, str) else str(word)
    return _status(word, bool(plain), icon or own_icon, tone or own_tone, static(SPRITE))


@lru_cache(maxsize=256, typed=True)  # what is safe markup is another word than its letters
def _status(word: str, plain: bool, icon: str, tone: str, sprite: str):  # noqa: ARG001  its icon's
    """Fifty lines of a list say a dozen things between them."""
    return part("status", word=word, plain=plain, icon=icon, tone=tone)


@register.simple_tag
def contact_status(last=None, next=None, planned: bool = False, plain: bool = False):  # noqa: A002
    """The check-in status of a relation, from its last contact and the next."""
    return status(*contact_words(last, next, planned=planned), plain=plain)


@register.simple_tag
def promise_status(due=None, done: bool = False, plain: bool = False):
    return status(*promise_words(due, done=bool(done)), plain=plain)


@register.simple_tag
def ladder(step: int, word: bool = False):
    """Six rising bars; the step is always said, aloud or in text."""
    step = int(step or 0)
    return _ladder(step, _ladder_name(step), bool(word), get_language())


@lru_cache(maxsize=128)
def _ladder(step: int, name: str, word: bool, language: str):  # noqa: ARG001  the template's own
    bars = [
        {"x": 1 + i * 8, "y": 13 - i * 2.4, "height": 2 + i * 2.4, "on": i < step}
        for i in range(len(LADDER))
    ]
    return part("ladder", bars=bars, step=step, name=name, word=word)


def _ladder_name(step: int) -> str:
    return str(LADDER[step - 1]) if step else _("Not on the ladder")


@register.simple_tag
def ladder_large(step: int, months=()):
    """The ladder of an organisation's page, with the month in which each step was reached."""
    step = int(step or 0)
    dates = [*(months or ()), *[None] * len(LADDER)]
    rungs = [
        {"name": name, "month": as_date(dates[i]), "reached": i < step, "current": i + 1 == step}
        for i, name in enumerate(LADDER)
    ]
    return part("ladder_large", rungs=rungs, step=step, name=_ladder_name(step))


@register.simple_tag
def light(kind: str, word=""):
    """The pre-meeting light: four shapes, four words."""
    return part("light", kind=kind, word=word or LIGHTS[kind])


@register.simple_tag
def avatar(name: str):
    """Initials of one of our own members; never of a contact person."""
    words = str(name).split()
    initials = "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initials)


@register.simple_tag
def progress(value: int, maximum: int, label):
    return part("progress", value=value, maximum=maximum, label=label)


@register.simple_tag
def who_can_read(sensitivity: str, count: int | None = None):
    """Who sees this, in words and in number, close to where people write."""
    own_icon, word = READERS[str(sensitivity)]
    return part("who_can_read", icon=own_icon, word=word, count=count)


@register.simple_tag
def who_sees(noun: str, pk, of: str = ""):
    """The way to who can see a record, and why. Costs no query: the page behind it counts."""
    return part("who_sees", url=reverse("who_sees", args=[noun, pk]), of=of)


@register.simple_tag
def date_tile(value):
    return part("date_tile", date=as_date(value))


@register.simple_tag
def button(text="", look: str = "line", href: str = "", icon: str = "", **more):
    """A button, or a link that looks like one. Its label is a verb and its object."""
    known = {
        "size": "",
        "wide": False,
        "shortcut": "",
        "type": "button" if more.get("confirm") else "submit",
        "name": "",
        "value": "",
        "form": "",
        "formaction": "",
        "unavailable": "",
        "label": "",
        "confirm": "",
    }
    unknown = more.keys() - known.keys()
    if unknown:
        raise TypeError(f"button takes no {', '.join(sorted(unknown))}")
    return part("button", text=text, look=look, href=href, icon=icon, **{**known, **more})


# --- Lists and ways through -------------------------------------------------------------------


@register.simple_block_tag
def row(content, title, href="", meta="", icon="", tone="", chevron=False, current=False):
    """A list item: icon, title, one meta line; inside it a status and one action."""
    return part(
        "row",
        content=content,
        title=title,
        href=href,
        meta=meta,
        icon=icon,
        tone=tone,
        chevron=chevron,
        current=current,
    )


@register.simple_block_tag
def timeline_item(content, title, href="", meta="", icon="messages-square", tone=""):
    return part(
        "timeline_item",
        content=content,
        title=title,
        href=href,
        meta=meta,
        icon=icon,
        tone=tone,
    )


@register.simple_tag(takes_context=True)
def sort_header(context, code: str, label, numeric: bool = False):
    """A table head that sorts: the same address with another order."""
    query = context["request"].GET.copy()
    now = query.get("order", "")
    query["order"] = f"-{code}" if now == code else code
    for place in ("cursor", "after", "before"):
        query.pop(place, None)
    direction = {code: "ascending", f"-{code}": "descending"}.get(now, "")
    address = f"?{query.urlencode()}"
    return part("sort_header", label=label, numeric=numeric, direction=direction, address=address)


@register.simple_tag
def pagination(text="", previous="", next=""):  # noqa: A002
    return part("pagination", text=text, previous=previous or "", next=next or "")


@register.simple_tag
def breadcrumb(*pairs):
    """label, address, label, address …, and last the name of where you are."""
    *links, here = pairs
    steps = [{"word": w, "url": u} for w, u in zip(links[::2], links[1::2], strict=True)]
    return part("breadcrumb", steps=steps, here=here)


@register.simple_tag
def tabs(items, label=""):
    full = [{"count": None, "current": False, **item} for item in items]
    return part("tabs", items=full, label=label or _("Views"))


@register.simple_tag
def counts(items, label=""):
    """The card of counts: what there is of each kind; a link opens that kind."""
    full = []
    for item in items:
        own_icon, tone = STATUS[item["kind"]]
        extra = {"hint": "", "url": "", "current": False, "icon": own_icon, "tone": tone}
        full.append({**extra, **item})
    return part("counts", items=full, label=label or _("Counts"))


@register.simple_tag
def steps(current: int, names=()):
    """Where we are in a job of several pages."""
    words = list(names) or [_("File"), _("Columns"), _("Review"), _("Done")]
    items = [
        {"number": i, "word": word, "done": i < current, "current": i == current}
        for i, word in enumerate(words, start=1)
    ]
    return part("steps", items=items, current=current, total=len(items))


# --- Blocks ---------------------------------------------------------------------------------------


@register.simple_block_tag
def page_head(content, title, lead="", level=1):
    return part(
        "page_head",
        content=content,
        acts=bool(content.strip()),
        title=title,
        lead=lead,
        level=level,
    )


@register.simple_block_tag
def card(content, title="", link_url="", link_text="", level=2, status=""):
    return part(
        "card",
        content=content,
        title=title,
        link_url=link_url,
        link_text=link_text,
        level=level,
        status=status,
    )


@register.simple_block_tag
def krav(content, label=""):
    """What they want changed: always plum, always a megaphone, never our words."""
    return part("krav", content=content, label=label or _("What do they want to change?"))


@register.simple_block_tag
def stod(content, label=""):
    """What we can give: always the accent and the open hand."""
    return part("stod", content=content, label=label or _("How can we help?"))


@register.simple_block_tag
def note(content, icon="", tone=""):
    default = {"late": "circle-alert", "soon": "triangle-alert"}.get(tone, "info")
    return part("note", content=content, icon=icon or default, tone=tone)


@register.simple_block_tag
def empty_state(content, title, icon="inbox", level=2):
    """Why it is empty, what will be here, one button."""
    return part("state", content=content, title=title, icon=icon, level=level)


@register.simple_block_tag
def no_permission(content, level=2):
    title = _("You cannot read this")
    return part("state", content=content, title=title, icon="lock", level=level)


@register.simple_tag
def load_error(code="", retry=""):
    return part("load_error", code=code, retry=retry)


@register.simple_tag
def loading():
    return part("loading")


@register.simple_tag
def toast(text, undo="", icon="check", action="", action_url="", csrf=""):
    return part(
        "toast",
        text=text,
        undo=undo,
        icon=icon,
        action=action,
        action_url=action_url,
        csrf_token=csrf,
    )


@register.simple_tag(takes_context=True)
def message_toast(context, message):
    """A Django message as a toast; the tag `undo:/address/` gives it *Ångra*."""
    tags = (message.extra_tags or "").split()
    undo = next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")), "")
    sign = {"error": "circle-alert", "warning": "triangle-alert"}.get(message.level_tag, "check")
    return toast(message.message, undo=undo, icon=sign, csrf=context["csrf_token"])


@register.simple_block_tag(takes_context=True)
def confirm(context, content, id, title, verb, action, keep="", danger=True):  # noqa: A002
    """Asks before what undo cannot help; focus starts on the safe answer."""
    return part(
        "confirm",
        content=content,
        id=id,
        title=title,
        verb=verb,
        action=action,
        keep=keep or _("Cancel"),
        danger=danger,
        csrf_token=context["csrf_token"],
    )
