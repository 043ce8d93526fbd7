"""Places in a video as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.timecodes import format_timecode, parse_timecode


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("65", 65),
        ("65.5", 65.5),
        ("1:05", 65),
        ("01:05,25", 65.25),
        ("1:02:03.004", 3723.004),
        (" 1：05．5 ", 65.5),
        ("1分5秒", 65),
        ("1小时2分", 3720),
        ("90秒", 90),
        ("75:00", 4500),
    ],
)
def test_it_reads_what_people_write(text, seconds):
    assert parse_timecode(text) == seconds


@pytest.mark.parametrize(
    "text", ["", " ", "soon", "1:75", "1:61:00", "-5", "1:2:3:4", "1e3", "nan", ":", "分", "9" * 400]
)
def test_it_refuses_what_is_no_place(text):
    with pytest.raises(ValueError):
        parse_timecode(text)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00.0"), (65.25, "1:05.25"), (3723.004, "1:02:03.004"), (59.9996, "1:00.0")]
)
def test_it_shows_tenths_and_more_where_there_are_any(seconds, text):
    assert format_timecode(seconds) == text


@given(st.integers(0, 12 * 3600 * 1000))
def test_what_is_shown_is_read_back(thousandths):
    assert parse_timecode(format_timecode(thousandths / 1000)) == thousandths / 1000
