"""Chapters as the player gets them: on the lesson's clock."""

import pytest

from media.models import Package
from media.queries import playback_for


@pytest.fixture
def marks(video):
    """`marks(trim_start_s, duration_s)`: what is shown of three chapters at 0, 30 and 60 seconds."""
    for at_s, title in ((0, "扶稳"), (30, "打针"), (60, "按住")):
        video.chapters.create(at_s=at_s, title=title)

    def marks(trim_start_s, duration_s):
        Package.objects.update_or_create(
            video=video, state="live", defaults={"trim_start_s": trim_start_s, "duration_s": duration_s}
        )
        return [(mark.at_s, mark.title) for mark in playback_for(video).chapters]

    return marks


def test_a_whole_lesson_has_them_all(marks):
    assert marks(0, 90) == [(0, "扶稳"), (30, "打针"), (60, "按住")]


def test_what_lies_outside_is_left_out(marks):
    assert marks(30, 25) == [(0, "打针")]


def test_a_cut_that_falls_on_the_next_frame_loses_none(marks):
    assert marks(30.002, 50) == [(0, "打针"), (29.998, "按住")]


def test_a_chapter_that_is_cut_into_begins_with_the_lesson(marks):
    assert marks(10, 30) == [(0, "扶稳"), (20, "打针")]


def test_a_rest_of_a_chapter_is_none(marks):
    assert marks(29.9, 20) == [(pytest.approx(0.1), "打针")]


def test_the_last_chapter_may_be_all_that_is_left(marks):
    assert marks(70, 20) == [(0, "按住")]
