"""What came of courses, heard carefully."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.learning import COUNTED_IN, LEAST_GROUP, Experience, Result, by_area, heard, shift_of

VILLAGE = "530623103202"
NEIGHBOUR = "530623103203"
COUNTS = st.integers(0, 60)


def result(village=VILLAGE, began=0, completed=0, succeeded=0, course="shoots", code="0252"):
    return Result(village, code, course, began, completed, succeeded)


def shift(*results):
    return Experience.of(by_area(results)).shifts_for(VILLAGE, ["0252"]).get("shoots")


def test_a_course_that_serves_people_rises_and_one_that_does_not_falls():
    good, bad = result(began=40, completed=36, succeeded=20), result(began=40, completed=4)
    assert shift(good).shift > 0 > shift(bad).shift


def test_a_course_of_which_nobody_has_verified_anything_is_not_held_back():
    assert shift_of(VILLAGE, 40, 40, 0, judged=0).shift > 0 > shift_of(VILLAGE, 40, 20, 0, judged=40).shift


def test_a_small_group_says_nothing():
    assert shift(result(began=LEAST_GROUP - 1, completed=LEAST_GROUP - 1)) is None


def test_a_small_village_is_heard_with_its_township():
    found = shift(result(began=5), result(NEIGHBOUR, 30, 30, 20))
    assert (found.area, found.began) == (VILLAGE[:9], 35)


def test_another_trade_is_not_heard():
    assert shift(result(began=40, code="0142")) is None


@given(COUNTS, COUNTS, COUNTS)
def test_a_shift_stays_within_bounds(began, completed, succeeded):
    assert -1 <= shift_of(VILLAGE, began, completed, succeeded).shift <= 1


@given(st.integers(3, 12), COUNTS, COUNTS, st.integers(0, COUNTED_IN - 1))
def test_persons_between_two_fives_do_not_show(fives, completed, succeeded, more):
    began = fives * COUNTED_IN
    through, came = (min(count, began) // COUNTED_IN * COUNTED_IN for count in (completed, succeeded))
    assert shift_of(VILLAGE, began + more, through, came) == shift_of(VILLAGE, began, through, came)


@given(
    st.lists(st.builds(result, st.sampled_from([VILLAGE, NEIGHBOUR]), COUNTS, COUNTS, COUNTS), max_size=4), st.randoms()
)
def test_the_order_of_results_does_not_show(results, random):
    assert shift(*random.sample(results, len(results))) == shift(*results)


@given(COUNTS, COUNTS, COUNTS)
def test_more_success_never_lowers_a_course(began, completed, succeeded):
    more = replace(result(began=began, completed=completed, succeeded=succeeded + 1))
    shifts = [shift_of(VILLAGE, began, completed, count).shift for count in (succeeded, more.succeeded)]
    assert shifts == sorted(shifts)


STEPS = st.integers(-1, 1)
FEW = st.lists(st.tuples(STEPS, STEPS, STEPS), max_size=COUNTED_IN - 1)


def after(told, deeds):
    """The counts after what each of some persons did, or what was found to be wrong of it."""
    began, completed, succeeded = (sum(counts) for counts in zip(*deeds, strict=True)) if deeds else (0, 0, 0)
    counts = (told.began + began, told.completed + completed, told.succeeded + succeeded)
    return result(VILLAGE, *(max(0, count) for count in counts))


@given(st.builds(result, st.just(VILLAGE), COUNTS, COUNTS, COUNTS), FEW)
def test_what_fewer_than_five_persons_do_is_never_heard(told, deeds):
    told = replace(told, judged=told.known)
    now = heard(told, after(told, deeds))
    assert (now.began, now.completed, now.succeeded) == (told.began, told.completed, told.succeeded)


def test_what_five_persons_do_is_heard():
    told = result(began=20, completed=14)
    now = heard(told, result(began=25, completed=18))
    assert (now.began, now.completed) == (25, 14)


def test_counts_are_shown_as_they_are_counted():
    found = shift_of(VILLAGE, 23, 14, 4)
    assert (found.began, found.completed, found.succeeded) == (20, 10, 0)


def test_shifts_go_in_steps():
    assert shift_of(VILLAGE, 40, 36, 20).shift * 10 == pytest.approx(round(shift_of(VILLAGE, 40, 36, 20).shift * 10))
