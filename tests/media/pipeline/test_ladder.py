from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline import ladder
from media.pipeline.estimate import Sample
from media.pipeline.ladder import AV1_PRESETS, SAVER_CAP, SLOWEST_FPS, fitted, plan_ladder, reduced_fps, shown_fps
from tests.media.pipeline.builders import source

sides = st.integers(min_value=64, max_value=4096)


samples = st.builds(
    Sample,
    lines=st.just(360),
    fps=st.just(15.0),
    crf=st.just(36),
    vmaf=st.floats(0, 100),
    key_kbit=st.floats(0.5, 600),
    inter_kbit_s=st.floats(0.1, 800),
    still_share=st.floats(0, 1),
)
sources = st.builds(
    source,
    width=st.integers(64, 4096),
    height=st.integers(64, 4096),
    duration_s=st.floats(1, 7200),
    audio_codec=st.sampled_from(["aac", ""]),
    fps=st.sampled_from([Fraction(f) for f in ("8", "10.5", "24000/1001", "25", "30", "60")]),
)


def sampled(vmaf=80.0, key=100.0, inter=80.0, still=0.0):
    return Sample(lines=360, fps=15, crf=36, vmaf=vmaf, key_kbit=key, inter_kbit_s=inter, still_share=still)


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


def test_key_frames_of_all_qualities_fall_together():
    plans = by_quality(plan_ladder(source(fps=Fraction(24000, 1001))))
    assert plans["saver"].fps != plans["standard"].fps
    assert len({plan.gop / plan.fps for plan in plans.values()}) == 1


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
    assert [(plan.codec, plan.bitrate_k) for plan in plan_ladder(source()).sound] == [("aac", 20), ("opus", 11.6)]


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


@given(sources, samples)
def test_whatever_the_trial_says_the_ladder_climbs_and_stays_within_the_source(info, sample):
    ladder = plan_ladder(info, sample)
    for plans in (ladder.videos, ladder.av1):
        sizes, crfs = [plan.width * plan.height for plan in plans], [plan.crf for plan in plans]
        assert sizes == sorted(sizes)
        assert all(plan.width <= info.width and plan.height <= info.height for plan in plans)
        if ladder.content != "slides":
            assert crfs == sorted(crfs, reverse=True)


@given(sources, samples)
def test_a_full_buffer_and_the_ceiling_stay_under_the_cap_of_the_saver(info, sample):
    plan = plan_ladder(info, sample).videos[0]
    shortest_s = min(info.duration_s, plan.gop_s - plan.first_gop_s or plan.gop_s)
    peak_k = plan.maxrate_k + 0.9 * plan.bufsize_k / shortest_s
    sound_k = 26 if info.has_audio else 0
    assert (peak_k + sound_k) * 1000 <= SAVER_CAP


@given(sources, samples)
def test_only_slides_drop_below_fifteen_frames(info, sample):
    ladder = plan_ladder(info, sample)
    slowest = min(plan.fps for plan in ladder.videos + ladder.av1)
    assert ladder.content == "slides" or slowest >= min(SLOWEST_FPS, shown_fps(info.fps))


def test_pictures_that_are_hard_to_encode_get_a_lower_crf():
    easy, hard = (by_quality(plan_ladder(source(), sampled(vmaf=vmaf)))["standard"] for vmaf in (88, 70))
    assert hard.crf < easy.crf - 3


def test_soft_pictures_get_fewer_lines():
    sharp, soft = (plan_ladder(source(), sampled(vmaf=vmaf)).videos[-1].height for vmaf in (88, 70))
    assert soft < sharp


def test_slides_keep_their_size_and_lose_their_frames():
    ladder = plan_ladder(source(fps=Fraction(25)), sampled(still=1.0, inter=1.0))
    assert ladder.content == "slides"
    assert [(plan.height, plan.fps) for plan in ladder.videos] == [(480, 5), (600, 5), (720, 5)]


def test_restless_pictures_in_the_saver_quality_are_made_small_and_coarse():
    calm, wild = (plan_ladder(source(), sampled(inter=inter)).videos[0] for inter in (20, 400))
    assert wild.height < calm.height
    assert wild.crf > calm.crf


def test_a_short_clip_is_one_segment():
    plan = plan_ladder(source(duration_s=9.5), sampled()).videos[0]
    assert plan.gop_s == plan.first_gop_s > 9.5


def test_a_long_lesson_starts_with_a_short_segment():
    plan = plan_ladder(source(duration_s=600.0), sampled()).videos[0]
    assert plan.first_gop_s < plan.gop_s


def test_the_longer_the_lesson_the_less_work_each_second_of_av1_gets(monkeypatch):
    monkeypatch.setattr(ladder, "AV1_PRESETS", AV1_PRESETS)
    presets = [int(plan_ladder(source(duration_s=s), sampled()).av1[0].preset) for s in (60, 600, 7200)]
    assert presets == sorted(presets)
    assert len(set(presets)) == 3
