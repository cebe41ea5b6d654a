"""Form fields in the guide's order: label, hint, error, control. Loaded with the other parts."""

from django import forms, template
from django.template.loader import render_to_string

register = template.Library()

MOST_SEGMENTS = 4
OWN_LOOKS = {"segment", "chips", "list"}


def _look(bound, asked: str) -> str:
    """How a field is drawn: what the page asks for, else what its widget is."""
    if asked in OWN_LOOKS:
        return asked
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "chips"
    if isinstance(widget, forms.RadioSelect):
        few = len(list(bound.subwidgets)) <= MOST_SEGMENTS
        return "segment" if few else "chips"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "control"


def _css(bound, look: str) -> str:
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    plain = "form-select" if isinstance(widget, forms.Select) else "form-control"
    css = "form-check-input" if look in {"tick", "list"} else plain
    return f"{css} {own}".strip()


def _control(bound, look: str, *, hint: bool):
    """The widget itself, tied to its hint and its error."""
    said_by = [f"{bound.auto_id}_hint"] if hint else []
    said_by += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs = {"class": _css(bound, look)}
    if said_by:
        attrs["aria-describedby"] = " ".join(said_by)
    return bound.as_widget(attrs=attrs)


def _choices(bound, look: str, icons: dict) -> list[dict]:
    if look == "list":
        bound.field.widget.attrs["class"] = "form-check-input"
    return [
        {
            "tag": option.tag(),
            "id": option.id_for_label,
            "label": option.choice_label,
            "icon": icons.get(str(option.data["value"]), ""),
        }
        for option in bound.subwidgets
    ]


@register.simple_tag
def field(bound, look="", label="", hint="", label_hidden=False, mark_optional=True, icons=None):
    """One field of a form. Radios become a segment or chips, several checkboxes chips.

    `hint=False` leaves out the hint that the form itself has.
    """
    drawn = _look(bound, look)
    if bound.is_hidden:
        return bound.as_widget()
    attrs = bound.field.widget.attrs
    if attrs.get("placeholder") in {bound.field.label, label} or hint is False:
        attrs.pop("placeholder", None)  # repeats the label, and goes away when someone types
    shown_hint = "" if hint is False else hint or bound.help_text
    several = drawn in OWN_LOOKS
    context = {
        "bound": bound,
        "errors": bound.errors,
        "look": drawn,
        "label": label or bound.label,
        "hint": shown_hint,
        "label_hidden": label_hidden,
        "optional": mark_optional and not bound.field.required and drawn != "tick",
        "choices": _choices(bound, drawn, icons or {}) if several else [],
        "control": "" if several else _control(bound, drawn, hint=bool(shown_hint)),
        "auto_id": bound.auto_id,
        "control_id": bound.id_for_label,
        "described_by": _described(bound, shown_hint),
    }
    return render_to_string("parts/field.html", context)


def _described(bound, hint) -> str:
    ids = [f"{bound.auto_id}_hint"] if hint else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join(ids)


@register.simple_tag
def error_summary(form, focus=True):
    """All that must change, each with a link to its field; takes focus when the page opens."""
    problems = [
        {"id": _first_control(form[name]) if name in form.fields else "", "text": text}
        for name, texts in form.errors.items()
        for text in texts
    ]
    return render_to_string("parts/error_summary.html", {"problems": problems, "focus": focus})


def _first_control(bound) -> str:
    subwidgets = list(bound.subwidgets)
    return (subwidgets[0].id_for_label if subwidgets else "") or bound.auto_id


@register.simple_tag
def chip_toggle(name, value, label, checked=False, icon=""):
    """One yes-or-no of a filter bar, as a chip with a real checkbox underneath."""
    context = {"name": name, "value": value, "label": label, "checked": checked, "icon": icon}
    return render_to_string("parts/chip_toggle.html", context)
