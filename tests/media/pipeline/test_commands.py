from fractions import Fraction

import pytest

from media.pipeline.commands import plan_pictures, plan_set
from media.pipeline.plan import Loudness, Wishes
from tests.media.pipeline.builders import EVIL, WORKSHOP, planned, source


def set_of(plan):
    return plan_set(EVIL, plan, plan.ladder.videos, WORKSHOP)


def option(command, name):
    return command.arguments[command.arguments.index(name) + 1]


def graph(command):
    return option(command, "-filter_complex")


def files_of(command):
    return next(a for a in command.arguments if a.startswith("[select")).split("|")


@pytest.fixture
def command():
    return set_of(planned())


def test_the_source_is_decoded_once(command):
    assert command.arguments.count("-i") == 1


def test_each_stream_is_encoded_once(command):
    assert [command.arguments[i + 1] for i, a in enumerate(command.arguments) if a == "-f"] == ["tee", "image2"]


def test_only_plain_files_of_known_kinds_are_read(command):
    assert option(command, "-protocol_whitelist") == "file"
    assert "mov" in option(command, "-format_whitelist")
    assert not {"hls", "concat", "image2"} & set(option(command, "-format_whitelist").split(","))


def test_a_file_name_cannot_pass_for_an_option_or_a_protocol(command):
    assert option(command, "-i") == "file:/uploads/-i evil:name.mp4"


def test_size_and_length_of_the_source_are_bounded(command):
    assert option(command, "-max_pixels") == "16777216"
    assert "trim=end_pts=3600" in graph(command)


def test_where_and_when_it_was_filmed_is_left_out(command):
    assert option(command, "-map_metadata") == "-1"


def test_the_file_to_keep_has_the_sound_that_every_phone_plays(command):
    kept = next(each for each in files_of(command) if each.endswith("saver-kept.mp4"))
    assert kept.startswith("[select=0,3:f=mp4:") and "+faststart" in kept


def test_all_renditions_share_the_frames_of_one_grid(command):
    assert graph(command).count("fps=fps=30:start_time=0") == 1


def test_segments_start_at_multiples_of_the_gop(command):
    gop = planned().ladder.videos[0].gop
    assert option(command, "-force_key_frames:v:0").startswith(f"expr:not(mod(n,{gop}))")


def test_a_silent_source_maps_no_sound():
    command = set_of(planned(source(audio_codec="", audio_stream=-1)))
    assert command.sounds == ()
    assert "atrim" not in graph(command)


def test_only_high_dynamic_range_is_tone_mapped(command):
    assert "tonemap" not in graph(command)
    assert "tonemap" in graph(set_of(planned(source(hdr=True))))


def test_only_combed_pictures_are_deinterlaced(command):
    assert "bwdif" not in graph(command)
    assert "bwdif" in graph(set_of(planned(source(interlaced=True))))


def test_a_cut_is_counted_in_frames_of_the_grid():
    command = set_of(planned(wishes=Wishes(trim_start_s=10, trim_end_s=22)))
    assert "setpts=PTS-(10)/TB" in graph(command)
    assert "trim=end_pts=360" in graph(command)
    assert option(command, "-ss") == "7.0"


def test_rounded_time_stamps_of_sixty_frames_a_second_fall_into_the_right_slots():
    command = set_of(planned(source(fps=Fraction(60))))
    assert "setpts=PTS-(-1/120)/TB" in graph(command)


def test_a_wished_poster_is_one_frame_of_the_grid():
    command = set_of(planned(wishes=Wishes(trim_start_s=10, poster_at_s=11.5)))
    assert "trim=start_frame=45" in graph(command)
    assert option(command, "-frames:v") == "1"


def test_a_quiet_voice_is_raised_and_its_peaks_are_held():
    command = set_of(planned(loudness=Loudness(-30.0, -10.0)))
    assert "volume=14.0dB" in graph(command)
    assert "alimiter" in graph(command)


def test_av1_takes_the_sound_as_it_was_encoded(tmp_path):
    plan = planned()
    command = plan_pictures(EVIL, plan, plan.ladder.av1, WORKSHOP, tmp_path / "opus.mp4")
    assert option(command, "-c:a") == "copy"
    assert "[select=0,3:f=mp4:fflags=+bitexact:movflags=+faststart]saver-av1-kept.mp4" in files_of(command)
