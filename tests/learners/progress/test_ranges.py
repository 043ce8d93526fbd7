"""Watched ranges against a naive model: the set of milliseconds that were played."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.progress.ranges import (
    END_TOLERANCE_MS,
    MAX_RANGES,
    RangeError,
    clip,
    covered_share,
    normalise,
    parse,
    total_ms,
    union,
)

LENGTH_MS = 120_000
PAIRS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=12)
RANGES = PAIRS.map(normalise)


def model(pairs):
    return {ms for start, end in pairs for ms in range(start, end)}


@given(PAIRS)
def test_normalising_keeps_exactly_the_milliseconds(pairs):
    assert model(normalise(pairs)) == model(pairs)


@given(PAIRS)
def test_normalised_ranges_are_sorted_with_a_gap_between_neighbours(pairs):
    ranges = normalise(pairs)
    assert all(start < end for start, end in ranges)
    assert all(a[1] < b[0] for a, b in pairwise(ranges))


@given(RANGES, RANGES)
def test_union_holds_what_either_holds(a, b):
    assert model(union(a, b)) == model(a) | model(b)


@given(RANGES, RANGES)
def test_union_does_not_depend_on_the_order(a, b):
    assert union(a, b) == union(b, a)


@given(RANGES, RANGES, RANGES)
def test_union_does_not_depend_on_the_grouping(a, b, c):
    assert union(union(a, b), c) == union(a, union(b, c))


@given(RANGES)
def test_a_second_report_changes_nothing(a):
    assert union(a, a) == a


@given(RANGES, RANGES)
def test_a_union_never_shrinks(a, b):
    assert total_ms(union(a, b)) >= max(total_ms(a), total_ms(b))


@given(RANGES)
def test_the_total_counts_each_millisecond_once(ranges):
    assert total_ms(ranges) == len(model(ranges))


@given(RANGES, st.integers(0, 150))
def test_clipping_keeps_what_lies_within_the_lesson(ranges, length):
    assert model(clip(ranges, length)) == {ms for ms in model(ranges) if ms < length}


@given(RANGES, st.integers(0, 150))
def test_a_share_is_never_outside_zero_and_one(ranges, length):
    assert 0.0 <= covered_share(ranges, length) <= 1.0


def test_nine_tenths_are_nine_tenths():
    assert covered_share(((0, 100), (200, 1_000)), 1_000) >= 0.9


def test_a_lesson_without_length_is_never_covered():
    assert covered_share(((0, 10),), 0) == 0.0


def test_touching_ranges_become_one():
    assert normalise([(5, 9), (0, 5)]) == ((0, 9),)


def test_it_reads_seconds_as_milliseconds():
    assert parse([[0, 1.5], [10, 12]], LENGTH_MS) == ((0, 1_500), (10_000, 12_000))


@given(st.floats(0.001, 119.999))
def test_a_report_cut_anywhere_reads_as_the_whole(cut):
    assert parse([[cut, 120], [0, cut]], LENGTH_MS) == ((0, LENGTH_MS),)


def test_the_last_half_second_past_the_end_is_cut_off():
    assert parse([[119, 120 + END_TOLERANCE_MS / 1000]], LENGTH_MS) == ((119_000, LENGTH_MS),)


def test_a_pair_without_length_is_dropped_when_others_have_one():
    assert parse([[3, 3], [4, 5]], LENGTH_MS) == ((4_000, 5_000),)


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([[0, 120.501]], "outside_lesson"),
        ([[-0.001, 1]], "outside_lesson"),
        ([[0, 10**400]], "outside_lesson"),
        ([[0, 1e308]], "outside_lesson"),
        ([[0, float("nan")]], "not_numbers"),
        ([[0, float("inf")]], "not_numbers"),
        ([["0", "1"]], "not_numbers"),
        ([[False, True]], "not_numbers"),
        ([[0, 1, 2]], "not_numbers"),
        ([[0, None]], "not_numbers"),
        ([3], "not_numbers"),
        ({"0": 1}, "not_numbers"),
        (None, "not_numbers"),
        ([[2, 1]], "reversed"),
        ([], "empty"),
        ([[4, 4]], "empty"),
        ([[120.1, 120.4]], "empty"),
        ([[0, 1]] * (MAX_RANGES + 1), "too_many"),
    ],
)
def test_it_names_what_is_wrong_with_a_report(pairs, code):
    with pytest.raises(RangeError) as refused:
        parse(pairs, LENGTH_MS)
    assert refused.value.code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=12,
)


@given(JSON)
def test_whatever_arrives_is_read_or_refused_by_name(pairs):
    try:
        ranges = parse(pairs, LENGTH_MS)
    except RangeError:
        return
    assert ranges == clip(ranges, LENGTH_MS) != ()
