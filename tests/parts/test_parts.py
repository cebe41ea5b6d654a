"""Each part, rendered by itself: what a person would see, hear or be able to press."""

import datetime as dt

import pytest
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from crm.vocabulary import ICONS, KIND_ICONS, STATUS
from movements.directory.choices import OrganisationKind


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def draw(source: str, **context) -> str:
    html = Template("{% load i18n parts words %}" + source).render(Context(context))
    return " ".join(html.split())


def test_an_icon_beside_a_word_is_silent_and_an_icon_alone_is_named():
    assert 'aria-hidden="true"' in draw('{% icon "anchor" %}')
    alone = draw('{% icon "x" label="Close" %}')
    assert 'aria-label="Close"' in alone
    assert "aria-hidden" not in alone


def test_an_icon_that_the_sprite_lacks_is_refused():
    with pytest.raises(ValueError, match="icons.txt"):
        draw('{% icon "no-such-icon" %}')


def test_every_status_and_kind_has_an_icon_in_the_sprite():
    assert {icon for icon, _tone in STATUS.values()} <= ICONS
    assert set(KIND_ICONS.values()) <= ICONS
    assert set(KIND_ICONS) <= set(OrganisationKind.values)


@pytest.mark.parametrize("kind", STATUS)
def test_a_status_has_icon_word_and_colour(kind):
    html = draw("{% status kind 'The word' %}", kind=kind)
    icon, tone = STATUS[kind]
    assert f"#{icon}" in html
    assert "The word" in html
    assert f"tint-{tone}" in html


def test_a_plain_status_has_no_tint():
    assert "tint-" not in draw('{% status "late" "Overdue" plain=True %}')


def test_the_ladder_always_says_its_step():
    assert 'aria-label="Step 4 of 6: Demands gathered"' in draw("{% ladder 4 %}")
    assert draw("{% ladder 4 %}").count('class="on"') == 4
    assert "<span>Demands gathered</span>" in draw("{% ladder 4 word=True %}")
    assert "Not on the ladder" in draw("{% ladder 0 %}")


def test_the_large_ladder_marks_the_step_and_its_month():
    html = draw("{% ladder_large 2 months %}", months=[dt.date(2024, 1, 5), dt.date(2024, 2, 9)])
    assert html.count("reached") - html.count("not reached") == 2
    assert 'aria-current="step"><b>Contacted</b>' in html
    assert "Feb 2024" in html


def test_the_four_lights_have_four_shapes_and_four_words():
    drawn = {kind: draw("{% light kind %}", kind=kind) for kind in ("held", "underway", "missing")}
    drawn["not_needed"] = draw('{% light "not_needed" %}')
    assert len({html.split("</svg>")[0] for html in drawn.values()}) == 4
    assert "Not needed" in drawn["not_needed"]


@pytest.mark.parametrize(
    ("last", "due", "kind", "words"),
    [
        (None, None, "never", "Never contacted"),
        (-1, None, "in_step", "Met yesterday"),
        (-30, None, "in_step", "In step"),
        (-30, 6, "soon", "6 days"),
        (-30, 60, "in_step", "In step"),
        (-30, -34, "late", "Overdue 34 days"),
        (-30, -1, "late", "Overdue 1 day"),
        (-400, None, "quiet", "Quiet 13 months"),
    ],
)
def test_a_relation_says_its_state_in_words(last, due, kind, words):
    today = timezone.localdate()
    days = {name: days and today + dt.timedelta(days) for name, days in (("l", last), ("d", due))}
    html = draw("{% contact_status last=l next=d %}", **days)
    assert words in html
    assert f"#{STATUS[kind][0]}" in html


def test_six_months_of_silence_is_grey_and_never_red():
    last = timezone.localdate() - dt.timedelta(190)
    html = draw("{% contact_status last=last %}", last=last)
    assert "Quiet 6 months" in html
    assert "tone-rest" in html


def test_a_booked_meeting_is_planned_and_not_a_deadline():
    due = timezone.localdate() + dt.timedelta(2)
    html = draw("{% contact_status next=due planned=True %}", due=due)
    assert "#calendar" in html
    assert "On " in html


def test_a_promise_says_when_it_is_kept_late_or_due():
    today = timezone.localdate()
    assert "Done" in draw("{% promise_status d done=True %}", d=today)
    late = draw("{% promise_status d %}", d=today - dt.timedelta(2))
    assert "2 days overdue" in late
    assert "tone-late" in late
    assert "tone-late" not in draw("{% promise_status d %}", d=today + dt.timedelta(2))


def test_an_unavailable_button_stays_and_says_why():
    html = draw('{% button "Import" href="/import/" unavailable="Review 3 first" %}')
    assert 'aria-disabled="true"' in html
    assert "Review 3 first" in html
    assert "<a " not in html


