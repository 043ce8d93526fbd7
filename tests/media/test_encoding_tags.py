"""Words for the trainer's panel."""

import pytest

from media.queries import EncodingState, QueueTask, RenditionRow
from media.templatetags.encoding import doing, plays_already, plays_on, seconds_left


@pytest.mark.parametrize("family", ["h264", "av1", "aac", "opus"])
def test_every_family_says_whom_it_is_for(family):
    assert plays_on(RenditionRow("", None, family=family))


def test_the_lean_ones_are_told_apart():
    assert plays_on(RenditionRow("", None, family="av1")) != plays_on(RenditionRow("", None, family="h264"))


@pytest.mark.parametrize("kind", ["open", "whole", "join", "stills"])
def test_every_kind_of_work_has_a_name(kind):
    assert doing(task_of(kind))


@pytest.mark.parametrize("stage", ["first", "rest", "av1"])
def test_parts_count_from_one(stage):
    assert "1" in doing(task_of("part", stage))


def task_of(kind, stage=""):
    return QueueTask(1, "竹笋", kind, stage, 0, "one", 0, None, 1)


def state_of(*rows):
    states = tuple(RenditionRow("", None, state=state) for state in rows)
    return EncodingState(None, "running", 10, None, 1, "", states, playable=True)


def test_what_is_ready_first_counts_as_playing():
    assert plays_already(state_of("done", "encoding"))
    assert not plays_already(state_of("encoding", "waiting"))


@pytest.mark.parametrize(("seconds", "shown"), [(None, ""), (64.6, "1:05"), (3, "0:03"), (7265, "2:01:05")])
def test_what_is_left_reads_like_a_clock(seconds, shown):
    assert seconds_left(seconds) == shown
