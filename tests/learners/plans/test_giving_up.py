"""When a course counts as given up."""

import datetime

import pytest

from learners.plans.giving_up import Learning, given_up

NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(weeks=1)
OTHER = Learning(started_at=NOW - WEEK)


def is_given_up(one, *others):
    return 1 in given_up({1: one, **dict(enumerate(others, start=2))}, NOW)


def test_what_was_left_alone_while_another_was_begun_is_given_up():
    assert is_given_up(Learning(NOW - 9 * WEEK), OTHER)


@pytest.mark.parametrize(
    ("one", "others"),
    [
        (Learning(NOW - 9 * WEEK), []),
        (Learning(NOW - 7 * WEEK), [OTHER]),
        (Learning(NOW - 9 * WEEK, touched_at=NOW - 2 * WEEK), [OTHER]),
        (Learning(NOW - 9 * WEEK, completed_at=NOW - 9 * WEEK), [OTHER]),
        (Learning(NOW - 9 * WEEK, touched_at=NOW - 8 * WEEK), [Learning(NOW - 9 * WEEK)]),
        (Learning(None), [OTHER]),
    ],
    ids=["nothing else begun", "not long ago", "taken up again", "completed", "begun before it", "never begun"],
)
def test_otherwise_it_goes_on(one, others):
    assert not is_given_up(one, *others)


def test_who_told_so_gave_it_up_until_it_is_taken_up_again():
    assert is_given_up(Learning(NOW - WEEK, told_at=NOW))
    assert not is_given_up(Learning(NOW - 3 * WEEK, touched_at=NOW - WEEK, told_at=NOW - 2 * WEEK))
