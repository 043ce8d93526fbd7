"""Chapters as lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.chapters import NamedPlace, places_in_lesson, read_chapters, write_chapters
from media.pipeline.timecodes import TextProblem


def test_lines_become_chapters_in_their_order():
    text = "1:30 给羊打针\n\n0：00　扶稳 羊\n[2:00.5] 按一下"
    assert read_chapters(text, 180) == (
        NamedPlace(0, "扶稳 羊"),
        NamedPlace(90, "给羊打针"),
        NamedPlace(120.5, "按一下"),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("扶稳", ("no_time", 1)),
        ("0:00 扶稳\n1:30", ("no_title", 2)),
        ("0:00 " + "长" * 81, ("long_title", 1)),
        ("0:00 扶稳\n\n3:00 太晚", ("after_end", 3)),
        ("0:05 一\n5 二", ("twice", 2)),
        ("\n".join(f"{at} x" for at in range(61)), ("too_many_chapters", None)),
    ],
)
def test_it_says_what_is_wrong_and_where(text, problem):
    with pytest.raises(TextProblem) as caught:
        read_chapters(text, 180)
    assert (caught.value.code, caught.value.line) == problem


@pytest.mark.parametrize(
    ("begin_s", "length_s", "places"),
    [
        (0, 90, [0, 30, 60]),
        (30, 25, [None, 0, None]),
        (30.002, 50, [None, 0, 29.998]),
        (10, 30, [0, 20, None]),
        (29.9, 20, [None, 0.1, None]),
        (70, 20, [None, None, 0]),
    ],
)
def test_a_cut_moves_chapters_and_loses_none_that_plays(begin_s, length_s, places):
    assert places_in_lesson([0, 30, 60], begin_s, length_s) == places


TITLES = st.text(min_size=1, max_size=80).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.dictionaries(st.integers(0, 7_200_000), TITLES, max_size=10))
def test_what_is_written_is_read_back(titles):
    places = tuple(NamedPlace(at / 1000, titles[at]) for at in sorted(titles))
    assert read_chapters(write_chapters(places), 0) == places
