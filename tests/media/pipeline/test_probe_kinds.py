"""What phones, cameras and screen recorders really write."""

from fractions import Fraction

import pytest

from media.pipeline.runner import probe
from media.pipeline.sources import Limits, SourceInfo
from tests.media.hostile import mp4
from tests.media.hostile.ebml import swapped_duration

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
SOUND = ("-f", "lavfi", "-i", "sine=d=2:r=44100")


def picture(size="160x120", rate=10, seconds=2):
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


def looked(path):
    return probe(path, Limits())


@pytest.fixture(scope="module")
def look(make_clip):
    return lambda name, *words: looked(make_clip(f"kinds-{name}", *words))


@pytest.mark.parametrize(
    ("transfer", "expected"), [("smpte2084", "pq"), ("arib-std-b67", "hlg"), ("bt709", "")], ids=str
)
def test_high_dynamic_range(look, transfer, expected):
    tags = f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    codec = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1")
    info = look(f"{transfer}.mov", *picture(), "-vf", tags, "-pix_fmt", "yuv420p10le", *codec)
    assert (info.video_codec, info.bits, info.transfer, info.hdr) == ("hevc", 10, expected, bool(expected))


def test_sixty_frames_a_second(look):
    assert look("sixty.mp4", *picture(rate=60), *H264).fps == 60


@pytest.mark.parametrize("name", ["ntsc.mp4", "ntsc.mkv", "ntsc.ts"])
def test_the_odd_rate_of_cameras(look, name):
    assert look(name, *picture(rate="30000/1001"), *H264).fps == Fraction(30000, 1001)


def test_interlaced_pictures(look):
    fields = ("-vf", "tinterlace=interleave_top,setfield=tff", "-flags", "+ildct+ilme")
    camera = ("-c:v", "mpeg2video", "-f", "mpegts")
    info = look("camera.ts", *picture(rate=50), *SOUND, *fields, *camera)
    assert (info.interlaced, info.fps) == (True, 25)
    assert not look("plain.ts", *picture(rate=25), *camera).interlaced


def test_pixels_that_are_not_square(look):
    info = look("dv.mp4", *picture("180x144"), *H264, "-vf", "setsar=64/45")
    assert (info.width, info.height) == (256, 144)


@pytest.mark.parametrize(("turned", "size"), [(90, (120, 160)), (180, (160, 120)), (270, (120, 160))])
def test_how_the_phone_was_held(make_clip, turned, size):
    lying = make_clip("small_lying.mp4", *picture(), *H264)
    held = make_clip(f"held{turned}.mp4", "-display_rotation", str(turned), "-i", str(lying), "-c", "copy")
    info = looked(held)
    assert (info.width, info.height) == size
    assert info.rotation in (turned, 360 - turned)


def test_frames_at_irregular_times(look):
    """A phone in the dark: half the frames take three times as long."""
    times = "setts=ts=(N+2*floor(N/2))/10/TB"
    info = look("dark.mp4", *picture(seconds=2), *H264, "-bf", "0", "-bsf:v", times)
    assert info.vfr
    assert float(info.fps) == pytest.approx(5.1, abs=0.2)
    assert info.peak_fps == pytest.approx(10, abs=0.5)


def test_regular_frames_are_told_from_irregular_ones(look):
    """Whole milliseconds in Matroska are no irregularity."""
    info = look("regular.mkv", *picture(rate=30), *H264)
    assert (info.vfr, info.fps) == (False, 30)


def test_an_old_phone(look):
    old = ("-c:v", "h263", "-s", "176x144", "-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1", "-b:a", "12.2k")
    info = look("old.3gp", *picture(), *SOUND, *old)
    assert (info.video_codec, info.audio_codec, info.audio_channels) == ("h263", "amr_nb", 1)
    assert (info.width, info.height) == (192, 144)  # its pixels are a little wide


def test_a_recorder_that_was_switched_off(look, make_clip):
    """No duration, no index: Matroska as a live stream, and a fragmented MP4."""
    for name, words in (("live.mkv", ("-live", "1")), ("live.mp4", ("-movflags", "+frag_keyframe+empty_moov"))):
        info = look(name, *picture(), *SOUND, *H264, *words)
        assert info.duration_s == pytest.approx(2.0, abs=0.1)
        assert info.fps == 10


def test_a_long_recording_without_an_index_is_read_to_its_end(look):
    """More packets than are looked at in the beginning."""
    tiny = picture("64x64", rate=25, seconds=200)
    for name in ("long.mkv", "long.ts"):
        info = look(name, *tiny, *H264, "-g", "250")
        assert info.duration_s == pytest.approx(200, abs=0.1)
        assert info.keyframe_s == pytest.approx(10, abs=0.1)


def test_a_header_that_claims_too_much_is_not_believed(make_clip, tmp_path):
    tiny = make_clip("kinds-long.mkv", *picture("64x64", rate=25, seconds=200), *H264, "-g", "250")
    path = tmp_path / "lies.mkv"
    path.write_bytes(swapped_duration(tiny.read_bytes(), 3_000_000.0))
    assert looked(path).duration_s == pytest.approx(200, abs=0.1)


def test_an_edit_list_cuts_the_beginning(look, make_clip):
    whole = make_clip("kinds-whole.mp4", *picture(seconds=4), *H264, "-g", "40")
    cut = make_clip("kinds-cut.mp4", "-ss", "1.5", "-i", str(whole), "-c", "copy")
    assert looked(cut).duration_s == pytest.approx(2.5, abs=0.15)


def test_a_hole_before_the_index(make_clip, tmp_path):
    """Phones reserve room and write the index after it."""
    clip = make_clip("kinds-sixty.mp4", *picture(rate=60), *H264)
    tree = mp4.parse(clip.read_bytes())
    tree.inner.insert(-1, mp4.Box(b"free", bytes(5_000_000)))
    path = tmp_path / "hole.mp4"
    path.write_bytes(bytes(tree))
    assert looked(path).fps == 60


def test_sound_that_starts_late(look):
    info = look("late.mkv", *picture(), "-itsoffset", "0.5", *SOUND, *H264)
    assert info.video_start_s == 0
    assert info.audio_start_s == pytest.approx(0.5, abs=0.03)
    assert (info.video_stream, info.audio_stream) == (0, 1)


def test_a_cover_picture_is_not_the_film(make_clip):
    cover = make_clip("kinds-cover.png", "-f", "lavfi", "-i", "color=s=64x64", "-frames:v", "1")
    words = ("-map", "1", "-map", "0", "-c:v:0", "copy", "-disposition:v:0", "attached_pic", "-c:v:1", "libx264")
    info = looked(make_clip("kinds-covered.mp4", *picture(), "-i", str(cover), *words))
    assert (info.width, info.video_stream > -1) == (160, True)
    assert info.video_codec == "h264"


def test_times_that_start_late_are_kept(look):
    info = look("late-clock.ts", *picture(), *H264, "-output_ts_offset", "3600")
    assert info.begin_s > 3600
    assert info.duration_s == pytest.approx(2.0, abs=0.1)


def test_bits_a_second(look, make_clip):
    info = look("sixty.mp4", *picture(rate=60), *H264)
    assert info.bit_rate == pytest.approx(info.size_bytes * 8 / info.duration_s, rel=0.01)


def test_what_an_older_version_stored_is_read():
    old = {"duration_s": 3.0, "width": 160, "height": 120, "rotation": 0, "fps": "25", "video_codec": "h264"}
    info = SourceInfo.from_json(old | {"of_a_later_version": 1})
    assert (info.fps, info.vfr, info.video_stream) == (25, False, -1)
