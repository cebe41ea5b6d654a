"""What the component sheet shows: every part, with invented content."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.vocabulary import LADDER

SWATCHES = (
    ("canvas", "surface", "sunken", "ink", "accent", "accent-tint"),
    ("ok-bg", "soon-bg", "late-bg", "info-bg", "rest-bg", "voice-bg"),
)
ACCENTS = (
    ("petrol", _("Petrol, default")),
    ("lingon", _("Lingon")),
    ("skymning", _("Dusk")),
    ("mossa", _("Moss")),
)
MAP_CLASSES = (
    ("hatch", _("0, white spot")),
    ("1", "1–2"),
    ("2", "3–4"),
    ("3", "5–7"),
    ("4", "8–11"),
    ("5", _("12 or more")),
)


class SheetForm(forms.Form):
    """A form with two mistakes in it, to show how mistakes look."""

    name = forms.CharField(label=_("Name"), error_messages={"required": _("Write the name")})
    date = forms.DateField(label=_("Date"), help_text=_("The day you met"))
    municipality = forms.ChoiceField(
        label=_("Municipality"), choices=[("0136", "Haninge"), ("0127", "Botkyrka")]
    )
    informal = forms.BooleanField(label=_("Informal network, without number"), required=False)

    def clean_date(self):
        raise forms.ValidationError(_("Choose a date that has been"))


class ChoiceForm(forms.Form):
    """Chips, segments, a text and a file."""

    support = forms.MultipleChoiceField(
        label=_("Support"),
        required=False,
        initial=["room"],
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("room", _("Meeting room")),
            ("equipment", _("Equipment")),
            ("contacts", _("Contacts")),
        ],
    )
    day = forms.ChoiceField(
        label=_("When?"),
        initial="today",
        widget=forms.RadioSelect,
        choices=[
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("other", _("Another day")),
        ],
    )
    readers = forms.ChoiceField(
        label=_("Who can read?"),
        initial="association",
        widget=forms.RadioSelect,
        choices=[
            ("open", _("The district")),
            ("association", _("The association")),
            ("named", _("Those responsible")),
        ],
    )
    demand = forms.CharField(
        label=_("In their words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("CSV or XLSX, 50 MB"))


def table() -> list[dict]:
    """Five relations, one of each state that a list meets."""
    return [
        _line("DHR Södertörn", "Haninge", 6, dt.date(2026, 11, 16), 4, ("in_step", _("In step"))),
        _line(
            "Hyresgästföreningen Jordbro",
            "Haninge",
            4,
            dt.date(2026, 6, 8),
            3,
            ("late", _("Overdue 34 days")),
        ),
        _line(
            "Nattvandrarna i Hallunda",
            "Botkyrka",
            3,
            dt.date(2026, 10, 2),
            1,
            ("soon", _("6 days")),
        ),
        _line(
            "Rädda Rudanskogen", "Haninge", 5, dt.date(2026, 11, 3), 2, ("in_step", _("In step"))
        ),
        _line(
            "Utö byalag", "Haninge", 2, dt.date(2025, 11, 20), 0, ("quiet", _("Quiet 12 months"))
        ),
    ]


def _line(name, municipality, step, last, demands, state) -> dict:
    return {
        "name": name,
        "municipality": municipality,
        "step": step,
        "last": last,
        "demands": demands,
        "kind": state[0],
        "words": state[1],
    }


def examples() -> dict:
    """The context of the component sheet."""
    wrong = SheetForm({"name": "", "date": "2026-12-24", "municipality": "0136", "informal": "1"})
    wrong.is_valid()
    choices = ChoiceForm()
    return {
        "swatches": SWATCHES,
        "accents": ACCENTS,
        "map_classes": MAP_CLASSES,
        "rungs": range(1, len(LADDER) + 1),
        "lines": table(),
        "wrong": wrong,
        "choices": choices,
        "reader_icons": {"open": "users-round", "association": "house", "named": "lock"},
        "months": [
            dt.date(2024, 1, 10),
            dt.date(2024, 2, 3),
            dt.date(2024, 3, 9),
            dt.date(2026, 6, 8),
        ],
        "day": dt.date(2026, 11, 26),
        "past": dt.date(2026, 2, 3),
        "counts": [
            {"kind": "new", "word": _("New"), "count": 38, "hint": _("are added")},
            {"kind": "changed", "word": _("Changed"), "count": 12, "hint": _("field by field")},
            {
                "kind": "duplicate",
                "word": _("Possible duplicates"),
                "count": 5,
                "hint": _("are held back"),
                "url": "#counts",
                "current": True,
            },
            {"kind": "error", "word": _("Errors"), "count": 3, "hint": _("are left out")},
            {"kind": "unchanged", "word": _("Unchanged"), "count": 1412, "hint": _("are skipped")},
        ],
        "tabs": [
            {"word": _("Events"), "url": "#tabs", "current": True},
            {"word": _("Demands"), "url": "#tabs-demands", "count": 3},
            {"word": _("Support"), "url": "#tabs-support", "count": 2},
        ],
    }
