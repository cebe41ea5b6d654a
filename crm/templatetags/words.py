"""Dates, numbers and telephone numbers as people read them, in the reader's language."""

import datetime as dt

import phonenumbers
from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.formats import number_format as grouped
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.vocabulary import KIND_ICONS

register = template.Library()

NBSP = "\u00a0"
WEEKDAY_AHEAD = 6  # days within which a relative word is clear


def as_date(value) -> dt.date | None:
    """A date from a date or a moment (in local time); None from nothing."""
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value or None


def _formatted(value, pattern: str) -> str:
    day = as_date(value)
    if get_language() != "en":
        pattern = pattern.replace("M", "b")  # only English writes months with a capital
    return date_format(day, pattern) if day else ""


@register.filter
def date_text(value) -> str:
    """8 juni 2026."""
    return _formatted(value, "j F Y")


@register.filter
def date_table(value) -> str:
    """26 nov 2026."""
    return _formatted(value, "j M Y")


@register.filter
def date_short(value) -> str:
    """30 nov."""
    return _formatted(value, "j M")


@register.filter
def month(value) -> str:
    """jun 2026."""
    return _formatted(value, "M Y")


@register.filter
def month_short(value) -> str:
    """nov."""
    return _formatted(value, "M")


@register.filter
def iso(value) -> str:
    """2026-11-26, in fields and files."""
    day = as_date(value)
    return day.isoformat() if day else ""


@register.filter
def day(value) -> str:
    """torsdag 26 november this year, else 8 juni 2026."""
    date = as_date(value)
    if date is None:
        return ""
    return date_format(date, "l j F" if date.year == timezone.localdate().year else "j F Y")


@register.filter
def clock(value) -> str:
    """kl. 18.00."""
    if not value:
        return ""
    moment = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    return _("at %(time)s") % {"time": moment.strftime("%H.%M")}


@register.filter
def when(value) -> str:
    """igår, idag, på tisdag, i torsdags within a week; the date otherwise."""
    date = as_date(value)
    if date is None:
        return ""
    away = (date - timezone.localdate()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in near:
        return near[away]
    if 0 < away <= WEEKDAY_AHEAD:
        return _("on %(weekday)s") % {"weekday": date_format(date, "l")}
    if -WEEKDAY_AHEAD <= away < 0:
        return _("last %(weekday)s") % {"weekday": date_format(date, "l")}
    return day(date)


def whose(name: str) -> str:
    """Helin Aslans, Jonas; in English Helin Aslan's, Jonas's."""
    if get_language() == "sv":
        return name if name[-1:] in "sxz" else f"{name}s"
    return f"{name}'s"


@register.filter
def apart(text):
    """What somebody wrote, amid words of ours: should it turn its signs around, ours stay."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def first_upper(text) -> str:
    """The first letter large, the rest as it is: names keep theirs."""
    text = str(text)
    return text[:1].upper() + text[1:]


@register.filter
def number(value) -> str:
    """1 412, with a space that does not break."""
    if value is None or value == "":
        return ""
    if isinstance(value, str) and not value.isdecimal():  # said in words already: "1 000+"
        return value
    return grouped(value, force_grouping=True).replace(" ", NBSP)


@register.filter
def percent(value) -> str:
    """94 %, with a space that does not break."""
    return "" if value is None else f"{number(value)}{NBSP}%"


def _parsed(value):
    try:
        return phonenumbers.parse(value, "SE")
    except phonenumbers.NumberParseException:
        return None


@register.filter
def phone(value) -> str:
    """070-174 06 35; what cannot be read as a number stays as it was written."""
    parsed = _parsed(value) if value else None
    if parsed is None:
        return value or ""
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        parsed, form.NATIONAL if parsed.country_code == 46 else form.INTERNATIONAL
    )


@register.filter
def tel(value) -> str:
    """tel:+46701740635, for a link."""
    parsed = _parsed(value) if value else None
    if parsed is None:
        return f"tel:{''.join(c for c in value if c.isdigit() or c == '+')}" if value else ""
    return f"tel:{phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)}"


@register.filter
def kind_icon(kind) -> str:
    """The icon of a kind of organisation."""
    return KIND_ICONS.get(str(kind), "users-round")
