from pathlib import Path

import pytest

from media.pipeline.commands import plan_command
from media.pipeline.ladder import plan_ladder
from media.pipeline.sources import Limits
from tests.media.pipeline.builders import source


def planned(info):
    path = Path("/uploads/-i evil:name.mp4")
    return plan_command("ffmpeg", path, info, plan_ladder(info), threads=2, limits=Limits())


def option(command, name):
    return command.arguments[command.arguments.index(name) + 1]


@pytest.fixture
def command():
    return planned(source())


def test_the_source_is_decoded_once(command):
    assert command.arguments.count("-i") == 1


def test_each_stream_is_encoded_once(command):
    assert [command.arguments[i + 1] for i, a in enumerate(command.arguments) if a == "-f"] == ["tee", "image2"]


def test_only_plain_files_of_known_kinds_are_read(command):
    assert option(command, "-protocol_whitelist") == "file,pipe"
    assert "mov" in option(command, "-format_whitelist")
    assert not {"hls", "concat", "image2"} & set(option(command, "-format_whitelist").split(","))


def test_a_file_name_cannot_pass_for_an_option_or_a_protocol(command):
    assert option(command, "-i") == "file:/uploads/-i evil:name.mp4"


def test_size_and_length_of_the_source_are_bounded(command):
    assert option(command, "-max_pixels") == "16777216"
    assert option(command, "-t") == "3600.0"


def test_where_and_when_it_was_filmed_is_left_out(command):
    assert option(command, "-map_metadata") == "-1"


def test_the_file_to_keep_has_the_sound_of_the_stream(command):
    slaves = next(a for a in command.arguments if a.startswith("[select"))
    assert "[select=0,3:f=mp4:movflags=+faststart]saver.mp4" in slaves.split("|")


def test_a_silent_source_maps_no_sound():
    command = planned(source(audio_codec=""))
    assert command.audio is None
    assert "0:a" not in option(command, "-filter_complex")


def test_only_high_dynamic_range_is_tone_mapped(command):
    assert "tonemap" not in option(command, "-filter_complex")
    assert "tonemap" in option(planned(source(hdr=True)), "-filter_complex")
