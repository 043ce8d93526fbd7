"""Sharing out the time of a film."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduplatform.demo.film.timeline import Reading, reading_seconds, share

SENTENCES = ("先把笋脚的土扒开。", "看清竹鞭在哪里，再从笋和鞭连着的地方下刀。", "采完把土盖回去。")


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=12), st.integers(12, 4000))
def test_no_frame_is_lost_and_no_part_is_empty(weights, frames):
    shares = share(weights, frames)
    assert sum(shares) == frames
    assert min(shares) >= 1


def test_a_heavier_part_is_longer():
    assert share([1, 2, 1], 403) == [101, 201, 101]


def test_too_few_frames_are_refused():
    with pytest.raises(ValueError, match="too few"):
        share([1, 1, 1], 2)


def test_a_slow_reader_gets_a_second_for_four_characters():
    assert reading_seconds("四" * 20) == 5


def shown(reading: Reading) -> list[int | None]:
    """The pages in the order in which they are seen, at ten looks a second."""
    seen: list[int | None] = []
    for look in range(round(reading.seconds * 10)):
        page = reading.page_at(look / 10)
        if not seen or seen[-1] != page:
            seen.append(page)
    return seen


def test_sentences_follow_each_other_after_a_pause():
    assert shown(Reading(SENTENCES, 14)) == [None, 0, 1, 2]


def test_with_double_time_they_are_shown_twice():
    assert shown(Reading(SENTENCES, 24)) == [None, 0, 1, 2, 0, 1, 2]


def test_one_sentence_stays():
    assert shown(Reading(SENTENCES[:1], 30)) == [None, 0]


def test_in_a_short_film_all_are_shown_shortly():
    assert shown(Reading(SENTENCES, 2)) == [None, 0, 1, 2]


def test_without_sentences_nothing_is_shown():
    assert shown(Reading((), 5)) == [None]


@given(st.floats(9, 200))
def test_given_time_to_read_it_is_never_much_faster_than_reading(seconds):
    reading = Reading(SENTENCES, seconds + 2.5)
    first = [look / 20 for look in range(round(seconds * 20)) if reading.page_at(look / 20) == 1]
    run = next((at for at, (a, b) in enumerate(pairwise(first)) if b - a > 0.1), len(first) - 1)
    assert run / 20 >= 0.6 * reading_seconds(SENTENCES[1])
