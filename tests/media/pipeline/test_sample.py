import json
from fractions import Fraction
from pathlib import Path

import pytest

from media.pipeline.plan import Wishes, Workshop
from media.pipeline.runner import find_ffmpeg, probe
from media.pipeline.sample import FRAMES, can_score, read_sample, sample_command, stretches, take_sample
from media.pipeline.sources import Limits
from tests.media.pipeline.builders import source

WORKSHOP = Workshop(ffmpeg="ffmpeg")
PATH = Path("/uploads/lesson.mp4")


def sizes(*frames):
    return "#software: x\n" + "\n".join(f"0, {i}, {i}, 1, {size}, 0x0" for i, size in enumerate(frames))


def scores(vmaf):
    return json.dumps({"pooled_metrics": {"vmaf": {"mean": vmaf}}})


def inputs(info):
    return sample_command(PATH, info, WORKSHOP, stretches(info, Wishes())).count("-i")


def test_a_long_lesson_is_looked_at_in_five_places():
    where = stretches(source(duration_s=1000.0), Wishes())
    assert len(where.starts_s) == 5
    assert 0 < where.starts_s[0] < 200 < where.starts_s[1]


def test_what_is_cut_off_is_not_looked_at():
    where = stretches(source(duration_s=1000.0), Wishes(trim_start_s=300, trim_end_s=400))
    assert all(300 < start < 400 for start in where.starts_s)


def test_a_short_clip_is_read_once():
    assert inputs(source(duration_s=10.0)) == 1


def test_a_long_lesson_is_sought_in():
    assert inputs(source(duration_s=600.0)) == 5


def test_key_frames_are_starts_where_there_are_enough():
    assert not stretches(source(duration_s=600.0, keyframe_s=10.0), Wishes()).exact
    assert stretches(source(duration_s=30.0, keyframe_s=10.0), Wishes()).exact


def test_less_is_left_out_behind_key_frames_that_come_by_the_clock():
    def graph(keyframe_s):
        info = source(duration_s=600.0, keyframe_s=keyframe_s)
        return " ".join(sample_command(PATH, info, WORKSHOP, stretches(info, Wishes())))

    assert "trim=start_frame=15:" in graph(10.0)
    assert "trim=start_frame=4:" in graph(1.0)


def test_the_trial_reads_the_stream_that_is_encoded():
    command = sample_command(PATH, source(video_stream=3), WORKSHOP, stretches(source(), Wishes()))
    assert "[0:3]" in command[command.index("-filter_complex") + 1]


def test_inputs_stay_behind_the_allow_lists():
    command = sample_command(PATH, source(duration_s=600.0), WORKSHOP, stretches(source(duration_s=600.0), Wishes()))
    assert command.count("-format_whitelist") == command.count("-protocol_whitelist") == command.count("-i") == 5


def test_key_frames_and_the_frames_between_are_told_apart():
    one = [5000, *[250] * (FRAMES - 1)]
    sample = read_sample(sizes(*one, *one), scores(81.5), source(fps=Fraction(30)))
    assert (sample.vmaf, sample.key_kbit, sample.inter_kbit_s) == (81.5, 40.0, 30.0)


def test_frames_with_next_to_nothing_are_still():
    sample = read_sample(sizes(5000, *[10] * (FRAMES - 1)), scores(90), source())
    assert sample.still_share == 1


def test_a_trial_without_frames_is_none():
    with pytest.raises(ValueError, match="no frames"):
        read_sample(sizes(5000), scores(90), source())


def test_without_vmaf_there_is_no_trial():
    assert take_sample(PATH, source(), Workshop(ffmpeg="true"), Wishes()) is None


def test_a_real_clip_is_tried(clip):
    workshop = Workshop(ffmpeg=find_ffmpeg())
    if not can_score(workshop.ffmpeg):
        pytest.skip("this FFmpeg was built without libvmaf")
    sample = take_sample(clip, probe(clip, Limits()), workshop, Wishes())
    assert 0 < sample.vmaf <= 100
    assert sample.key_kbit > 0


def test_a_strip_is_not_scored(make_clip):
    """Brought to 720 lines it would take gigabytes."""
    words = ("-f", "lavfi", "-i", "testsrc2=s=1024x64:r=5:d=1.2", "-c:v", "libx264", "-preset", "ultrafast")
    strip = make_clip("strip.mp4", *words, "-pix_fmt", "yuv420p")
    assert take_sample(strip, probe(strip, Limits()), Workshop(ffmpeg=find_ffmpeg()), Wishes()) is None


def test_a_file_that_is_no_video_has_no_trial(tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_bytes(b"no video")
    assert take_sample(path, source(), Workshop(ffmpeg=find_ffmpeg()), Wishes()) is None
