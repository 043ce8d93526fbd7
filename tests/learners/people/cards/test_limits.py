import datetime

from hypothesis import given
from hypothesis import strategies as st

from learners.people.cards.limits import LOCKED_FROM, WAITS, Window, is_locked, waits_until

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
WINDOW = Window(3, datetime.timedelta(hours=1))


def test_each_wait_is_longer_than_the_one_before_and_then_it_locks():
    waits = [waits_until(wrong, NOW) or NOW for wrong in range(LOCKED_FROM)]
    assert waits == sorted(waits)
    assert len(set(waits)) == len(WAITS) + 1
    assert is_locked(LOCKED_FROM)
    assert not is_locked(LOCKED_FROM - 1)


@given(st.lists(st.integers(0, 7200), min_size=1, max_size=40))
def test_no_hour_takes_more_wrong_tries_than_twice_the_limit(gaps):
    """A window begins with its first try, so two of them may lie in an hour that begins in the middle."""
    moment, wrong, since, taken = NOW, 0, None, []
    for gap in gaps:
        moment += datetime.timedelta(seconds=gap)
        if not WINDOW.wait(wrong, since, moment):
            wrong, since = WINDOW.count(wrong, since, moment)
            taken.append(moment)
    for start in taken:
        assert sum(start <= each < start + WINDOW.span for each in taken) <= 2 * WINDOW.most


@given(st.integers(0, 10_000))
def test_a_full_window_ends_when_its_span_is_over(seconds):
    later = NOW + datetime.timedelta(seconds=seconds)
    assert later + WINDOW.wait(3, NOW, later) == max(later, NOW + WINDOW.span)
