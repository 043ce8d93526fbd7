import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.plan import Plan, Wishes, cut_parts, settled
from media.pipeline.stretch import Stretch
from tests.media.pipeline.builders import planned, source

rates = st.sampled_from([Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(2775, 136)])


def long_plan(fps=Fraction(30), seconds=1300.0, **more):
    return planned(source(fps=fps, duration_s=seconds, video_s=seconds, **more))


def test_a_plan_survives_storage():
    plan = long_plan(Fraction(24000, 1001))
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_a_short_lesson_is_one_part_and_two_stages():
    plan = planned(source(duration_s=200.0))
    assert len(plan.parts) == 1
    assert plan.stages() == ("first", "av1")
    assert plan.videos_of("first") == plan.ladder.videos


def test_the_saver_of_a_long_lesson_comes_first():
    plan = long_plan()
    assert plan.stages() == ("first", "rest", "av1")
    assert [video.quality for video in plan.videos_of("first")] == ["saver"]
    assert [video.quality for video in plan.videos_of("rest")] == ["standard", "clear"]


@given(rates, st.floats(241, 9000))
def test_parts_cover_a_lesson_without_gap_or_overlap(fps, seconds):
    plan = long_plan(fps, seconds)
    assert plan.parts[0].start_s == 0
    assert float(plan.parts[-1].end_s) == pytest.approx(seconds, abs=0.01)
    assert all(before.end_s == after.start_s for before, after in zip(plan.parts, plan.parts[1:], strict=False))
    assert all(part.end_s > part.start_s for part in plan.parts)


@given(rates, st.floats(241, 9000))
def test_seams_fall_on_frames_of_every_rendition(fps, seconds):
    plan = long_plan(fps, seconds)
    for part in plan.parts[1:]:
        frames = [part.start_s * video.fps for video in (*plan.ladder.videos, *plan.ladder.av1)]
        assert all(each.denominator == 1 for each in [*frames, part.start_s * plan.grid_fps])


def test_seams_fall_on_key_frames_where_gops_allow():
    plan = long_plan(Fraction(25))
    for part in plan.parts[1:]:
        assert all((part.start_s * video.fps) % video.gop == 0 for video in plan.ladder.videos)


def test_a_video_with_hardly_a_key_frame_stays_whole():
    assert len(long_plan(keyframe_s=300.0).parts) == 1


def test_pictures_that_end_early_make_no_empty_part():
    plan = planned(source(duration_s=1300.0, video_s=500.0))
    assert float(plan.parts[-1].end_s) == 500


def test_a_part_is_about_as_long_as_asked_for():
    plan = long_plan(Fraction(30), seconds=200.0)
    assert all(20 <= part.end_s - part.start_s <= 60 for part in cut_parts(plan, from_s=10, part_s=40))


@given(st.floats(0, 100), st.floats(0, 100), st.floats(-10, 100))
def test_wishes_end_up_inside_the_source(start, end, poster):
    info = source(duration_s=60.0, video_s=60.0)
    made = settled(Wishes(start, end, poster), info)
    last = 60.0 if made.trim_end_s is None else made.trim_end_s
    assert 0 <= made.trim_start_s < last <= 60
    assert made.trim_start_s - 0.001 <= made.poster_at_s <= last


@given(rates, st.floats(0, 50), st.floats(0, 0.03))
def test_a_lesson_starts_with_a_frame(fps, start, video_start):
    info = source(fps=fps, duration_s=60.0, video_s=60.0, video_start_s=round(video_start, 3))
    made = settled(Wishes(start), info)
    frames = (made.trim_start_s - info.video_start_s) * float(fps)
    assert frames == pytest.approx(round(frames), abs=0.001)
    assert made.trim_start_s == pytest.approx(start, abs=1.1 / float(fps))


def test_parts_count_the_frames_of_the_whole():
    plan = long_plan(Fraction(30000, 1001))
    stretches = [Stretch.part(plan, part) for part in plan.parts]
    assert [stretch.first for stretch in stretches[1:]] == [each.first + each.frames for each in stretches[:-1]]
    assert len({stretch.moved_s for stretch in stretches}) == 1


def test_what_was_cut_off_is_not_in_the_last_part():
    plan = long_plan(Fraction(25))
    cut = replace(plan, wishes=Wishes(100.0, 900.0))
    cut = replace(cut, parts=cut_parts(cut))
    last = Stretch.part(cut, cut.parts[-1])
    assert last.first + last.frames == 800 * 25
