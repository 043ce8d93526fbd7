"""Words for the trainer's panel."""

import pytest

from media.queries import EncodingState, RenditionRow
from media.templatetags.encoding import plays_already, plays_on, seconds_left


@pytest.mark.parametrize("family", ["h264", "av1", "aac", "opus"])
def test_every_family_says_whom_it_is_for(family):
    assert plays_on(RenditionRow("", None, family=family))


def test_the_lean_ones_are_told_apart():
    assert plays_on(RenditionRow("", None, family="av1")) != plays_on(RenditionRow("", None, family="h264"))


def state_of(*rows):
    states = tuple(RenditionRow("", None, state=state) for state in rows)
    return EncodingState(None, "running", 10, None, 1, "", states, playable=True)


def test_what_is_ready_first_counts_as_playing():
    assert plays_already(state_of("done", "encoding"))
    assert not plays_already(state_of("encoding", "waiting"))


@pytest.mark.parametrize(("seconds", "shown"), [(None, ""), (64.6, "1:05"), (3, "0:03")])
def test_what_is_left_reads_like_a_clock(seconds, shown):
    assert seconds_left(seconds) == shown
