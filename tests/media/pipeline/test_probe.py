from pathlib import Path

import pytest

from media.pipeline.runner import probe
from media.pipeline.sources import Limits, SourceInfo, SourceProblem
from tests.media.pipeline.builders import source
from tests.shared import shared_path

LIMITS = Limits()


def problem_of(path, limits=LIMITS):
    with pytest.raises(SourceProblem) as caught:
        probe(path, limits)
    return caught.value.code


def test_it_reads_a_clip(clip):
    info = probe(clip, LIMITS)
    assert (info.width, info.height, info.fps, info.audio_codec) == (640, 360, 25, "aac")
    assert info.duration_s == pytest.approx(3.0, abs=0.1)


def test_it_sees_how_the_phone_was_held(turned_clip):
    info = probe(turned_clip, LIMITS)
    assert (info.width, info.height) == (360, 640)


def test_it_sees_silence(silent_clip):
    assert not probe(silent_clip, LIMITS).has_audio


def test_a_recorder_may_leave_out_the_duration(make_clip, clip, ffmpeg):
    live = make_clip("live.mkv", "-i", str(clip), "-c", "copy", "-live", "1", "-f", "matroska")
    info = probe(live, LIMITS)
    assert info.duration_s == pytest.approx(3.0, abs=0.1)
    assert info.fps == 25


def test_a_song_is_no_video(song):
    assert problem_of(song) == "no_video"


def test_a_text_is_no_media(tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_text("# a text named like a video")
    assert problem_of(path) == "not_media"


def test_an_empty_file_is_no_media(tmp_path):
    path = tmp_path / "lesson.mp4"
    path.touch()
    assert problem_of(path) == "not_media"


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:3,\n{clip}\n", "ffconcat version 1.0\nfile '{clip}'\n"])
def test_a_list_that_names_another_file_is_refused(tmp_path, clip, text):
    path = tmp_path / "lesson.mp4"
    path.write_text(text.format(clip=clip))
    assert problem_of(path) == "not_media"


def test_an_upload_cut_off_before_its_index_is_incomplete(tmp_path, clip):
    path = tmp_path / "cut.mp4"
    path.write_bytes(clip.read_bytes()[:20_000])
    assert problem_of(path) == "incomplete"


def test_an_upload_cut_off_after_its_index_is_incomplete(make_clip, clip, tmp_path):
    whole = make_clip("fast.mp4", "-i", str(clip), "-c", "copy", "-movflags", "+faststart")
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    assert problem_of(path) == "incomplete"


def test_a_picture_that_would_fill_the_memory_is_refused(make_clip):
    bomb = make_clip("bomb.mov", "-f", "lavfi", "-i", "color=s=6000x6000:r=1:d=2", "-c:v", "png")
    assert problem_of(bomb) == "too_large"


def test_a_path_may_be_relative(clip, monkeypatch):
    monkeypatch.chdir(clip.parent)
    assert probe(Path(clip.name), Limits()).width == 640


def test_length_is_bounded_on_both_sides(clip):
    assert problem_of(clip, Limits(min_duration_s=10)) == "too_short"
    assert problem_of(clip, Limits(max_duration_s=2)) == "too_long"


def test_a_source_survives_json():
    info = source(hdr=True)
    assert SourceInfo.from_json(info.to_json()) == info


@pytest.mark.shared
def test_a_variable_rate_phone_clip_has_its_mean_rate():
    info = probe(shared_path("clips/vfr_rot180.mp4"), LIMITS)
    assert float(info.fps) == pytest.approx(10.5, abs=0.1)
    assert info.rotation == 180
