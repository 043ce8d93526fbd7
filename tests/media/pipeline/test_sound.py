import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.plan import Loudness, Wishes, Workshop
from media.pipeline.runner import probe
from media.pipeline.sound import AIM_LUFS, MOST_GAIN_DB, gain_db, integrated, is_quiet, measure, read_blocks
from media.pipeline.sources import Limits

blocks = st.lists(st.floats(-120, 0), min_size=1, max_size=300)


def unseen(progress):
    pass


@given(blocks)
def test_loudness_lies_within_what_was_heard(values):
    heard = [value for value in values if value >= -70]
    if heard:
        assert min(heard) - 0.001 <= integrated(values) <= max(heard) + 0.001


@given(blocks, st.integers(0, 500))
def test_silence_around_a_voice_does_not_make_it_quieter(values, pauses):
    assert integrated([*values, *[-90.0] * pauses]) == pytest.approx(integrated(values))


@given(st.floats(-99, 0), st.floats(-99, 0))
def test_gain_is_bounded(lufs, peak):
    assert AIM_LUFS <= gain_db(Loudness(lufs, peak)) <= MOST_GAIN_DB or gain_db(Loudness(lufs, peak)) == 0


def test_a_voice_is_brought_to_the_aim():
    assert gain_db(Loudness(-24.5, -6)) == 8.5


def test_hiss_is_left_as_it_is():
    assert gain_db(Loudness(-58, -40)) == 0


@pytest.mark.parametrize(
    ("loudness", "quiet"),
    [(Loudness(-20, -3), False), (Loudness(-40, -12), True), (Loudness(-20, -3, 0.95), True), (None, False)],
)
def test_the_trainer_is_told_of_a_faint_or_rare_voice(loudness, quiet):
    assert is_quiet(loudness) == quiet


def test_no_sound_at_all_is_silence():
    assert read_blocks([]).silent_share == 1


def test_what_ffmpeg_prints_is_read():
    lines = ["frame:0 pts:0 pts_time:0\n", "lavfi.r128.M=-20.000\n", "lavfi.r128.sample_peak=0.500\n"]
    assert read_blocks([*lines, "lavfi.r128.M=-90.0\n", "lavfi.r128.sample_peak=0.500\n"]) == Loudness(-20, -6.02, 0.5)


@pytest.fixture
def noisy(make_clip, ffmpeg):
    """Two seconds of noise that comes and goes, and FFmpeg's own opinion of it."""
    return make_clip(
        "noisy.mkv",
        *("-f", "lavfi", "-i", "testsrc2=s=64x64:r=5:d=4", "-f", "lavfi"),
        *("-i", "anoisesrc=d=4:a=0.2:seed=7,tremolo=f=0.7:d=0.9", "-c:v", "mpeg4", "-c:a", "flac"),
    )


def test_it_agrees_with_the_filter_that_measured(noisy, ffmpeg, monkeypatch):
    workshop = Workshop(ffmpeg, threads=1)
    seen = {}

    def keep(lines):
        text = list(lines)
        seen["said"] = [line for line in text if line.startswith("lavfi.r128.I=")][-1]
        return read_blocks(text)

    monkeypatch.setattr("media.pipeline.sound.read_blocks", keep)
    measured = measure(noisy, probe(noisy, Limits()), workshop, Wishes(), unseen)
    assert measured.lufs == pytest.approx(float(seen["said"].partition("=")[2]), abs=0.1)
    assert -20 < measured.peak_db < 0


def test_what_is_cut_off_is_not_measured(make_clip, ffmpeg):
    half = make_clip(
        "half.mkv",
        *("-f", "lavfi", "-i", "testsrc2=s=64x64:r=5:d=4", "-f", "lavfi"),
        *("-i", "aevalsrc='if(lt(t,2),0.5,0.01)*sin(2764*t)':d=4:s=44100", "-c:v", "mpeg4", "-c:a", "flac"),
    )
    source, workshop = probe(half, Limits()), Workshop(ffmpeg, threads=1)
    whole, rest = (measure(half, source, workshop, Wishes(start), unseen) for start in (0.0, 2.4))
    assert rest.lufs < whole.lufs - 20


def test_powers_are_averaged_not_decibels():
    values = [-20.0] * 50 + [-26.0] * 50
    random.Random(1).shuffle(values)
    assert integrated(values) == pytest.approx(10 * math.log10((0.01 + 10**-2.6) / 2), abs=0.001)
