"""Pages by keyset: every row once, in Swedish order, however deep and whatever comes between."""

import pytest
from django.db.models import DateField, Value
from django.db.models.functions import Coalesce

from movements.access.funnel import MalformedQuestion
from movements.access.keyset import capped_count, keyset, standing_before
from movements.models import Organisation

BY_NAME = ("name", "id")
SWEDISH = ["Arlanda", "Bro", "Zinken", "Ån", "Ängen", "Ö-laget", "Östra"]


@pytest.fixture
def rows(district):
    for name in reversed(SWEDISH):
        Organisation.objects.create(district=district, name=name)
    return Organisation.objects.filter(district=district)


def walk(rows, order, size):
    """All pages forwards; (names, the pages)."""
    names, pages, after = [], [], ""
    while True:
        page = keyset(rows, order, size=size, after=after)
        pages.append(page)
        names += [row.name for row in page.rows]
        if not page.next:
            return names, pages
        after = page.next


def test_å_ä_ö_come_after_z(rows):
    assert walk(rows, BY_NAME, 50)[0] == SWEDISH


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_every_row_comes_once_forwards(rows, size):
    assert walk(rows, BY_NAME, size)[0] == SWEDISH


def test_the_way_back_gives_the_same_pages(rows):
    _names, pages = walk(rows, BY_NAME, 2)
    page = keyset(rows, BY_NAME, size=2, before=pages[-1].previous)
    assert [row.name for row in page.rows] == [row.name for row in pages[-2].rows]
    assert page.next


def test_falling_order(rows):
    assert walk(rows, ("-name", "-id"), 3)[0] == SWEDISH[::-1]


def test_same_names_are_told_apart(district):
    made = {Organisation.objects.create(district=district, name="Lika").pk for _ in range(7)}
    rows = Organisation.objects.filter(district=district)
    _names, pages = walk(rows, BY_NAME, 2)
    assert [row.pk for page in pages for row in page.rows] == sorted(made)


def test_a_row_that_comes_between_moves_nothing(rows, district):
    first = keyset(rows, BY_NAME, size=3)
    Organisation.objects.create(district=district, name="Aspudden")
    second = keyset(rows, BY_NAME, size=3, after=first.next)
    assert [row.name for row in second.rows] == SWEDISH[3:6]


def test_the_row_one_stood_at_may_be_gone(rows):
    first = keyset(rows, BY_NAME, size=3)
    first.rows[-1].delete()
    second = keyset(rows, BY_NAME, size=3, after=first.next)
    assert [row.name for row in second.rows] == SWEDISH[3:6]


def test_an_order_with_falling_and_rising_fields(rows):
    Organisation.objects.filter(name__in=["Bro", "Östra"]).update(last_open_contact="2026-05-01")
    met = rows.annotate(
        met=Coalesce("last_open_contact", Value("1900-01-01", output_field=DateField()))
    )
    rest = [name for name in SWEDISH if name not in ("Bro", "Östra")]
    assert walk(met, ("-met", "name", "id"), 2)[0] == ["Bro", "Östra", *rest]
    assert walk(met, ("met", "name", "id"), 2)[0] == [*rest, "Bro", "Östra"]


def test_how_many_stand_before_a_row(rows):
    page = keyset(rows, BY_NAME, size=3, after=keyset(rows, BY_NAME, size=3).next)
    assert standing_before(rows, BY_NAME, page.rows[0]) == 3


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "!!!",
        "bnVsbA",
        "W10",
        "WyJhIl0",
        "WzEsMl0",
        "WyJhIiwibm8tdXVpZCJd",
        "å",
        "WyJcdTAwMDAiLCJhIl0",
    ],
)
def test_a_token_that_is_none_of_ours_is_refused(rows, token):
    with pytest.raises(MalformedQuestion):
        keyset(rows, BY_NAME, size=3, after=token)


def test_a_count_is_exact_up_to_what_people_read(rows, monkeypatch):
    assert capped_count(rows) == (7, False)
    monkeypatch.setattr("movements.access.keyset.MANY", 5)
    assert capped_count(rows) == (5, True)


def test_several_parts_are_put_together_only_of_what_is_told():
    with pytest.raises(TypeError):
        keyset([Organisation.objects.all(), Organisation.objects.none()], BY_NAME, size=3)
