import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ranges import Span, UnsatisfiableRange, requested_span

ETAG, MODIFIED = '"abc"', "Sun, 22 Nov 2026 05:00:00 GMT"


def span(text, size=1000, **headers):
    return requested_span({"Range": text} | headers, size, ETAG, MODIFIED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bytes=0-499", Span(0, 500)),
        ("bytes=500-", Span(500, 1000, open_ended=True)),
        ("bytes=-200", Span(800, 1000)),
        ("bytes=-5000", Span(0, 1000)),
        ("bytes=900-5000", Span(900, 1000)),
        ("bytes=999-999", Span(999, 1000)),
    ],
)
def test_it_reads_what_players_ask_for(text, expected):
    assert span(text) == expected


@pytest.mark.parametrize("text", ["", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=٣-"])
def test_what_it_does_not_understand_gets_the_whole_file(text):
    assert span(text) is None


@pytest.mark.parametrize("text", ["bytes=1000-", "bytes=2000-3000", "bytes=-0"])
def test_nothing_in_range_is_an_error(text):
    with pytest.raises(UnsatisfiableRange):
        span(text)


def test_a_part_of_an_older_file_is_not_continued():
    assert span("bytes=500-", **{"If-Range": '"older"'}) is None
    assert span("bytes=500-600", **{"If-Range": ETAG}) == Span(500, 601)
    assert span("bytes=500-600", **{"If-Range": MODIFIED}) == Span(500, 601)


@given(st.text("0123456789-, bytes=", max_size=40), st.integers(0, 5000))
def test_a_span_always_lies_within_the_file(text, size):
    try:
        found = span(text, size)
    except UnsatisfiableRange:
        return
    assert found is None or 0 <= found.start < found.end <= size
