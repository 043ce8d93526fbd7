from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.ladder import SLOWEST_FPS, fitted, plan_ladder, reduced_fps, shown_fps
from tests.media.pipeline.builders import source

sides = st.integers(min_value=64, max_value=4096)


def by_quality(ladder):
    return {plan.quality: plan for plan in ladder.videos}


def test_a_landscape_clip_gets_every_quality():
    plans = by_quality(plan_ladder(source(1280, 720)))
    assert [(p.width, p.height) for p in plans.values()] == [(426, 240), (640, 360), (854, 480)]


def test_each_quality_has_a_twin_in_av1():
    ladder = plan_ladder(source(1280, 720))
    assert [(p.quality, p.width, p.fps) for p in ladder.av1] == [(p.quality, p.width, p.fps) for p in ladder.videos]


def test_a_portrait_clip_keeps_its_shape():
    plans = by_quality(plan_ladder(source(1080, 1920)))
    assert (plans["saver"].width, plans["saver"].height) == (240, 426)


def test_a_small_clip_is_not_repeated_at_the_same_size():
    assert list(by_quality(plan_ladder(source(320, 240)))) == ["saver"]


def test_saver_shows_fewer_frames_than_a_phone_films():
    plans = by_quality(plan_ladder(source(fps=Fraction(30))))
    assert (plans["saver"].fps, plans["standard"].fps) == (15, 30)


def test_frames_are_never_invented():
    plans = by_quality(plan_ladder(source(fps=Fraction(21, 2))))
    assert {plan.fps for plan in plans.values()} == {Fraction(21, 2)}


def test_sixty_frames_are_halved():
    assert by_quality(plan_ladder(source(fps=Fraction(60))))["standard"].fps == 30


def test_segments_start_every_eight_seconds():
    plans = by_quality(plan_ladder(source(fps=Fraction(24000, 1001))))
    assert (plans["saver"].gop, plans["standard"].gop) == (128, 192)


@pytest.mark.parametrize(
    ("filmed", "shown"), [("29.7", "30"), ("60000/1001", "30000/1001"), ("30.3", "30"), ("10.52", "10.5"), ("24", "24")]
)
def test_a_variable_rate_becomes_a_standard_one(filmed, shown):
    assert shown_fps(Fraction(filmed)) == Fraction(shown)


@pytest.mark.parametrize("filmed", ["24", "24000/1001", "25", "30000/1001", "30", "50/2", "20", "18"])
def test_a_reduced_rate_is_not_under_fifteen(filmed):
    assert SLOWEST_FPS <= reduced_fps(Fraction(filmed), SLOWEST_FPS) < 16


def test_a_silent_clip_gets_no_sound():
    assert plan_ladder(source(audio_codec="")).sound == ()


def test_sound_comes_in_aac_and_in_opus():
    assert [(plan.codec, plan.bitrate_k) for plan in plan_ladder(source()).sound] == [("aac", 24), ("opus", 12)]


@given(sides, sides, st.sampled_from([240, 360]))
def test_sides_are_even_and_never_larger_than_the_source(width, height, short_side):
    w, h = fitted(width, height, short_side)
    assert w % 2 == h % 2 == 0
    assert 0 < w <= width
    assert 0 < h <= height
    assert min(w, h) <= short_side


@given(sides, sides, st.sampled_from([240, 360]))
def test_the_aspect_is_kept_within_a_pixel(width, height, short_side):
    w, h = fitted(width, height, short_side)
    short, long = min(w, h), max(w, h)
    assert abs(long - Fraction(short * max(width, height), min(width, height))) <= 1


@given(sides, sides)
def test_a_turned_source_gives_turned_renditions(width, height):
    assert fitted(width, height, 240) == fitted(height, width, 240)[::-1]
