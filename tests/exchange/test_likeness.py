"""When two are one and the same: 300 pairs of real rows, judged by hand.

`labelled_pairs.json` holds file names, row numbers and the judgement, nothing of what the rows
say. "The same" means one association, as far as the two rows themselves tell: sections under one
organisation number are one, a movement and its local group are two. Every other pair was used to
tune the judgement; the rest were looked at once, when it was done.
"""

import json
from pathlib import Path

import pytest

from movements.directory.candidates import with_keys
from movements.directory.likeness import Card, judge
from movements.exchange.reading import read_table
from movements.exchange.rows import understand
from tests.exchange.files import register_files

FILES = register_files()
PAIRS = json.loads(Path(__file__).with_name("labelled_pairs.json").read_text())


@pytest.fixture
def cards(db):
    """{(file, row): what is compared of it}; a file is the register of one municipality."""
    rows = [
        (path.name, row)
        for path in FILES
        for row in understand(read_table(path.read_bytes())).rows
        if row.name
    ]
    made = [
        Card(
            row.name,
            row.organisation_number,
            row.homepage,
            row.email,
            row.town,
            frozenset([name[:4]]),
        )
        for name, row in rows
    ]
    keyed = with_keys(made)
    return {(name, row.number): card for (name, row), card in zip(rows, keyed, strict=True)}


def measured(cards, pairs) -> dict:
    """Precision and recall of what is suggested, and how often `certain` was wrong."""
    right = wrong = missed = certain = surely_wrong = 0
    for pair in pairs:
        verdict = judge(cards[tuple(pair["one"])], cards[tuple(pair["other"])])
        right += bool(verdict) and pair["same"]
        wrong += bool(verdict) and not pair["same"]
        missed += not verdict and pair["same"]
        if verdict and verdict.certain:
            certain += 1
            surely_wrong += not pair["same"]
    return {
        "precision": right / (right + wrong),
        "recall": right / (right + missed),
        "certain": certain,
        "surely wrong": surely_wrong,
    }


@pytest.mark.skipif(not FILES, reason="the real registers are not at hand")
def test_nine_of_ten_are_right_and_nine_of_ten_are_found_where_nothing_was_tuned(cards):
    tuned, unseen = measured(cards, PAIRS[0::2]), measured(cards, PAIRS[1::2])
    print(f"tuned on {len(PAIRS[0::2])}: {tuned}; held out {len(PAIRS[1::2])}: {unseen}")
    assert tuned["precision"] >= 0.92
    assert tuned["recall"] >= 0.97
    assert unseen["precision"] >= 0.92
    assert unseen["recall"] >= 0.92
    assert tuned["surely wrong"] == unseen["surely wrong"] == 0
    assert tuned["certain"] + unseen["certain"] >= 90


def test_there_are_three_hundred_pairs_of_both_kinds():
    assert len(PAIRS) == 300
    assert len({(*pair["one"], *pair["other"]) for pair in PAIRS}) == 300
    assert 140 <= sum(pair["same"] for pair in PAIRS) <= 180


def verdict(one, other):
    return judge(*with_keys([one, other]))


HERE, THERE = frozenset([1]), frozenset([2])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Waxholms Gymnastikförening", "Vaxholms gymnastikförening"),
        ("Hörselskadades förening i Solna", "Solna Hörselskadades Förening"),
        ("Åby IF", "Aby Idrottsforening"),
        ("Sensus Sthlm", "Sensus Stockholm"),
        ("Modell Flygarklubben Öst", "Modellflygarklubben Öst"),
        ("Trädgårdssällskapet", "Trädgårdsällskapet"),
        ("Hyresgästför. Jordbro", "Hyresgästföreningen Jordbro"),
        ("Hembygdsfören. Åby", "Åby hembygdsförening"),
        ("Astmaförb. i Åby", "Astmaförbundet Åby"),
    ],
)
def test_the_same_name_in_the_same_place_however_it_is_written(one, other):
    said = verdict(Card(one, municipalities=HERE), Card(other, municipalities=HERE))
    assert said is not None
    assert not said.certain


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PRO Handen", "PRO Haninge"),
        ("Åby IF", "Åby IK"),
        ("AIK Fotboll", "AIK Bandy"),
        ("Solna scoutkår", "Solna sjöscoutkår"),
        ("Järfälla Båtklubb", "Järfälla Bågklubb"),
        ("Brf Solen 1", "Brf Solen 2"),
        ("جمعية", "منظمة"),  # no letter that the keys know: never the same by name
    ],
)
def test_names_that_differ_are_different(one, other):
    assert verdict(Card(one, municipalities=HERE), Card(other, municipalities=HERE)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Hyresgästför. Jordbro", "Hyresgästföreningen Jordbro"),
        ("Hyresgästfören.Jordbro", "Hyresgästföreningen Jordbro"),
        ("Hyresgästförb. Jordbro", "Hyresgästförbundet Jordbro"),
    ],
)
def test_an_abbreviation_with_its_point_is_the_whole_word(short, whole):
    one, other = with_keys([Card(short), Card(whole)])
    assert (one.name_key, one.name_words) == (other.name_key, other.name_words)


@pytest.mark.django_db
def test_the_number_comes_first():
    one = Card("Åby IF", "8020029347", municipalities=HERE)
    renamed = Card("Åby Allians", "8020029347", municipalities=THERE)
    assert verdict(one, renamed).certain
    assert verdict(one, Card("Åby IF", "8020063155", municipalities=HERE)) is None
    assert not verdict(one, Card("Något annat", "8020029347")).certain  # perhaps a slip of the pen


@pytest.mark.django_db
def test_the_website_says_that_two_places_hold_one():
    one = Card("NBV Öst", homepage="http://www.nbv.se/ost/", municipalities=HERE)
    other = Card("NBV ÖST", homepage="https://nbv.se/ost", municipalities=THERE)
    assert verdict(one, other).certain
    assert not verdict(one, Card("NBV Öst", municipalities=THERE)).certain
