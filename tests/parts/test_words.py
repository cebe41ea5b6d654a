"""Dates, numbers and telephone numbers as people read them."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from crm.templatetags import words


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def test_a_day_has_four_lengths():
    day = dt.date(2026, 11, 26)
    assert words.date_text(day) == "26 november 2026"
    assert words.date_table(day) == "26 nov 2026"
    assert words.date_short(day) == "26 nov"
    assert words.month(day) == "nov 2026"
    assert words.iso(day) == "2026-11-26"


def test_a_day_this_year_has_its_weekday_and_another_its_year():
    today = timezone.localdate()
    assert str(today.year) not in words.day(today)
    assert words.day(dt.date(2019, 6, 8)) == "8 juni 2019"


def test_a_moment_is_told_in_swedish_time():
    late = dt.datetime(2026, 1, 10, 23, 30, tzinfo=dt.UTC)
    assert words.date_text(late) == "11 januari 2026"
    assert "00.30" in words.clock(late)


def test_relative_words_are_only_for_the_week_around_today():
    today = timezone.localdate()
    with translation.override("en"):
        assert words.when(today) == "today"
        assert words.when(today - dt.timedelta(1)) == "yesterday"
        assert words.when(today + dt.timedelta(3)).startswith("on ")
        assert words.when(today - dt.timedelta(3)).startswith("last ")
        assert words.when(dt.date(2019, 6, 8)) == "8 June 2019"


def test_numbers_have_a_space_that_does_not_break():
    assert words.number(1412) == "1\u00a0412"
    assert words.percent(94) == "94\u00a0%"


@pytest.mark.parametrize(
    ("written", "shown", "link"),
    [
        ("0701740635", "070-174 06 35", "tel:+46701740635"),
        ("+46 8 465 004 21", "08-465 004 21", "tel:+46846500421"),
        ("växeln", "växeln", "tel:"),
    ],
)
def test_a_telephone_number_is_grouped_and_can_be_called(written, shown, link):
    assert words.phone(written) == shown
    assert words.tel(written) == link


@pytest.mark.parametrize(
    "told",
    [words.date_text, words.day, words.when, words.clock, words.number, words.percent, words.phone],
)
def test_nothing_is_told_as_nothing(told):
    assert told(None) == ""
