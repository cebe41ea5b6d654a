"""Fields in the guide's order, with real radios and checkboxes underneath."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As they write it themselves")
    note = forms.CharField(label="Note", required=False)
    mode = forms.ChoiceField(
        label="How", choices=[("a", "In person"), ("b", "Call")], widget=forms.RadioSelect
    )
    many = forms.ChoiceField(
        label="When", choices=[(n, n) for n in "abcde"], widget=forms.RadioSelect
    )
    help = forms.MultipleChoiceField(
        label="Help", choices=[("room", "Room")], widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(label="Place", choices=[("x", "X")])
    agreed = forms.BooleanField(label="Agreed", required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


def draw(source: str, form=None) -> str:
    context = Context({"form": form or Example()})
    html = Template("{% load parts %}" + source).render(context)
    return " ".join(html.split())


def test_label_hint_error_control_come_in_that_order():
    html = draw("{% field form.name %}", Example({}))
    places = [html.index(word) for word in ("<label", "As they write", "required.", "<input")]
    assert places == sorted(places)


def test_the_control_is_tied_to_its_hint_and_its_error():
    html = draw("{% field form.name %}", Example({}))
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'id="id_name_hint"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_what_is_optional_is_marked():
    assert "optional" in draw("{% field form.note %}")
    assert "optional" not in draw("{% field form.name %}")
    assert "optional" not in draw("{% field form.note mark_optional=False %}")


def test_few_radios_are_a_segment_and_many_are_chips():
    segment = draw("{% field form.mode %}")
    assert 'class="segment"' in segment
    assert segment.count('type="radio"') == 2
    assert 'class="chips"' in draw("{% field form.many %}")
    assert 'class="chips"' in draw('{% field form.mode look="chips" %}')
    assert "<legend>How</legend>" in segment


def test_a_list_of_radios_looks_like_radios():
    assert 'class="form-check-input"' in draw('{% field form.mode look="list" %}')


def test_chips_are_checkboxes_with_a_check_mark():
    html = draw("{% field form.help %}")
    assert 'type="checkbox"' in html
    assert "#check" in html


def test_selects_and_single_boxes_keep_their_own_look():
    assert "form-select" in draw("{% field form.place %}")
    agreed = draw("{% field form.agreed %}")
    assert agreed.count("Agreed") == 1
    assert "form-check-input" in agreed


def test_a_hidden_field_has_no_label():
    assert "<label" not in draw("{% field form.secret %}")


def test_a_placeholder_that_repeats_the_label_goes():
    form = Example()
    form.fields["name"].widget.attrs["placeholder"] = "Name"
    assert "placeholder" not in draw("{% field form.name %}", form)


def test_the_summary_links_to_each_field_and_counts():
    html = draw("{% error_summary form %}", Example({"mode": "a", "help": ["room"]}))
    assert 'href="#id_name"' in html
    assert 'role="alert"' in html
    assert "things need to be changed" in html


def test_the_summary_links_to_the_first_radio():
    assert 'href="#id_mode_0"' in draw("{% error_summary form %}", Example({}))


def test_what_is_wrong_with_the_whole_form_is_said_without_a_link():
    form = Example({})
    form.full_clean()
    form.add_error(None, "Wrong address or password")
    assert "<li>Wrong address or password</li>" in draw("{% error_summary form %}", form)


def test_a_form_without_mistakes_has_no_summary():
    assert draw("{% error_summary form %}") == ""
