"""Chapters as the player gets them: on the lesson's clock."""

from media.models import Package
from media.queries import playback_for


def test_a_chapter_that_is_cut_into_begins_with_the_lesson(video):
    for at_s, title in ((0, "扶稳"), (30, "打针"), (60, "按住")):
        video.chapters.create(at_s=at_s, title=title)
    Package.objects.create(video=video, state="live", trim_start_s=10, duration_s=30)
    assert [(mark.at_s, mark.title) for mark in playback_for(video).chapters] == [(0, "扶稳"), (20, "打针")]
