"""Real encodes of tiny clips."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import ImageStat

from media.pipeline.finish import read_streamed
from media.pipeline.made import MadeStage
from media.pipeline.plan import Plan, Wishes, Workshop
from media.pipeline.produce import encode_whole, make_plan, needed_files, write_master
from media.pipeline.runner import EncodeError
from media.pipeline.sources import SourceProblem
from tests.media.pipeline.readers import beep_s, first_frame, flash_s, packets, size_of, times, top_boxes
from tests.shared import shared_path

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
HALVES = ((4, 4, 150, 230), (170, 4, 316, 230))


@dataclass
class Package:
    folder: Path
    plan: Plan
    made: MadeStage
    workshop: Workshop

    def rendition(self, quality, family="h264"):
        return next(made for made in self.made.renditions if (made.quality, made.family) == (quality, family))

    def kept(self, quality, family="h264"):
        return self.folder / self.rendition(quality, family).kept

    def streamed(self, quality, family="h264"):
        return self.folder / self.rendition(quality, family).streamed


@pytest.fixture(scope="module")
def encode(tmp_path_factory, ffmpeg):
    def run(path, **wishes):
        folder = tmp_path_factory.mktemp("package")
        workshop = Workshop(ffmpeg, threads=1)
        plan = make_plan(path, workshop, Wishes(**wishes))
        return Package(folder, plan, encode_whole(path, folder, plan, "first", workshop), workshop)

    return run


@pytest.fixture(scope="module")
def package(encode, clip):
    return encode(clip)


def test_it_lists_exactly_what_it_wrote(package):
    assert sorted(package.made.files) == sorted(path.name for path in package.folder.iterdir())


def test_every_name_tells_its_content(package):
    for name in package.made.files:
        digest = sha256((package.folder / name).read_bytes()).hexdigest()
        assert re.search(r"-([0-9a-f]{12})\.", name).group(1) == digest[:12]


def test_it_makes_every_quality_and_the_sound_twice(package):
    assert [(made.quality, made.family) for made in package.made.renditions] == [
        *(("saver", "h264"), ("standard", "h264"), ("clear", "h264")),
        *(("audio", "aac"), ("audio", "opus")),
    ]


def test_lengths_agree(package):
    assert package.made.duration_s == pytest.approx(3.0, abs=0.07)
    for quality in ("saver", "standard"):
        shown = times(package.kept(quality))
        assert len(shown) == 3 * package.rendition(quality).fps
        assert shown[0] == 0


def test_the_posters_are_light(package):
    for name in (package.made.poster_webp, package.made.poster_jpeg):
        assert 0 < (package.folder / name).stat().st_size <= 8000


def test_the_file_to_keep_starts_at_once(package):
    kinds = top_boxes(package.kept("saver"))
    assert kinds.index("moov") < kinds.index("mdat")


def test_no_film_carries_the_names_and_settings_of_the_programs_that_made_it(package):
    for path in package.folder.glob("*.m[p4][4a]"):
        assert not [name for name in (b"Lavf", b"x264 - core") if name in path.read_bytes()], path


def test_the_kept_and_the_streamed_file_hold_the_same_pictures(package):
    assert packets(package.kept("saver")) == packets(package.streamed("saver"))


def test_declared_segments_play_on_their_own(package, tmp_path):
    path = package.streamed("standard")
    index = read_streamed(path)
    last = index.fragments[-1]
    data = path.read_bytes()
    alone = tmp_path / "alone.mp4"
    alone.write_bytes(data[: index.init_size] + data[last.offset : last.offset + last.size])
    assert size_of(alone) == (640, 360)


def test_colours_are_those_of_an_ordinary_screen(package):
    frame = first_frame(package.kept("saver"))
    assert (int(frame.color_primaries), int(frame.color_trc), int(frame.colorspace), int(frame.color_range)) == (
        *(1, 1, 1, 1),
    )


def test_a_clip_of_half_a_second_comes_out_whole(encode, make_clip):
    sound = ("-f", "lavfi", "-i", "sine=d=0.5:r=44100", "-c:a", "aac")
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=0.5")
    encoded = encode(make_clip("half.mp4", *picture, *sound, "-c:v", "libx264", "-pix_fmt", "yuv420p"))
    assert encoded.made.duration_s == pytest.approx(0.5, abs=0.07)
    assert len(times(encoded.kept("saver"))) == 8


def test_a_phone_held_upright_gives_an_upright_lesson(encode, turned_clip):
    turned = encode(turned_clip)
    saver = turned.rendition("saver")
    assert (saver.width, saver.height) == size_of(turned.kept("saver"))
    assert saver.height > saver.width


@pytest.mark.parametrize(("turn", "bright"), [("180", (0, 0.5, 1, 1)), ("90", (0, 0, 0.5, 1))])
def test_what_was_up_when_it_was_filmed_is_up_in_the_lesson(encode, make_clip, turn, bright):
    """The upper half of what is stored is white; the note says by how much to turn it against the clock."""
    half = "color=black:s=320x240:r=10:d=1,drawbox=c=white:t=fill:h=ih/2"
    stored = make_clip("half-white.mp4", "-f", "lavfi", "-i", half, *H264)
    turned = make_clip(f"turned-{turn}.mp4", "-display_rotation", turn, "-i", str(stored), "-c", "copy")
    image = first_frame(encode(turned).kept("saver")).to_image().convert("L")
    sides = [round(share * side) for share, side in zip(bright, (*image.size, *image.size), strict=True)]
    assert ImageStat.Stat(image.crop(sides)).mean[0] > 220
    assert ImageStat.Stat(image).mean[0] == pytest.approx(127, abs=15)


def test_a_silent_source_makes_a_silent_lesson(encode, silent_clip):
    silent = encode(silent_clip)
    assert {made.family for made in silent.made.renditions} == {"h264"}
    assert "AUDIO" not in (silent.folder / write_master(silent.folder, silent.made.renditions)).read_text()


@pytest.mark.parametrize("delay", ["0", "0.5"])
def test_picture_and_sound_stay_together(encode, make_clip, flash_and_beep, delay):
    """Also when the sound of the original starts late, as phones do."""
    late = make_clip(
        f"late{delay}.mp4",
        *("-i", str(flash_and_beep), "-ss", delay, "-i", str(flash_and_beep), "-filter_complex"),
        *(f"[1:a]asetpts=PTS+{delay}/TB[a]", "-map", "0:v", "-map", "[a]", "-c:v", "copy", "-c:a", "aac"),
    )
    made = encode(late)
    for picture, sound in (
        (made.kept("saver"), made.kept("saver")),
        (made.streamed("saver"), made.streamed("audio", "aac")),
        (made.streamed("saver"), made.streamed("audio", "opus")),
    ):
        assert flash_s(picture) == pytest.approx(2.0, abs=0.01)
        assert beep_s(sound) == pytest.approx(2.0, abs=0.02)


def test_a_cut_keeps_picture_and_sound_together(encode, flash_and_beep):
    made = encode(flash_and_beep, trim_start_s=1.1, trim_end_s=3.5)
    saver = made.kept("saver")
    assert flash_s(saver) == pytest.approx(0.9, abs=0.035)
    assert beep_s(saver) == pytest.approx(0.9, abs=0.02)
    assert made.made.duration_s == pytest.approx(2.4, abs=0.07)


def test_a_wished_poster_shows_that_moment(encode, flash_and_beep):
    made = encode(flash_and_beep, poster_at_s=2.1)
    assert min(first_frame(made.folder / made.made.poster_jpeg).to_image().convert("L").getdata()) > 200


def test_high_dynamic_range_is_brought_to_an_ordinary_screen(encode, make_clip):
    """As new phones film: HEVC with ten bits, HLG, 60 frames a second."""
    tags = "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"
    codec = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1")
    film = ("-f", "lavfi", "-i", "color=white:s=320x240:r=60:d=1.5", "-vf", f"{tags},drawbox=c=black:t=fill:w=iw/2")
    made = encode(make_clip("hdr.mov", *film, "-pix_fmt", "yuv420p10le", *codec))
    frame = first_frame(made.kept("saver"))
    dark, bright = (ImageStat.Stat(frame.to_image().convert("L").crop(box)).mean[0] for box in HALVES)
    assert made.plan.source.hdr
    assert (int(frame.color_trc), frame.format.name) == (1, "yuv420p")
    assert (dark < 25, bright > 200) == (True, True)
    assert len(times(made.kept("saver"))) == pytest.approx(22, abs=1)


def test_a_whisper_is_raised_and_the_trainer_is_told(encode, make_clip, clip):
    whisper = make_clip("whisper.mp4", "-i", str(clip), "-af", "volume=-26dB", "-c:v", "copy", "-c:a", "aac")
    made = encode(whisper)
    assert made.plan.loudness.lufs < -40
    assert made.made.remarks == ("quiet_voice",)


@pytest.fixture(scope="module")
def twins(package, clip):
    """The AV1 stage of the same lesson, beside its H.264 set."""
    return encode_whole(clip, package.folder, package.plan, "av1", package.workshop, made=package.made.renditions)


def test_av1_asks_for_the_leanest_sound_of_the_package(package):
    needed = needed_files(package.plan, "av1", package.made.renditions)
    assert needed == (package.rendition("audio", "opus").streamed,)


def test_av1_is_kept_only_where_it_saves_a_fifth(package, twins):
    assert [made.family for made in twins.renditions] == ["av1"] * len(twins.renditions)
    for made in twins.renditions:
        assert made.average_bandwidth <= 0.8 * package.rendition(made.quality).average_bandwidth
    assert not list(package.folder.glob("*-av1-streamed.mp4"))


def test_a_song_is_refused_before_anything_runs(encode, song):
    with pytest.raises(SourceProblem, match="no_video"):
        encode(song)


def test_a_missing_ffmpeg_is_no_fault_of_the_file(clip, tmp_path):
    with pytest.raises(EncodeError) as caught:
        make_plan(clip, Workshop("/nowhere/ffmpeg"))
    assert not caught.value.permanent


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "upright"),
    [
        pytest.param("portrait.mp4", True, marks=pytest.mark.faults),  # the longest; made ones are turned, too
        ("vfr_rot180.mp4", False),
        ("asl.mkv", False),
    ],
)
def test_real_phone_clips_come_out_whole(encode, name, upright):
    made = encode(shared_path(f"clips/{name}"))
    width, height = size_of(made.kept("saver"))
    assert (height > width) == upright
    assert made.rendition("saver").size_bytes < 100_000