def test_a_button_with_an_address_is_a_link_with_its_shortcut():
    html = draw('{% button "Log meeting" href="/x/" look="primary" shortcut="N" %}')
    assert '<a class="btn btn-primary" href="/x/"' in html
    assert 'data-shortcut="n"' in html
    assert "<kbd" in html


def test_a_button_refuses_what_it_does_not_know():
    with pytest.raises(TypeError, match="colour"):
        draw('{% button "Save" colour="red" %}')


def test_a_row_names_the_thing_and_carries_one_deed():
    html = draw(
        '{% row title=name href="/o/1/" meta="Last met" icon="house" %}'
        '{% status "late" "Overdue" %}{% endrow %}',
        name="Föreningen <b>Ett</b>",
    )
    assert 'href="/o/1/">Föreningen &lt;b&gt;Ett&lt;/b&gt;</a>' in html
    assert html.index("Last met") < html.index("Overdue")


def test_their_voice_and_our_hand_are_two_things():
    voice = draw("{% krav %}<p>Stop it</p>{% endkrav %}")
    hand = draw("{% stod %}<p>A room</p>{% endstod %}")
    assert "#megaphone" in voice
    assert "What do they want to change?" in voice
    assert "#hand-helping" in hand
    assert "How can we help?" in hand


def test_who_can_read_is_said_in_words_and_number():
    assert "The association · 11 people can read" in draw('{% who_can_read "association" 11 %}')
    assert "1 person can read" in draw('{% who_can_read "named" 1 %}')
    assert "can read" not in draw('{% who_can_read "open" %}')


def test_a_breadcrumb_links_back_and_names_where_you_are():
    html = draw('{% breadcrumb "Organisations" "/organisationer/" "Haninge" %}')
    assert '<a href="/organisationer/">Organisations</a>' in html
    assert '<li aria-current="page">Haninge</li>' in html


def test_a_sorted_head_says_so_and_turns_around():
    request = RequestFactory().get("/?order=name&kind=union&cursor=abc")
    html = draw('{% sort_header "name" "Name" %}', request=request)
    assert 'aria-sort="ascending"' in html
    assert "order=-name" in html
    assert "kind=union" in html
    assert "cursor" not in html


def test_paging_keeps_both_ways_and_disables_the_one_that_is_not():
    html = draw('{% pagination text="1–50" next="?after=x" %}')
    assert 'rel="next" href="?after=x"' in html
    assert html.count('aria-disabled="true"') == 1


def test_counts_and_tabs_show_numbers_as_people_read_them():
    items = [{"kind": "new", "word": "New", "count": 1412, "url": "?s=new", "current": True}]
    html = draw("{% counts items %}", items=items)
    assert "1,412" in html
    assert 'aria-current="true"' in html
    tabs = [{"word": "Demands", "url": "?t", "count": 3}, {"word": "All", "url": "?a"}]
    assert '<span class="n">3</span>' in draw("{% tabs items %}", items=tabs)


def test_steps_say_which_are_done_and_which_is_now():
    html = draw("{% steps 3 %}")
    assert html.count('class="done"') == 2
    assert 'aria-label="Step 3 of 4"' in html
    assert "Review" in html.split('aria-current="step"')[1]


def test_a_toast_offers_its_undo():
    message = Message(25, "The promise is done", extra_tags="undo:/promises/1/undo/")
    html = draw("{% message_toast message %}", message=message, csrf_token="tok")
    assert 'action="/promises/1/undo/"' in html
    assert 'value="tok"' in html
    plain = draw("{% message_toast message %}", message=Message(25, "Saved"), csrf_token="tok")
    assert "<form" not in plain


def test_a_question_before_a_deed_starts_on_the_safe_answer():
    html = draw(
        '{% confirm "ask" title="Delete it?" verb="Delete" action="/d/" keep="Keep" %}Text'
        "{% endconfirm %}",
        csrf_token="tok",
    )
    keep, delete = html.split("autofocus")
    assert "btn-danger" not in keep
    assert "btn-danger" in delete
    assert 'aria-labelledby="ask-title"' in html


def test_states_say_why_and_what_to_do():
    assert "You cannot read this" in draw("{% no_permission %}<p>Ask.</p>{% endno_permission %}")
    empty = draw('{% empty_state title="No meetings yet" %}<p>Why</p>{% endempty_state %}')
    assert "<h2" in empty
    assert "Error code 7F3A" in draw('{% load_error code="7F3A" %}')
    assert "Loading" in draw("{% loading %}")


def test_an_avatar_is_initials():
    assert ">AL<" in draw('{% avatar "Amina Maria Lindqvist" %}')
