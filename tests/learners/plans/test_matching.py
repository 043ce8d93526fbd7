"""How near a course is to a trade, and its work in the year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.facts import CourseFacts
from learners.plans.matching import Match, due_month, match_codes, match_trade, match_words, nearness, season_of
from learners.plans.weights import WEIGHTS

NODES = st.text("0123", min_size=1, max_size=4) | st.sampled_from(["A", ""])


def test_near_beats_far_in_the_tree():
    trades = ["0142", "014", "0141", "01", "0164", "0321"]
    strengths = [match_codes("0142", trade, WEIGHTS).strength for trade in trades]
    assert strengths[0] > strengths[1] > strengths[2] >= strengths[3] > strengths[4] > strengths[5] == 0


@given(NODES, NODES)
def test_nearness_in_the_tree_is_mutual(a, b):
    assert match_codes(a, b, WEIGHTS) == match_codes(b, a, WEIGHTS)


@pytest.mark.parametrize("code", ["", "A", "0"])
def test_a_section_or_nothing_says_nothing(code):
    assert match_codes(code, code, WEIGHTS) == Match()


def test_a_product_name_beats_a_bare_code():
    shoots = CourseFacts("shoots", "采笋", industry_codes=("0252",), products=("竹笋",))
    named = match_trade(shoots, "0252", "竹笋", WEIGHTS)
    assert named.strength > match_trade(shoots, "0252", "", WEIGHTS).strength


@pytest.mark.parametrize(
    ("words", "found"),
    [("想学养乌鸡", True), ("林下", True), ("0321", True), ("养", False), ("", False), ("茶叶", False)],
)
def test_a_wish_is_understood_in_several_forms(words, found):
    chickens = CourseFacts("chickens", "林下养鸡", industry_codes=("0321",), products=("乌鸡",))
    assert bool(match_words(chickens, words, WEIGHTS).strength) is found


@pytest.mark.parametrize(
    ("now", "share"),
    [(1, WEIGHTS.soon), (2, WEIGHTS.due), (3, WEIGHTS.due), (5, WEIGHTS.due), (6, WEIGHTS.later), (11, WEIGHTS.later)],
)
def test_work_is_near_within_six_weeks_and_far_once_over(now, share):
    assert nearness(frozenset({3, 4, 5}), now, WEIGHTS) == share


def test_work_of_all_the_year_is_between_due_and_later():
    assert WEIGHTS.due > nearness(season_of(CourseFacts("c", "c")), 6, WEIGHTS) > WEIGHTS.later


@pytest.mark.parametrize(("now", "month"), [(12, 1), (1, 1), (11, None), (2, None)])
def test_the_six_weeks_run_over_new_year(now, month):
    assert due_month(frozenset({1}), now) == month


def test_all_twelve_months_are_no_season():
    assert season_of(CourseFacts("c", "c", season_months=frozenset(range(1, 13))), frozenset({4})) == {4}
